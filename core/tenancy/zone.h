#pragma once

#include <string>
#include <vector>

#include "core/id.h"
#include "core/time.h"

namespace selfsame::core {

/// A billable resource of an organization, known by id and name.
struct Zone {
  ZoneId id;
  OrganizationId organization;
  std::string name;  ///< a domain name in lower case; unique in the store
  Timestamp created_at{};
  Timestamp modified_at{};

  bool operator==(const Zone&) const = default;
};

/// A named part of an organization that member policies can point at.
struct ResourceGroup {
  ResourceGroupId id;
  OrganizationId organization;
  std::string name;
  std::vector<ZoneId> zones{};  ///< empty: the whole organization
  Timestamp created_at{};
  Timestamp modified_at{};

  bool operator==(const ResourceGroup&) const = default;
};

}  // namespace selfsame::core
