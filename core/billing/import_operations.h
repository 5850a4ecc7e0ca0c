#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/billing/billing_item.h"
#include "core/billing/billing_profile.h"
#include "core/billing/subscription.h"
#include "core/operation_context.h"
#include "core/result.h"
#include "core/store.h"

/// Brings in what was bought and booked elsewhere. Like everything that is brought in
/// (core/store_operations.h) it needs a principal of kind `system` and leaves one audit record each.
namespace selfsame::core {

struct ImportedSubscription {
  SubscriptionId id;
  Owner owner;
  std::optional<ZoneId> zone{};
  PlanTerms plan;  ///< if the catalogue has the plan, only the id counts
  Frequency frequency = Frequency::monthly;
  std::optional<std::int64_t> price{};  ///< minor units; absent: the catalogue's
  std::string currency{};               ///< code; empty: the installation's
  std::string time_zone{};              ///< empty: the installation's
  Timestamp period_start{};
  std::optional<Timestamp> period_end{};  ///< absent: a period after its start, or from the anchor
  /// From when on periods are counted; absent: the period's start if it is a whole one, else its end.
  std::optional<Timestamp> anchor{};
  SubscriptionState state = SubscriptionState::provisioned;
  bool cancels_at_period_end = false;
  std::int64_t balance = 0;              ///< what it owes, minor units; is booked as one item
  std::optional<Timestamp> due_since{};  ///< of one that owes; absent: the period's start
  std::optional<Timestamp> failed_at{};  ///< of a failed one; absent: now
  std::optional<Timestamp> ended_at{};  ///< of one that has ended; absent: the period's end, or now
  Timestamp created_at{};
};

/// Errors:  invalid (a plan that is not in the catalogue without a name or price, a currency, a time
///          zone, a period or a state that cannot be), not_found (the owner, a zone of theirs),
///          conflict/id_taken, limited/quota_exceeded.
/// Effects: a billing item if it owes something or has paid in advance.
[[nodiscard]] Status import_subscription(WriteTransaction& tx, const OperationContext& context,
                                         const ImportedSubscription& imported);

/// Errors: invalid (a text too long, a card's number anywhere), not_found (the owner),
///         conflict/id_taken (there is one).
[[nodiscard]] Status import_billing_profile(WriteTransaction& tx, const OperationContext& context,
                                            const BillingProfile& profile);

/// Appends a line to the owner's ledger. One of a subscription counts for what that owes, and its
/// state follows. Sequence and balance are the store's to give, the currency's exponent follows from
/// its code, the zone from the subscription's.
/// Errors: invalid (an amount of 0 or with the wrong sign for its type, an unknown currency or not the
///         subscription's, texts), not_found (the owner, the subscription), conflict/id_taken,
///         limited/quota_exceeded (a balance larger than amounts can be).
[[nodiscard]] Status import_billing_item(WriteTransaction& tx, const OperationContext& context,
                                         BillingItem item);

}  // namespace selfsame::core
