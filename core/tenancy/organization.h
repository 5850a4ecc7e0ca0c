#pragma once

#include <optional>
#include <string>

#include "core/id.h"
#include "core/time.h"

namespace selfsame::core {

enum class OrganizationKind { standard, enterprise };

/// What an organization may do beyond having members.
enum class TenantKind {
  none,
  tenant,    ///< administers the organizations below it
  operator_  ///< the same, and its owners run this installation (`/v1`); `init` makes it
};

/// Which levels of plans its zones have: of zone subscriptions that run.
struct ZoneLevels {
  bool pro = false;
  bool business = false;
  bool enterprise = false;

  bool operator==(const ZoneLevels&) const = default;
};

/// The tenant of the data: people, tokens and zones lie in one.
struct Organization {
  OrganizationId id;
  std::string name;
  OrganizationKind kind = OrganizationKind::standard;
  TenantKind tenant = TenantKind::none;
  std::optional<OrganizationId> parent{};  ///< the tenant that administers it
  std::optional<std::string> abuse_contact_email{};
  bool enforce_two_factor = false;
  Timestamp created_at{};
  Timestamp modified_at{};
  /// Kept by the store as subscriptions change; what is inserted or updated here does not count.
  ZoneLevels zone_levels{};

  bool operator==(const Organization&) const = default;
};

}  // namespace selfsame::core
