#include "core/billing/billing_rules.h"

namespace selfsame::core {

const TimeZone& BillingRules::zone(std::string_view name) const {
  const TimeZone* const found = zones == nullptr ? nullptr : zones->find(name);
  return found == nullptr ? utc_zone() : *found;
}

}  // namespace selfsame::core
