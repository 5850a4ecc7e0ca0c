#include "core/tenancy/member_rights.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "core/access/acl_rules.h"
#include "core/access/authorize.h"
#include "core/audit/record_change.h"
#include "core/limits.h"
#include "core/tenancy/network_rules.h"
#include "core/text.h"

namespace selfsame::core {
namespace {

using Errors = std::vector<FieldError>;

std::string at(std::string_view pointer, std::size_t index) {
  return std::string(pointer) + '/' + std::to_string(index);
}

void check_count(Errors& errors, const std::string& pointer, std::size_t count, std::size_t max) {
  if (count == 0) {
    errors.push_back({pointer, "must have at least one entry"});
  } else if (count > max) {
    errors.push_back({pointer, "must have at most " + std::to_string(max) + " entries"});
  }
}

template <class Id>
void add_once(std::vector<Id>& ids, const Id& id) {
  if (std::ranges::find(ids, id) == ids.end()) ids.push_back(id);
}

std::vector<RoleId> read_roles(ReadTransaction& tx, const OperationContext& context,
                               const std::vector<std::string>& texts, const Membership& place,
                               Errors& errors) {
  check_count(errors, "/roles", texts.size(), limits::kRolesPerMember);
  std::vector<RoleId> roles;
  for (std::size_t i = 0; i < texts.size() && i < limits::kRolesPerMember; ++i) {
    const auto id = RoleId::parse(texts[i]);
    if (id && find_role(tx, context.roles, place.organization, *id)) {
      add_once(roles, *id);
    } else {
      errors.push_back({at("/roles", i), "this account has no such role"});
    }
  }
  return roles;
}

MemberPolicy read_policy(ReadTransaction& tx, const OperationContext& context,
                         const MemberPolicyDraft& draft, const Membership& place,
                         const std::vector<ResourceGroup>& own_groups, const std::string& pointer,
                         Errors& errors) {
  MemberPolicy policy{PolicyId::make(context.now, context.entropy), draft.effect, {}, {}};
  const auto groups = pointer + "/permission_groups";
  check_count(errors, groups, draft.permission_groups.size(), limits::kGroupsPerMemberPolicy);
  for (std::size_t i = 0; i < draft.permission_groups.size(); ++i) {
    const auto id = IamGroupId::parse(draft.permission_groups[i]);
    if (id && find_iam_group(tx, context.roles, place.organization, *id)) {
      add_once(policy.permission_groups, *id);
    } else {
      errors.push_back({at(groups, i), "this account has no such permission group"});
    }
  }
  const auto resources = pointer + "/resource_groups";
  check_count(errors, resources, draft.resource_groups.size(), limits::kGroupsPerMemberPolicy);
  for (std::size_t i = 0; i < draft.resource_groups.size(); ++i) {
    const auto id = ResourceGroupId::parse(draft.resource_groups[i]);
    const bool known = id && (id->bytes == place.organization.bytes ||
                              std::ranges::count(own_groups, *id, &ResourceGroup::id) > 0);
    if (known) {
      add_once(policy.resource_groups, *id);
    } else {
      errors.push_back({at(resources, i), "this account has no such resource group"});
    }
  }
  return policy;
}

/// The roles that policies amount to: of each allowed group on the whole organization.
std::vector<RoleId> roles_of_policies(ReadTransaction& tx, const OperationContext& context,
                                      const Membership& place) {
  std::vector<RoleId> roles;
  for (const auto& policy : place.policies) {
    const bool whole = std::ranges::any_of(policy.resource_groups, [&](const auto& id) {
      return id.bytes == place.organization.bytes;
    });
    if (policy.effect == Effect::deny || !whole) continue;
    for (const auto& id : policy.permission_groups) {
      const auto group = find_iam_group(tx, context.roles, place.organization, id);
      if (group && group->role) add_once(roles, *group->role);
    }
  }
  return roles;
}

std::string_view status_name(MembershipStatus status) {
  switch (status) {
    case MembershipStatus::pending:
      return "pending";
    case MembershipStatus::accepted:
      return "accepted";
    case MembershipStatus::rejected:
      return "rejected";
  }
  std::unreachable();
}

template <class Ids>
std::string join(const Ids& ids) {
  std::string joined;
  for (const auto& id : ids) {
    if (!joined.empty()) joined += ", ";
    joined += id.hex();
  }
  return joined;
}

bool is_accepted(const Membership& place) { return place.status == MembershipStatus::accepted; }

/// Absent where there is nothing, so that places of other dialects' making say nothing of it.
std::optional<std::string> describe_permissions(const Membership& place) {
  if (place.permissions.empty()) return std::nullopt;
  return join_texts(place.permissions);
}

std::optional<std::string> describe_networks(const Membership& place) {
  if (place.allowed_networks.empty()) return std::nullopt;
  std::vector<std::string> texts;
  texts.reserve(place.allowed_networks.size());
  for (const auto& network : place.allowed_networks) texts.push_back(network_text(network));
  return join_texts(texts);
}

std::string describe_policies(const Membership& place) {
  std::string text;
  for (const auto& policy : place.policies) {
    if (!text.empty()) text += "; ";
    text += policy.effect == Effect::allow ? "allow " : "deny ";
    text += join(policy.permission_groups) + " on " + join(policy.resource_groups);
  }
  return text;
}

Described describe(const Membership& place) {
  return {{"email", place.email},
          {"status", std::string(status_name(place.status))},
          {"owner", place.owner ? "true" : "false"},
          {"roles", join(place.roles)},
          {"policies", describe_policies(place)},
          {"permissions", describe_permissions(place)},
          {"allowed_networks", describe_networks(place)}};
}

}  // namespace

void give_roles(const OperationContext& context, std::vector<RoleId> roles, Membership& place) {
  MemberPolicy policy{PolicyId::make(context.now, context.entropy),
                      Effect::allow,
                      {},
                      {ResourceGroupId{place.organization.bytes}}};
  for (const auto& role : roles) {
    const auto* group = context.roles.group_of(role);
    policy.permission_groups.push_back(group != nullptr ? group->id : IamGroupId{role.bytes});
  }
  place.roles = std::move(roles);
  place.policies.clear();
  if (!policy.permission_groups.empty()) place.policies.push_back(std::move(policy));
  settle_owner(place);
}

Status apply_rights(ReadTransaction& tx, const OperationContext& context,
                    const MemberRights& rights, Membership& place) {
  Errors errors;
  if (rights.roles && rights.policies) {
    return fail_field("/policies", "cannot be given together with roles");
  }
  if (rights.roles) {
    auto roles = read_roles(tx, context, *rights.roles, place, errors);
    if (!errors.empty()) return invalid(std::move(errors));
    give_roles(context, std::move(roles), place);
  }
  if (rights.policies) {
    check_count(errors, "/policies", rights.policies->size(), limits::kPoliciesPerMember);
    const auto own_groups = tx.resource_groups_of(place.organization);
    std::vector<MemberPolicy> policies;
    policies.reserve(rights.policies->size());
    for (std::size_t i = 0; i < rights.policies->size(); ++i) {
      policies.push_back(read_policy(tx, context, (*rights.policies)[i], place, own_groups,
                                     at("/policies", i), errors));
    }
    if (!errors.empty()) return invalid(std::move(errors));
    place.policies = std::move(policies);
    place.roles = roles_of_policies(tx, context, place);
    settle_owner(place);
  }
  return {};
}

bool same_rights(const Membership& a, const Membership& b) {
  const auto same = [](const MemberPolicy& x, const MemberPolicy& y) {
    return x.effect == y.effect && x.permission_groups == y.permission_groups &&
           x.resource_groups == y.resource_groups;
  };
  return a.roles == b.roles && std::ranges::equal(a.policies, b.policies, same);
}

Status check_handing_out(ReadTransaction& tx, const OperationContext& context,
                         const Standing& standing, const Membership* before,
                         const Membership& after) {
  const bool unlimited = standing.owner && !is_restricted(context.principal);
  const bool touches_owner =
      std::ranges::count(after.roles, super_administrator()) > 0 ||
      (before != nullptr && std::ranges::count(before->roles, super_administrator()) > 0);
  if (touches_owner && !unlimited) return permission_missing();
  return check_holds(tx, context, standing, grants_anywhere(tx, context.roles, after),
                     permissions_anywhere(tx, context.roles, after));
}

Status check_holds(ReadTransaction& tx, const OperationContext& context, const Standing& standing,
                   const Grants& grants, const std::vector<std::string>& permissions) {
  const bool restricted = is_restricted(context.principal);
  if (standing.owner && !restricted) return {};
  // A restricted credential names permissions, and no areas.
  Grants held;
  if (!restricted) {
    held = standing.member ? grants_everywhere(tx, context.roles, standing.membership)
                           : standing.grants;
  }
  const auto named = permissions_in(tx, context, standing.organization->id);
  if (!named) return std::unexpected(named.error());
  if (!held.contain(grants) || !hold_all(*named, permissions)) return permission_missing();
  return {};
}

void settle_owner(Membership& place) {
  place.owner = place.status == MembershipStatus::accepted &&
                std::ranges::count(place.roles, super_administrator()) > 0;
}

Status check_not_last_owner(ReadTransaction& tx, const OrganizationId& organization) {
  if (tx.count_owners(organization) > 1) return {};
  return fail(ErrorCode::conflict, Reason::last_owner,
              "An account needs a Super Administrator. Make another member one first.");
}

bool is_first_place(ReadTransaction& tx, const UserId& user) {
  return std::ranges::none_of(*tx.memberships_of(user), is_accepted);
}

void take_place(WriteTransaction& tx, const OperationContext& context, OperationId operation,
                const Membership& place) {
  if (const auto invite = find_open_invite(tx, place)) tx.delete_invite(*invite);
  tx.delete_membership(place.organization, place.id);
  if (!place.is_default || !place.user) return;
  const auto left = tx.memberships_of(*place.user);
  const auto next = std::ranges::find_if(*left, is_accepted);
  if (next == left->end()) return;
  Membership oldest = *next;
  oldest.is_default = true;
  tx.update_membership(oldest);
  record_change(tx, context, operation, *place.user, resource_kind::kUser, place.user->hex(),
                {{"default_organization", place.organization.hex(), oldest.organization.hex()}},
                "user_update");
}

Membership make_owner_place(ReadTransaction& tx, const OperationContext& context,
                            const Organization& organization, const User& owner) {
  Membership place;
  place.id = MembershipId::make(context.now, context.entropy);
  place.organization = organization.id;
  place.user = owner.id;
  place.email = owner.email;
  place.status = MembershipStatus::accepted;
  place.is_default = is_first_place(tx, owner.id);
  place.created_at = context.now;
  place.modified_at = context.now;
  give_roles(context, {super_administrator()}, place);
  return place;
}

std::vector<std::string> role_names(ReadTransaction& tx, const RoleCatalogue& catalogue,
                                    const OrganizationId& organization,
                                    const std::vector<RoleId>& roles) {
  std::vector<std::string> names;
  for (const auto& id : roles) {
    if (const auto* built_in = catalogue.find_role(id)) {
      names.push_back(built_in->name);
    } else if (auto own = find_role(tx, catalogue, organization, id)) {
      names.push_back(std::move(own->name));
    }
  }
  return names;
}

std::vector<AuditChange> describe_new(const Membership& place) {
  return changes_of_new(describe(place));
}

std::vector<AuditChange> describe_gone(const Membership& place) {
  return changes_of_gone(describe(place));
}

std::vector<AuditChange> describe_difference(const Membership& before, const Membership& after) {
  return changes_between(describe(before), describe(after));
}

}  // namespace selfsame::core
