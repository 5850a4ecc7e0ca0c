#include "core/billing/ledger.h"

#include <algorithm>
#include <cstdlib>
#include <iterator>
#include <string>
#include <utility>

#include "core/audit/begin_record.h"
#include "core/text.h"

namespace selfsame::core {
namespace {

/// What records say of a subscription.
Described describe(const Subscription& subscription) {
  const auto time = [](const std::optional<Timestamp>& at) {
    return at ? std::optional(format_seconds(*at)) : std::nullopt;
  };
  return {{"plan", subscription.plan.id},
          {"frequency", std::string(frequency_name(subscription.frequency))},
          {"price", format_money(subscription.price_of_period())},
          {"state", std::string(subscription_state_name(subscription.state))},
          {"period_start", format_seconds(subscription.period.start)},
          {"period_end", format_seconds(subscription.period.end)},
          {"cancels_at_period_end", subscription.cancels_at_period_end ? "true" : "false"},
          {"balance", format_money({subscription.balance, subscription.currency})},
          {"failed_payments", std::to_string(subscription.failures)},
          {"next_attempt_at", time(subscription.next_attempt_at)},
          {"ended_at", time(subscription.ended_at)}};
}

/// A day on the clocks by which the subscription goes.
std::string day_of(const TimeZone& zone, Timestamp at) {
  constexpr std::size_t kDate = std::string_view("2026-11-01").size();
  const Timestamp as_shown(zone.to_local(at).time_since_epoch());
  return format_seconds(as_shown).substr(0, kDate);
}

/// `Pro Plan, monthly, 2026-11-01 to 2026-12-01`
std::string describe_item(const OperationContext& context, const Subscription& subscription,
                          const Booking& booking) {
  std::string text = subscription.plan.public_name + ", ";
  text += frequency_name(subscription.frequency);
  if (booking.period) {
    const TimeZone& zone = context.billing.zone(subscription.time_zone);
    text += ", " + day_of(zone, booking.period->start) + " to " + day_of(zone, booking.period->end);
  }
  return std::string(cut_to_bytes(text, limits::kBillingDescriptionCharacters));
}

/// A credit speaks of what was before a change; everything else of what is now.
void book(WriteTransaction& tx, const OperationContext& context, const Subscription& before,
          const Subscription& after, std::span<const Booking> bookings,
          const SubscriptionChange& change) {
  for (const Booking& booking : bookings) {
    BillingItem item;
    item.id = BillingItemId::make(context.now, context.entropy);
    item.owner = after.owner;
    item.occurred_at = change.at;
    item.type = booking.type;
    item.action = booking.action;
    const auto& spoken_of = booking.type == BillingItemType::credit ? before : after;
    item.description = change.description.empty() ? describe_item(context, spoken_of, booking)
                                                  : std::string(change.description);
    item.amount = booking.amount;
    item.currency = after.currency;
    item.subscription = after.id;
    item.zone = after.zone;
    item.zone_name = after.zone_name;
    item.period = booking.period;
    item.payment = change.payment;
    tx.append_billing_item(std::move(item));
  }
}

void record(WriteTransaction& tx, const OperationContext& context, const Subscription& subscription,
            const SubscriptionChange& change, std::vector<AuditChange> changes) {
  AuditRecord record = begin_record(context, change.operation, AuditOwner(subscription.owner));
  if (!change.action.empty()) record.action = change.action;
  record.resource_kind = "subscription";
  record.resource_id = subscription.id.hex();
  record.zone = subscription.zone;
  record.zone_name = subscription.zone_name;
  record.changes = std::move(changes);
  std::ranges::move(changes_of_new(change.notes), std::back_inserter(record.changes));
  append_record(tx, std::move(record));
}

/// Whether a balance can go there: within the amounts that there are, or towards them.
bool is_possible(std::int64_t balance, std::int64_t change) {
  const auto distance = std::abs(balance + change);
  return distance <= limits::kAmountMax || distance <= std::abs(balance);
}

bool is_unchanged(const Subscription& before, Subscription after) {
  after.modified_at = before.modified_at;
  return after == before;
}

std::string_view action_of(SubscriptionStepKind kind) {
  switch (kind) {
    case SubscriptionStepKind::renewed:
      return "renew";
    case SubscriptionStepKind::failed:
      return "fail";
    case SubscriptionStepKind::expired:
      return "expire";
    case SubscriptionStepKind::cancelled:
      return "cancel";
  }
  std::unreachable();
}

}  // namespace

Status check_bookings(ReadTransaction& tx, const Subscription& subscription,
                      std::span<const Booking> bookings) {
  std::int64_t booked = 0;
  for (const Booking& booking : bookings) booked += booking.amount;
  std::int64_t owed = 0;
  for (const Money& balance : tx.balances_of(subscription.owner)) {
    if (balance.currency == subscription.currency) owed = balance.minor;
  }
  // The subscription's own balance may be on the other side of zero from its owner's.
  if (is_possible(owed, booked) && is_possible(subscription.balance - booked, booked)) return {};
  return fail(ErrorCode::limited, Reason::quota_exceeded,
              "The balance would be larger than amounts can be.");
}

void add_subscription(WriteTransaction& tx, const OperationContext& context,
                      const Subscription& subscription, std::span<const Booking> bookings,
                      const SubscriptionChange& change) {
  tx.insert_subscription(subscription, next_step_at(subscription, context.billing));
  book(tx, context, subscription, subscription, bookings, change);
  record(tx, context, subscription, change, changes_of_new(describe(subscription)));
}

void save_subscription(WriteTransaction& tx, const OperationContext& context,
                       const Subscription& before, const Subscription& after,
                       std::span<const Booking> bookings, const SubscriptionChange& change) {
  if (bookings.empty() && is_unchanged(before, after)) return;
  tx.update_subscription(after, next_step_at(after, context.billing));
  book(tx, context, before, after, bookings, change);
  record(tx, context, after, change, changes_between(describe(before), describe(after)));
}

bool has_open_subscriptions(ReadTransaction& tx, const Owner& owner) {
  return std::ranges::any_of(tx.subscriptions_of(owner),
                             [](const auto& one) { return !has_ended(one.state); });
}

BillingItem newest_item(ReadTransaction& tx, const Owner& owner) {
  BillingItemQuery newest;
  newest.per_page = 1;
  newest.direction = Direction::descending;
  return std::move(tx.list_billing_items(owner, newest).items.at(0));
}

void catch_up(WriteTransaction& tx, const OperationContext& context, Subscription& subscription,
              std::size_t steps_max) {
  Subscription before = subscription;
  auto steps = advance(subscription, context.now, context.billing, steps_max);
  const Principal program;
  const OperationContext by_itself{context.catalogue, context.roles,   context.billing,
                                   context.hasher,    context.entropy, context.now,
                                   program,           nullptr,         context.invite_lifetime};
  for (auto& step : steps) {
    SubscriptionChange change;
    change.operation = OperationId::store_billing_advance;
    change.action = action_of(step.kind);
    change.at = step.at;
    save_subscription(tx, by_itself, before, step.after, step.bookings, change);
    before = std::move(step.after);
  }
}

}  // namespace selfsame::core
