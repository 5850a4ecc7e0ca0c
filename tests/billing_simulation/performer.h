#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/billing/subscription_operations.h"
#include "core/operation_context.h"
#include "core/store.h"
#include "crypto/sodium.h"
#include "tests/billing_simulation/decisions.h"
#include "tests/billing_simulation/market.h"
#include "tests/support/fake_clock.h"
#include "tests/support/small_role_catalogue.h"
#include "tests/support/test_catalogue.h"

namespace selfsame::simulation {

/// What operations are given beside their transaction.
struct Installation {
  const Market& market;
  const core::RoleCatalogue roles = testing::small_role_catalogue();
  crypto::Sha256Hasher hasher{};
  /// Not seeded: after a kill, the same would come again, and ids are made of it.
  crypto::SystemEntropy entropy{};
  testing::FakeClock clock{};
  const core::Principal operator_principal{};

  core::OperationContext context(const core::Principal& principal,
                                 const core::BillingRules& rules) {
    return {
        testing::test_catalogue(), roles, rules, hasher, entropy, clock.now(), principal, nullptr};
  }
};

/// Does what people and the gateway do, by the core's operations.
class Performer {
 public:
  explicit Performer(Installation& installation);

  struct Performed {
    Answer answer;
    bool was_done_before = false;  ///< the server knew it already
  };
  /// In the name of the user, or of the gateway. `is_resumed`: a server that died since may have done
  /// it. Throws std::runtime_error if the answer is not the one that must come.
  Performed perform(core::WriteTransaction& tx, std::uint32_t user, const Act& act,
                    bool is_resumed);
  bool has_ended(core::ReadTransaction& tx, std::uint32_t user, const core::SubscriptionId& id);

 private:
  Performed report(core::WriteTransaction& tx, std::uint32_t user, const Act& act, bool is_resumed);
  Performed buy(core::WriteTransaction& tx, std::uint32_t user, const Act& act, bool is_resumed);
  Performed write_off(core::WriteTransaction& tx, std::uint32_t user, const Act& act,
                      bool is_resumed);
  core::OperationContext context_of(std::uint32_t user);

  Installation& installation_;
  std::vector<core::Principal> principals_;  // by user
};

}  // namespace selfsame::simulation
