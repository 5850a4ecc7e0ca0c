#pragma once

#include <span>
#include <string_view>

#include "core/audit/record_change.h"
#include "core/billing/subscription.h"
#include "core/billing/subscription_machine.h"
#include "core/operation_context.h"
#include "core/store.h"

/// Writes what the machine says: a subscription, its billing items and the audit record, together.
namespace selfsame::core {

/// What is written of one change.
struct SubscriptionChange {
  OperationId operation{};
  std::string_view action{};       ///< of the audit record; empty: the operation's
  Timestamp at{};                  ///< of the items
  std::string_view payment{};      ///< the gateway's reference, of payments and refunds
  std::string_view description{};  ///< of the items; empty: said by what they are
  Described notes{};               ///< what the audit record says beside
};

/// Whether the bookings fit: no balance leaves the amounts that there are.
/// Errors: limited (names no field: what the amount is, the caller knows).
Status check_bookings(ReadTransaction& tx, const Subscription& subscription,
                      std::span<const Booking> bookings);

/// A subscription that was not there before.
void add_subscription(WriteTransaction& tx, const OperationContext& context,
                      const Subscription& subscription, std::span<const Booking> bookings,
                      const SubscriptionChange& change);

/// Nothing if nothing differs and nothing is booked.
void save_subscription(WriteTransaction& tx, const OperationContext& context,
                       const Subscription& before, const Subscription& after,
                       std::span<const Booking> bookings, const SubscriptionChange& change);

/// Whether somebody still buys something, for themselves or for a zone.
bool has_open_subscriptions(ReadTransaction& tx, const Owner& owner);

/// What was booked last for an owner, for whom something was.
BillingItem newest_item(ReadTransaction& tx, const Owner& owner);

/// Lets what has fallen due until now happen, and writes it, in the name of the program itself. At
/// most `steps_max` steps.
void catch_up(WriteTransaction& tx, const OperationContext& context, Subscription& subscription,
              std::size_t steps_max = SIZE_MAX);

}  // namespace selfsame::core
