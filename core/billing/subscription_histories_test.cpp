// Made-up histories of subscriptions, and what must be true of every one. Each is made from its own
// seed, which a failure names.
#include <algorithm>
#include <gtest/gtest.h>
#include <stdexcept>
#include <vector>

#include "tests/support/billing_history.h"
#include "tests/support/billing_history_oracle.h"
#include "tests/support/billing_history_player.h"
#include "tests/support/billing_period_oracles.h"

namespace selfsame::core {
namespace {

using testing::Dice;
using testing::Event;
using testing::HistoryMaker;
using testing::HistoryOracle;
using testing::HistoryPlayer;
using testing::Pace;
using testing::Tally;

constexpr std::uint64_t kHistories = 100'000;
// What must have come at least so often, or it was not tested.
constexpr std::size_t kOften = 100;

void check_history(const HistoryMaker& maker, std::uint64_t seed, Tally& tally) {
  const auto history = maker.make(seed);
  const auto events = HistoryPlayer(history, Pace::leap, seed).play();
  HistoryOracle(history, tally).follow(events, history.end);
  for (const auto pace : {Pace::steps, Pace::mixed}) {
    testing::require(HistoryPlayer(history, pace, seed + 1).play() == events,
                     "time going forward in any steps gives the same ledger");
  }
}

void expect_everything_seen(const Tally& tally) {
  for (std::size_t from = 0; from < tally.steps.size(); ++from) {
    for (std::size_t to = 0; to < tally.steps.size(); ++to) {
      const auto left = static_cast<SubscriptionState>(from);
      const auto right = static_cast<SubscriptionState>(to);
      if (!may_follow(left, right)) continue;
      EXPECT_GT(tally.steps[from][to], kOften)
          << subscription_state_name(left) << " to " << subscription_state_name(right);
    }
  }
  EXPECT_GT(tally.short_months, kOften);
  EXPECT_GT(tally.clock_gaps, kOften);
  EXPECT_GT(tally.split_periods, kOften);
  EXPECT_GT(tally.ties, kOften);
  EXPECT_GT(tally.refused_changes, kOften);
  EXPECT_GT(tally.longest, kOften);
}

TEST(SubscriptionHistories, KeepEveryRule) {
  const HistoryMaker maker;
  Tally tally;
  for (std::uint64_t seed = 0; seed < kHistories; ++seed) {
    try {
      check_history(maker, seed, tally);
    } catch (const std::logic_error& error) {
      FAIL() << "history with the seed " << seed << ": " << error.what();
    }
  }
  expect_everything_seen(tally);
}

/// Instants within a period, oldest first; often its start, its end, or where a price leaves a half.
std::vector<Timestamp> cuts(Dice& dice, const Period& period) {
  const auto length = period.end - period.start;
  std::vector<Timestamp> instants(1 + dice.below(6));
  for (auto& instant : instants) {
    instant = period.start + (dice.one_in(2) ? length / 8 * static_cast<int>(dice.below(8))
                                             : dice.time_below(length));
  }
  if (dice.one_in(4)) instants.back() = period.end - std::chrono::microseconds(1);
  std::ranges::sort(instants);
  return instants;
}

struct SplitPeriod {
  Subscription subscription;
  std::int64_t booked = 0;  ///< by the changes, and by a cancellation
  std::int64_t cost = 0;    ///< as the oracle sees it
};

/// A period divided among plans, all at the first one's price or each at its own.
SplitPeriod split_period(const HistoryMaker& maker, Dice& dice, bool same_price) {
  const auto first = HistoryMaker::purchase(dice, testing::kDollar);
  const auto zone = dice.pick(testing::TestZones::kNames);
  const auto& rules = maker.default_rules();
  SplitPeriod split;
  auto& subscription = split.subscription;
  subscription.time_zone = zone;
  const auto begin = maker.start(dice, zone);
  for (const auto& booking : start(subscription, first, std::chrono::days(0), begin, rules)) {
    split.booked += booking.amount;
  }
  testing::CostOracle oracle;
  oracle.begin(subscription, begin);
  // So that it does not fail for want of money in between.
  receive_payment(subscription, std::int64_t{1} << 50U, begin);
  for (const auto& instant : cuts(dice, subscription.period)) {
    auto next = HistoryMaker::purchase(dice, testing::kDollar);
    next.frequency = first.frequency;
    if (same_price) {
      next.price = first.price;
      next.plan.externally_managed = first.plan.externally_managed;
      next.plan.is_contract = first.plan.is_contract;
    }
    const auto bookings = change(subscription, next, instant, rules).value();
    for (const auto& booking : bookings) split.booked += booking.amount;
    oracle.end(instant);
    oracle.begin(subscription, instant);
  }
  split.cost = oracle.total();
  return split;
}

TEST(SplitPeriod, AmongPlansOfOnePriceCostsExactlyThatPrice) {
  const HistoryMaker maker;
  for (std::uint64_t seed = 0; seed < kHistories; ++seed) {
    Dice dice(seed);
    const auto split = split_period(maker, dice, true);
    const bool costs = !split.subscription.plan.is_billed_elsewhere();
    ASSERT_EQ(split.booked, costs ? split.subscription.price : 0) << "seed " << seed;
  }
}

TEST(SplitPeriod, AmongPricesCostsThePartOfEach) {
  const HistoryMaker maker;
  for (std::uint64_t seed = 0; seed < kHistories; ++seed) {
    Dice dice(seed);
    const auto split = split_period(maker, dice, false);
    ASSERT_EQ(split.booked, split.cost) << "seed " << seed;
  }
}

}  // namespace
}  // namespace selfsame::core
