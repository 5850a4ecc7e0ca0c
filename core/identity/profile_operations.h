#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/identity/identity.h"
#include "core/identity/second_factor_operations.h"
#include "core/identity/user.h"
#include "core/operation_context.h"
#include "core/result.h"
#include "core/store.h"
#include "core/tenancy/place_records.h"
#include "core/tenancy/role.h"

namespace selfsame::core {

/// Everything that a person's profile shows.
struct Profile {
  std::shared_ptr<const User> user;
  std::vector<PlaceRecord> places;
  /// In the organization that the request is about, or their default one; empty without any.
  std::vector<std::string> permissions;
  /// That reports can be in: those of the person's organizations; sorted, never empty.
  std::vector<std::string> available_currencies;
  bool second_factor = false;  ///< an active one
  /// What an app is to be given; absent if a factor is active, or the credential was narrowed.
  std::optional<FactorSecret> enrollment{};
  bool emulates = false;  ///< the session has fewer permissions
};

/// The accepted places of a person, oldest first. Asks no right: for operations that did.
std::vector<PlaceRecord> profile_places(ReadTransaction& tx, const RoleCatalogue& catalogue,
                                        const UserId& user);

/// In which currency an organization has its reports.
std::string report_currency(ReadTransaction& tx, const OperationContext& context,
                            const OrganizationId& organization);

/// Where a request is to be understood: the organization that it names, else the caller's default
/// one, else their only or oldest one. No value: they have none.
std::optional<OrganizationId> organization_of(ReadTransaction& tx, const Principal& principal,
                                              const std::optional<OrganizationId>& named);

/// The person behind the credential. `organization`: that the request names.
/// Errors:  forbidden/permission_missing; not_found (no place in the organization).
/// Source:  Rebilly `GetProfile`; reference 6.1.
[[nodiscard]] Result<Profile> get_profile(ReadTransaction& tx, const OperationContext& context,
                                          const Identity& identity,
                                          const std::optional<OrganizationId>& organization);

/// What of a profile to change; absent: leave alone.
struct ProfileUpdate {
  std::optional<std::optional<std::string>> preferences{};  ///< JSON object, or cleared
  std::optional<std::string> reporting_currency{};
  std::optional<bool> second_factor{};
  std::optional<std::string> one_time_code{};
};

/// Errors:  forbidden/permission_missing, invalid (`/reporting_currency` none of those that the
///          profile offers, `/one_time_code` missing or wrong, `/preferences` too long).
/// Effects: one audit record with what changed; none if nothing did.
/// Source:  Rebilly `PutProfile`; reference 8.3.
[[nodiscard]] Status update_profile(WriteTransaction& tx, const OperationContext& context,
                                    const Identity& identity, const ProfileUpdate& update);

}  // namespace selfsame::core
