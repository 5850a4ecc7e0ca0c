#include "dialects/native/billing_codec.h"

#include <utility>

#include "dialects/native/fields.h"

namespace selfsame::native {
namespace {

void encode_zone_level(core::ZoneLevel level, json::Writer& out) {
  out.key("zone_level");
  switch (level) {
    case core::ZoneLevel::none:
      out.null();
      return;
    case core::ZoneLevel::pro:
      out.string("pro");
      return;
    case core::ZoneLevel::business:
      out.string("business");
      return;
    case core::ZoneLevel::enterprise:
      out.string("enterprise");
      return;
  }
  std::unreachable();
}

void encode_number(std::string_view key, const std::optional<int>& number, json::Writer& out) {
  out.key(key);
  number ? out.number(*number) : out.null();
}

void encode_card(const std::optional<core::CardSummary>& card, json::Writer& out) {
  out.key("card");
  if (!card) {
    out.null();
    return;
  }
  out.begin_object().field("brand", card->brand).field("last_four", card->last_four);
  encode_number("expiry_month", card->expiry_month, out);
  encode_number("expiry_year", card->expiry_year, out);
  out.end_object();
}

/// The amount `minor` under a key of its own, beside the currency.
void encode_money(std::string_view key, std::int64_t minor, const core::Currency& currency,
                  json::Writer& out) {
  out.field(key, minor)
      .field("currency", currency.code())
      .field("exponent", static_cast<unsigned>(currency.exponent));
}

std::optional<core::CardSummary> decode_card(json::ObjectReader& profile,
                                             std::vector<core::FieldError>& errors) {
  if (profile.object("card") == nullptr) return std::nullopt;
  json::ObjectReader in(*profile.find("card"), profile.pointer_to("card"), errors);
  core::CardSummary card;
  card.brand = in.string("brand").value_or("");
  card.last_four = in.required_string("last_four");
  const auto number = [&](std::string_view key, WholeNumbers range) {
    const auto found = whole_number(in, key, range);
    return found ? std::optional(static_cast<int>(*found)) : std::nullopt;
  };
  card.expiry_month = number("expiry_month", {1, 12});
  card.expiry_year = number("expiry_year", {1000, 9999});
  return card;
}

}  // namespace

std::string_view owner_kind_name(core::OwnerKind kind) {
  return kind == core::OwnerKind::user ? "user" : "organization";
}

void encode_time(std::string_view key, const std::optional<core::Timestamp>& at,
                 json::Writer& out) {
  out.key(key);
  at ? out.string(core::format_microseconds(*at)) : out.null();
}

void encode_period(const core::Period& period, json::Writer& out) {
  out.begin_object()
      .field("start", core::format_microseconds(period.start))
      .field("end", core::format_microseconds(period.end))
      .end_object();
}

void encode_zone_field(const std::optional<core::ZoneId>& id, std::string_view name,
                       json::Writer& out) {
  out.key("zone");
  if (!id) {
    out.null();
    return;
  }
  out.begin_object().field("id", id->hex_view()).field("name", name).end_object();
}

void encode_plan(const core::RatePlan& plan, const core::CurrencyTable& currencies,
                 json::Writer& out) {
  out.begin_object().field("id", plan.terms.id).field("name", plan.terms.public_name);
  out.key("scopes").begin_array();
  for (const auto scope : plan.scopes) out.string(core::plan_scope_name(scope));
  out.end_array().field("trial_days", plan.trial.count()).key("sets").begin_array();
  for (const auto& set : plan.terms.sets) out.string(set);
  out.end_array();
  encode_zone_level(plan.terms.zone_level, out);
  out.field("externally_managed", plan.terms.externally_managed)
      .field("contract", plan.terms.is_contract)
      .key("prices")
      .begin_array();
  for (const auto& [sold, amount] : plan.prices) {
    const auto& [frequency, code] = sold;
    out.begin_object().field("frequency", core::frequency_name(frequency));
    encode_money("amount", amount, currencies.find(code).value(), out);
    out.end_object();
  }
  out.end_array().end_object();
}

void encode_profile(const core::BillingProfileView& view, json::Writer& out) {
  const auto& profile = view.profile;
  const auto time = [&](core::Timestamp at) {
    return view.stored ? std::optional(at) : std::nullopt;
  };
  out.begin_object()
      .field("owner_id", core::HexId(profile.owner.id))
      .field("owner_kind", owner_kind_name(profile.owner.kind));
  for (const auto& text : core::billing_texts()) {
    out.optional_field(text.name, profile.*text.value);
  }
  encode_card(profile.card, out);
  encode_time("next_bill_at", view.next_bill_at, out);
  encode_time("created_at", time(profile.created_at), out);
  encode_time("modified_at", time(profile.modified_at), out);
  out.end_object();
}

void encode_balance(const core::Money& balance, json::Writer& out) {
  out.begin_object();
  encode_money("amount", balance.minor, balance.currency, out);
  out.end_object();
}

void encode_billing_item(const core::BillingItem& item, json::Writer& out) {
  out.begin_object()
      .field("id", item.id.hex_view())
      .field("sequence", item.sequence)
      .field("occurred_at", core::format_microseconds(item.occurred_at))
      .field("type", core::billing_item_type_name(item.type))
      .field("action", core::billing_action_name(item.action))
      .field("description", item.description);
  encode_money("amount", item.amount, item.currency, out);
  out.field("balance", item.balance).key("subscription_id");
  item.subscription ? out.string(item.subscription->hex_view()) : out.null();
  encode_zone_field(item.zone, item.zone_name, out);
  out.key("period");
  if (item.period) {
    encode_period(*item.period, out);
  } else {
    out.null();
  }
  out.key("payment");
  item.payment.empty() ? out.null() : out.string(item.payment);
  out.end_object();
}

core::Result<core::BillingProfileEdit> decode_profile_edit(const boost::json::value& body) {
  std::vector<core::FieldError> errors;
  json::ObjectReader in(body, {}, errors);
  core::BillingProfileEdit edit;
  for (const auto& text : core::billing_texts()) {
    if (in.has(text.name)) edit.texts.push_back({std::string(text.name), in.string(text.name)});
  }
  if (in.has("card")) edit.card.emplace(decode_card(in, errors));
  return checked(std::move(edit), std::move(errors));
}

}  // namespace selfsame::native
