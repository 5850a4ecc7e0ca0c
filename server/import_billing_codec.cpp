#include "server/import_billing_codec.h"

#include <algorithm>
#include <iterator>

#include "core/limits.h"
#include "dialects/native/billing_codec.h"
#include "dialects/native/fields.h"

namespace selfsame::server {
namespace {

constexpr native::WholeNumbers kPrices{0, core::limits::kAmountMax};
constexpr native::WholeNumbers kAmounts{-core::limits::kAmountMax, core::limits::kAmountMax};

/// A word that a parser of the core knows.
template <class Value>
Value required_word(Line& line, std::string_view key,
                    std::optional<Value> (*parse)(std::string_view), const char* wanted) {
  const auto text = line.in.required_string(key);
  const auto value = parse(text);
  if (!value && has_text(line, key)) line.in.refuse(key, wanted);
  return value.value_or(Value());
}

core::PlanTerms decode_plan(Line& line) {
  core::PlanTerms plan;
  plan.id = line.in.required_string("plan");
  plan.public_name = line.in.string("plan_name").value_or("");
  plan.sets = line.in.strings("sets").value_or(std::vector<std::string>());
  plan.zone_level = choice<core::ZoneLevel>(line, "zone_level",
                                            {{"none", core::ZoneLevel::none},
                                             {"pro", core::ZoneLevel::pro},
                                             {"business", core::ZoneLevel::business},
                                             {"enterprise", core::ZoneLevel::enterprise}});
  plan.externally_managed = line.in.boolean("externally_managed").value_or(false);
  plan.is_contract = line.in.boolean("contract").value_or(false);
  return plan;
}

core::Frequency decode_frequency(Line& line) {
  return choice<core::Frequency>(line, "frequency",
                                 {{"monthly", core::Frequency::monthly},
                                  {"weekly", core::Frequency::weekly},
                                  {"quarterly", core::Frequency::quarterly},
                                  {"yearly", core::Frequency::yearly}});
}

/// Its exponent follows from the table of currencies, which is not here.
core::Currency decode_currency(Line& line) {
  core::Currency currency;
  const auto code = line.in.required_string("currency");
  if (code.size() == currency.letters.size()) {
    std::ranges::copy(code, currency.letters.begin());
  } else if (has_text(line, "currency")) {
    line.in.refuse("currency", "must be a currency of ISO 4217, e.g. USD");
  }
  return currency;
}

}  // namespace

core::ImportedSubscription decode_subscription(Line& line) {
  core::ImportedSubscription subscription;
  subscription.id = required_id<core::SubscriptionId>(line, "id");
  subscription.owner = owner(line);
  subscription.zone = optional_id<core::ZoneId>(line, "zone_id");
  subscription.plan = decode_plan(line);
  subscription.frequency = decode_frequency(line);
  subscription.price = native::whole_number(line.in, "price", kPrices);
  subscription.currency = line.in.string("currency").value_or("");
  subscription.time_zone = line.in.string("time_zone").value_or("");
  subscription.state = required_word<core::SubscriptionState>(
      line, "state", core::parse_subscription_state,
      "must be Trial, Provisioned, Paid, AwaitingPayment, Cancelled, Failed or Expired");
  subscription.period_start = optional_time(line, "current_period_start").value_or(line.now);
  subscription.period_end = optional_time(line, "current_period_end");
  subscription.anchor = optional_time(line, "billing_anchor");
  subscription.cancels_at_period_end = line.in.boolean("cancels_at_period_end").value_or(false);
  subscription.balance = native::whole_number(line.in, "balance", kAmounts).value_or(0);
  subscription.due_since = optional_time(line, "due_since");
  subscription.failed_at = optional_time(line, "failed_on");
  subscription.ended_at = optional_time(line, "ended_on");
  subscription.created_at = optional_time(line, "created_on").value_or(line.now);
  return subscription;
}

core::BillingProfile decode_billing_profile(Line& line) {
  core::BillingProfile profile;
  profile.owner = owner(line);
  profile.created_at = optional_time(line, "created_on").value_or(line.now);
  profile.modified_at = optional_time(line, "modified_on").value_or(profile.created_at);
  auto edit = native::decode_profile_edit(line.value);
  if (!edit) {
    std::ranges::move(edit.error().fields, std::back_inserter(line.errors));
    return profile;
  }
  for (const auto& text : core::billing_texts()) {
    const auto given =
        std::ranges::find(edit->texts, text.name, &core::BillingProfileEdit::Text::name);
    if (given != edit->texts.end()) profile.*text.value = std::move(given->value);
  }
  if (edit->card) profile.card = std::move(*edit->card);
  return profile;
}

core::BillingItem decode_billing_item(Line& line) {
  core::BillingItem item;
  item.id = id_or_new<core::BillingItemId>(line, "id");
  item.owner = owner(line);
  item.occurred_at = required_time(line, "occurred_on");
  item.type = required_word<core::BillingItemType>(line, "item_type", core::parse_billing_item_type,
                                                   "must be charge, credit, payment or refund");
  item.action = required_word<core::BillingAction>(
      line, "action", core::parse_billing_action,
      "must be subscription, renewal, change, cancellation, payment, refund or adjustment");
  item.description = line.in.required_string("description");
  item.amount = native::required_whole_number(line.in, "amount", kAmounts);
  item.currency = decode_currency(line);
  item.subscription = optional_id<core::SubscriptionId>(line, "subscription_id");
  item.zone_name = line.in.string("zone_name").value_or("");
  return item;
}

}  // namespace selfsame::server
