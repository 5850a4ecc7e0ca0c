#include "dialects/cloudflare/billing_codec.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "core/billing/card_numbers.h"
#include "dialects/cloudflare/query_reader.h"
#include "json/object_reader.h"

namespace selfsame::cloudflare {
namespace {

using core::BillingOrder;

constexpr Choices<BillingOrder, 3> kOrders{{{"type", BillingOrder::type},
                                            {"occurred_at", BillingOrder::occurred_at},
                                            {"action", BillingOrder::action}}};

/// What the gateway calls the means of payment is for it alone.
constexpr std::string_view kNotShown = "payment_reference";

constexpr std::string_view kCardNumber = "card_number";

void encode_card(const core::CardSummary& card, json::Writer& out) {
  out.field(kCardNumber, "xxxx-xxxx-xxxx-" + card.last_four);
  if (card.expiry_month) out.field("card_expiry_month", *card.expiry_month);
  if (card.expiry_year) out.field("card_expiry_year", *card.expiry_year);
}

bool is_text_of_profile(std::string_view key) {
  return std::ranges::find(core::billing_texts(), key, &core::BillingText::name) !=
         core::billing_texts().end();
}

/// Also what is passed over may hold a card's number, at any depth.
void refuse_card_numbers(const boost::json::value& value, const std::string& pointer,
                         std::vector<core::FieldError>& errors) {
  if (const auto* text = value.if_string()) {
    core::refuse_card_number(errors, pointer, *text);
  } else if (value.is_int64()) {
    core::refuse_card_number(errors, pointer, std::to_string(value.get_int64()));
  } else if (const auto* object = value.if_object()) {
    for (const auto& field : *object) refuse_card_numbers(field.value(), pointer, errors);
  } else if (const auto* array = value.if_array()) {
    for (const auto& element : *array) refuse_card_numbers(element, pointer, errors);
  }
}

void check_others(const boost::json::value& body, std::vector<core::FieldError>& errors) {
  const auto* object = body.if_object();
  if (object == nullptr) return;
  for (const auto& [key, value] : *object) {
    if (is_text_of_profile(key) || key == kCardNumber) continue;
    // Nor is one repeated that is the name.
    const auto pointer = core::holds_card_number(key) ? std::string() : json::pointer_step("", key);
    refuse_card_numbers(value, pointer, errors);
  }
}

}  // namespace

void encode_billing_profile(const core::BillingProfileView& view, json::Writer& out) {
  const core::BillingProfile& profile = view.profile;
  out.begin_object().field("id", core::HexId(profile.owner.id));
  for (const auto& text : core::billing_texts()) {
    const auto& value = profile.*text.value;
    if (value && text.name != kNotShown) out.field(text.name, *value);
  }
  if (profile.card) encode_card(*profile.card, out);
  out.field("balance", view.balance.minor == 0 ? "0" : core::format_amount(view.balance));
  if (view.next_bill_at) {
    out.field("next_bill_date", core::format_microseconds(*view.next_bill_at));
  }
  out.field("is_partner", false).field("use_legacy", false);
  if (view.stored) {
    out.field("created_on", core::format_microseconds(profile.created_at))
        .field("edited_on", core::format_microseconds(profile.modified_at));
  }
  out.end_object();
}

void encode_billing_item(const core::BillingItem& item, json::Writer& out) {
  out.begin_object()
      .field("id", item.id.hex_view())
      .field("type", core::billing_item_type_name(item.type))
      .field("action", core::billing_action_name(item.action))
      .field("description", item.description)
      .field("occurred_at", core::format_microseconds(item.occurred_at))
      .key("amount")
      .raw(core::format_amount(item.amount, item.currency.exponent))
      .field("currency", item.currency.code())
      .key("zone")
      .begin_object();
  if (!item.zone_name.empty()) out.field("name", item.zone_name);
  out.end_object().end_object();
}

core::Result<core::BillingProfileEdit> decode_billing_profile_edit(const boost::json::value& body) {
  std::vector<core::FieldError> errors;
  json::ObjectReader in(body, {}, errors);
  core::BillingProfileEdit edit;
  for (const auto& text : core::billing_texts()) {
    if (in.has(text.name)) edit.texts.push_back({std::string(text.name), in.string(text.name)});
  }
  edit.card_number = in.string(kCardNumber);
  for (const auto* key : {"card_expiry_month", "card_expiry_year"}) {
    if (in.has(key)) in.refuse(key, "is set by the payment gateway");
  }
  check_others(body, errors);
  if (!errors.empty()) return core::invalid(std::move(errors));
  return edit;
}

core::Result<core::BillingHistoryListing> decode_billing_history(std::string_view query) {
  std::vector<core::FieldError> errors;
  QueryReader in(query, errors);
  core::BillingHistoryListing listing;
  listing.page = in.page();
  listing.order = in.choice("order", kOrders).value_or(BillingOrder::booked);
  listing.direction = in.direction().value_or(core::Direction::ascending);
  listing.type = in.text("type");
  listing.action = in.text("action");
  listing.occurred_at = in.instant("occurred_at");
  if (!errors.empty()) return core::invalid(std::move(errors));
  return listing;
}

}  // namespace selfsame::cloudflare
