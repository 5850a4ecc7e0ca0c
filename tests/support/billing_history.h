#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/billing/subscription_machine.h"
#include "tests/support/test_subscription.h"
#include "tests/support/test_zones.h"

/// Made-up lives of subscriptions.
namespace selfsame::testing {

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : engine_(seed) {}
  std::uint64_t below(std::uint64_t count) { return engine_() % count; }
  bool one_in(std::uint64_t count) { return below(count) == 0; }
  template <class Items>
  const auto& pick(const Items& items) {
    return items[below(items.size())];
  }
  /// From nothing to less than `length`.
  std::chrono::microseconds time_below(std::chrono::microseconds length) {
    return std::chrono::microseconds(below(static_cast<std::uint64_t>(length.count())));
  }

 private:
  std::mt19937_64 engine_;
};

enum class ActKind : std::uint8_t {
  change,
  withdraw,  ///< takes a cancellation back and changes nothing else
  cancel_at_end,
  cancel_now,
  pay,
  refund,
  fail_payment,
  adjust,
};

/// What somebody does. Amounts are told by what is owed then: eighths of the balance, if it is above
/// zero, and of the price, or of something small where the price is none.
struct Act {
  core::Timestamp at{};
  ActKind kind{};
  core::Purchase purchase{};  ///< of a change
  std::int64_t balance_eighths = 0;
  std::int64_t price_eighths = 0;
};

/// Everything that a subscription's life follows from.
struct History {
  const core::BillingRules* rules = nullptr;
  std::string_view zone;
  core::Purchase purchase;
  std::chrono::days trial{0};
  core::Timestamp start{};
  std::vector<Act> acts;  ///< oldest first; some at the same instant
  core::Timestamp end{};  ///< not before the last of them
};

class HistoryMaker {
 public:
  HistoryMaker() {
    using std::chrono::days;
    using std::chrono::hours;
    rules_[1].dunning = {{}, days(3), days(60)};
    rules_[2].dunning = {{hours(1)}, days(50), days(0)};
    rules_[3].dunning = {{hours(24), hours(24)}, days(400), days(7)};
    for (auto& rules : rules_) rules.zones = &zones_;
  }
  // The rules know where the zones are.
  HistoryMaker(const HistoryMaker&) = delete;
  HistoryMaker& operator=(const HistoryMaker&) = delete;

  /// The same seed always makes the same one.
  [[nodiscard]] History make(std::uint64_t seed) const {
    Dice dice(seed);
    History history;
    history.rules = &dice.pick(rules_);
    history.zone = dice.pick(TestZones::kNames);
    const auto currency = dice.pick(std::array{kYen, kDollar, kDinar});
    history.purchase = purchase(dice, currency);
    history.trial = std::chrono::days(dice.pick(std::array{0, 0, 0, 7, 30}));
    history.start = start(dice, history.zone);
    history.acts = acts(dice, history.start, currency);
    history.end = history.acts.empty() ? history.start : history.acts.back().at;
    history.end += pause(dice);
    return history;
  }
  /// What costs so much, or a random price.
  static core::Purchase purchase(Dice& dice, core::Currency currency) {
    using enum core::Frequency;
    constexpr std::array<std::int64_t, 12> kPrices{
        0, 0, 1, 2, 3, 7, 97, 2000, 2000, 10'007, (1LL << 40) - 1, (1LL << 40) - 87};
    core::Purchase made{plan_terms("plan-" + std::to_string(dice.below(3))),
                        dice.pick(std::array{weekly, monthly, quarterly, yearly}),
                        dice.pick(kPrices), currency};
    made.plan.externally_managed = dice.one_in(16);
    made.plan.is_contract = dice.one_in(16);
    return made;
  }
  /// From 1999 to 2060, often where calendars are difficult.
  [[nodiscard]] core::Timestamp start(Dice& dice, std::string_view zone_name) const {
    const auto& zone = *zones_.find(zone_name);
    const auto* summer_zone = zones_.find_summer_zone(zone_name);
    if (summer_zone != nullptr && dice.one_in(3)) return near_change(dice, *summer_zone);
    return zone.to_utc(local_day(dice) + time_of_day(dice));
  }
  [[nodiscard]] const core::BillingRules& default_rules() const { return rules_[0]; }

 private:
  static std::chrono::local_days local_day(Dice& dice) {
    using std::chrono::local_days;
    const std::chrono::year year(1999 + static_cast<int>(dice.below(62)));
    const std::chrono::month month(1 + static_cast<unsigned>(dice.below(12)));
    switch (dice.below(5)) {
      case 0:
        return local_days(year / month / std::chrono::last);
      case 1:
        return local_days(year / 2 / std::chrono::last);
      case 2:
        return local_days(year / 1 / (29 + static_cast<int>(dice.below(3))));
      case 3:
        return local_days(year / 12 / 31) + std::chrono::days(dice.below(2));
      default:
        return local_days(year / month / 1) + std::chrono::days(dice.below(31));
    }
  }
  static std::chrono::microseconds time_of_day(Dice& dice) {
    constexpr std::chrono::microseconds kDay = std::chrono::days(1);
    switch (dice.below(4)) {
      case 0:
        return std::chrono::microseconds(0);
      case 1:
        return kDay - std::chrono::microseconds(1);
      default:
        return dice.time_below(kDay);
    }
  }
  /// Around an instant at which clocks are changed, or some weeks before it at a time of day that it
  /// takes away or brings twice.
  static core::Timestamp near_change(Dice& dice, const SummerZone& zone) {
    const auto year = std::chrono::year(1999 + static_cast<int>(dice.below(61)));
    const auto change =
        zone.next_change(std::chrono::sys_days(year / 1 / 1) + std::chrono::days(dice.below(366)));
    if (dice.one_in(2)) {
      const auto jitter =
          std::chrono::microseconds(dice.below(3)) + std::chrono::hours(dice.below(3));
      return change - std::chrono::hours(1) - std::chrono::microseconds(1) + jitter;
    }
    const auto before = zone.to_local(change - std::chrono::microseconds(1));
    const auto weeks = std::chrono::days(7 * (1 + dice.below(8)));
    return zone.to_utc(before - weeks + dice.time_below(std::chrono::minutes(50)));
  }
  static std::chrono::microseconds pause(Dice& dice) {
    using std::chrono::days;
    switch (dice.below(12)) {
      case 0:
        return std::chrono::microseconds(dice.below(2));
      case 1:
      case 2:
        return days(7 * (1 + dice.below(2)));
      case 3:
      case 4:
      case 5:
        return dice.time_below(days(40));
      case 6:
        return dice.time_below(days(400));
      case 7:
        return dice.time_below(days(dice.one_in(8) ? 2500 : 100));
      default:
        return dice.time_below(days(4));
    }
  }
  static std::vector<Act> acts(Dice& dice, core::Timestamp start, core::Currency currency) {
    std::vector<Act> made(dice.below(13));
    auto at = start;
    for (auto& act : made) {
      at += pause(dice);
      act = random_act(dice, currency);
      act.at = at;
    }
    if (!made.empty() && dice.one_in(2)) made.front() = payment_ahead(made.front().at);
    return made;
  }
  /// Of fifty periods, or it would mostly end soon.
  static Act payment_ahead(core::Timestamp at) {
    return {.at = at, .kind = ActKind::pay, .balance_eighths = 8, .price_eighths = 400};
  }
  static Act random_act(Dice& dice, core::Currency currency) {
    using enum ActKind;
    constexpr std::array kKinds{change, change,        change,    withdraw,     pay,
                                pay,    pay,           refund,    fail_payment, fail_payment,
                                adjust, cancel_at_end, cancel_now};
    Act act;
    act.kind = dice.pick(kKinds);
    act.balance_eighths = dice.pick(std::array{0, 3, 8, 8, 8});
    act.price_eighths = dice.pick(std::array{0, 0, 1, 8, 80, 400});
    if (act.kind == change) {
      const core::Currency other{{'E', 'U', 'R'}, 2};
      act.purchase = purchase(dice, dice.one_in(32) ? other : currency);
    }
    if (act.kind == refund) act.price_eighths = 1 + static_cast<std::int64_t>(dice.below(9));
    if (act.kind == adjust && dice.one_in(2)) act.price_eighths = -act.price_eighths;
    return act;
  }

  TestZones zones_;
  std::array<core::BillingRules, 4> rules_;
};

}  // namespace selfsame::testing
