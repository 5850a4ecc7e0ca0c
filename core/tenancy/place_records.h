#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/identity/user.h"
#include "core/listing.h"
#include "core/operation_context.h"
#include "core/result.h"
#include "core/store.h"
#include "core/tenancy/membership.h"
#include "core/tenancy/organization.h"
#include "core/tenancy/role.h"

namespace selfsame::core {

/// An accepted place with whose it is, where, and what it gives.
struct PlaceRecord {
  Membership place;
  std::shared_ptr<const User> user;
  std::shared_ptr<const Organization> organization;
  std::vector<Role> roles;               ///< but for the owner's, in their order
  std::vector<std::string> permissions;  ///< direct and of roles; `*` alone for everything
};

/// What became of a change that may have made it.
struct PlacePut {
  PlaceRecord record;
  bool created = false;
};

/// No value if the user or the organization went between two looks of a cache.
std::optional<PlaceRecord> record_of(ReadTransaction& tx, const RoleCatalogue& catalogue,
                                     Membership place);

/// The members of an organization in a window of them, newest first; without one, all.
/// Errors: limited/quota_exceeded (all of more than `limits::kFilteredRecordsMax`).
Result<Records<PlaceRecord>> member_records(ReadTransaction& tx, const RoleCatalogue& catalogue,
                                            const OrganizationId& organization,
                                            const std::optional<RecordWindow>& window);

/// A user by their id in any spelling, or as a client chose it; null if there is none.
std::shared_ptr<const User> find_user_by_text(ReadTransaction& tx, std::string_view id);

}  // namespace selfsame::core
