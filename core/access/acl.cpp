#include "core/access/acl.h"

#include <algorithm>
#include <iterator>

namespace selfsame::core {

bool AclEntry::counts_in(const OrganizationId& organization) const {
  const auto& named = scope.organizations;
  return named.empty() || std::ranges::find(named, organization) != named.end();
}

std::vector<std::string> acl_permissions(const std::vector<AclEntry>& acl,
                                         const OrganizationId& organization) {
  std::vector<std::string> permissions;
  for (const auto& entry : acl) {
    if (entry.counts_in(organization)) {
      std::ranges::copy(entry.permissions, std::back_inserter(permissions));
    }
  }
  return permissions;
}

}  // namespace selfsame::core
