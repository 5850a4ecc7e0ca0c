#pragma once

#include <string>
#include <vector>

#include "core/audit/audit_record.h"
#include "core/operation_context.h"
#include "core/result.h"
#include "core/store.h"
#include "core/tenancy/member_operations.h"
#include "core/tenancy/membership.h"
#include "core/tenancy/organization.h"
#include "core/tenancy/standing.h"

/// What a place gives, said in the two ways that clients say it: roles on the whole organization,
/// or policies. A place holds both, and they agree.
namespace selfsame::core {

/// Gives a place exactly these roles, and the one policy that says the same.
void give_roles(const OperationContext& context, std::vector<RoleId> roles, Membership& place);

/// Gives a place the rights that a client asks for. Neither roles nor policies: leaves it alone.
/// Errors: invalid, naming each unknown or superfluous place.
Status apply_rights(ReadTransaction& tx, const OperationContext& context,
                    const MemberRights& rights, Membership& place);

/// Whether two places give the same, whatever the ids of their policies.
bool same_rights(const Membership& a, const Membership& b);

/// Nobody hands out more than they hold, by area or by name, and only owners make or unmake owners; a
/// credential that allows less than its user may do hands out what it names. `before` is null for a
/// new place.
/// Errors: forbidden/permission_missing.
Status check_handing_out(ReadTransaction& tx, const OperationContext& context,
                         const Standing& standing, const Membership* before,
                         const Membership& after);

/// The same of rights that are no place's: of a role.
Status check_holds(ReadTransaction& tx, const OperationContext& context, const Standing& standing,
                   const Grants& grants, const std::vector<std::string>& permissions);

/// `owner` follows from the state and the roles of a place.
void settle_owner(Membership& place);

/// Refuses to take the last owner away.
/// Errors: conflict/last_owner.
Status check_not_last_owner(ReadTransaction& tx, const OrganizationId& organization);

/// Whether it would be the user's first accepted place, which is their default one.
bool is_first_place(ReadTransaction& tx, const UserId& user);

/// Takes a place away, with the invite to it if that is open. If it was the user's default one, the
/// oldest that is left becomes that, which is a record in their own log.
void take_place(WriteTransaction& tx, const OperationContext& context, OperationId operation,
                const Membership& place);

/// The place of whoever owns an organization from its beginning.
Membership make_owner_place(ReadTransaction& tx, const OperationContext& context,
                            const Organization& organization, const User& owner);

/// Names of the roles of a place, in their order.
std::vector<std::string> role_names(ReadTransaction& tx, const RoleCatalogue& catalogue,
                                    const OrganizationId& organization,
                                    const std::vector<RoleId>& roles);

// What an audit record says of a place.
std::vector<AuditChange> describe_new(const Membership& place);
std::vector<AuditChange> describe_gone(const Membership& place);
std::vector<AuditChange> describe_difference(const Membership& before, const Membership& after);

}  // namespace selfsame::core
