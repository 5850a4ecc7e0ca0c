#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/access/acl_rules.h"
#include "core/operation_context.h"
#include "core/result.h"
#include "core/store.h"
#include "core/tenancy/role.h"

/// An organization's own roles, of single permissions and of other roles. What changes in a role
/// changes for everybody who holds it, from their next request on.
/// Ids are taken in any spelling, or as a client chose them.
/// Errors of every operation: not_found (the organization or the role; the roles that come with the
/// program are not among these), forbidden/…, as of organization_operations.h.
namespace selfsame::core {

/// A role with what stands around it.
struct RoleView {
  Role role;
  std::vector<Role> seniors;  ///< those that include it, oldest first
  std::vector<Role> juniors;  ///< those that it includes, in its order
  std::uint64_t users_count = 0;
};

/// Oldest first; there are at most `limits::kRolesPerOrganization`.
/// Source:  Rebilly `GetRoleCollection`.
[[nodiscard]] Result<std::vector<RoleView>> list_own_roles(ReadTransaction& tx,
                                                           const OperationContext& context,
                                                           const OrganizationId& organization);
/// Source:  Rebilly `GetRole`.
[[nodiscard]] Result<RoleView> get_own_role(ReadTransaction& tx, const OperationContext& context,
                                            const OrganizationId& organization,
                                            std::string_view id);

/// What a client wants a role to be. Absent: leave alone; a new one needs a name and a list.
struct RoleDraft {
  std::optional<std::string> name{};
  std::optional<std::string> description{};  ///< empty: none
  std::optional<std::vector<AclEntry>> acl{};
  std::optional<std::vector<std::string>> junior_ids{};
  std::optional<std::vector<std::string>> allowed_networks{};  ///< empty: from anywhere
};

/// Errors:  invalid (`/name`, `/description`, `/acl/0/permissions/1`, `/junior_ids` unknown or the
///          role itself by any way, `/allowed_networks/0`), limited/quota_exceeded,
///          forbidden/permission_missing (more than the caller may do themselves).
/// Effects: one audit record.
/// Source:  Rebilly `PostRole`.
[[nodiscard]] Result<RoleView> create_role(WriteTransaction& tx, const OperationContext& context,
                                           const OrganizationId& organization,
                                           const RoleDraft& draft, IsPermission is_permission);

struct RolePut {
  RoleView view;
  bool created = false;
};
/// Changes a role, or makes one with the id that the client chose.
/// Errors:  as of `create_role`; forbidden/permission_missing also for a change to the rights of a
///          role that gives more than the caller holds; invalid (`/id`: no id, or one of a role that
///          comes with the program).
/// Effects: one audit record; none if nothing changed.
/// Source:  Rebilly `PutRole`.
[[nodiscard]] Result<RolePut> put_role(WriteTransaction& tx, const OperationContext& context,
                                       const OrganizationId& organization, std::string_view id,
                                       const RoleDraft& draft, IsPermission is_permission);

/// Takes a role away: from its holders and from the roles that include it, too.
/// Errors:  forbidden/permission_missing (it gives more than the caller holds), conflict (more than
///          `limits::kHoldersOfDeletedRole` hold it).
/// Effects: an audit record of it, of each role and of each member that loses it.
/// Source:  Rebilly `DeleteRole`.
[[nodiscard]] Status delete_role(WriteTransaction& tx, const OperationContext& context,
                                 const OrganizationId& organization, std::string_view id);

/// Whether a text can be an id that a client chose. Source: reference 1.1.
bool is_chosen_id(std::string_view text);

}  // namespace selfsame::core
