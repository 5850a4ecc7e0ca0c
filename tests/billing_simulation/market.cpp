#include "tests/billing_simulation/market.h"

#include <span>
#include <stdexcept>
#include <string>
#include <utility>

#include "tests/billing_simulation/timeline.h"
#include "tests/support/test_subscription.h"

namespace selfsame::simulation {
namespace {

using core::Frequency;
using testing::kDinar;
using testing::kDollar;
using testing::kYen;

constexpr std::uint64_t kFirstMoments = 120;  // by then, everybody has joined

/// What a month costs in cents; none is a multiple of anything, so that all parts are rounded.
constexpr std::array<std::int64_t, kPlans.size()> kMonthlyCents{1999, 4999, 19'907};
constexpr std::array<int, kPlans.size()> kTrialDays{0, 14, 30};

struct Tariff {
  Frequency frequency{};
  std::int64_t quarters_of_month = 0;
};
constexpr std::array kTariffs{Tariff{Frequency::weekly, 1}, Tariff{Frequency::monthly, 4},
                              Tariff{Frequency::quarterly, 11}, Tariff{Frequency::yearly, 41}};

core::RatePlan make_plan(std::size_t number) {
  core::RatePlan plan;
  plan.terms.id = kPlans.at(number);
  plan.terms.public_name = "The plan " + plan.terms.id;
  plan.scopes = {core::PlanScope::user};
  plan.trial = std::chrono::days(kTrialDays.at(number));
  for (const auto& [frequency, quarters] : kTariffs) {
    const auto cents = kMonthlyCents.at(number) * quarters / 4;
    plan.prices[{frequency, "USD"}] = cents;
    plan.prices[{frequency, "JPY"}] = cents * 3 / 2;
    plan.prices[{frequency, "KWD"}] = cents * 3;
  }
  return plan;
}

core::BillingRules make_rules(const core::TimeZones& zones, std::string_view zone) {
  std::vector<core::RatePlan> plans;
  plans.reserve(kPlans.size());
  for (std::size_t i = 0; i < kPlans.size(); ++i) plans.push_back(make_plan(i));
  core::BillingRules rules;
  rules.plans = core::RatePlans(std::move(plans));
  rules.currencies = core::CurrencyTable({kDollar, kYen, kDinar});
  rules.zones = &zones;
  rules.time_zone = zone;
  return rules;
}

Frequency choose_frequency(std::uint64_t percent) {
  if (percent < 60) return Frequency::yearly;
  if (percent < 85) return Frequency::quarterly;
  return percent < 99 ? Frequency::monthly : Frequency::weekly;
}

core::Currency choose_currency(std::uint64_t percent) {
  if (percent < 70) return kDollar;
  return percent < 90 ? kYen : kDinar;
}

Payer choose_payer(std::uint64_t percent) {
  if (percent < 90) return Payer::reliable;
  if (percent < 94) return Payer::in_parts;
  return percent < 97 ? Payer::never : Payer::silent;
}

Customer make_customer(std::uint64_t key) {
  Chance chance(key);
  Customer customer;
  customer.key = key;
  customer.joins_at = chance.percent(30) ? 0 : chance.below(kFirstMoments);
  customer.frequency = choose_frequency(chance.below(100));
  customer.currency = choose_currency(chance.below(100));
  customer.payer = choose_payer(chance.below(100));
  customer.zone = static_cast<std::uint8_t>(chance.below(testing::TestZones::kNames.size()));
  return customer;
}

/// Most significant byte first.
void put(std::span<std::uint8_t, 8> bytes, std::uint64_t number) {
  for (unsigned i = 0; i < 8; ++i) bytes[i] = static_cast<std::uint8_t>(number >> (56 - 8 * i));
}

}  // namespace

Market::Market(std::uint64_t seed, std::uint32_t customers) {
  rules_.reserve(testing::TestZones::kNames.size());
  for (const auto zone : testing::TestZones::kNames) rules_.push_back(make_rules(zones_, zone));
  customers_.reserve(customers);
  for (std::uint32_t i = 0; i < customers; ++i) {
    customers_.push_back(make_customer(mix(mix(seed) + i)));
  }
}

core::UserId Market::user_id(std::uint32_t number) const {
  core::UserId id;
  put(std::span(id.bytes).first<8>(), customers_[number].joins_at);
  put(std::span(id.bytes).last<8>(), number);
  return id;
}

core::User Market::user(std::uint32_t number) const {
  core::User user;
  user.id = user_id(number);
  user.email = "user" + std::to_string(number) + "@example.com";
  user.username = user.id.hex();
  user.created_at = user.modified_at = Stage{}.time();
  return user;
}

std::uint32_t Market::number_of(const core::Owner& owner) const {
  std::uint64_t number = 0;
  for (const auto byte : std::span(owner.id).last<8>()) number = number << 8U | byte;
  if (number >= size() || owner != core::Owner(user_id(static_cast<std::uint32_t>(number)))) {
    throw std::runtime_error("the store has subscriptions of somebody unknown: " +
                             core::id_to_hex(owner.id));
  }
  return static_cast<std::uint32_t>(number);
}

}  // namespace selfsame::simulation
