#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "core/billing/billing_rules.h"
#include "core/identity/user.h"
#include "core/owner.h"
#include "tests/billing_simulation/chance.h"
#include "tests/support/test_zones.h"

/// What is sold, and to whom.
namespace selfsame::simulation {

inline constexpr std::array<std::string_view, 3> kPlans{"basic", "pro", "team"};

enum class Payer : std::uint8_t {
  reliable,
  in_parts,  ///< pays some of it, then some more
  never,     ///< every attempt fails
  silent,    ///< of whom the gateway reports nothing
};

/// One user. Who they are follows from the seed.
struct Customer {
  std::uint64_t key = 0;       ///< of their chances
  std::uint64_t joins_at = 0;  ///< the moment at which they buy for the first time
  core::Frequency frequency{};
  core::Currency currency;
  Payer payer{};
  std::uint8_t zone = 0;
};

/// Immutable.
class Market {
 public:
  Market(std::uint64_t seed, std::uint32_t customers);

  [[nodiscard]] std::uint32_t size() const { return static_cast<std::uint32_t>(customers_.size()); }
  [[nodiscard]] const Customer& customer(std::uint32_t user) const { return customers_[user]; }
  /// As the installation is set up when this customer buys: with their time zone.
  [[nodiscard]] const core::BillingRules& rules_for(std::uint32_t user) const {
    return rules_[customers_[user].zone];
  }
  [[nodiscard]] const core::BillingRules& rules() const { return rules_.front(); }

  [[nodiscard]] core::User user(std::uint32_t number) const;
  /// In the order in which they join, as ids of real users are.
  [[nodiscard]] core::UserId user_id(std::uint32_t number) const;
  /// Throws std::runtime_error if nobody of this market has the id.
  [[nodiscard]] std::uint32_t number_of(const core::Owner& owner) const;

 private:
  testing::TestZones zones_;
  std::vector<core::BillingRules> rules_;  // by time zone
  std::vector<Customer> customers_;
};

}  // namespace selfsame::simulation
