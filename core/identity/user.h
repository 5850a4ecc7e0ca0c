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
  std::optional<std::string> mobile_phone{};
  std::optional<std::string> reporting_currency{};  ///< that their reports are in: `USD`
  /// A JSON object that is the person's own, as it was given; no value if they cleared it.
  std::optional<std::string> preferences = "{}";
  std::optional<Timestamp> signed_in_at{};  ///< by password, the last time
  std::string chosen_id{};                  ///< that a client chose for them, unique; empty: none
  /// The organization that made the account: it may change its credentials, as long as the person
  /// belongs to no other.
  std::optional<OrganizationId> managed_by{};
  /// That organization says that the address is theirs, and nobody has proved it yet: what others
  /// offer to the address is not for them.
  bool address_vouched = false;
  /// An Argon2id string (PHC form); absent for a user without a password.
  std::optional<std::string> password_hash;
  Timestamp created_at;
  Timestamp modified_at;

  bool operator==(const User&) const = default;
};

/// Whether what anybody offers to the address is for this person.
bool owns_address(const User& user);

/// The form in which mail addresses are compared and unique: ASCII letters in lower case.
std::string email_key(std::string_view email);

}  // namespace selfsame::core
