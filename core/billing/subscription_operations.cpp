#include "core/billing/subscription_operations.h"

#include <algorithm>
#include <utility>

#include "core/billing/card_numbers.h"
#include "core/billing/ledger.h"
#include "core/text.h"

namespace selfsame::core {
namespace {

constexpr const char* kPlanField = "/rate_plan/id";
constexpr const char* kCurrencyField = "/rate_plan/currency";
constexpr const char* kFrequencyField = "/frequency";

std::unexpected<Error> no_such_subscription() {
  return fail(ErrorCode::not_found, Reason::none, "Subscription not found.");
}

PlanScope scope_of(const Payer& payer) {
  if (payer.owner.kind == OwnerKind::user) return PlanScope::user;
  return payer.zone ? PlanScope::zone : PlanScope::account;
}

std::optional<ZoneId> zone_of(const Payer& payer) {
  return payer.zone ? std::optional(payer.zone->id) : std::nullopt;
}

/// Of a zone, only what is sold for it; of its owner, everything.
bool belongs_to(const Subscription& subscription, const Payer& payer) {
  return !payer.zone || subscription.zone == payer.zone->id;
}

Result<Subscription> find_of(ReadTransaction& tx, const Payer& payer, const SubscriptionId& id) {
  auto found = tx.find_subscription(payer.owner, id);
  if (!found || !belongs_to(*found, payer)) return no_such_subscription();
  return std::move(*found);
}

Result<const RatePlan*> find_plan(const RatePlans& plans, const std::string& id, PlanScope scope) {
  const RatePlan* plan = plans.find(id);
  if (plan == nullptr) return fail_field(kPlanField, "names no rate plan");
  if (!plan->is_for(scope)) {
    return fail_field(kPlanField, "names a rate plan that is not sold for a " +
                                      std::string(plan_scope_name(scope)));
  }
  return plan;
}

/// What was not asked for: monthly if the plan has it, else the only frequency that it has.
Result<Frequency> choose_frequency(const RatePlan& plan, std::optional<Frequency> wanted) {
  if (wanted && plan.is_sold(*wanted)) return *wanted;
  if (wanted) return fail_field(kFrequencyField, "must be one that the rate plan is sold for");
  if (plan.is_sold(Frequency::monthly)) return Frequency::monthly;
  constexpr std::array kOthers{Frequency::weekly, Frequency::quarterly, Frequency::yearly};
  const auto sold = [&](Frequency frequency) { return plan.is_sold(frequency); };
  if (std::ranges::count_if(kOthers, sold) != 1) {
    return fail_field(kFrequencyField, "is required: the rate plan has several");
  }
  return *std::ranges::find_if(kOthers, sold);
}

Result<Purchase> price(const BillingRules& rules, const RatePlan& plan, Frequency frequency,
                       const std::string& currency_code) {
  const auto currency = rules.currencies.find(currency_code);
  if (!currency) return fail_field(kCurrencyField, "must be a currency of ISO 4217, e.g. USD");
  const auto amount = plan.price(frequency, currency_code);
  if (!amount) return fail_field(kCurrencyField, "must be one that the rate plan has a price in");
  return Purchase{plan.terms, frequency, *amount, *currency};
}

Result<Purchase> purchase_of(const BillingRules& rules, PlanScope scope,
                             const SubscriptionDraft& draft) {
  const auto plan = find_plan(rules.plans, draft.plan, scope);
  if (!plan) return std::unexpected(plan.error());
  const auto frequency = choose_frequency(**plan, draft.frequency);
  if (!frequency) return std::unexpected(frequency.error());
  return price(rules, **plan, *frequency, draft.currency.value_or(rules.default_currency));
}

/// Nobody pays for the same twice by mistake, nobody gets a second trial, and who still owes for what
/// has ended pays that first.
struct EarlierSubscriptions {
  bool open = false;  ///< of the plan
  bool open_of_any_plan = false;
  bool any = false;  ///< of the plan
  bool unpaid = false;
};
EarlierSubscriptions find_earlier(ReadTransaction& tx, const Owner& owner,
                                  const std::optional<ZoneId>& zone, const std::string& plan,
                                  const std::optional<SubscriptionId>& except = std::nullopt) {
  EarlierSubscriptions earlier;
  for (const auto& other : tx.subscriptions_for(owner, zone)) {
    const bool has_run_out = has_ended(other.state);
    earlier.unpaid |= has_run_out && other.balance > 0;
    earlier.open_of_any_plan |= !has_run_out && other.id != except;
    if (other.plan.id != plan || other.id == except) continue;
    earlier.any = true;
    earlier.open |= !has_run_out;
  }
  return earlier;
}

std::unexpected<Error> subscribed_already() {
  return fail(ErrorCode::conflict, Reason::id_taken,
              "There is a subscription of this rate plan already. Change that one.");
}

/// What a subscription is to be after an edit. With the plan and the frequency that it has, it stays
/// at the price that it was bought for.
Result<Purchase> purchase_after(const BillingRules& rules, const Subscription& before,
                                const SubscriptionEdit& edit) {
  const std::string& plan_id = edit.plan ? *edit.plan : before.plan.id;
  const auto frequency = edit.frequency.value_or(before.frequency);
  if (edit.currency && *edit.currency != before.currency.code()) {
    return fail_field(kCurrencyField,
                      "cannot change: cancel the subscription, and make one in the new currency");
  }
  if (plan_id == before.plan.id && frequency == before.frequency) {
    return Purchase{before.plan, before.frequency, before.price, before.currency};
  }
  const auto plan = find_plan(rules.plans, plan_id, before.scope());
  if (!plan) return std::unexpected(plan.error());
  if (!(*plan)->is_sold(frequency)) {
    return fail_field(kFrequencyField, "must be one that the rate plan is sold for");
  }
  auto purchase = price(rules, **plan, frequency, std::string(before.currency.code()));
  if (purchase && purchase->currency != before.currency) {
    return fail_field(kCurrencyField,
                      "has other decimals now than when this was bought: cancel "
                      "the subscription, and make a new one");
  }
  return purchase;
}

}  // namespace

Result<std::vector<Subscription>> list_subscriptions(ReadTransaction& tx,
                                                     const OperationContext& context,
                                                     const BillingPlace& place) {
  const auto payer = authorize_billing(tx, context, place, BillingDeed::list_subscriptions);
  if (!payer) return std::unexpected(payer.error());
  if (payer->zone) return tx.subscriptions_for(payer->owner, payer->zone->id);
  return tx.subscriptions_of(payer->owner);
}

Result<Subscription> get_subscription(ReadTransaction& tx, const OperationContext& context,
                                      const BillingPlace& place, const SubscriptionId& id) {
  const auto payer = authorize_billing(tx, context, place, BillingDeed::get_subscription);
  if (!payer) return std::unexpected(payer.error());
  return find_of(tx, *payer, id);
}

Result<Subscription> create_subscription(WriteTransaction& tx, const OperationContext& context,
                                         const BillingPlace& place,
                                         const SubscriptionDraft& draft) {
  const auto payer = authorize_billing(tx, context, place, BillingDeed::create_subscription);
  if (!payer) return std::unexpected(payer.error());
  const auto purchase = purchase_of(context.billing, scope_of(*payer), draft);
  if (!purchase) return std::unexpected(purchase.error());
  const auto zone = zone_of(*payer);
  const auto earlier = find_earlier(tx, payer->owner, zone, draft.plan);
  if (earlier.open) return subscribed_already();
  if (draft.only_one && earlier.open_of_any_plan) {
    return fail(ErrorCode::conflict, Reason::id_taken,
                "There is a subscription already. Change that one.");
  }
  if (earlier.unpaid) {
    return fail(ErrorCode::conflict, Reason::none,
                "A subscription that has ended was not paid. Pay that first.");
  }
  // A zone counts for itself, so that an organization with many zones can have plans for all.
  if (tx.count_open_subscriptions(payer->owner, zone) >= limits::kSubscriptionsPerOwner) {
    return fail(ErrorCode::limited, Reason::quota_exceeded,
                "There can be at most " + std::to_string(limits::kSubscriptionsPerOwner) +
                    " subscriptions at a time. Cancel one first.");
  }

  Subscription subscription;
  subscription.id = SubscriptionId::make(context.now, context.entropy);
  subscription.owner = payer->owner;
  subscription.zone = zone;
  if (payer->zone) subscription.zone_name = payer->zone->name;
  subscription.time_zone = context.billing.time_zone;
  subscription.created_at = context.now;
  const auto trial =
      earlier.any ? std::chrono::days(0) : context.billing.plans.find(draft.plan)->trial;
  const auto bookings = start(subscription, *purchase, trial, context.now, context.billing);
  if (auto status = check_bookings(tx, subscription, bookings); !status) {
    return std::unexpected(std::move(status.error()));
  }
  add_subscription(tx, context, subscription, bookings,
                   {.operation = payer->operation, .action = "create", .at = context.now});
  return subscription;
}

Result<Subscription> update_subscription(WriteTransaction& tx, const OperationContext& context,
                                         const BillingPlace& place, const SubscriptionId& id,
                                         const SubscriptionEdit& edit) {
  const auto payer = authorize_billing(tx, context, place, BillingDeed::update_subscription);
  if (!payer) return std::unexpected(payer.error());
  auto found = find_of(tx, *payer, id);
  if (!found || edit.is_empty()) return found;
  Subscription& subscription = *found;
  catch_up(tx, context, subscription);
  const auto purchase = purchase_after(context.billing, subscription, edit);
  if (!purchase) return std::unexpected(purchase.error());
  if (purchase->plan.id != subscription.plan.id &&
      find_earlier(tx, payer->owner, subscription.zone, purchase->plan.id, id).open) {
    return subscribed_already();
  }
  const Subscription before = subscription;
  const auto bookings = change(subscription, *purchase, context.now, context.billing);
  if (!bookings) return std::unexpected(bookings.error());
  if (auto status = check_bookings(tx, subscription, *bookings); !status) {
    return std::unexpected(std::move(status.error()));
  }
  save_subscription(tx, context, before, subscription, *bookings,
                    {.operation = payer->operation, .action = "update", .at = context.now});
  return subscription;
}

Result<Subscription> cancel_subscription(WriteTransaction& tx, const OperationContext& context,
                                         const BillingPlace& place, const SubscriptionId& id,
                                         CancelWhen when) {
  const auto payer = authorize_billing(tx, context, place, BillingDeed::cancel_subscription);
  if (!payer) return std::unexpected(payer.error());
  auto found = find_of(tx, *payer, id);
  if (!found) return found;
  Subscription& subscription = *found;
  catch_up(tx, context, subscription);
  const Subscription before = subscription;
  const auto bookings = cancel(subscription, when, context.now);
  save_subscription(tx, context, before, subscription, bookings,
                    {.operation = payer->operation, .action = "cancel", .at = context.now});
  return subscription;
}

Result<BillingItem> adjust_balance(WriteTransaction& tx, const OperationContext& context,
                                   const AnyBilling& place, const Adjustment& adjustment) {
  const auto payer = authorize_billing(tx, context, place, BillingDeed::adjust);
  if (!payer) return std::unexpected(payer.error());
  std::vector<FieldError> errors;
  check_required_text(errors, "/description", adjustment.description,
                      limits::kBillingDescriptionCharacters);
  refuse_card_number(errors, "/description", adjustment.description);
  if (adjustment.amount == 0 || !add_amounts(adjustment.amount, 0)) {
    errors.push_back({"/amount", "must be a whole number of minor units, not 0"});
  }
  if (!errors.empty()) return invalid(std::move(errors));
  auto found = find_of(tx, *payer, adjustment.subscription);
  if (!found) return std::unexpected(found.error());
  Subscription& subscription = *found;
  if (adjustment.currency != subscription.currency.code()) {
    return fail_field("/currency", "must be that of the subscription");
  }
  catch_up(tx, context, subscription);
  const Subscription before = subscription;
  const auto bookings = adjust(subscription, adjustment.amount, context.now);
  if (auto status = check_bookings(tx, subscription, bookings); !status) {
    return std::unexpected(std::move(status.error()));
  }
  save_subscription(tx, context, before, subscription, bookings,
                    {.operation = payer->operation,
                     .action = "adjust",
                     .at = context.now,
                     .description = adjustment.description,
                     .notes = {{"reason", adjustment.description}}});
  return newest_item(tx, subscription.owner);
}

}  // namespace selfsame::core
