#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "core/access/principal.h"
#include "core/identity/password_operations.h"
#include "core/identity/sign_in_operations.h"
#include "core/result.h"
#include "dialects/common/call.h"
#include "dialects/common/services.h"

/// The work with passwords that changes want done before them, whatever the dialect.
namespace selfsame::dialect {

/// A step, and what it finds: for the change, which runs after it.
template <class T>
struct Finding {
  PasswordStep step;
  std::shared_ptr<T> found;
};

/// Whether `password` is that of whoever has the address.
Finding<core::PasswordProof> compare_password(const core::Identity& identity, std::string email,
                                              std::string_view password);

/// The hash of a password that may be somebody's.
Finding<std::string> hash_password(core::PlainSecret plain);

/// The hash of a new password for whoever holds the link; what is wrong with the password is named
/// `/new_password`, and an unknown link `/token`.
Finding<core::Result<std::string>> hash_for_link(const Services& services, std::string_view link,
                                                 std::string_view password);

struct ChangedPassword {
  core::PasswordProof current;
  std::string new_hash;  ///< only if `current` matches
};
/// Errors: forbidden/permission_missing (nobody's credential), invalid (`/new_password`).
core::Result<Finding<ChangedPassword>> change_password(const core::Identity& identity,
                                                       const core::Principal& caller,
                                                       std::string_view current,
                                                       std::string_view wanted);

/// Of a link that is unknown, used or over, where it is part of the input.
core::Error wrong_link_token();

}  // namespace selfsame::dialect
