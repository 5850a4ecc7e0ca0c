#include "core/billing/subscription_machine.h"
#include "core/billing/subscription_move.h"

namespace selfsame::core {
namespace {

std::vector<Booking> book_alone(Subscription& subscription, BillingItemType type,
                                BillingAction action, std::int64_t amount, Timestamp now) {
  SubscriptionMove move(subscription, now);
  move.book(type, action, amount);
  move.settle();
  return move.take_bookings();
}

}  // namespace

std::vector<Booking> receive_payment(Subscription& subscription, std::int64_t amount,
                                     Timestamp now) {
  return book_alone(subscription, BillingItemType::payment, BillingAction::payment, -amount, now);
}

std::vector<Booking> give_refund(Subscription& subscription, std::int64_t amount, Timestamp now) {
  return book_alone(subscription, BillingItemType::refund, BillingAction::refund, amount, now);
}

std::vector<Booking> adjust(Subscription& subscription, std::int64_t amount, Timestamp now) {
  const auto type = amount > 0 ? BillingItemType::charge : BillingItemType::credit;
  return book_alone(subscription, type, BillingAction::adjustment, amount, now);
}

bool note_failed_payment(Subscription& subscription, Timestamp now, const BillingRules& rules) {
  if (subscription.state != SubscriptionState::awaiting_payment) return false;
  SubscriptionMove move(subscription, now);
  const auto& retry_after = rules.dunning.retry_after;
  ++subscription.failures;
  if (subscription.failures > retry_after.size()) {
    move.fail();
  } else {
    subscription.next_attempt_at = now + retry_after[subscription.failures - 1];
  }
  return true;
}

}  // namespace selfsame::core
