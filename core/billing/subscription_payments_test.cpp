#include <gtest/gtest.h>
#include <vector>

#include "core/billing/subscription_machine.h"
#include "tests/support/test_subscription.h"

namespace selfsame::core {
namespace {

using enum SubscriptionState;
using std::chrono::days;
using std::chrono::hours;
using testing::at;
using testing::on_trial;
using testing::purchase_of;
using testing::started;

const Timestamp kStart = at("2026-06-01T00:00:00Z");
constexpr std::int64_t kPrice = 3000;
const BillingRules kRules{};

Booking unrelated_to_a_period(BillingItemType type, BillingAction action, std::int64_t amount) {
  return {type, action, amount, std::nullopt};
}

Subscription failed_subscription() {
  auto subscription = started(purchase_of(kPrice), kStart);
  advance(subscription, kStart + days(14), kRules);
  return subscription;
}

TEST(ReceivePayment, OfEverythingMakesItPaid) {
  auto subscription = started(purchase_of(kPrice), kStart);
  const auto now = kStart + days(1);
  EXPECT_EQ(receive_payment(subscription, kPrice, now),
            std::vector{
                unrelated_to_a_period(BillingItemType::payment, BillingAction::payment, -kPrice)});
  EXPECT_EQ(subscription.state, paid);
  EXPECT_EQ(subscription.balance, 0);
  EXPECT_FALSE(subscription.due_since);
  EXPECT_EQ(subscription.modified_at, now);
}

TEST(ReceivePayment, OfAPartLeavesTheRestDueSinceThen) {
  auto subscription = started(purchase_of(kPrice), kStart);
  receive_payment(subscription, kPrice - 1, kStart + days(1));
  EXPECT_EQ(subscription.state, awaiting_payment);
  EXPECT_EQ(subscription.balance, 1);
  EXPECT_EQ(subscription.due_since, kStart);
  receive_payment(subscription, 2, kStart + days(2));
  EXPECT_EQ(subscription.state, paid);
  EXPECT_EQ(subscription.balance, -1);
}

TEST(ReceivePayment, RevivesAFailedOneOnlyIfNothingIsLeft) {
  auto subscription = failed_subscription();
  ASSERT_EQ(subscription.state, failed);
  receive_payment(subscription, kPrice - 1, kStart + days(15));
  EXPECT_EQ(subscription.state, failed);
  EXPECT_EQ(subscription.failed_at, kStart + days(14));
  receive_payment(subscription, 1, kStart + days(16));
  EXPECT_EQ(subscription.state, paid);
  EXPECT_FALSE(subscription.failed_at);
  EXPECT_EQ(next_step_at(subscription, kRules), at("2026-07-01T00:00:00Z"));
}

TEST(ReceivePayment, LeavesATrialATrial) {
  auto subscription = on_trial(purchase_of(kPrice), days(7), kStart);
  receive_payment(subscription, kPrice, kStart);
  EXPECT_EQ(subscription.state, trial);
  advance(subscription, kStart + days(7), kRules);
  EXPECT_EQ(subscription.state, paid);
  EXPECT_EQ(subscription.balance, 0);
}

TEST(ReceivePayment, OfOneThatHasEndedCountsAndRevivesNothing) {
  auto subscription = failed_subscription();
  advance(subscription, kStart + days(28), kRules);
  ASSERT_EQ(subscription.state, expired);
  EXPECT_EQ(receive_payment(subscription, kPrice, kStart + days(40)).size(), 1U);
  EXPECT_EQ(subscription.state, expired);
  EXPECT_EQ(subscription.balance, 0);
  EXPECT_FALSE(subscription.due_since);
  EXPECT_EQ(subscription.ended_at, kStart + days(28));
}

TEST(GiveRefund, MakesItOweAgain) {
  auto subscription = started(purchase_of(kPrice), kStart);
  receive_payment(subscription, kPrice, kStart);
  const auto now = kStart + days(3);
  EXPECT_EQ(
      give_refund(subscription, 500, now),
      std::vector{unrelated_to_a_period(BillingItemType::refund, BillingAction::refund, 500)});
  EXPECT_EQ(subscription.state, awaiting_payment);
  EXPECT_EQ(subscription.balance, 500);
  EXPECT_EQ(subscription.due_since, now);
}

TEST(GiveRefund, OfWhatWasPaidAheadOwesNothing) {
  auto subscription = started(purchase_of(kPrice), kStart);
  receive_payment(subscription, kPrice + 500, kStart);
  give_refund(subscription, 500, kStart);
  EXPECT_EQ(subscription.state, paid);
  EXPECT_EQ(subscription.balance, 0);
}

TEST(GiveRefund, AfterTheEndIsOwedAndNothingElse) {
  auto subscription = started(purchase_of(kPrice), kStart);
  cancel(subscription, CancelWhen::now, kStart);
  give_refund(subscription, 500, kStart);
  EXPECT_EQ(subscription.state, cancelled);
  EXPECT_EQ(subscription.balance, 500);
  EXPECT_EQ(subscription.due_since, kStart);
}

TEST(AdjustSubscription, ChargesOrCredits) {
  auto subscription = started(purchase_of(0), kStart);
  EXPECT_EQ(
      adjust(subscription, 250, kStart),
      std::vector{unrelated_to_a_period(BillingItemType::charge, BillingAction::adjustment, 250)});
  EXPECT_EQ(subscription.state, awaiting_payment);
  EXPECT_EQ(
      adjust(subscription, -300, kStart),
      std::vector{unrelated_to_a_period(BillingItemType::credit, BillingAction::adjustment, -300)});
  EXPECT_EQ(subscription.state, provisioned) << "it costs nothing";
  EXPECT_EQ(subscription.balance, -50);
}

TEST(AdjustSubscription, DuringATrialIsDueWhenItIsOver) {
  auto subscription = on_trial(purchase_of(0), days(7), kStart);
  adjust(subscription, 250, kStart);
  EXPECT_EQ(subscription.state, trial);
  EXPECT_FALSE(subscription.due_since);
  advance(subscription, kStart + days(7), kRules);
  EXPECT_EQ(subscription.state, awaiting_payment);
  EXPECT_EQ(subscription.due_since, kStart + days(7));
}

TEST(NoteFailedPayment, WaitsLongerEachTimeAndThenFails) {
  auto subscription = started(purchase_of(kPrice), kStart);
  std::uint32_t failures = 0;
  for (const auto wait : kRules.dunning.retry_after) {
    const auto now = kStart + hours(++failures);
    EXPECT_TRUE(note_failed_payment(subscription, now, kRules));
    EXPECT_EQ(subscription.state, awaiting_payment);
    EXPECT_EQ(subscription.failures, failures);
    EXPECT_EQ(subscription.next_attempt_at, now + wait);
    EXPECT_EQ(subscription.modified_at, now);
  }
  const auto now = kStart + hours(9);
  EXPECT_TRUE(note_failed_payment(subscription, now, kRules));
  EXPECT_EQ(subscription.state, failed);
  EXPECT_EQ(subscription.failed_at, now);
  EXPECT_FALSE(subscription.next_attempt_at);
  EXPECT_EQ(next_step_at(subscription, kRules), now + days(14));
  EXPECT_FALSE(note_failed_payment(subscription, now, kRules)) << "it cannot fail twice";
}

TEST(NoteFailedPayment, WithoutFurtherAttemptsFailsAtOnce) {
  BillingRules rules;
  rules.dunning.retry_after.clear();
  auto subscription = started(purchase_of(kPrice), kStart);
  EXPECT_TRUE(note_failed_payment(subscription, kStart, rules));
  EXPECT_EQ(subscription.state, failed);
}

TEST(NoteFailedPayment, IsForgottenWithThePayment) {
  auto subscription = started(purchase_of(kPrice), kStart);
  note_failed_payment(subscription, kStart, kRules);
  receive_payment(subscription, kPrice, kStart);
  EXPECT_EQ(subscription.failures, 0U);
  EXPECT_FALSE(subscription.next_attempt_at);
}

TEST(NoteFailedPayment, ChangesNothingWhereNothingIsDue) {
  auto ended = started(purchase_of(kPrice), kStart);
  cancel(ended, CancelWhen::now, kStart);
  for (auto subscription :
       {started(purchase_of(0), kStart), ended, on_trial(purchase_of(kPrice), days(7), kStart)}) {
    const auto before = subscription;
    EXPECT_FALSE(note_failed_payment(subscription, kStart + days(1), kRules));
    EXPECT_EQ(subscription, before);
  }
}

}  // namespace
}  // namespace selfsame::core
