#include "core/billing/payment_operations.h"

#include "core/limits.h"
#include "tests/core_operations/billing_world.h"

namespace selfsame::core {
namespace {

using std::chrono::days;
using std::chrono::hours;
using testing::expect_not_found;
using Amounts = std::vector<std::int64_t>;
using PaymentEventType::failed;
using PaymentEventType::refunded;

class ReportPayment : public testing::BillingWorld {
 protected:
  ReportPayment() : bought_(buy("pro")) {}

  Error refused(const PaymentEvent& event) {
    return refusal([&](auto& tx) { return record_payment_event(tx, as(gateway_), event); });
  }
  /// The fields that a report is refused for.
  std::vector<std::string> fields(const PaymentEvent& event) {
    std::vector<std::string> found;
    for (const auto& field : refused(event).fields) found.push_back(field.pointer);
    return found;
  }
  using Fields = std::vector<std::string>;

  const Subscription bought_;
};

TEST_F(ReportPayment, OfWhatIsDuePaysIt) {
  const auto before = contents();
  const auto receipt = report(paid(bought_)).value();
  EXPECT_EQ(receipt.outcome, PaymentOutcome::applied);
  EXPECT_FALSE(receipt.repeated);
  EXPECT_EQ(receipt.subscription.state, SubscriptionState::paid);
  EXPECT_EQ(receipt.subscription, now(bought_));
  EXPECT_EQ(amounts(user_->id), (Amounts{2000, -2000}));
  const auto item = items(user_->id).back();
  EXPECT_EQ(item.type, BillingItemType::payment);
  EXPECT_EQ(item.payment, "pay-1");
  const auto record = only_record_after(before);
  EXPECT_EQ(record.operation, "store.payment.record");
  EXPECT_EQ(record.credential_kind, CredentialKind::payment_gateway);
}

TEST_F(ReportPayment, TwiceCountsOnce) {
  const auto event = paid(bought_);
  ASSERT_TRUE(report(event));
  const auto before = contents();
  clock_.advance(hours(1));
  const auto again = report(event).value();
  EXPECT_TRUE(again.repeated);
  EXPECT_EQ(again.outcome, PaymentOutcome::applied);
  EXPECT_EQ(contents(), before);
}

TEST_F(ReportPayment, OfOnePaymentByTwoEventsCountsOnce) {
  ASSERT_TRUE(report(paid(bought_)));
  auto other = paid(bought_, "ev-2");
  EXPECT_EQ(report(other)->outcome, PaymentOutcome::ignored);
  EXPECT_EQ(amounts(user_->id), (Amounts{2000, -2000}));
  other.id = "ev-3";
  other.amount = 1999;
  EXPECT_EQ(refused(other).reason, Reason::id_taken) << "one payment has one amount";
}

TEST_F(ReportPayment, WithTheIdOfAnotherEventIsRefused) {
  ASSERT_TRUE(report(paid(bought_)));
  auto changed = paid(bought_);
  changed.payment = "pay-2";
  EXPECT_EQ(refused(changed).reason, Reason::id_taken);
}

TEST_F(ReportPayment, OfAnotherSubscriptionsPaymentIsRefused) {
  ASSERT_TRUE(report(paid(bought_)));
  const auto other = buy("trial");
  auto event = this->event(PaymentEventType::paid, other, "ev-2", 2000);
  EXPECT_EQ(refused(event).reason, Reason::id_taken);
}

TEST_F(ReportPayment, RefusesBadInput) {
  auto event = ReportPayment::paid(bought_);
  event.amount = 0;
  EXPECT_EQ(fields(event), Fields{"/amount"});
  event.amount = -1;
  EXPECT_EQ(fields(event), Fields{"/amount"});
  event.amount = limits::kAmountMax + 1;
  EXPECT_EQ(fields(event), Fields{"/amount"});
  event.amount = limits::kAmountMax;
  EXPECT_TRUE(report(event)) << "a lot, but an amount";

  event = ReportPayment::paid(bought_);
  event.id.clear();
  event.payment = std::string(limits::kPaymentReferenceBytes + 1, 'p');
  event.amount = 1;
  EXPECT_EQ(fields(event), (Fields{"/event_id", "/payment"}));
  event = this->event(PaymentEventType::paid, bought_, "ev-9", 1, "pay-9");
  event.currency = "EUR";
  EXPECT_EQ(fields(event), Fields{"/currency"});
  event.currency = "USD";
  event.occurred_at = clock_.now() + limits::kPaymentClockSkew + std::chrono::microseconds(1);
  EXPECT_EQ(fields(event), Fields{"/occurred_at"});
  event.occurred_at = clock_.now();
  event.detail = "card 4242-4242-4242-4242 declined";
  EXPECT_EQ(fields(event), Fields{"/detail"});
  event.detail.clear();
  event.subscription = SubscriptionId{{9}};
  expect_not_found(refused(event));
  event.subscription = bought_.id;
  event.owner = other_->id;
  expect_not_found(refused(event));
}

TEST_F(ReportPayment, TakesTheGatewayOrTheOperator) {
  const auto event = paid(bought_);
  const auto by = [&](const Principal& principal) {
    return refusal([&](auto& tx) { return record_payment_event(tx, as(principal), event); }).reason;
  };
  EXPECT_EQ(by(key_), Reason::permission_missing) << "nobody says of themselves that they paid";
  EXPECT_TRUE(write([&](auto& tx) { return record_payment_event(tx, as(system_), event); }));
}

TEST_F(ReportPayment, InPartsLeavesTheRestDue) {
  EXPECT_EQ(report(event(PaymentEventType::paid, bought_, "1", 500, "a"))->subscription.state,
            SubscriptionState::awaiting_payment);
  const auto all = report(event(PaymentEventType::paid, bought_, "2", 1600, "b"))->subscription;
  EXPECT_EQ(all.state, SubscriptionState::paid);
  EXPECT_EQ(all.balance, -100) << "in advance";
}

TEST_F(ReportPayment, ThatFailedIsTriedAgainAndThenFails) {
  const auto& retries = as(system_).billing.dunning.retry_after;
  for (std::size_t i = 0; i < retries.size(); ++i) {
    const auto after =
        report(event(failed, bought_, std::to_string(i), 2000, std::to_string(i)))->subscription;
    EXPECT_EQ(after.state, SubscriptionState::awaiting_payment);
    EXPECT_EQ(after.failures, i + 1);
    EXPECT_EQ(after.next_attempt_at, clock_.now() + retries[i]);
  }
  const auto last = report(event(failed, bought_, "last", 2000, "last"))->subscription;
  EXPECT_EQ(last.state, SubscriptionState::failed);
  EXPECT_EQ(amounts(user_->id), Amounts{2000}) << "a failure moves nothing";
  const auto recovered = report(paid(bought_, "at last"))->subscription;
  EXPECT_EQ(recovered.state, SubscriptionState::paid);
  EXPECT_EQ(recovered.failures, 0U);
}

TEST_F(ReportPayment, OutOfOrderEndsTheSame) {
  const auto early = event(failed, bought_, "early", 2000, "attempt-1");
  clock_.advance(hours(1));
  ASSERT_TRUE(report(paid(bought_)));
  const auto before = now(bought_);
  EXPECT_EQ(report(early)->outcome, PaymentOutcome::ignored) << "of before it was paid";
  EXPECT_EQ(report(event(failed, bought_, "late", 2000))->outcome, PaymentOutcome::ignored)
      << "of the payment that succeeded";
  EXPECT_EQ(now(bought_), before);
}

TEST_F(ReportPayment, GivenBackBeforeItWasReportedComesAgainLater) {
  const auto refund = event(refunded, bought_, "refund", 2000);
  EXPECT_EQ(refused(refund).code, ErrorCode::conflict);
  ASSERT_TRUE(report(paid(bought_)));
  const auto after = report(refund)->subscription;
  EXPECT_EQ(after.state, SubscriptionState::awaiting_payment) << "it is owed again";
  EXPECT_EQ(amounts(user_->id), (Amounts{2000, -2000, 2000}));
}

TEST_F(ReportPayment, GivesBackNoMoreThanWasPaid) {
  ASSERT_TRUE(report(paid(bought_)));
  ASSERT_TRUE(report(event(refunded, bought_, "r1", 1500)));
  EXPECT_EQ(refused(event(refunded, bought_, "r2", 501)).code, ErrorCode::conflict);
  EXPECT_TRUE(report(event(refunded, bought_, "r3", 500)));
}

TEST_F(ReportPayment, AfterTheEndIsBookedAndChangesNoState) {
  ASSERT_TRUE(cancel(bought_, CancelWhen::period_end));
  clock_.set(bought_.period.end);
  const auto ended = advance(bought_);
  ASSERT_TRUE(has_ended(ended.state));
  const auto after = report(event(PaymentEventType::paid, bought_, "late", 2000))->subscription;
  EXPECT_EQ(after.state, ended.state);
  EXPECT_EQ(after.balance, 0);
}

TEST_F(ReportPayment, IsAskedForWhereSomethingIsDue) {
  const auto due = [&] {
    return read(
        [&](auto& tx) { return list_owing_subscriptions(tx, as(system_), std::nullopt, 10); });
  };
  ASSERT_EQ(due()->size(), 1U);
  EXPECT_EQ(due()->front(), bought_);
  ASSERT_TRUE(report(paid(bought_)));
  EXPECT_TRUE(due()->empty());
}

}  // namespace
}  // namespace selfsame::core
