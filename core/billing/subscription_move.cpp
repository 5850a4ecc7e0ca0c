#include "core/billing/subscription_move.h"

#include <limits>
#include <stdexcept>
#include <string>
#include <utility>

#include "core/billing/proration.h"

namespace selfsame::core {
namespace {

using enum SubscriptionState;

bool would_overflow(std::int64_t sum, std::int64_t addend) {
  using Limits = std::numeric_limits<std::int64_t>;
  return addend > 0 ? sum > Limits::max() - addend : sum < Limits::min() - addend;
}

}  // namespace

SubscriptionMove::SubscriptionMove(Subscription& subscription, Timestamp at)
    : subscription_(subscription), at_(at) {
  subscription_.modified_at = at;
}

void SubscriptionMove::move_to(SubscriptionState state) {
  const auto from = subscription_.state;
  if (from == state) return;
  if (!may_follow(from, state)) {
    throw std::logic_error("a subscription cannot go from " +
                           std::string(subscription_state_name(from)) + " to " +
                           std::string(subscription_state_name(state)));
  }
  subscription_.state = state;
}

void SubscriptionMove::book(BillingItemType type, BillingAction action, std::int64_t amount,
                            const std::optional<Period>& period) {
  if (amount == 0) return;
  if (would_overflow(subscription_.balance, amount)) {
    throw std::overflow_error("a subscription owes more than can be counted");
  }
  subscription_.balance += amount;
  bookings_.push_back({type, action, amount, period});
}

void SubscriptionMove::begin_period(std::uint32_t number, BillingAction action,
                                    const BillingRules& rules) {
  const auto end = period_boundary(subscription_.anchor, subscription_.frequency, number,
                                   rules.zone(subscription_.time_zone));
  subscription_.period_number = number;
  subscription_.period = {at_, end};
  charge_unused(action);
}

void SubscriptionMove::credit_unused(BillingAction action) {
  if (!subscription_.period_charged) return;
  book(BillingItemType::credit, action, -unused_part(), Period{at_, subscription_.period.end});
}

void SubscriptionMove::charge_unused(BillingAction action) {
  subscription_.period_charged = is_charged(subscription_);
  if (!subscription_.period_charged) return;
  book(BillingItemType::charge, action, unused_part(), Period{at_, subscription_.period.end});
}

void SubscriptionMove::settle() {
  const bool owes = subscription_.balance > 0;
  if (!owes) forget_debt();
  const bool is_in_trial = subscription_.state == trial && subscription_.period_number == 0;
  if (is_in_trial) return;
  if (owes && !subscription_.due_since) subscription_.due_since = at_;
  if (has_ended(subscription_.state)) return;
  if (!owes) {
    move_to(is_charged(subscription_) ? paid : provisioned);
  } else if (subscription_.state != failed) {
    move_to(awaiting_payment);
  }
}

void SubscriptionMove::forget_debt() {
  subscription_.due_since.reset();
  subscription_.failures = 0;
  subscription_.next_attempt_at.reset();
  subscription_.failed_at.reset();
}

void SubscriptionMove::fail() {
  move_to(failed);
  subscription_.failed_at = at_;
  subscription_.next_attempt_at.reset();
}

void SubscriptionMove::end(SubscriptionState state) {
  move_to(state);
  subscription_.ended_at = at_;
  subscription_.cancels_at_period_end = false;
  subscription_.next_attempt_at.reset();
}

std::vector<Booking> SubscriptionMove::take_bookings() { return std::move(bookings_); }

std::int64_t SubscriptionMove::unused_part() const {
  return subscription_.price - used_part(subscription_.price, subscription_.period, at_);
}

}  // namespace selfsame::core
