#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/identity/user.h"
#include "core/operation_context.h"
#include "core/result.h"
#include "core/store.h"
#include "core/tenancy/role.h"

namespace selfsame::core {

/// An accepted place of a user in an organization, in short.
struct UserPlace {
  std::shared_ptr<const Organization> organization;
  Grants grants;                   ///< on the whole organization
  std::vector<std::string> roles;  ///< names
};

/// A user with the organizations that they belong to.
struct UserDetails {
  std::shared_ptr<const User> user;
  std::vector<UserPlace> places;
  bool two_factor_locked = false;  ///< some organization of theirs enforces a second factor
};

/// Which fields of a profile to change: outer absent means leave alone, inner absent means clear.
struct ProfileEdit {
  using Field = std::optional<std::optional<std::string>>;
  Field first_name;
  Field last_name;
  Field telephone;
  Field country;
  Field zipcode;
};

/// The principal's own user.
/// Errors:  forbidden/permission_missing.
/// Source:  Cloudflare v4 `GET /user`.
[[nodiscard]] Result<UserDetails> get_user(ReadTransaction& tx, const OperationContext& context);

/// Changes the principal's own profile. An edit that changes nothing succeeds and leaves no record.
/// Errors:  forbidden/permission_missing, invalid (names each field).
/// Effects: one audit record with the fields before and after.
/// Source:  Cloudflare v4 `PATCH /user`.
[[nodiscard]] Result<UserDetails> edit_user(WriteTransaction& tx, const OperationContext& context,
                                            const ProfileEdit& edit);

}  // namespace selfsame::core
