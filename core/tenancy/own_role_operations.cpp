#include "core/tenancy/own_role_operations.h"

#include <algorithm>
#include <utility>

#include "core/access/authorize.h"
#include "core/audit/record_change.h"
#include "core/limits.h"
#include "core/tenancy/member_rights.h"
#include "core/tenancy/network_rules.h"
#include "core/tenancy/place_draft.h"
#include "core/tenancy/role_tree.h"
#include "core/tenancy/standing.h"
#include "core/text.h"

namespace selfsame::core {
namespace {

std::unexpected<Error> no_such_role() {
  return fail(ErrorCode::not_found, Reason::none, "Role not found.");
}

/// One of the organization's own.
std::optional<Role> find_own(ReadTransaction& tx, const OperationContext& context,
                             const OrganizationId& organization, std::string_view id) {
  auto role = find_role_by_text(tx, context.roles, organization, id);
  return role && role->organization ? role : std::nullopt;
}

bool includes(const Role& senior, const RoleId& id) {
  return std::ranges::find(senior.juniors, id) != senior.juniors.end();
}

RoleView view_role(ReadTransaction& tx, const std::vector<Role>& own_roles, Role role) {
  RoleView view;
  for (const auto& other : own_roles) {
    if (includes(other, role.id)) view.seniors.push_back(other);
  }
  for (const auto& id : role.juniors) {
    const auto junior = std::ranges::find(own_roles, id, &Role::id);
    if (junior != own_roles.end()) view.juniors.push_back(*junior);
  }
  view.users_count = tx.count_role_holders(*role.organization, role.id);
  view.role = std::move(role);
  return view;
}

RoleView view_role(ReadTransaction& tx, Role role) {
  const auto own_roles = tx.roles_of(*role.organization);
  return view_role(tx, *own_roles, std::move(role));
}

std::string describe_acl(const Role& role) {
  std::string text;
  for (const auto& entry : role.acl) {
    if (!text.empty()) text += "; ";
    text += join_texts(entry.permissions);
    for (const auto& id : entry.scope.organizations) text += " in " + id.hex();
  }
  return text;
}

Described describe(const Role& role) {
  std::vector<std::string> juniors;
  std::vector<std::string> networks;
  juniors.reserve(role.juniors.size());
  networks.reserve(role.allowed_networks.size());
  for (const auto& id : role.juniors) juniors.push_back(id.hex());
  for (const auto& network : role.allowed_networks) networks.push_back(network_text(network));
  return {{"name", role.name},
          {"description", role.description},
          {"acl", describe_acl(role)},
          {"juniors", join_texts(juniors)},
          {"allowed_networks", join_texts(networks)}};
}

void record_role(WriteTransaction& tx, const OperationContext& context, OperationId operation,
                 const Role& role, std::vector<AuditChange> changes, std::string_view action = {}) {
  record_change(tx, context, operation, *role.organization, "role", role.id.hex(),
                std::move(changes), action);
}

/// The organization's own roles as they are with this one among them.
std::vector<Role> own_roles_with(ReadTransaction& tx, const Role& role) {
  std::vector<Role> own = *tx.roles_of(*role.organization);
  const auto present = std::ranges::find(own, role.id, &Role::id);
  if (present == own.end()) {
    own.push_back(role);
  } else {
    *present = role;
  }
  return own;
}

std::vector<RoleId> read_juniors(ReadTransaction& tx, const OperationContext& context,
                                 const std::vector<std::string>& texts, const Role& role,
                                 std::vector<FieldError>& errors) {
  std::vector<RoleId> juniors;
  if (texts.size() > limits::kJuniorsPerRole) {
    errors.push_back({"/junior_ids",
                      "must have at most " + std::to_string(limits::kJuniorsPerRole) + " entries"});
    return juniors;
  }
  for (const auto& text : texts) {
    const auto junior = find_own(tx, context, *role.organization, text);
    if (!junior) {
      errors.push_back({"/junior_ids", "the organization has no role " + text});
    } else if (std::ranges::find(juniors, junior->id) == juniors.end()) {
      juniors.push_back(junior->id);
    }
  }
  return juniors;
}

/// Of several lines, unlike a name.
void check_description(std::vector<FieldError>& errors, const std::string& description) {
  if (description.contains('\0')) {
    errors.push_back({"/description", "must be text without control characters"});
  } else if (count_characters(description) > limits::kLongRoleDescriptionCharacters) {
    errors.push_back({"/description", "must be at most " +
                                          std::to_string(limits::kLongRoleDescriptionCharacters) +
                                          " characters long"});
  }
}

Status apply_draft(ReadTransaction& tx, const OperationContext& context, const RoleDraft& draft,
                   IsPermission is_permission, Role& role) {
  std::vector<FieldError> errors;
  if (draft.name && *draft.name != role.name) {
    check_required_text(errors, "/name", *draft.name, limits::kShortRoleNameCharacters);
    role.name = *draft.name;
  }
  if (draft.description && *draft.description != role.description) {
    check_description(errors, *draft.description);
    role.description = *draft.description;
  }
  if (draft.acl && *draft.acl != role.acl) {
    check_acl(errors, "/acl", *draft.acl, is_permission);
    role.acl = *draft.acl;
  }
  if (draft.junior_ids) {
    role.juniors = read_juniors(tx, context, *draft.junior_ids, role, errors);
    if (includes_itself(own_roles_with(tx, role), role.id)) {
      errors.push_back({"/junior_ids", "must not include the role itself, by any way"});
    }
  }
  if (draft.allowed_networks) {
    role.allowed_networks =
        read_allowed_networks(errors, "/allowed_networks", *draft.allowed_networks);
  }
  return errors.empty() ? Status() : invalid(std::move(errors));
}

/// Whether the caller holds all that a role gives, with what it includes and wherever it counts.
Status check_holds_role(ReadTransaction& tx, const OperationContext& context,
                        const Standing& standing, const Role& role) {
  const auto own = own_roles_with(tx, role);
  const auto given = with_juniors(&context.roles, own, {&role.id, 1});
  std::vector<std::string> names;
  for (const auto* one : given) {
    for (const auto& entry : one->acl) {
      names.insert(names.end(), entry.permissions.begin(), entry.permissions.end());
    }
  }
  return check_holds(tx, context, standing, grants_of_all(given), names);
}

bool same_rights(const Role& a, const Role& b) {
  return a.acl == b.acl && a.juniors == b.juniors && a.allowed_networks == b.allowed_networks;
}

Result<RoleView> make_role(WriteTransaction& tx, const OperationContext& context,
                           const Standing& standing, OperationId operation, const RoleDraft& draft,
                           IsPermission is_permission, std::string_view chosen_id) {
  Role role;
  role.id = RoleId::make(context.now, context.entropy);
  role.organization = standing.organization->id;
  role.chosen_id = chosen_id;
  role.created_at = context.now;
  role.modified_at = context.now;
  if (!draft.name) return fail_field("/name", "is required");
  if (!draft.acl) return fail_field("/acl", "is required");
  auto status = apply_draft(tx, context, draft, is_permission, role);
  if (status && role.name.empty()) status = fail_field("/name", "must not be empty");
  if (status) status = check_holds_role(tx, context, standing, role);
  if (!status) return std::unexpected(std::move(status.error()));
  if (tx.roles_of(*role.organization)->size() >= limits::kRolesPerOrganization) {
    return fail(ErrorCode::limited, Reason::quota_exceeded,
                "An organization can have at most " +
                    std::to_string(limits::kRolesPerOrganization) + " roles of its own.");
  }
  tx.insert_role(role);
  record_role(tx, context, operation, role, changes_of_new(describe(role)), "create");
  return view_role(tx, std::move(role));
}

Result<RoleView> change_role(WriteTransaction& tx, const OperationContext& context,
                             const Standing& standing, const Role& before, const RoleDraft& draft,
                             IsPermission is_permission) {
  Role after = before;
  auto status = apply_draft(tx, context, draft, is_permission, after);
  if (status && !same_rights(before, after)) {
    status = check_holds_role(tx, context, standing, before);
    if (status) status = check_holds_role(tx, context, standing, after);
  }
  if (!status) return std::unexpected(std::move(status.error()));
  if (after == before) return view_role(tx, std::move(after));
  after.modified_at = context.now;
  tx.update_role(after);
  record_role(tx, context, OperationId::role_update, after,
              changes_between(describe(before), describe(after)));
  return view_role(tx, std::move(after));
}

void take_from_seniors(WriteTransaction& tx, const OperationContext& context, const Role& gone) {
  const auto own_roles = tx.roles_of(*gone.organization);
  for (const auto& senior : *own_roles) {
    if (!includes(senior, gone.id)) continue;
    Role after = senior;
    std::erase(after.juniors, gone.id);
    after.modified_at = context.now;
    tx.update_role(after);
    record_role(tx, context, OperationId::role_delete, after,
                changes_between(describe(senior), describe(after)), "update");
  }
}

void take_from_holder(WriteTransaction& tx, const OperationContext& context, const Role& gone,
                      const Membership& before) {
  Membership after = before;
  std::erase(after.roles, gone.id);
  for (auto& policy : after.policies) {
    std::erase(policy.permission_groups, IamGroupId{gone.id.bytes});
  }
  std::erase_if(after.policies,
                [](const MemberPolicy& policy) { return policy.permission_groups.empty(); });
  after.modified_at = context.now;
  tx.update_membership(after);
  record_change(tx, context, OperationId::role_delete, after.organization, "member", after.id.hex(),
                describe_difference(before, after), "change_role");
}

}  // namespace

bool is_chosen_id(std::string_view text) {
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("@~-._").contains(c);
  };
  return !text.empty() && text.size() <= limits::kChosenIdBytes && std::ranges::all_of(text, fits);
}

Result<std::vector<RoleView>> list_own_roles(ReadTransaction& tx, const OperationContext& context,
                                             const OrganizationId& organization) {
  const auto standing = authorize_in(tx, context, OperationId::role_list, organization);
  if (!standing) return std::unexpected(standing.error());
  const auto own_roles = tx.roles_of(organization);
  std::vector<RoleView> views;
  views.reserve(own_roles->size());
  for (const auto& role : *own_roles) views.push_back(view_role(tx, *own_roles, role));
  return views;
}

Result<RoleView> get_own_role(ReadTransaction& tx, const OperationContext& context,
                              const OrganizationId& organization, std::string_view id) {
  const auto standing = authorize_in(tx, context, OperationId::role_get, organization);
  if (!standing) return std::unexpected(standing.error());
  auto role = find_own(tx, context, organization, id);
  if (!role) return no_such_role();
  return view_role(tx, std::move(*role));
}

Result<RoleView> create_role(WriteTransaction& tx, const OperationContext& context,
                             const OrganizationId& organization, const RoleDraft& draft,
                             IsPermission is_permission) {
  constexpr auto kCreate = OperationId::role_create;
  const auto standing = authorize_in(tx, context, kCreate, organization);
  if (!standing) return std::unexpected(standing.error());
  return make_role(tx, context, *standing, kCreate, draft, is_permission, {});
}

Result<RolePut> put_role(WriteTransaction& tx, const OperationContext& context,
                         const OrganizationId& organization, std::string_view id,
                         const RoleDraft& draft, IsPermission is_permission) {
  constexpr auto kUpdate = OperationId::role_update;
  const auto standing = authorize_in(tx, context, kUpdate, organization);
  if (!standing) return std::unexpected(standing.error());
  if (!is_chosen_id(id)) return fail_field("/id", "is no id");
  const auto found = find_role_by_text(tx, context.roles, organization, id);
  if (found && !found->organization) {
    return fail_field("/id", "is that of a role that comes with the program");
  }
  auto view = found ? change_role(tx, context, *standing, *found, draft, is_permission)
                    : make_role(tx, context, *standing, kUpdate, draft, is_permission, id);
  if (!view) return std::unexpected(std::move(view.error()));
  return RolePut{std::move(*view), !found};
}

Status delete_role(WriteTransaction& tx, const OperationContext& context,
                   const OrganizationId& organization, std::string_view id) {
  constexpr auto kDelete = OperationId::role_delete;
  const auto standing = authorize_in(tx, context, kDelete, organization);
  if (!standing) return std::unexpected(standing.error());
  const auto gone = find_own(tx, context, organization, id);
  if (!gone) return no_such_role();
  if (auto status = check_holds_role(tx, context, *standing, *gone); !status) return status;
  const auto holders = tx.role_holders(organization, gone->id, limits::kHoldersOfDeletedRole + 1);
  if (holders.size() > limits::kHoldersOfDeletedRole) {
    return fail(ErrorCode::conflict, Reason::none,
                "More than " + std::to_string(limits::kHoldersOfDeletedRole) +
                    " hold the role. Take it from some of them first.");
  }
  for (const auto& holder : holders) {
    if (const auto place = tx.find_membership(organization, holder)) {
      take_from_holder(tx, context, *gone, *place);
    }
  }
  take_from_seniors(tx, context, *gone);
  tx.delete_role(organization, gone->id);
  record_role(tx, context, kDelete, *gone, changes_of_gone(describe(*gone)));
  return {};
}

}  // namespace selfsame::core
