#pragma once

#include <span>
#include <string>
#include <vector>

#include "core/access/operations.h"
#include "core/ip_address.h"
#include "core/tenancy/role.h"

/// Roles that include others: a senior holds all that its juniors give; juniors are not changed by
/// their seniors. Pure functions of an organization's own roles; what they point to lives as long as
/// those.
namespace selfsame::core {

/// The roles with all that they include, each once, however they name one another. Unknown ids say
/// nothing. `catalogue` null: own roles only.
std::vector<const Role*> with_juniors(const RoleCatalogue* catalogue,
                                      const std::vector<Role>& own_roles,
                                      std::span<const RoleId> ids);

/// Whether a role of the organization's own is among those that it includes.
bool includes_itself(const std::vector<Role>& own_roles, const RoleId& id);

/// What roles allow by area.
Grants grants_of_all(std::span<const Role* const> roles);

/// What they allow by name in an organization; in their order, perhaps repeated.
std::vector<std::string> permissions_of_all(std::span<const Role* const> roles,
                                            const OrganizationId& organization);

/// Whether they allow an operation by name.
bool permit(std::span<const Role* const> roles, const OrganizationId& organization,
            const Operation& operation);

/// Networks of every one that has any: from where they may be used. Empty: from anywhere.
std::vector<Cidr> networks_of_all(std::span<const Role* const> roles);

}  // namespace selfsame::core
