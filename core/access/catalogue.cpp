#include "core/access/catalogue.h"

#include <algorithm>
#include <stdexcept>

namespace selfsame::core {

bool PermissionGroup::fits(std::string_view resource_kind) const {
  return std::ranges::find(scopes, resource_kind) != scopes.end();
}

Catalogue::Catalogue(std::vector<PermissionGroup> groups, std::vector<std::string> resource_kinds)
    : groups_(std::move(groups)),
      kinds_(std::move(resource_kinds)),
      everything_{std::string(permission_group::kEverything), "All Permissions", kinds_, {}, {}} {
  for (const auto& group : groups_) index(group);
  index(everything_);
}

void Catalogue::index(const PermissionGroup& group) {
  for (const auto& scope : group.scopes) {
    if (!has_kind(scope)) {
      throw std::invalid_argument("permission group " + group.id + " has the scope " + scope +
                                  ", which is not a declared resource kind");
    }
  }
  const auto add = [&](std::string_view name) {
    if (!by_name_.emplace(name, &group).second) {
      throw std::invalid_argument("two permission groups are called " + std::string(name));
    }
  };
  add(group.id);
  for (const auto& alias : group.aliases) add(alias);
}

const PermissionGroup* Catalogue::find(std::string_view id_or_alias) const {
  const auto found = by_name_.find(id_or_alias);
  return found == by_name_.end() ? nullptr : found->second;
}

bool Catalogue::has_kind(std::string_view kind) const {
  return std::ranges::find(kinds_, kind) != kinds_.end();
}

}  // namespace selfsame::core
