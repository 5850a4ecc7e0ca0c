#include "core/billing/subscription_machine.h"

#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "tests/support/test_subscription.h"
#include "tests/support/test_zones.h"

namespace selfsame::core {
namespace {

using enum SubscriptionState;
using std::chrono::days;
using std::chrono::hours;
using std::chrono::microseconds;
using testing::at;
using testing::external_purchase;
using testing::on_trial;
using testing::purchase_of;
using testing::started;

// A month of 30 days and a price that makes 100 a day.
const Timestamp kStart = at("2026-06-01T00:00:00Z");
const Timestamp kEnd = at("2026-07-01T00:00:00Z");
constexpr std::int64_t kPrice = 3000;
const BillingRules kRules{};

Booking charge_for(BillingAction action, Period period, std::int64_t amount = kPrice) {
  return {BillingItemType::charge, action, amount, period};
}

std::vector<SubscriptionStepKind> kinds(const std::vector<SubscriptionStep>& steps) {
  std::vector<SubscriptionStepKind> all;
  for (const auto& step : steps) all.push_back(step.kind);
  return all;
}

/// Paid so far ahead that nothing is due for a long time.
Subscription paid_ahead(const Purchase& purchase) {
  auto subscription = started(purchase, kStart);
  receive_payment(subscription, 1'000'000, kStart);
  return subscription;
}

TEST(StartSubscription, ChargesTheFirstPeriodInAdvance) {
  Subscription subscription;
  const auto bookings = start(subscription, purchase_of(kPrice), days(0), kStart, kRules);
  EXPECT_EQ(bookings, std::vector{charge_for(BillingAction::subscription, {kStart, kEnd})});
  EXPECT_EQ(subscription.state, awaiting_payment);
  EXPECT_EQ(subscription.balance, kPrice);
  EXPECT_EQ(subscription.due_since, kStart);
  EXPECT_EQ(subscription.period, (Period{kStart, kEnd}));
  EXPECT_EQ(subscription.period_number, 1U);
  EXPECT_TRUE(subscription.period_charged);
  EXPECT_EQ(subscription.anchor, kStart);
  EXPECT_EQ(subscription.created_at, kStart);
  EXPECT_EQ(subscription.modified_at, kStart);
  EXPECT_EQ(subscription.plan.id, "plan-3000");
  EXPECT_EQ(subscription.price_of_period(), (Money{kPrice, testing::kDollar}));
}

TEST(StartSubscription, BooksNothingForWhatIsFreeOrBilledElsewhere) {
  for (const auto& purchase : {purchase_of(0), external_purchase(kPrice)}) {
    Subscription subscription;
    EXPECT_TRUE(start(subscription, purchase, days(0), kStart, kRules).empty());
    EXPECT_EQ(subscription.state, provisioned);
    EXPECT_FALSE(subscription.period_charged);
    EXPECT_EQ(subscription.period, (Period{kStart, kEnd}));
    EXPECT_FALSE(subscription.due_since);
  }
}

TEST(StartSubscription, WithATrialChargesNothingUntilItIsOver) {
  Subscription subscription;
  EXPECT_TRUE(start(subscription, purchase_of(kPrice), days(7), kStart, kRules).empty());
  const auto trial_end = kStart + days(7);
  EXPECT_EQ(subscription.state, trial);
  EXPECT_EQ(subscription.period, (Period{kStart, trial_end}));
  EXPECT_EQ(subscription.period_number, 0U);
  EXPECT_EQ(next_step_at(subscription, kRules), trial_end);
  EXPECT_TRUE(advance(subscription, trial_end - microseconds(1), kRules).empty());

  const auto steps = advance(subscription, trial_end, kRules);
  const Period first{trial_end, at("2026-07-08T00:00:00Z")};
  ASSERT_EQ(kinds(steps), std::vector{SubscriptionStepKind::renewed});
  EXPECT_EQ(steps[0].bookings, std::vector{charge_for(BillingAction::subscription, first)});
  EXPECT_EQ(steps[0].at, trial_end);
  EXPECT_EQ(steps[0].after, subscription);
  EXPECT_EQ(subscription.state, awaiting_payment);
  EXPECT_EQ(subscription.period, first);
  EXPECT_EQ(subscription.period_number, 1U);
  EXPECT_EQ(subscription.anchor, trial_end);
  EXPECT_EQ(subscription.due_since, trial_end);
}

TEST(StartSubscription, FollowsTheClocksOfItsZone) {
  const testing::TestZones zones;
  BillingRules rules;
  rules.zones = &zones;
  Subscription subscription;
  subscription.time_zone = "Europe/Berlin";
  start(subscription, purchase_of(kPrice), days(0), at("2026-03-15T09:00:00Z"), rules);
  EXPECT_EQ(subscription.period.end, at("2026-04-15T08:00:00Z"));

  Subscription trying;
  trying.time_zone = "Europe/Berlin";
  start(trying, purchase_of(kPrice), days(30), at("2026-03-15T09:00:00Z"), rules);
  EXPECT_EQ(trying.period.end, at("2026-04-14T08:00:00Z"));
}

TEST(AdvanceSubscription, RenewsAtTheEndOfAPeriodAndNotBefore) {
  auto subscription = paid_ahead(purchase_of(kPrice));
  EXPECT_EQ(next_step_at(subscription, kRules), kEnd);
  EXPECT_TRUE(advance(subscription, kEnd - microseconds(1), kRules).empty());
  const auto steps = advance(subscription, kEnd, kRules);
  const Period july{kEnd, at("2026-08-01T00:00:00Z")};
  ASSERT_EQ(kinds(steps), std::vector{SubscriptionStepKind::renewed});
  EXPECT_EQ(steps[0].bookings, std::vector{charge_for(BillingAction::renewal, july)});
  EXPECT_EQ(subscription.state, paid);
  EXPECT_EQ(subscription.period, july);
  EXPECT_EQ(subscription.period_number, 2U);
  EXPECT_EQ(subscription.modified_at, kEnd);
}

TEST(AdvanceSubscription, CatchesUpPeriodByPeriod) {
  auto subscription = started(purchase_of(kPrice), at("2027-01-31T10:00:00Z"));
  receive_payment(subscription, 1'000'000, at("2027-01-31T10:00:00Z"));
  const auto steps = advance(subscription, at("2027-05-31T09:59:59Z"), kRules);
  std::vector<std::string> starts;
  for (const auto& step : steps) starts.push_back(format_seconds(step.after.period.start));
  EXPECT_EQ(starts, (std::vector<std::string>{"2027-02-28T10:00:00Z", "2027-03-31T10:00:00Z",
                                              "2027-04-30T10:00:00Z"}));
  EXPECT_EQ(steps[1].after.period.end, at("2027-04-30T10:00:00Z"));
  EXPECT_EQ(subscription.balance, 4 * kPrice - 1'000'000);
}

TEST(AdvanceSubscription, StopsAfterTheStepsThatAreAllowedAndGoesOn) {
  auto at_once = paid_ahead(purchase_of(kPrice, Frequency::weekly));
  auto in_parts = at_once;
  const auto later = kStart + days(70);
  EXPECT_TRUE(advance(in_parts, later, kRules, 0).empty());
  EXPECT_EQ(advance(in_parts, later, kRules, 3).size(), 3U);
  EXPECT_EQ(in_parts.period_number, 4U);
  EXPECT_EQ(advance(in_parts, later, kRules).size(), 7U);
  EXPECT_EQ(advance(at_once, later, kRules).size(), 10U);
  EXPECT_EQ(in_parts, at_once);
}

TEST(AdvanceSubscription, RenewsWhatIsFreeWithoutBookings) {
  auto subscription = started(purchase_of(0), kStart);
  const auto steps = advance(subscription, kEnd, kRules);
  ASSERT_EQ(steps.size(), 1U);
  EXPECT_TRUE(steps[0].bookings.empty());
  EXPECT_EQ(subscription.state, provisioned);
  EXPECT_EQ(subscription.period_number, 2U);
}

TEST(AdvanceSubscription, WhatIsPaidAheadCoversItUntilItIsUsedUp) {
  auto subscription = started(purchase_of(kPrice), kStart);
  receive_payment(subscription, 2 * kPrice + 1, kStart);
  advance(subscription, kEnd, kRules);
  EXPECT_EQ(subscription.state, paid);
  EXPECT_EQ(subscription.balance, -1);
  const auto third = at("2026-08-01T00:00:00Z");
  advance(subscription, third, kRules);
  EXPECT_EQ(subscription.state, awaiting_payment);
  EXPECT_EQ(subscription.due_since, third);
}

TEST(AdvanceSubscription, UnpaidForTheTermItFailsAndThenExpires) {
  auto subscription = started(purchase_of(kPrice), kStart);
  const auto failure = kStart + days(14);
  const auto expiry = failure + days(14);
  EXPECT_EQ(next_step_at(subscription, kRules), failure);
  EXPECT_TRUE(advance(subscription, failure - microseconds(1), kRules).empty());
  EXPECT_EQ(kinds(advance(subscription, failure, kRules)),
            std::vector{SubscriptionStepKind::failed});
  EXPECT_EQ(subscription.state, failed);
  EXPECT_EQ(subscription.failed_at, failure);
  EXPECT_EQ(next_step_at(subscription, kRules), expiry);
  EXPECT_EQ(kinds(advance(subscription, at("2030-01-01T00:00:00Z"), kRules)),
            std::vector{SubscriptionStepKind::expired});
  EXPECT_EQ(subscription.state, expired);
  EXPECT_EQ(subscription.ended_at, expiry);
  EXPECT_EQ(subscription.balance, kPrice) << "what it owes stays owed";
  EXPECT_EQ(next_step_at(subscription, kRules), std::nullopt);
}

TEST(AdvanceSubscription, AFailedOneExpiresAtTheEndOfItsPeriodAtTheLatest) {
  BillingRules rules;
  rules.dunning.grace = days(17);
  auto subscription = started(purchase_of(kPrice), kStart);
  advance(subscription, at("2030-01-01T00:00:00Z"), rules);
  EXPECT_EQ(subscription.ended_at, kEnd);
  EXPECT_EQ(subscription.period_number, 1U) << "it was not renewed";
}

TEST(AdvanceSubscription, TheTermGoesOnOverTheEndOfAPeriod) {
  auto subscription = started(purchase_of(kPrice, Frequency::weekly), kStart);
  const auto steps = advance(subscription, kStart + days(13), kRules);
  EXPECT_EQ(kinds(steps), std::vector{SubscriptionStepKind::renewed});
  EXPECT_EQ(subscription.due_since, kStart);
}

TEST(AdvanceSubscription, AtOneInstantItFailsAndExpiresBeforeAPeriodEnds) {
  auto subscription = started(purchase_of(kPrice, Frequency::weekly), kStart);
  const auto steps = advance(subscription, kStart + days(14), kRules);
  EXPECT_EQ(kinds(steps), (std::vector{SubscriptionStepKind::renewed, SubscriptionStepKind::failed,
                                       SubscriptionStepKind::expired}));
  EXPECT_EQ(subscription.ended_at, kStart + days(14));
  EXPECT_EQ(subscription.balance, 2 * kPrice);
}

TEST(CancelSubscription, AtThePeriodsEndItRunsUntilThen) {
  auto subscription = paid_ahead(purchase_of(kPrice));
  EXPECT_TRUE(cancel(subscription, CancelWhen::period_end, kStart + days(1)).empty());
  EXPECT_EQ(subscription.state, paid);
  EXPECT_TRUE(subscription.cancels_at_period_end);
  EXPECT_EQ(subscription.modified_at, kStart + days(1));
  const auto steps = advance(subscription, at("2030-01-01T00:00:00Z"), kRules);
  EXPECT_EQ(kinds(steps), std::vector{SubscriptionStepKind::cancelled});
  EXPECT_TRUE(steps[0].bookings.empty());
  EXPECT_EQ(subscription.state, cancelled);
  EXPECT_EQ(subscription.ended_at, kEnd);
  EXPECT_EQ(subscription.modified_at, kEnd);
}

TEST(CancelSubscription, ATrialEndsWithoutACharge) {
  auto subscription = on_trial(purchase_of(kPrice), days(7), kStart);
  cancel(subscription, CancelWhen::period_end, kStart);
  advance(subscription, kEnd, kRules);
  EXPECT_EQ(subscription.state, cancelled);
  EXPECT_EQ(subscription.ended_at, kStart + days(7));
  EXPECT_EQ(subscription.balance, 0);
}

TEST(CancelSubscription, AnUnpaidOneStillOwesWhatItOwed) {
  BillingRules rules;
  rules.dunning.payment_term = days(60);
  auto subscription = started(purchase_of(kPrice), kStart);
  cancel(subscription, CancelWhen::period_end, kStart);
  advance(subscription, kEnd, rules);
  EXPECT_EQ(subscription.state, cancelled);
  EXPECT_EQ(subscription.balance, kPrice);
}

TEST(CancelSubscription, AtOnceCreditsWhatIsUnused) {
  auto subscription = paid_ahead(purchase_of(kPrice));
  const auto now = kStart + days(10);
  const auto bookings = cancel(subscription, CancelWhen::now, now);
  EXPECT_EQ(bookings, (std::vector{Booking{BillingItemType::credit, BillingAction::cancellation,
                                           -2000, Period{now, kEnd}}}));
  EXPECT_EQ(subscription.state, cancelled);
  EXPECT_EQ(subscription.ended_at, now);
  EXPECT_EQ(subscription.balance, 1000 - 1'000'000);
  EXPECT_EQ(next_step_at(subscription, kRules), std::nullopt);
}

TEST(CancelSubscription, AtOnceCreditsNothingThatWasNotCharged) {
  for (auto subscription :
       {started(purchase_of(0), kStart), started(external_purchase(kPrice), kStart),
        on_trial(purchase_of(kPrice), days(30), kStart)}) {
    EXPECT_TRUE(cancel(subscription, CancelWhen::now, kStart + days(1)).empty());
    EXPECT_EQ(subscription.state, cancelled);
    EXPECT_EQ(subscription.balance, 0);
  }
}

TEST(CancelSubscription, AtOnceAlsoWhenItWasToEndLaterOrHasFailed) {
  auto subscription = started(purchase_of(kPrice), kStart);
  cancel(subscription, CancelWhen::period_end, kStart);
  advance(subscription, kStart + days(15), kRules);
  ASSERT_EQ(subscription.state, failed);
  EXPECT_EQ(cancel(subscription, CancelWhen::now, kStart + days(15)).size(), 1U);
  EXPECT_EQ(subscription.state, cancelled);
  EXPECT_FALSE(subscription.cancels_at_period_end);
  EXPECT_EQ(subscription.balance, kPrice / 2);
  EXPECT_EQ(subscription.due_since, kStart) << "the half that was used is owed still";
  EXPECT_FALSE(subscription.next_attempt_at) << "and nobody tries to collect it";
}

TEST(CancelSubscription, OfOneThatIsToEndChangesNothing) {
  auto subscription = paid_ahead(purchase_of(kPrice));
  cancel(subscription, CancelWhen::period_end, kStart + days(1));
  const auto before = subscription;
  EXPECT_TRUE(cancel(subscription, CancelWhen::period_end, kStart + days(2)).empty());
  EXPECT_EQ(subscription, before);
}

TEST(CancelSubscription, OfOneThatHasEndedChangesNothing) {
  auto subscription = paid_ahead(purchase_of(kPrice));
  cancel(subscription, CancelWhen::now, kStart + days(1));
  const auto before = subscription;
  for (const auto when : {CancelWhen::now, CancelWhen::period_end}) {
    EXPECT_TRUE(cancel(subscription, when, kStart + days(2)).empty());
    EXPECT_EQ(subscription, before);
  }
}

}  // namespace
}  // namespace selfsame::core
