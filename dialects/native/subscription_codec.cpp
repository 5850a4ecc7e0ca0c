#include "dialects/native/subscription_codec.h"

#include <algorithm>
#include <array>

#include "core/limits.h"
#include "dialects/native/billing_codec.h"
#include "dialects/native/fields.h"

namespace selfsame::native {
namespace {

constexpr std::size_t kIdDigits = 32;

std::optional<core::Frequency> decode_frequency(json::ObjectReader& in) {
  using enum core::Frequency;
  constexpr std::array kAll{weekly, monthly, quarterly, yearly};
  const auto name = in.string("frequency");
  if (!name) return std::nullopt;
  const auto* const found = std::ranges::find(kAll, *name, core::frequency_name);
  if (found != kAll.end()) return *found;
  in.refuse("frequency", "must be weekly, monthly, quarterly or yearly");
  return std::nullopt;
}

}  // namespace

void encode_subscription(const core::Subscription& subscription, json::Writer& out) {
  out.begin_object()
      .field("id", subscription.id.hex_view())
      .field("owner_id", core::HexId(subscription.owner.id))
      .field("owner_kind", owner_kind_name(subscription.owner.kind));
  encode_zone_field(subscription.zone, subscription.zone_name, out);
  out.field("plan", subscription.plan.id)
      .field("plan_name", subscription.plan.public_name)
      .field("scope", core::plan_scope_name(subscription.scope()))
      .field("frequency", core::frequency_name(subscription.frequency))
      .field("price", subscription.price)
      .field("currency", subscription.currency.code())
      .field("exponent", static_cast<unsigned>(subscription.currency.exponent))
      .field("state", core::subscription_state_name(subscription.state))
      .key("period");
  encode_period(subscription.period, out);
  out.field("period_number", subscription.period_number)
      .field("cancels_at_period_end", subscription.cancels_at_period_end)
      .field("balance", subscription.balance);
  encode_time("due_since", subscription.due_since, out);
  out.field("failures", subscription.failures);
  encode_time("next_attempt_at", subscription.next_attempt_at, out);
  encode_time("failed_at", subscription.failed_at, out);
  encode_time("ended_at", subscription.ended_at, out);
  out.field("time_zone", subscription.time_zone);
  encode_time("created_at", subscription.created_at, out);
  encode_time("modified_at", subscription.modified_at, out);
  out.end_object();
}

void encode_due(const core::Subscription& subscription, json::Writer& out) {
  out.begin_object()
      .field("owner_id", core::HexId(subscription.owner.id))
      .field("owner_kind", owner_kind_name(subscription.owner.kind))
      .field("subscription_id", subscription.id.hex_view())
      .field("amount", subscription.balance)
      .field("currency", subscription.currency.code())
      .field("exponent", static_cast<unsigned>(subscription.currency.exponent))
      .field("state", core::subscription_state_name(subscription.state));
  encode_time("due_since", subscription.due_since, out);
  out.field("failures", subscription.failures);
  encode_time("next_attempt_at", subscription.next_attempt_at, out);
  out.end_object();
}

std::string subscription_key(const core::Subscription& subscription) {
  return core::id_to_hex(subscription.owner.id) + ':' + subscription.id.hex();
}

std::optional<core::SubscriptionKey> parse_subscription_key(std::string_view text) {
  if (text.size() != 2 * kIdDigits + 1 || text[kIdDigits] != ':') return std::nullopt;
  const auto owner = core::parse_hex_id(text.substr(0, kIdDigits));
  const auto id = core::parse_hex_id(text.substr(kIdDigits + 1));
  if (!owner || !id) return std::nullopt;
  return core::SubscriptionKey{core::UserId{*owner}, core::SubscriptionId{*id}};
}

core::Result<core::SubscriptionDraft> decode_new_subscription(const boost::json::value& body) {
  std::vector<core::FieldError> errors;
  json::ObjectReader in(body, {}, errors);
  core::SubscriptionDraft draft;
  draft.plan = in.required_string("plan");
  draft.currency = in.string("currency");
  draft.frequency = decode_frequency(in);
  return checked(std::move(draft), std::move(errors));
}

core::Result<core::SubscriptionEdit> decode_subscription_edit(const boost::json::value& body) {
  std::vector<core::FieldError> errors;
  json::ObjectReader in(body, {}, errors);
  core::SubscriptionEdit edit;
  edit.plan = in.string("plan");
  edit.currency = in.string("currency");
  edit.frequency = decode_frequency(in);
  return checked(std::move(edit), std::move(errors));
}

core::Result<core::CancelWhen> decode_cancellation(const boost::json::value& body) {
  std::vector<core::FieldError> errors;
  json::ObjectReader in(body, {}, errors);
  const auto when = in.required_string("when");
  if (errors.empty() && when != "now" && when != "period_end") {
    in.refuse("when", "must be now or period_end");
  }
  return checked(when == "now" ? core::CancelWhen::now : core::CancelWhen::period_end,
                 std::move(errors));
}

core::Result<core::Adjustment> decode_adjustment(const boost::json::value& body) {
  std::vector<core::FieldError> errors;
  json::ObjectReader in(body, {}, errors);
  core::Adjustment adjustment;
  adjustment.subscription = required_id<core::SubscriptionId>(in, "subscription_id");
  adjustment.amount =
      required_whole_number(in, "amount", {-core::limits::kAmountMax, core::limits::kAmountMax});
  adjustment.currency = in.required_string("currency");
  adjustment.description = in.required_string("description");
  return checked(std::move(adjustment), std::move(errors));
}

}  // namespace selfsame::native
