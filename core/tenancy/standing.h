#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/access/operations.h"
#include "core/operation_context.h"
#include "core/result.h"
#include "core/store.h"
#include "core/tenancy/membership.h"
#include "core/tenancy/organization.h"
#include "core/tenancy/role.h"
#include "core/tenancy/zone.h"

/// What somebody may do in an organization, and whether they may do this. Every operation on an
/// organization begins with `authorize_in`.
namespace selfsame::core {

/// The caller's place in an organization.
struct Standing {
  std::shared_ptr<const Organization> organization;
  /// Of the user on the whole organization, whatever the credential; everything for an owner, for
  /// an owner of a tenant above it, for a token of the organization, and for the operator.
  Grants grants;
  bool owner = false;       ///< may change owners
  Membership membership{};  ///< of a member; else empty, and `member` false
  bool member = false;
};

/// Rights of a place on the whole organization: of its roles and policies; deny wins.
Grants grants_of(ReadTransaction& tx, const RoleCatalogue& catalogue, const Membership& membership);

/// Whether a place gives a right on one zone of the organization.
bool allows_on_zone(ReadTransaction& tx, const RoleCatalogue& catalogue,
                    const Membership& membership, const ZoneId& zone, Area area, Level level);

/// Rights of a place on every single part of the organization: of its roles and policies on the
/// whole, without what any policy denies anywhere. What its holder can hand out.
Grants grants_everywhere(ReadTransaction& tx, const RoleCatalogue& catalogue,
                         const Membership& membership);

/// Everything that a place's roles and allowing policies name, wherever they apply: what handing out
/// the place hands out at most.
Grants grants_anywhere(ReadTransaction& tx, const RoleCatalogue& catalogue,
                       const Membership& membership);

/// Whether the principal's user owns one of the tenants above the organization, and meets the
/// conditions of the nearest that they own.
bool administers(ReadTransaction& tx, const Principal& principal, const Organization& organization);

/// Whether the principal's user has an accepted place in the organization, or administers it.
bool acts_in(ReadTransaction& tx, const Principal& principal, const OrganizationId& organization);

/// Whether the caller can see the organization of one of their accepted places: the organization's
/// and the place's own conditions are met, and the credential allows anything there.
bool sees_place(ReadTransaction& tx, const OperationContext& context, const Membership& place,
                const Organization& organization);

/// Whether the conditions of an organization, of a place in it and of its roles are met, whatever the credential.
/// Errors: forbidden/two_factor_required, forbidden/address_refused.
Status check_conditions(ReadTransaction& tx, const Principal& principal, const Membership& place,
                        const Organization& organization);

/// A built-in role, or one of the organization's own; no value if neither.
std::optional<Role> find_role(ReadTransaction& tx, const RoleCatalogue& catalogue,
                              const OrganizationId& organization, const RoleId& id);

/// What the caller may do in an organization, as names of the Rebilly dialect's permissions; `*` for
/// everything. What their credential allows is in it.
/// Errors: as of `authorize_in`, but permission_missing.
Result<std::vector<std::string>> permissions_in(ReadTransaction& tx,
                                                const OperationContext& context,
                                                const OrganizationId& organization);

/// What a place gives, as the same names; sorted, `*` alone for everything.
std::vector<std::string> permissions_of(ReadTransaction& tx, const RoleCatalogue& catalogue,
                                        const Membership& place);

/// What a place, its roles and its allowing policies name, wherever they apply: what handing out the
/// place hands out at most, beside `grants_anywhere`. In no order.
std::vector<std::string> permissions_anywhere(ReadTransaction& tx, const RoleCatalogue& catalogue,
                                              const Membership& place);

/// Whether the credential allows less than its user may do, in any organization. What it hands out
/// must then be among what it names.
bool is_restricted(const Principal& principal);

/// The group that stands for everything in an organization. It has the organization's own id.
ResourceGroup whole_organization(const OrganizationId& organization);

/// Whether the principal may do an operation (`Access::organization` or `visible`) in an
/// organization, and what their standing there is.
/// Errors: not_found (absent, or not the caller's to know of: the two look alike),
///         forbidden/two_factor_required, forbidden/address_refused (the place's networks),
///         forbidden/permission_missing.
Result<Standing> authorize_in(ReadTransaction& tx, const OperationContext& context,
                              OperationId operation, const OrganizationId& organization);

/// The same for an operation of kind `Access::zones` or `zones_by_account`.
Result<Standing> authorize_on_zone(ReadTransaction& tx, const OperationContext& context,
                                   OperationId operation, const Zone& zone);

/// Whether the principal may do an operation of kind `Access::store`.
/// Errors: forbidden/permission_missing.
Status authorize_on_store(ReadTransaction& tx, const OperationContext& context,
                          OperationId operation);

/// What can be said of a change before its input is looked at, so that whoever may not do it learns
/// nothing about their input. The operation itself authorizes again, in its own transaction.
/// `organization` is the one that the request names, if any.
Status may_attempt(ReadTransaction& tx, const OperationContext& context, OperationId operation,
                   const std::optional<OrganizationId>& organization);

/// The places of a user that count for them: those bound to them, and, once their mail address is
/// verified, those offered to it. Oldest first.
std::vector<Membership> places_of(ReadTransaction& tx, const User& user);

/// The user's accepted place in an organization.
std::optional<Membership> find_place(ReadTransaction& tx, const UserId& user,
                                     const OrganizationId& organization);

/// The invite to a place that nobody has answered; it may be over.
std::optional<Invite> find_open_invite(ReadTransaction& tx, const Membership& place);

std::unexpected<Error> no_such_organization();

}  // namespace selfsame::core
