#pragma once

#include <optional>
#include <vector>

#include "core/administration/administration.h"
#include "core/billing/payment.h"
#include "core/billing/subscription.h"
#include "core/operation_context.h"
#include "core/result.h"
#include "core/store.h"

/// What comes from outside, and what goes on by itself.
namespace selfsame::core {

struct PaymentReceipt {
  PaymentOutcome outcome{};
  bool repeated = false;  ///< the event had been received before
  Subscription subscription;
};

/// Takes a report of a payment. The same event again changes nothing and gets the same outcome; so
/// does the same payment reported as paid by another event.
/// Errors:  forbidden/permission_missing, invalid (names the field: also another currency than the
///          subscription's, a time in the future, or a text that looks like a card number), not_found
///          (the subscription), conflict/id_taken (the id of another event, or a payment of another
///          subscription or amount), conflict (a refund of more than was paid, or of a payment that
///          has not been reported yet: to be sent again later).
/// Effects: a billing item, the subscription's state, one audit record.
[[nodiscard]] Result<PaymentReceipt> record_payment_event(WriteTransaction& tx,
                                                          const OperationContext& context,
                                                          const PaymentEvent& event);

/// Subscriptions that owe something: what a gateway is to collect.
/// Errors:  forbidden/permission_missing.
[[nodiscard]] Result<std::vector<Subscription>> list_owing_subscriptions(
    ReadTransaction& tx, const OperationContext& context,
    const std::optional<SubscriptionKey>& after, std::uint32_t limit);

/// Lets happen what has fallen due with one subscription, at most `limits::kBillingStepsPerChange`
/// steps. Nothing due, or no such subscription: nothing happens. For the program itself.
/// Errors:  forbidden/permission_missing.
/// Effects: billing items and an audit record for each step.
[[nodiscard]] Status advance_subscription(WriteTransaction& tx, const OperationContext& context,
                                          const SubscriptionKey& key);

/// The catalogue. Errors: forbidden/permission_missing.
[[nodiscard]] Result<std::vector<RatePlan>> list_rate_plans(ReadTransaction& tx,
                                                            const OperationContext& context);

}  // namespace selfsame::core
