#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "core/billing/billing_item.h"
#include "core/billing/subscription.h"
#include "tests/billing_simulation/market.h"
#include "tests/billing_simulation/outside.h"
#include "tests/billing_simulation/timeline.h"

namespace selfsame::simulation {

/// One line of the ledger that must be there.
struct ExpectedItem {
  std::size_t subscription = 0;  ///< which of the user's, from 0
  core::BillingItemType type{};
  core::BillingAction action{};
  std::int64_t amount = 0;
  core::Timestamp occurred_at{};
  std::optional<core::Period> period{};
  std::uint32_t payment = 0;  ///< number of the payment; 0: none

  bool operator==(const ExpectedItem&) const = default;
};

/// All that must be there of one user.
struct Expected {
  std::vector<core::Subscription> subscriptions;  ///< oldest first, with ids of the reference's own
  std::vector<ExpectedItem> items;
  std::vector<std::string_view> records;  ///< actions of the audit records about subscriptions
  Outside outside;
};

/// The life of one user in memory: the pure machine, nothing stored, nobody killed.
Expected live(const Market& market, std::uint32_t user, Stage end);

}  // namespace selfsame::simulation
