#include "core/tenancy/standing.h"

#include <algorithm>
#include <set>
#include <utility>

#include "core/access/authorize.h"
#include "core/limits.h"
#include "core/tenancy/role_tree.h"

namespace selfsame::core {
namespace {

/// Of a group that comes with the program, or of the organization's own role that it is the twin of.
/// What is unknown gives nothing.
Grants grants_of_group(const RoleCatalogue& catalogue, const std::vector<Role>& own_roles,
                       const IamGroupId& id) {
  if (const auto* group = catalogue.find_group(id)) return group->grants;
  const RoleId twin{id.bytes};
  return grants_of_all(with_juniors(&catalogue, own_roles, {&twin, 1}));
}

/// Whether a policy speaks of the whole organization.
bool is_whole(const MemberPolicy& policy, const OrganizationId& organization,
              const std::vector<ResourceGroup>& groups) {
  return std::ranges::any_of(policy.resource_groups, [&](const ResourceGroupId& id) {
    if (id.bytes == organization.bytes) return true;
    const auto group = std::ranges::find(groups, id, &ResourceGroup::id);
    return group != groups.end() && group->zones.empty();
  });
}

bool names_zone(const MemberPolicy& policy, const ZoneId& zone,
                const std::vector<ResourceGroup>& groups) {
  return std::ranges::any_of(policy.resource_groups, [&](const ResourceGroupId& id) {
    const auto group = std::ranges::find(groups, id, &ResourceGroup::id);
    return group != groups.end() && std::ranges::find(group->zones, zone) != group->zones.end();
  });
}

/// The groups that the place's policies point at; the store is asked only if any is not the whole
/// organization.
std::vector<ResourceGroup> groups_of(ReadTransaction& tx, const Membership& membership) {
  const bool points_elsewhere =
      std::ranges::any_of(membership.policies, [&](const MemberPolicy& policy) {
        return std::ranges::any_of(policy.resource_groups, [&](const ResourceGroupId& id) {
          return id.bytes != membership.organization.bytes;
        });
      });
  if (!points_elsewhere) return {};
  return tx.resource_groups_of(membership.organization);
}

/// Allows of the policies that `applies` picks, then their denies.
template <class Applies>
void apply_policies(Grants& grants, const Membership& membership, const RoleCatalogue& catalogue,
                    const std::vector<Role>& own_roles, Applies applies) {
  for (const Effect effect : {Effect::allow, Effect::deny}) {
    for (const auto& policy : membership.policies) {
      if (policy.effect != effect || !applies(policy)) continue;
      for (const auto& id : policy.permission_groups) {
        const Grants named = grants_of_group(catalogue, own_roles, id);
        effect == Effect::allow ? grants.add(named) : grants.remove(named);
      }
    }
  }
}

Grants grants_of_roles(const Membership& membership, const RoleCatalogue& catalogue,
                       const std::vector<Role>& own_roles) {
  return grants_of_all(with_juniors(&catalogue, own_roles, membership.roles));
}

/// The roles that policies of one effect name, wherever they apply.
std::vector<RoleId> roles_named(const RoleCatalogue& catalogue, const Membership& membership,
                                Effect effect) {
  std::vector<RoleId> named;
  for (const auto& policy : membership.policies) {
    if (policy.effect != effect) continue;
    for (const auto& id : policy.permission_groups) {
      const auto* group = catalogue.find_group(id);
      if (group == nullptr) {
        named.push_back(RoleId{id.bytes});
      } else if (group->role) {
        named.push_back(*group->role);
      }
    }
  }
  return named;
}

/// The roles whose permissions by name a place has: a role that a policy denies gives none.
std::vector<const Role*> roles_by_name(const RoleCatalogue& catalogue,
                                       const std::vector<Role>& own_roles,
                                       const Membership& membership) {
  auto roles = with_juniors(&catalogue, own_roles, membership.roles);
  const auto denied =
      with_juniors(&catalogue, own_roles, roles_named(catalogue, membership, Effect::deny));
  std::erase_if(roles,
                [&](const Role* role) { return std::ranges::find(denied, role) != denied.end(); });
  return roles;
}

bool permits_by_name(ReadTransaction& tx, const RoleCatalogue& catalogue,
                     const Membership& membership, const Operation& operation) {
  if (permits(membership.permissions, operation)) return true;
  if (std::ranges::find(membership.permissions, operation.name) != membership.permissions.end()) {
    return true;
  }
  const auto own_roles = tx.roles_of(membership.organization);
  return permit(roles_by_name(catalogue, *own_roles, membership), membership.organization,
                operation);
}

/// Every list there is must contain the client: the place's own, and that of its roles together.
Status check_networks(ReadTransaction& tx, const Membership& membership,
                      const Principal& principal) {
  if (!principal.address) return {};
  const auto own_roles = tx.roles_of(membership.organization);
  const auto of_roles = networks_of_all(with_juniors(nullptr, *own_roles, membership.roles));
  const auto allowed = [&](const std::vector<Cidr>& networks) {
    return NetworkCondition{networks, {}, true, false, false}.allows(*principal.address);
  };
  if (allowed(membership.allowed_networks) && allowed(of_roles)) return {};
  return fail(ErrorCode::forbidden, Reason::address_refused,
              "Cannot use this membership from location: " + principal.address->text());
}

Status check_two_factor(const Organization& organization, const User& user) {
  if (!organization.enforce_two_factor || user.two_factor_enabled) return {};
  return fail(ErrorCode::forbidden, Reason::two_factor_required,
              "This organization wants two-factor authentication of its members. Enable it for "
              "your user first.");
}

/// What the principal is in the organization, before their credential is asked.
Result<Standing> find_standing(ReadTransaction& tx, const OperationContext& context,
                               const OrganizationId& id) {
  const Principal& principal = context.principal;
  Standing standing;
  const auto everything = [&] {
    standing.grants = Grants::everything();
    standing.owner = true;
    return standing;
  };
  standing.organization = tx.find_organization(id);
  if (standing.organization == nullptr) return no_such_organization();
  if (principal.kind == CredentialKind::system) return everything();
  if (principal.user == nullptr) {
    const bool own = principal.token != nullptr && principal.token->owner == Owner(id);
    if (!own) return no_such_organization();
    return everything();
  }
  const User& user = *principal.user;
  auto place = find_place(tx, user.id, id);
  const bool owns = place && place->owner;
  const bool above = !owns && administers(tx, principal, *standing.organization);
  if (!place && !above) return no_such_organization();
  auto status = above ? check_two_factor(*standing.organization, user)
                      : check_conditions(tx, principal, *place, *standing.organization);
  if (!status) return std::unexpected(std::move(status.error()));
  if (above) return everything();  // be they a plain member as well
  standing.member = true;
  standing.owner = place->owner;
  standing.grants = grants_of(tx, context.roles, *place);
  standing.membership = std::move(*place);
  return standing;
}

/// Whether the credential may do anything at all in the organization.
bool sees(const Principal& principal, const Organization& organization,
          const Catalogue& catalogue) {
  if (principal.key != nullptr) return principal.key->organization == organization.id;
  if (principal.kind != CredentialKind::api_token) return true;
  const auto id = organization.id.hex_view();
  const Resource account{resource_kind::kAccount, id};
  for (const auto& policy : principal.token->policies) {
    if (policy.effect != Effect::allow) continue;
    for (const auto& name : policy.permission_groups) {
      const auto* group = catalogue.find(name);
      if (group != nullptr && group->fits(resource_kind::kAccount) &&
          credential_holds(principal, group->id, account, catalogue)) {
        return true;
      }
    }
  }
  return false;
}

bool lets_attempt(ReadTransaction& tx, const Standing& standing, const OperationContext& context,
                  const Operation& wanted) {
  const auto id = standing.organization->id.hex_view();
  const Resource account{resource_kind::kAccount, id};
  if (wanted.access == Access::visible) {
    // Tokens see by what they may do; sessions and keys by name.
    return sees(context.principal, *standing.organization, context.catalogue) &&
           (context.principal.kind == CredentialKind::api_token ||
            credential_allows(context.principal, wanted, account, context.catalogue));
  }
  const bool placed =
      standing.grants.allow(wanted.area, wanted.level) ||
      (standing.member && permits_by_name(tx, context.roles, standing.membership, wanted));
  return placed && credential_allows(context.principal, wanted, account, context.catalogue);
}

bool holds_everything(const std::vector<std::string>& permissions) {
  return std::ranges::find(permissions, "*") != permissions.end();
}

}  // namespace

Status check_conditions(ReadTransaction& tx, const Principal& principal, const Membership& place,
                        const Organization& organization) {
  auto status = check_two_factor(organization, *principal.user);
  return status ? check_networks(tx, place, principal) : status;
}

std::vector<std::string> permissions_of(ReadTransaction& tx, const RoleCatalogue& catalogue,
                                        const Membership& place) {
  if (place.owner) return {"*"};
  const auto own_roles = tx.roles_of(place.organization);
  std::set<std::string> names(place.permissions.begin(), place.permissions.end());
  for (auto& name :
       permissions_of_all(roles_by_name(catalogue, *own_roles, place), place.organization)) {
    names.insert(std::move(name));
  }
  if (names.contains("*")) return {"*"};
  const auto grants = grants_of(tx, catalogue, place);
  for (const auto& one : operations()) {
    if (one.access == Access::organization && grants.allow(one.area, one.level)) {
      names.insert(one.permissions.begin(), one.permissions.end());
    }
  }
  return {names.begin(), names.end()};
}

std::vector<std::string> permissions_anywhere(ReadTransaction& tx, const RoleCatalogue& catalogue,
                                              const Membership& place) {
  auto named = roles_named(catalogue, place, Effect::allow);
  named.insert(named.end(), place.roles.begin(), place.roles.end());
  const auto own_roles = tx.roles_of(place.organization);
  auto names = permissions_of_all(with_juniors(&catalogue, *own_roles, named), place.organization);
  names.insert(names.end(), place.permissions.begin(), place.permissions.end());
  return names;
}

bool is_restricted(const Principal& principal) {
  return principal.session != nullptr && !holds_everything(principal.session->permissions);
}

bool administers(ReadTransaction& tx, const Principal& principal,
                 const Organization& organization) {
  auto above = organization.parent;
  for (std::size_t depth = 0; above && depth < limits::kTenantDepth; ++depth) {
    const auto tenant = tx.find_organization(*above);
    if (tenant == nullptr) return false;
    const auto place = find_place(tx, principal.user->id, tenant->id);
    if (place && place->owner && tenant->tenant != TenantKind::none) {
      return check_conditions(tx, principal, *place, *tenant).has_value();
    }
    above = tenant->parent;
  }
  return false;
}

bool acts_in(ReadTransaction& tx, const Principal& principal, const OrganizationId& organization) {
  const auto places = tx.memberships_of(principal.user->id);
  const bool placed = std::ranges::any_of(*places, [&](const Membership& place) {
    return place.organization == organization && place.status == MembershipStatus::accepted;
  });
  if (placed) return true;
  const auto found = tx.find_organization(organization);
  return found != nullptr && administers(tx, principal, *found);
}

bool sees_place(ReadTransaction& tx, const OperationContext& context, const Membership& place,
                const Organization& organization) {
  return check_conditions(tx, context.principal, place, organization).has_value() &&
         sees(context.principal, organization, context.catalogue);
}

std::unexpected<Error> no_such_organization() {
  return fail(ErrorCode::not_found, Reason::not_a_member, "Account not found.");
}

Grants grants_of(ReadTransaction& tx, const RoleCatalogue& catalogue,
                 const Membership& membership) {
  if (membership.owner) return Grants::everything();
  const auto own_roles = tx.roles_of(membership.organization);
  const auto groups = groups_of(tx, membership);
  Grants grants = grants_of_roles(membership, catalogue, *own_roles);
  apply_policies(grants, membership, catalogue, *own_roles, [&](const MemberPolicy& policy) {
    return is_whole(policy, membership.organization, groups);
  });
  return grants;
}

bool allows_on_zone(ReadTransaction& tx, const RoleCatalogue& catalogue,
                    const Membership& membership, const ZoneId& zone, Area area, Level level) {
  if (membership.owner) return true;
  const auto own_roles = tx.roles_of(membership.organization);
  const auto groups = groups_of(tx, membership);
  Grants grants = grants_of_roles(membership, catalogue, *own_roles);
  apply_policies(grants, membership, catalogue, *own_roles, [&](const MemberPolicy& policy) {
    return is_whole(policy, membership.organization, groups) || names_zone(policy, zone, groups);
  });
  return grants.allow(area, level);
}

Grants grants_everywhere(ReadTransaction& tx, const RoleCatalogue& catalogue,
                         const Membership& membership) {
  if (membership.owner) return Grants::everything();
  const auto own_roles = tx.roles_of(membership.organization);
  const auto groups = groups_of(tx, membership);
  Grants grants = grants_of_roles(membership, catalogue, *own_roles);
  apply_policies(grants, membership, catalogue, *own_roles, [&](const MemberPolicy& policy) {
    return policy.effect == Effect::deny || is_whole(policy, membership.organization, groups);
  });
  return grants;
}

Grants grants_anywhere(ReadTransaction& tx, const RoleCatalogue& catalogue,
                       const Membership& membership) {
  const auto own_roles = tx.roles_of(membership.organization);
  Grants grants = grants_of_roles(membership, catalogue, *own_roles);
  for (const auto& policy : membership.policies) {
    if (policy.effect == Effect::deny) continue;
    for (const auto& id : policy.permission_groups) {
      grants.add(grants_of_group(catalogue, *own_roles, id));
    }
  }
  return grants;
}

std::optional<Role> find_role(ReadTransaction& tx, const RoleCatalogue& catalogue,
                              const OrganizationId& organization, const RoleId& id) {
  if (const auto* role = catalogue.find_role(id)) return *role;
  const auto own = tx.roles_of(organization);
  const auto found = std::ranges::find(*own, id, &Role::id);
  return found == own->end() ? std::nullopt : std::optional(*found);
}

Result<std::vector<std::string>> permissions_in(ReadTransaction& tx,
                                                const OperationContext& context,
                                                const OrganizationId& organization) {
  auto standing = find_standing(tx, context, organization);
  if (!standing) return std::unexpected(std::move(standing.error()));
  // Who is no member is above it, or a token of its own.
  auto held = standing->member ? permissions_of(tx, context.roles, standing->membership)
                               : std::vector<std::string>{"*"};
  return permissions_left(context.principal, organization, std::move(held), context.catalogue);
}

ResourceGroup whole_organization(const OrganizationId& organization) {
  return {ResourceGroupId{organization.bytes}, organization,
          std::string(resource_kind::kAccount) + '.' + organization.hex()};
}

Result<Standing> authorize_in(ReadTransaction& tx, const OperationContext& context,
                              OperationId operation_id, const OrganizationId& organization) {
  auto standing = find_standing(tx, context, organization);
  if (!standing) return standing;
  if (!lets_attempt(tx, *standing, context, operation(operation_id))) return permission_missing();
  return standing;
}

Result<Standing> authorize_on_zone(ReadTransaction& tx, const OperationContext& context,
                                   OperationId operation_id, const Zone& zone) {
  auto standing = find_standing(tx, context, zone.organization);
  if (!standing) return standing;
  const auto& wanted = operation(operation_id);
  const bool placed = standing->member ? allows_on_zone(tx, context.roles, standing->membership,
                                                        zone.id, wanted.area, wanted.level)
                                       : standing->grants.allow(wanted.area, wanted.level);
  const auto zone_id = zone.id.hex_view();
  const auto account_id = zone.organization.hex_view();
  const bool by_account = wanted.access == Access::zones_by_account;
  const Resource resource =
      by_account ? Resource{resource_kind::kAccount, account_id}
                 : Resource{resource_kind::kZone, zone_id, resource_kind::kAccount, account_id};
  if (!placed || !credential_allows(context.principal, wanted, resource, context.catalogue)) {
    return permission_missing();
  }
  return standing;
}

Status authorize_on_store(ReadTransaction& tx, const OperationContext& context,
                          OperationId operation_id) {
  const Principal& principal = context.principal;
  if (principal.kind == CredentialKind::system) return {};
  const bool by_gateway = principal.kind == CredentialKind::payment_gateway;
  if (by_gateway && operation_id == OperationId::store_payment_record) return {};
  if (principal.user == nullptr) return permission_missing();
  const auto places = tx.memberships_of(principal.user->id);
  const bool operates = std::ranges::any_of(*places, [&](const Membership& place) {
    if (!place.owner || place.status != MembershipStatus::accepted) return false;
    const auto organization = tx.find_organization(place.organization);
    return organization != nullptr && organization->tenant == TenantKind::operator_ &&
           check_conditions(tx, principal, place, *organization);
  });
  const Resource store{resource_kind::kStore, "self"};
  if (!operates ||
      !credential_allows(principal, operation(operation_id), store, context.catalogue)) {
    return permission_missing();
  }
  return {};
}

Status may_attempt(ReadTransaction& tx, const OperationContext& context, OperationId operation_id,
                   const std::optional<OrganizationId>& organization) {
  switch (operation(operation_id).access) {
    case Access::own:
    case Access::own_by_account:
      return authorize_on_user(context, operation_id);
    case Access::store:
      return authorize_on_store(tx, context, operation_id);
    case Access::organization:
    case Access::visible: {
      // Without one, something new is to be made, which takes a person.
      if (!organization) return context.principal.user ? Status() : Status(permission_missing());
      const auto standing = authorize_in(tx, context, operation_id, *organization);
      return standing ? Status() : std::unexpected(standing.error());
    }
    case Access::operator_only:
      return authorize_operator(context, operation_id);
    case Access::authenticated:
      return authorize_authenticated(context, operation_id);
    case Access::zones:
    case Access::zones_by_account:
    case Access::anybody:
      return {};
  }
  std::unreachable();
}

std::vector<Membership> places_of(ReadTransaction& tx, const User& user) {
  std::vector<Membership> places = *tx.memberships_of(user.id);
  if (owns_address(user)) {
    std::ranges::move(tx.memberships_offered_to(user.email), std::back_inserter(places));
  }
  return places;
}

std::optional<Membership> find_place(ReadTransaction& tx, const UserId& user,
                                     const OrganizationId& organization) {
  const auto places = tx.memberships_of(user);
  const auto found = std::ranges::find_if(*places, [&](const Membership& place) {
    return place.organization == organization && place.status == MembershipStatus::accepted;
  });
  return found == places->end() ? std::nullopt : std::optional(*found);
}

std::optional<Invite> find_open_invite(ReadTransaction& tx, const Membership& place) {
  for (auto& invite : tx.invites_to(place.email)) {
    if (invite.membership == place.id && invite.status == InviteStatus::pending) {
      return std::move(invite);
    }
  }
  return std::nullopt;
}

}  // namespace selfsame::core
