#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/billing/billing_place.h"
#include "core/billing/subscription.h"
#include "core/billing/subscription_machine.h"

/// Buying, changing and ending subscriptions. Errors of all: those of `authorize_billing`.
/// Whatever has fallen due until now happens before a change does.
namespace selfsame::core {

/// In any state, oldest first.
/// Source:  Cloudflare v4 `GET /user/subscriptions`, `/accounts/{id}/subscriptions`,
///          `/zones/{id}/subscriptions`.
[[nodiscard]] Result<std::vector<Subscription>> list_subscriptions(ReadTransaction& tx,
                                                                   const OperationContext& context,
                                                                   const BillingPlace& place);
/// Errors: not_found.
[[nodiscard]] Result<Subscription> get_subscription(ReadTransaction& tx,
                                                    const OperationContext& context,
                                                    const BillingPlace& place,
                                                    const SubscriptionId& id);

struct SubscriptionDraft {
  std::string plan;                     ///< id
  std::optional<std::string> currency;  ///< code; absent: the installation's
  std::optional<Frequency> frequency;   ///< absent: monthly, or the only one that the plan has
  /// For clients that know of one alone: refused if any other is open for the same.
  bool only_one = false;
};

/// Buys a plan for the caller, the organization or the zone. The trial of a plan is given once.
/// Errors:  invalid (`/rate_plan/id`: unknown, or sold for something else; `/rate_plan/currency`,
///          `/frequency`: no such price), conflict (there is an open subscription of the plan for the
///          same already, or one that has ended owes something), limited/quota_exceeded.
/// Effects: billing item of the first period, one audit record.
[[nodiscard]] Result<Subscription> create_subscription(WriteTransaction& tx,
                                                       const OperationContext& context,
                                                       const BillingPlace& place,
                                                       const SubscriptionDraft& draft);

/// Absent stays as it is.
struct SubscriptionEdit {
  std::optional<std::string> plan;
  std::optional<std::string> currency;
  std::optional<Frequency> frequency;

  [[nodiscard]] bool is_empty() const { return !plan && !currency && !frequency; }
};

/// Changes plan or frequency, with proration, and takes a cancellation back. An empty edit changes
/// nothing.
/// Errors:  those of `create_subscription`, not_found, conflict (it has ended, or failed).
/// Effects: billing items, one audit record; neither if nothing changes.
[[nodiscard]] Result<Subscription> update_subscription(WriteTransaction& tx,
                                                       const OperationContext& context,
                                                       const BillingPlace& place,
                                                       const SubscriptionId& id,
                                                       const SubscriptionEdit& edit);

/// Ends a subscription with its period, or at once with a credit for the rest. One that has ended, or
/// is to end, stays as it is.
/// Errors:  not_found.
/// Effects: one audit record, perhaps a billing item.
[[nodiscard]] Result<Subscription> cancel_subscription(WriteTransaction& tx,
                                                       const OperationContext& context,
                                                       const BillingPlace& place,
                                                       const SubscriptionId& id, CancelWhen when);

/// What the operator books by hand.
struct Adjustment {
  SubscriptionId subscription;
  std::int64_t amount = 0;  ///< minor units; positive is charged, negative credited
  std::string currency;     ///< of the subscription, so that nobody mistakes it
  std::string description;  ///< why, for people
};

/// Errors:  not_found, invalid (`/amount`: zero or too large, `/currency`, `/description`).
/// Effects: one billing item, one audit record.
[[nodiscard]] Result<BillingItem> adjust_balance(WriteTransaction& tx,
                                                 const OperationContext& context,
                                                 const AnyBilling& place,
                                                 const Adjustment& adjustment);

}  // namespace selfsame::core
