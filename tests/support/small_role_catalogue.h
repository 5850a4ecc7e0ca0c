#pragma once

#include <string_view>
#include <utility>
#include <vector>

#include "core/tenancy/role.h"

namespace selfsame::testing {

/// A built-in role with its group, whose id is the role's with another first byte.
inline std::pair<core::Role, core::IamGroup> built_in(const core::RoleId& id, std::string_view name,
                                                      const core::Grants& grants) {
  core::Role role;
  role.id = id;
  role.name = name;
  role.grants = grants;
  core::IamGroup group;
  group.id.bytes = id.bytes;
  group.id.bytes[0] ^= 0xFFU;
  group.name = name;
  group.label = name;
  group.role = id;
  group.grants = grants;
  return {role, group};
}

/// The role of the Super Administrator alone: as little as there can be.
inline core::RoleCatalogue small_role_catalogue() {
  auto [role, group] = built_in(core::super_administrator(), "super", core::Grants::everything());
  return {{std::move(role)}, {std::move(group)}};
}

}  // namespace selfsame::testing
