// How each operation of billing is performed, with the least input that it takes.
#include <utility>

#include "core/billing/billing_operations.h"
#include "core/billing/ledger.h"
#include "core/billing/payment_operations.h"
#include "core/billing/subscription_operations.h"
#include "tests/access_matrix/matrix_world.h"

namespace selfsame::matrix {
namespace {

using core::OperationId;
using core::Result;
using enum core::OperationId;

core::SubscriptionDraft pro() { return {"pro", std::nullopt, std::nullopt}; }

core::BillingProfileEdit move_house() {
  core::BillingProfileEdit edit;
  edit.texts.push_back({"city", "Ghent"});
  return edit;
}

core::SubscriptionEdit yearly() {
  core::SubscriptionEdit edit;
  edit.frequency = core::Frequency::yearly;
  return edit;
}

}  // namespace

core::SubscriptionKey MatrixWorld::put_subscription(core::WriteTransaction& tx,
                                                    const core::OperationContext& context,
                                                    const core::BillingPlace& place) {
  core::Subscription subscription;
  subscription.id = core::SubscriptionId::make(context.now, context.entropy);
  if (const auto* organization = std::get_if<core::OrganizationId>(&place)) {
    subscription.owner = *organization;
  } else if (const auto* zone = std::get_if<core::ZoneId>(&place)) {
    subscription.owner = acme_;
    subscription.zone = *zone;
  } else {
    const auto& caller = context.principal.user;
    subscription.owner = caller != nullptr ? caller->id : other_->id;
  }
  const auto* plan = context.billing.plans.find("free");
  const core::Purchase purchase{plan->terms, core::Frequency::monthly, 0,
                                context.billing.currencies.find("USD").value()};
  const auto bookings =
      core::start(subscription, purchase, plan->trial, context.now, context.billing);
  core::add_subscription(tx, as(system_), subscription, bookings,
                         {.operation = subscription_create, .at = context.now});
  return {subscription.owner, subscription.id};
}

Result<std::string_view> MatrixWorld::perform_on_billing(core::WriteTransaction& tx, OperationId id,
                                                         const core::OperationContext& context,
                                                         const core::BillingPlace& place) {
  const auto cell = [&](const auto& outcome) -> Result<std::string_view> {
    if (!outcome) return std::unexpected(outcome.error());
    return std::holds_alternative<core::OwnBilling>(place) ? kOwn : kYes;
  };
  const auto there = put_subscription(tx, context, place).id;
  switch (id) {
    case billing_profile_get:
    case account_billing_profile_get:
      return cell(get_billing_profile(tx, context, place));
    case billing_profile_edit:
    case account_billing_profile_edit:
      return cell(edit_billing_profile(tx, context, place, move_house()));
    case billing_history_list:
    case account_billing_history_list:
      return cell(list_billing_history(tx, context, place, {}));
    case subscription_list:
    case account_subscription_list:
    case zone_subscription_list:
      return cell(list_subscriptions(tx, context, place));
    case subscription_get:
    case account_subscription_get:
    case zone_subscription_get:
      return cell(get_subscription(tx, context, place, there));
    case subscription_create:
    case account_subscription_create:
    case zone_subscription_create:
      return cell(create_subscription(tx, context, place, pro()));
    case subscription_update:
    case account_subscription_update:
    case zone_subscription_update:
      return cell(update_subscription(tx, context, place, there, yearly()));
    case subscription_cancel:
    case account_subscription_cancel:
    case zone_subscription_cancel:
      return cell(cancel_subscription(tx, context, place, there, core::CancelWhen::period_end));
    default:
      std::unreachable();
  }
}

Result<std::string_view> MatrixWorld::perform_on_any_billing(
    core::WriteTransaction& tx, OperationId id, const core::OperationContext& context) {
  const auto yes = [](const auto& outcome) -> Result<std::string_view> {
    if (!outcome) return std::unexpected(outcome.error());
    return kYes;
  };
  const core::AnyBilling acme{acme_.bytes};
  const auto there = put_subscription(tx, context, acme_);
  switch (id) {
    case store_plan_list:
      return yes(list_rate_plans(tx, context));
    case store_billing_get:
      return yes(list_balances(tx, context, acme));
    case store_billing_edit:
      return yes(adjust_balance(tx, context, acme, {there.id, 100, "USD", "because"}));
    case store_payment_list:
      return yes(list_owing_subscriptions(tx, context, std::nullopt, 1));
    case store_payment_record:
      return yes(record_payment_event(tx, context,
                                      {"event", core::PaymentEventType::paid, there.owner, there.id,
                                       "payment", 100, "USD", context.now}));
    case store_billing_advance:
      return yes(advance_subscription(tx, context, there));
    default:
      std::unreachable();
  }
}

}  // namespace selfsame::matrix
