#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/store.h"
#include "tests/billing_simulation/market.h"
#include "tests/billing_simulation/shared_world.h"
#include "tests/billing_simulation/timeline.h"

namespace selfsame::simulation {

/// What there was, for the summary.
struct Totals {
  std::uint64_t subscriptions = 0;
  std::uint64_t open = 0;  ///< at the end
  std::uint64_t charges = 0;
  std::uint64_t renewals = 0;  ///< of the charges
  std::uint64_t credits = 0;
  std::uint64_t payments = 0;
  std::uint64_t failed_payments = 0;
  std::uint64_t refunds = 0;
  std::uint64_t failures = 0;  ///< subscriptions that were not paid in time
  std::uint64_t expiries = 0;
  std::uint64_t records = 0;
};

struct Findings {
  Totals totals;
  std::uint64_t wrong_users = 0;
  std::string first_wrong;  ///< in the order of users; empty: nothing is
};

/// Compares the store with what must be in it: user by user with a life in memory, with what the
/// gateway was told, and with what any ledger must be.
Findings verify(core::Store& store, const Market& market, const SharedWorld& world, Stage end);

}  // namespace selfsame::simulation
