#include "core/tenancy/place_draft.h"

#include <algorithm>
#include <utility>

#include "core/access/authorize.h"
#include "core/limits.h"
#include "core/tenancy/member_rights.h"
#include "core/tenancy/network_rules.h"

namespace selfsame::core {
namespace {

std::vector<RoleId> read_role_ids(ReadTransaction& tx, const OperationContext& context,
                                  const std::vector<std::string>& texts, const Membership& place,
                                  std::vector<FieldError>& errors) {
  std::vector<RoleId> ids;
  if (texts.size() > limits::kRolesPerMember) {
    errors.push_back(
        {"/role_ids", "must have at most " + std::to_string(limits::kRolesPerMember) + " entries"});
    return ids;
  }
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const auto role = find_role_by_text(tx, context.roles, place.organization, texts[i]);
    if (!role || role->id == super_administrator()) {
      errors.push_back({"/role_ids/" + std::to_string(i), "the organization has no such role"});
    } else if (std::ranges::find(ids, role->id) == ids.end()) {
      ids.push_back(role->id);
    }
  }
  return ids;
}

bool is_of_caller(const OperationContext& context, const Membership& place) {
  const auto& caller = context.principal.user;
  return caller != nullptr && place.user == caller->id;
}

}  // namespace

std::optional<Role> find_role_by_text(ReadTransaction& tx, const RoleCatalogue& catalogue,
                                      const OrganizationId& organization, std::string_view text) {
  if (text.empty()) return std::nullopt;
  const auto own = tx.roles_of(organization);
  const auto chosen = std::ranges::find(*own, text, &Role::chosen_id);
  if (chosen != own->end()) return *chosen;
  const auto id = RoleId::parse(text);
  return id ? find_role(tx, catalogue, organization, *id) : std::nullopt;
}

Status apply_place_draft(ReadTransaction& tx, const OperationContext& context,
                         const PlaceDraft& draft, IsPermission is_permission, Membership& place) {
  std::vector<FieldError> errors;
  if (draft.permissions && *draft.permissions != place.permissions) {
    check_permissions(errors, "/permissions", *draft.permissions, is_permission);
    place.permissions = *draft.permissions;
  }
  if (draft.allowed_networks) {
    place.allowed_networks =
        read_allowed_networks(errors, "/allowed_networks", *draft.allowed_networks);
  }
  std::vector<RoleId> roles = place.roles;
  std::erase(roles, super_administrator());
  if (draft.role_ids) roles = read_role_ids(tx, context, *draft.role_ids, place, errors);
  if (!errors.empty()) return invalid(std::move(errors));
  if (draft.owner.value_or(place.owner)) roles.insert(roles.begin(), super_administrator());
  // Policies may say more than roles do: they stay as long as the roles stay the same.
  if (!std::ranges::is_permutation(roles, place.roles)) {
    give_roles(context, std::move(roles), place);
  }
  return {};
}

Status check_place_change(ReadTransaction& tx, const OperationContext& context,
                          const Standing& standing, const Membership* before,
                          const Membership& after) {
  auto status = check_handing_out(tx, context, standing, before, after);
  if (!status || before == nullptr) return status;
  const bool lifts = !standing.owner && is_of_caller(context, *before) &&
                     before->allowed_networks != after.allowed_networks;
  if (lifts) return permission_missing();
  if (before->owner && !after.owner) return check_not_last_owner(tx, after.organization);
  return {};
}

std::vector<Role> roles_of_place(ReadTransaction& tx, const RoleCatalogue& catalogue,
                                 const Membership& place) {
  std::vector<Role> roles;
  for (const auto& id : place.roles) {
    if (id == super_administrator()) continue;
    if (auto role = find_role(tx, catalogue, place.organization, id)) {
      roles.push_back(std::move(*role));
    }
  }
  return roles;
}

void clear_offers(WriteTransaction& tx, const OrganizationId& organization,
                  const std::optional<UserId>& user, std::string_view email) {
  const auto clear = [&](const Membership& place) {
    if (place.status == MembershipStatus::accepted) return;
    if (const auto invite = find_open_invite(tx, place)) tx.delete_invite(*invite);
    tx.delete_membership(organization, place.id);
  };
  if (user) {
    const auto places = tx.memberships_of(*user);
    for (const auto& place : *places) {
      if (place.organization == organization) clear(place);
    }
  }
  if (const auto offer = tx.find_membership_by_email(organization, email)) clear(*offer);
}

}  // namespace selfsame::core
