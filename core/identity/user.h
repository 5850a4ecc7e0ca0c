#pragma once

#include <optional>
#include <string>

#include "core/id.h"
#include "core/time.h"

namespace selfsame::core {

/// A person with an account.
struct User {
  UserId id;
  std::string email;  ///< as it was given; unique by `email_key`
  std::string username;
  std::optional<std::string> first_name;
  std::optional<std::string> last_name;
  std::optional<std::string> telephone;
  std::optional<std::string> country;
  std::optional<std::string> zipcode;
  /// Whether somebody has proved (or the operator vouches) that the address is this person's.
  bool email_verified = true;
  bool two_factor_enabled = false;
  bool suspended = false;
  /// An Argon2id string (PHC form); absent for a user without a password.
  std::optional<std::string> password_hash;
  Timestamp created_at;
  Timestamp modified_at;

  bool operator==(const User&) const = default;
};

/// The form in which mail addresses are compared and unique: ASCII letters in lower case.
std::string email_key(std::string_view email);

}  // namespace selfsame::core
