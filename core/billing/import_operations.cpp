#include "core/billing/import_operations.h"

#include <utility>

#include "core/access/authorize.h"
#include "core/audit/record_change.h"
#include "core/billing/billing_profile_rules.h"
#include "core/billing/card_numbers.h"
#include "core/billing/ledger.h"
#include "core/import_rules.h"
#include "core/limits.h"
#include "core/text.h"

namespace selfsame::core {
namespace {

bool grows_debt(BillingItemType type) {
  return type == BillingItemType::charge || type == BillingItemType::refund;
}

Status check_item(const BillingItem& item) {
  std::vector<FieldError> errors;
  check_required_text(errors, "/description", item.description,
                      limits::kBillingDescriptionCharacters);
  refuse_card_number(errors, "/description", item.description);
  check_billing_text(errors, "/zone_name", item.zone_name);
  if (item.amount == 0 || (item.amount > 0) != grows_debt(item.type)) {
    errors.push_back({"/amount", grows_debt(item.type) ? "must be above 0" : "must be below 0"});
  }
  return errors.empty() ? Status() : Status(invalid(std::move(errors)));
}

/// The subscription that the line names, as it is with the line.
Result<Subscription> with_item(ReadTransaction& tx, const BillingItem& item, Timestamp now) {
  auto subscription = tx.find_subscription(item.owner, *item.subscription);
  if (!subscription) return import_names_nothing("subscription of this owner.");
  if (subscription->currency != item.currency) {
    return fail_field("/currency", "must be that of the subscription");
  }
  const auto bookings = adjust(*subscription, item.amount, item.occurred_at);
  if (auto status = check_bookings(tx, *subscription, bookings); !status) {
    return std::unexpected(std::move(status.error()));
  }
  subscription->modified_at = now;
  return std::move(*subscription);
}

void append_item(WriteTransaction& tx, const OperationContext& context, const BillingItem& item) {
  tx.append_billing_item(item);
  record_change(tx, context, OperationId::store_import, AuditOwner(item.owner), "billing_item",
                item.id.hex(),
                {{"amount", std::nullopt, format_money({item.amount, item.currency})},
                 {"description", std::nullopt, item.description}});
}

Status check_balance(ReadTransaction& tx, const BillingItem& item) {
  Subscription none;
  none.owner = item.owner;
  none.currency = item.currency;
  const Booking booking{item.type, item.action, item.amount, {}};
  return check_bookings(tx, none, {&booking, 1});
}

}  // namespace

Status import_billing_profile(WriteTransaction& tx, const OperationContext& context,
                              const BillingProfile& profile) {
  auto status = authorize_operator(context, OperationId::store_import);
  if (status) status = check_import_owner(tx, profile.owner);
  if (!status) return status;
  std::vector<FieldError> errors;
  for (const auto& text : billing_texts()) {
    const auto& value = profile.*text.value;
    if (!value) continue;
    check_billing_text(errors, '/' + std::string(text.name), *value);
  }
  if (profile.card) check_card(errors, *profile.card);
  if (!errors.empty()) return invalid(std::move(errors));
  if (tx.find_billing_profile(profile.owner)) return import_id_taken();
  tx.put_billing_profile(profile);
  record_change(tx, context, OperationId::store_import, AuditOwner(profile.owner),
                "billing_profile", id_to_hex(profile.owner.id),
                changes_of_new(describe_profile(profile)));
  return {};
}

Status import_billing_item(WriteTransaction& tx, const OperationContext& context,
                           BillingItem item) {
  auto status = authorize_operator(context, OperationId::store_import);
  if (status) status = check_item(item);
  if (status) status = check_import_owner(tx, item.owner);
  if (!status) return status;
  const auto currency = context.billing.currencies.find(item.currency.code());
  if (!currency) return fail_field("/currency", "must be a currency of ISO 4217, e.g. USD");
  item.currency = *currency;
  if (!item.subscription) {
    if (status = check_balance(tx, item); !status) return status;
    return insert_once([&] { append_item(tx, context, item); });
  }
  const auto subscription = with_item(tx, item, context.now);
  if (!subscription) return std::unexpected(subscription.error());
  item.zone = subscription->zone;
  item.zone_name = subscription->zone_name;
  return insert_once([&] {
    append_item(tx, context, item);
    tx.update_subscription(*subscription, next_step_at(*subscription, context.billing));
  });
}

}  // namespace selfsame::core
