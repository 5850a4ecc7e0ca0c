#include <gtest/gtest.h>
#include <vector>

#include "core/billing/subscription_machine.h"
#include "tests/support/test_subscription.h"

namespace selfsame::core {
namespace {

using enum SubscriptionState;
using std::chrono::days;
using testing::at;
using testing::external_purchase;
using testing::on_trial;
using testing::purchase_of;
using testing::started;

// A month of 30 days; prices that make 100 and 200 a day.
const Timestamp kStart = at("2026-06-01T00:00:00Z");
const Timestamp kEnd = at("2026-07-01T00:00:00Z");
constexpr std::int64_t kPrice = 3000;
constexpr std::int64_t kDouble = 6000;
const BillingRules kRules{};

Booking charged(std::int64_t amount, Period period) {
  return {BillingItemType::charge, BillingAction::change, amount, period};
}
Booking credited(std::int64_t amount, Period period) {
  return {BillingItemType::credit, BillingAction::change, -amount, period};
}

/// Expects that it works.
std::vector<Booking> change_to(Subscription& subscription, const Purchase& purchase,
                               Timestamp now) {
  return change(subscription, purchase, now, kRules).value();
}

Subscription paid_subscription() {
  auto subscription = started(purchase_of(kPrice), kStart);
  receive_payment(subscription, kPrice, kStart);
  return subscription;
}

TEST(ChangeSubscription, OfThePlanCreditsTheRestOfTheOldAndChargesThatOfTheNew) {
  auto subscription = paid_subscription();
  const auto now = kStart + days(10);
  const Period rest{now, kEnd};
  EXPECT_EQ(change_to(subscription, purchase_of(kDouble), now),
            (std::vector{credited(2000, rest), charged(4000, rest)}));
  EXPECT_EQ(subscription.balance, 2000);
  EXPECT_EQ(subscription.state, awaiting_payment);
  EXPECT_EQ(subscription.due_since, now);
  EXPECT_EQ(subscription.plan.id, "plan-6000");
  EXPECT_EQ(subscription.price, kDouble);
  EXPECT_EQ(subscription.period, (Period{kStart, kEnd})) << "the period goes on";
  EXPECT_EQ(subscription.period_number, 1U);
  EXPECT_EQ(subscription.modified_at, now);
  advance(subscription, kEnd - days(10), kRules);
  EXPECT_EQ(subscription.balance, 2000);
}

TEST(ChangeSubscription, ToACheaperPlanLeavesSomethingInAdvance) {
  auto subscription = paid_subscription();
  change_to(subscription, purchase_of(300), kStart + days(20));
  EXPECT_EQ(subscription.balance, 100 - 1000);
  EXPECT_EQ(subscription.state, paid);
}

TEST(ChangeSubscription, ThatCannotBeDividedStillAddsUpToThePrice) {
  for (const std::int64_t price : {1, 2, 3, 7, 97, 100}) {
    auto subscription = started(purchase_of(price), kStart);
    for (int day = 1; day < 30; ++day) {
      auto other = purchase_of(price);
      other.plan.id = "same price, number " + std::to_string(day);
      change_to(subscription, other, kStart + days(day));
    }
    EXPECT_EQ(subscription.balance, price);
  }
}

TEST(ChangeSubscription, AmongThreePricesCostsThePartsOfEach) {
  auto subscription = started(purchase_of(100), kStart);
  change_to(subscription, purchase_of(200), kStart + days(10));
  change_to(subscription, purchase_of(50), kStart + days(20));
  // 33.3 of 100, from 66.7 to 133.3 of 200, from 33.3 of 50.
  EXPECT_EQ(subscription.balance, 33 + (133 - 67) + (50 - 33));
}

TEST(ChangeSubscription, AtTheStartOfAPeriodCreditsAllOfIt) {
  auto subscription = started(purchase_of(kPrice), kStart);
  const Period whole{kStart, kEnd};
  EXPECT_EQ(change_to(subscription, purchase_of(kDouble), kStart),
            (std::vector{credited(kPrice, whole), charged(kDouble, whole)}));
}

TEST(ChangeSubscription, TwiceAtOneInstantIsAsIfTheFirstHadNotBeen) {
  auto subscription = paid_subscription();
  const auto now = kStart + days(10);
  change_to(subscription, purchase_of(kDouble), now);
  change_to(subscription, purchase_of(kPrice), now);
  EXPECT_EQ(subscription.balance, 0);
  EXPECT_EQ(subscription.state, paid);
  EXPECT_FALSE(subscription.due_since);
}

TEST(ChangeSubscription, FromFreeChargesTheRestOfThePeriod) {
  for (const auto& free : {purchase_of(0), external_purchase(kPrice)}) {
    auto subscription = started(free, kStart);
    const auto now = kStart + days(10);
    EXPECT_EQ(change_to(subscription, purchase_of(kDouble), now),
              std::vector{charged(4000, Period{now, kEnd})});
    EXPECT_TRUE(subscription.period_charged);
    EXPECT_EQ(subscription.state, awaiting_payment);
    // And from here on it is as if it had been charged from the start.
    cancel(subscription, CancelWhen::now, kStart + days(20));
    EXPECT_EQ(subscription.balance, 2000);
  }
}

TEST(ChangeSubscription, ToFreeCreditsTheRestOfThePeriod) {
  for (const auto& free : {purchase_of(0), external_purchase(kPrice)}) {
    auto subscription = paid_subscription();
    const auto now = kStart + days(10);
    EXPECT_EQ(change_to(subscription, free, now), std::vector{credited(2000, Period{now, kEnd})});
    EXPECT_FALSE(subscription.period_charged);
    EXPECT_EQ(subscription.state, provisioned);
    EXPECT_TRUE(cancel(subscription, CancelWhen::now, now).empty());
  }
}

TEST(ChangeSubscription, OfTheFrequencyBeginsANewPeriodNow) {
  auto subscription = paid_subscription();
  const auto now = kStart + days(10);
  const Period year{now, at("2027-06-11T00:00:00Z")};
  EXPECT_EQ(change_to(subscription, purchase_of(30'000, Frequency::yearly), now),
            (std::vector{credited(2000, Period{now, kEnd}), charged(30'000, year)}));
  EXPECT_EQ(subscription.period, year);
  EXPECT_EQ(subscription.anchor, now);
  EXPECT_EQ(subscription.period_number, 1U);
  EXPECT_EQ(subscription.frequency, Frequency::yearly);
  EXPECT_EQ(subscription.balance, 28'000);
}

TEST(ChangeSubscription, ToWhatItIsAlreadyChangesNothing) {
  auto subscription = paid_subscription();
  const auto before = subscription;
  EXPECT_TRUE(change_to(subscription, purchase_of(kPrice), kStart + days(3)).empty());
  EXPECT_EQ(subscription, before);
}

TEST(ChangeSubscription, TakesACancellationBack) {
  for (const auto& purchase :
       {purchase_of(kPrice), purchase_of(kDouble), purchase_of(kPrice, Frequency::weekly)}) {
    auto subscription = paid_subscription();
    cancel(subscription, CancelWhen::period_end, kStart);
    change_to(subscription, purchase, kStart + days(1));
    EXPECT_FALSE(subscription.cancels_at_period_end);
  }
}

TEST(ChangeSubscription, OfATriedPlanToAnotherEndsTheTrial) {
  auto subscription = on_trial(purchase_of(kPrice), days(7), kStart);
  const auto now = kStart + days(3);
  const auto bookings = change_to(subscription, purchase_of(kDouble), now);
  const Booking charge{BillingItemType::charge, BillingAction::change, kDouble,
                       subscription.period};
  EXPECT_EQ(bookings, std::vector{charge});
  EXPECT_EQ(subscription.state, awaiting_payment);
  EXPECT_EQ(subscription.anchor, now);
  EXPECT_EQ(subscription.period_number, 1U);
  EXPECT_EQ(subscription.period.start, now);
}

TEST(ChangeSubscription, OfATrialsFrequencyLeavesItsEnd) {
  auto subscription = on_trial(purchase_of(kPrice), days(7), kStart);
  auto weekly = purchase_of(kDouble, Frequency::weekly);
  weekly.plan = subscription.plan;
  EXPECT_TRUE(change_to(subscription, weekly, kStart + days(3)).empty());
  EXPECT_EQ(subscription.state, trial);
  EXPECT_EQ(subscription.period.end, kStart + days(7));
  advance(subscription, kStart + days(7), kRules);
  EXPECT_EQ(subscription.balance, kDouble);
  EXPECT_EQ(subscription.period.end, kStart + days(14));
}

TEST(ChangeSubscription, IsRefusedAfterItsEnd) {
  auto subscription = paid_subscription();
  cancel(subscription, CancelWhen::now, kStart);
  const auto before = subscription;
  const auto changed = change(subscription, purchase_of(kDouble), kStart, kRules);
  ASSERT_FALSE(changed);
  EXPECT_EQ(changed.error().code, ErrorCode::conflict);
  EXPECT_EQ(subscription, before);
}

TEST(ChangeSubscription, IsRefusedWhileItHasFailed) {
  auto subscription = started(purchase_of(kPrice), kStart);
  advance(subscription, kStart + days(14), kRules);
  ASSERT_EQ(subscription.state, failed);
  const auto before = subscription;
  const auto changed = change(subscription, purchase_of(kDouble), kStart + days(14), kRules);
  ASSERT_FALSE(changed);
  EXPECT_EQ(changed.error().code, ErrorCode::conflict);
  EXPECT_EQ(subscription, before);
}

TEST(ChangeSubscription, NeverChangesTheCurrency) {
  auto in_yen = purchase_of(kDouble);
  in_yen.currency = testing::kYen;
  auto in_other_dollars = purchase_of(kDouble);
  in_other_dollars.currency.exponent = 3;
  for (const auto& purchase : {in_yen, in_other_dollars}) {
    for (auto subscription : {paid_subscription(), on_trial(purchase_of(1), days(7), kStart)}) {
      const auto before = subscription;
      const auto changed = change(subscription, purchase, kStart, kRules);
      ASSERT_FALSE(changed);
      EXPECT_EQ(changed.error().code, ErrorCode::invalid);
      EXPECT_EQ(changed.error().fields.front().pointer, "/currency");
      EXPECT_EQ(subscription, before);
    }
  }
}

}  // namespace
}  // namespace selfsame::core
