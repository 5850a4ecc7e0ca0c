#include "dialects/cloudflare/subscription_codec.h"

#include <utility>
#include <vector>

#include "dialects/cloudflare/choices.h"
#include "json/object_reader.h"

namespace selfsame::cloudflare {
namespace {

using core::Frequency;

constexpr Choices<Frequency, 4> kFrequencies{{{"weekly", Frequency::weekly},
                                              {"monthly", Frequency::monthly},
                                              {"quarterly", Frequency::quarterly},
                                              {"yearly", Frequency::yearly}}};

void encode_rate_plan(const core::Subscription& subscription, json::Writer& out) {
  const core::PlanTerms& plan = subscription.plan;
  out.begin_object()
      .field("id", plan.id)
      .field("currency", subscription.currency.code())
      .field("public_name", plan.public_name)
      .field("scope", core::plan_scope_name(subscription.scope()))
      .field("externally_managed", plan.externally_managed)
      .field("is_contract", plan.is_contract)
      .key("sets")
      .begin_array();
  for (const auto& set : plan.sets) out.string(set);
  out.end_array().end_object();
}

/// What counts of `rate_plan`, absent or null where it is not given.
struct WantedPlan {
  std::optional<std::string> id;
  std::optional<std::string> currency;
};

WantedPlan read_rate_plan(json::ObjectReader& body, std::vector<core::FieldError>& errors) {
  if (body.object("rate_plan") == nullptr) return {};
  json::ObjectReader in(*body.find("rate_plan"), body.pointer_to("rate_plan"), errors);
  return {in.string("id"), in.string("currency")};
}

}  // namespace

void encode_subscription(const core::Subscription& subscription, json::Writer& out) {
  out.begin_object()
      .field("id", subscription.id.hex_view())
      .field("currency", subscription.currency.code())
      .field("current_period_start", core::format_microseconds(subscription.period.start))
      .field("current_period_end", core::format_microseconds(subscription.period.end))
      .field("frequency", word_of(kFrequencies, subscription.frequency))
      .key("price")
      .raw(core::format_amount(subscription.price_of_period()))
      .field("state", core::subscription_state_name(subscription.state))
      .key("rate_plan");
  encode_rate_plan(subscription, out);
  if (subscription.zone) {
    out.key("zone").begin_object().field("id", subscription.zone->hex_view());
    out.field("name", subscription.zone_name).end_object();
  }
  out.end_object();
}

core::Result<core::SubscriptionDraft> decode_subscription_draft(const boost::json::value& body) {
  std::vector<core::FieldError> errors;
  json::ObjectReader in(body, {}, errors);
  const auto frequency = read_choice(in, "frequency", kFrequencies);
  const auto errors_before = errors.size();
  auto plan = read_rate_plan(in, errors);
  if (!plan.id && errors.size() == errors_before) {
    errors.push_back({"/rate_plan/id", "is required"});
  }
  if (!errors.empty()) return core::invalid(std::move(errors));
  return core::SubscriptionDraft{std::move(*plan.id), std::move(plan.currency), frequency, false};
}

core::Result<core::SubscriptionEdit> decode_subscription_edit(const boost::json::value& body) {
  std::vector<core::FieldError> errors;
  json::ObjectReader in(body, {}, errors);
  const auto frequency = read_choice(in, "frequency", kFrequencies);
  auto plan = read_rate_plan(in, errors);
  if (!errors.empty()) return core::invalid(std::move(errors));
  return core::SubscriptionEdit{std::move(plan.id), std::move(plan.currency), frequency};
}

}  // namespace selfsame::cloudflare
