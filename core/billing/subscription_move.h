#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/billing/billing_rules.h"
#include "core/billing/subscription_machine.h"

/// What the state machine is made of; for its own files.
namespace selfsame::core {

/// Whether its periods are charged at all.
inline bool is_charged(const Subscription& subscription) {
  return subscription.price > 0 && !subscription.plan.is_billed_elsewhere();
}

/// Everything that happens to a subscription at one instant, and what is booked for it.
class SubscriptionMove {
 public:
  SubscriptionMove(Subscription& subscription, Timestamp at);

  /// To stay is no step. Throws std::logic_error if `may_follow` does not have it.
  void move_to(SubscriptionState state);
  /// Adds to the balance. Books nothing if the amount is 0. Throws std::overflow_error.
  void book(BillingItemType type, BillingAction action, std::int64_t amount,
            const std::optional<Period>& period = std::nullopt);

  /// The period `number`, from now on, charged if it costs something.
  void begin_period(std::uint32_t number, BillingAction action, const BillingRules& rules);
  /// Gives back what is left of the current period, if it was charged.
  void credit_unused(BillingAction action);
  /// Charges what is left of the current period, if the plan costs something.
  void charge_unused(BillingAction action);

  /// The state that follows from the balance, unless the subscription is in its trial or has ended.
  void settle();
  /// Nothing is due any more.
  void forget_debt();
  /// Was not paid in time.
  void fail();
  void end(SubscriptionState state);

  /// Once, at the end.
  std::vector<Booking> take_bookings();

 private:
  [[nodiscard]] std::int64_t unused_part() const;

  Subscription& subscription_;
  Timestamp at_;
  std::vector<Booking> bookings_;
};

}  // namespace selfsame::core
