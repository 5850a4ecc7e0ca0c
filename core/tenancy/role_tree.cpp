#include "core/tenancy/role_tree.h"

#include <algorithm>
#include <iterator>

namespace selfsame::core {
namespace {

const Role* look_up(const RoleCatalogue* catalogue, const std::vector<Role>& own_roles,
                    const RoleId& id) {
  if (const auto* built_in = catalogue != nullptr ? catalogue->find_role(id) : nullptr) {
    return built_in;
  }
  const auto own = std::ranges::find(own_roles, id, &Role::id);
  return own == own_roles.end() ? nullptr : &*own;
}

}  // namespace

std::vector<const Role*> with_juniors(const RoleCatalogue* catalogue,
                                      const std::vector<Role>& own_roles,
                                      std::span<const RoleId> ids) {
  std::vector<const Role*> found;
  const auto add = [&](const RoleId& id) {
    const auto* role = look_up(catalogue, own_roles, id);
    if (role != nullptr && std::ranges::find(found, role) == found.end()) found.push_back(role);
  };
  for (const auto& id : ids) add(id);
  for (std::size_t i = 0; i < found.size(); ++i) {
    for (const auto& junior : found[i]->juniors) add(junior);
  }
  return found;
}

bool includes_itself(const std::vector<Role>& own_roles, const RoleId& id) {
  const auto own = std::ranges::find(own_roles, id, &Role::id);
  if (own == own_roles.end()) return false;
  return std::ranges::count(with_juniors(nullptr, own_roles, own->juniors), &*own) > 0;
}

Grants grants_of_all(std::span<const Role* const> roles) {
  Grants grants;
  for (const auto* role : roles) grants.add(role->grants);
  return grants;
}

std::vector<std::string> permissions_of_all(std::span<const Role* const> roles,
                                            const OrganizationId& organization) {
  std::vector<std::string> permissions;
  for (const auto* role : roles) {
    std::ranges::move(acl_permissions(role->acl, organization), std::back_inserter(permissions));
  }
  return permissions;
}

bool permit(std::span<const Role* const> roles, const OrganizationId& organization,
            const Operation& operation) {
  return std::ranges::any_of(roles, [&](const Role* role) {
    return std::ranges::any_of(role->acl, [&](const AclEntry& entry) {
      return entry.counts_in(organization) && permits(entry.permissions, operation);
    });
  });
}

std::vector<Cidr> networks_of_all(std::span<const Role* const> roles) {
  std::vector<Cidr> networks;
  for (const auto* role : roles) {
    std::ranges::copy(role->allowed_networks, std::back_inserter(networks));
  }
  return networks;
}

}  // namespace selfsame::core
