#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "core/billing/billing_item.h"
#include "core/billing/billing_rules.h"
#include "core/billing/payment.h"
#include "core/billing/subscription.h"
#include "core/result.h"
#include "core/time.h"

/// What happens to a subscription as time goes by and people act: pure functions of a subscription
/// and an instant, so that time going forward in any steps gives the same ledger. Every function but
/// `advance` wants a subscription that has been advanced to its instant.
namespace selfsame::core {

/// One line that is to be booked for the subscription.
struct Booking {
  BillingItemType type{};
  BillingAction action{};
  std::int64_t amount = 0;  ///< signed as in BillingItem; never 0
  std::optional<Period> period{};

  bool operator==(const Booking&) const = default;
};

/// What a step is called in the audit log.
enum class SubscriptionStepKind : std::uint8_t {
  renewed,    ///< a period followed a period, or the trial
  failed,     ///< was not paid in time
  expired,    ///< was not paid in time after it had failed
  cancelled,  ///< its last period was over, or at once
};

/// One thing that happened to a subscription by itself.
struct SubscriptionStep {
  SubscriptionStepKind kind{};
  Timestamp at{};      ///< when it fell due
  Subscription after;  ///< as it was then
  std::vector<Booking> bookings;
};

/// What is to be bought.
struct Purchase {
  PlanTerms plan;
  Frequency frequency{};
  std::int64_t price = 0;
  Currency currency;
};

/// Begins a subscription, whose id, owner, zone and time zone are set: with the trial, if it is
/// longer than nothing, else with the first period.
std::vector<Booking> start(Subscription& subscription, const Purchase& purchase,
                           std::chrono::days trial, Timestamp now, const BillingRules& rules);

/// When something will happen by itself; no value: never again.
std::optional<Timestamp> next_step_at(const Subscription& subscription, const BillingRules& rules);

/// Lets time go on to `now`: the steps that fall due, oldest first, at most `steps_max`. What happens
/// at one instant happens in this order: a failed subscription expires, an unpaid one fails, a period
/// ends.
std::vector<SubscriptionStep> advance(Subscription& subscription, Timestamp now,
                                      const BillingRules& rules, std::size_t steps_max = SIZE_MAX);

/// Changes plan, frequency or both, and takes a cancellation back. With the same frequency the
/// period goes on: what is unused of the old price is credited, the same part of the new one charged.
/// With another frequency a new period begins now. A trial is of one plan: another ends it, another
/// frequency of the same does not.
/// Errors: conflict (has ended, or has failed and is to be paid first), invalid `/currency` (another
/// than before).
Result<std::vector<Booking>> change(Subscription& subscription, const Purchase& purchase,
                                    Timestamp now, const BillingRules& rules);

enum class CancelWhen : std::uint8_t { period_end, now };

/// Ends a subscription, which may have been cancelled already. At once, what is unused is credited.
/// Nothing happens to one that has ended.
std::vector<Booking> cancel(Subscription& subscription, CancelWhen when, Timestamp now);

// What a payment does; the caller knows that it is one of the subscription's, in its currency.
std::vector<Booking> receive_payment(Subscription& subscription, std::int64_t amount,
                                     Timestamp now);
std::vector<Booking> give_refund(Subscription& subscription, std::int64_t amount, Timestamp now);
/// False if nothing follows from it: nothing is due.
bool note_failed_payment(Subscription& subscription, Timestamp now, const BillingRules& rules);
/// The operator's own line: positive is charged, negative credited.
std::vector<Booking> adjust(Subscription& subscription, std::int64_t amount, Timestamp now);

}  // namespace selfsame::core
