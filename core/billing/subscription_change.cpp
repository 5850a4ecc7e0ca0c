#include <utility>

#include "core/billing/subscription_machine.h"
#include "core/billing/subscription_move.h"

namespace selfsame::core {
namespace {

void adopt(Subscription& subscription, const Purchase& purchase) {
  subscription.plan = purchase.plan;
  subscription.frequency = purchase.frequency;
  subscription.price = purchase.price;
}

/// Whether nothing about what is paid, for what, would change.
bool is_same(const Subscription& subscription, const Purchase& purchase) {
  return subscription.plan.id == purchase.plan.id &&
         subscription.plan.is_billed_elsewhere() == purchase.plan.is_billed_elsewhere() &&
         subscription.frequency == purchase.frequency && subscription.price == purchase.price;
}

Status check_change(const Subscription& subscription, const Purchase& purchase) {
  if (has_ended(subscription.state)) {
    return fail(ErrorCode::conflict, Reason::none, "The subscription has ended.");
  }
  if (subscription.state == SubscriptionState::failed) {
    return fail(ErrorCode::conflict, Reason::none,
                "The subscription has failed: what it owes must be paid first.");
  }
  // The exponent counts too, or amounts of two sizes would be added up.
  if (subscription.currency != purchase.currency) {
    return fail_field("/currency", "The currency of a subscription cannot be changed.");
  }
  return {};
}

}  // namespace

Result<std::vector<Booking>> change(Subscription& subscription, const Purchase& purchase,
                                    Timestamp now, const BillingRules& rules) {
  if (auto allowed = check_change(subscription, purchase); !allowed) {
    return std::unexpected(std::move(allowed.error()));
  }
  const bool is_what_it_was = is_same(subscription, purchase);
  if (is_what_it_was && !subscription.cancels_at_period_end) return std::vector<Booking>();
  SubscriptionMove move(subscription, now);
  subscription.cancels_at_period_end = false;
  const bool is_tried = subscription.state == SubscriptionState::trial;
  const bool is_same_plan = subscription.plan.id == purchase.plan.id;
  if (is_what_it_was || (is_tried && is_same_plan)) {
    adopt(subscription, purchase);
    return move.take_bookings();
  }
  move.credit_unused(BillingAction::change);
  const bool begins_anew = is_tried || subscription.frequency != purchase.frequency;
  adopt(subscription, purchase);
  if (begins_anew) {
    subscription.anchor = now;
    move.begin_period(1, BillingAction::change, rules);
  } else {
    move.charge_unused(BillingAction::change);
  }
  move.settle();
  return move.take_bookings();
}

}  // namespace selfsame::core
