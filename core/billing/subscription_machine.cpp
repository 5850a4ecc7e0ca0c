#include "core/billing/subscription_machine.h"

#include <algorithm>

#include "core/billing/subscription_move.h"

namespace selfsame::core {
namespace {

using enum SubscriptionState;

enum class Due : std::uint8_t { expiry, failure, period_end };

struct NextStep {
  Due due{};
  Timestamp at{};
};

std::optional<NextStep> next_step(const Subscription& subscription, const BillingRules& rules) {
  const auto period_end = subscription.period.end;
  if (has_ended(subscription.state)) return std::nullopt;
  if (subscription.state == failed) {
    const auto patience_end = subscription.failed_at.value() + rules.dunning.grace;
    return NextStep{Due::expiry, std::min<Timestamp>(patience_end, period_end)};
  }
  if (subscription.state == awaiting_payment) {
    const Timestamp term_end = subscription.due_since.value() + rules.dunning.payment_term;
    if (term_end <= period_end) return NextStep{Due::failure, term_end};
  }
  return NextStep{Due::period_end, period_end};
}

SubscriptionStepKind end_period(SubscriptionMove& move, Subscription& subscription,
                                const BillingRules& rules) {
  if (subscription.cancels_at_period_end) {
    move.end(cancelled);
    return SubscriptionStepKind::cancelled;
  }
  const auto action =
      subscription.state == trial ? BillingAction::subscription : BillingAction::renewal;
  move.begin_period(subscription.period_number + 1, action, rules);
  move.settle();
  return SubscriptionStepKind::renewed;
}

SubscriptionStep take_step(Subscription& subscription, const NextStep& next,
                           const BillingRules& rules) {
  SubscriptionMove move(subscription, next.at);
  SubscriptionStepKind kind{};
  switch (next.due) {
    case Due::expiry:
      move.end(expired);
      kind = SubscriptionStepKind::expired;
      break;
    case Due::failure:
      move.fail();
      kind = SubscriptionStepKind::failed;
      break;
    case Due::period_end:
      kind = end_period(move, subscription, rules);
      break;
  }
  return {kind, next.at, subscription, move.take_bookings()};
}

}  // namespace

std::vector<Booking> start(Subscription& subscription, const Purchase& purchase,
                           std::chrono::days trial_length, Timestamp now,
                           const BillingRules& rules) {
  SubscriptionMove move(subscription, now);
  subscription.created_at = now;
  subscription.plan = purchase.plan;
  subscription.frequency = purchase.frequency;
  subscription.price = purchase.price;
  subscription.currency = purchase.currency;
  if (trial_length > std::chrono::days(0)) {
    const auto end = days_later(now, trial_length, rules.zone(subscription.time_zone));
    subscription.state = trial;
    subscription.anchor = end;
    subscription.period_number = 0;
    subscription.period = {now, end};
    subscription.period_charged = false;
  } else {
    subscription.state = provisioned;
    subscription.anchor = now;
    move.begin_period(1, BillingAction::subscription, rules);
    move.settle();
  }
  return move.take_bookings();
}

std::optional<Timestamp> next_step_at(const Subscription& subscription, const BillingRules& rules) {
  const auto next = next_step(subscription, rules);
  return next ? std::optional(next->at) : std::nullopt;
}

std::vector<SubscriptionStep> advance(Subscription& subscription, Timestamp now,
                                      const BillingRules& rules, std::size_t steps_max) {
  std::vector<SubscriptionStep> steps;
  while (steps.size() < steps_max) {
    const auto next = next_step(subscription, rules);
    if (!next || next->at > now) break;
    steps.push_back(take_step(subscription, *next, rules));
  }
  return steps;
}

std::vector<Booking> cancel(Subscription& subscription, CancelWhen when, Timestamp now) {
  const bool ends_already = when == CancelWhen::period_end && subscription.cancels_at_period_end;
  if (has_ended(subscription.state) || ends_already) return {};
  SubscriptionMove move(subscription, now);
  if (when == CancelWhen::period_end) {
    subscription.cancels_at_period_end = true;
    return {};
  }
  move.credit_unused(BillingAction::cancellation);
  move.end(cancelled);
  move.settle();
  return move.take_bookings();
}

}  // namespace selfsame::core
