#pragma once

#include "core/billing/billing_place.h"
#include "dialects/cloudflare/call.h"

namespace selfsame::cloudflare {

/// Whose billing a route speaks of: the organization's or the zone's in the path, else the caller's.
inline core::BillingPlace billing_place_of(const PathIds& ids) {
  if (ids.organization) return *ids.organization;
  if (ids.zone) return *ids.zone;
  return core::OwnBilling{};
}

}  // namespace selfsame::cloudflare
