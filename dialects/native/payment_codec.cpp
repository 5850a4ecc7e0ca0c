#include "dialects/native/payment_codec.h"

#include <algorithm>
#include <array>

#include "core/limits.h"
#include "dialects/native/fields.h"
#include "dialects/native/subscription_codec.h"

namespace selfsame::native {
namespace {

using core::PaymentEventType;

struct TypeName {
  std::string_view report;
  std::string_view message;
  PaymentEventType type;
};
constexpr std::array kTypes{
    TypeName{"paid", "payment.paid", PaymentEventType::paid},
    TypeName{"failed", "payment.failed", PaymentEventType::failed},
    TypeName{"refunded", "payment.refunded", PaymentEventType::refunded},
};

PaymentEventType decode_type(json::ObjectReader& in, std::string_view TypeName::* spelling) {
  const auto* value = in.find("type");
  const auto name = in.required_string("type");
  const auto* const found = std::ranges::find(kTypes, name, spelling);
  if (found != kTypes.end()) return found->type;
  if (value != nullptr && value->is_string()) {
    std::string message = "must be one of";
    for (const auto& type : kTypes) message.append(" ").append(type.*spelling);
    in.refuse("type", std::move(message));
  }
  return {};
}

/// What both forms have, where it lies in each.
void decode_content(json::ObjectReader& in, core::PaymentEvent& event) {
  event.owner = required_id<core::UserId>(in, "owner_id");
  event.subscription = required_id<core::SubscriptionId>(in, "subscription_id");
  event.payment = in.required_string("payment");
  event.amount = required_whole_number(in, "amount", {1, core::limits::kAmountMax});
  event.currency = in.required_string("currency");
  event.detail = in.string("detail").value_or("");
}

}  // namespace

core::Result<core::PaymentEvent> decode_payment(const boost::json::value& body) {
  std::vector<core::FieldError> errors;
  json::ObjectReader in(body, {}, errors);
  core::PaymentEvent event;
  event.id = in.required_string("event_id");
  event.type = decode_type(in, &TypeName::report);
  decode_content(in, event);
  event.occurred_at = required_time(in, "occurred_at");
  return checked(std::move(event), std::move(errors));
}

core::Result<core::PaymentEvent> decode_payment_message(std::string_view id,
                                                        const boost::json::value& body) {
  std::vector<core::FieldError> errors;
  json::ObjectReader in(body, {}, errors);
  core::PaymentEvent event;
  event.id = id;
  event.type = decode_type(in, &TypeName::message);
  event.occurred_at = required_time(in, "timestamp");
  if (in.required_object("data") != nullptr) {
    json::ObjectReader data(*in.find("data"), in.pointer_to("data"), errors);
    decode_content(data, event);
  }
  return checked(std::move(event), std::move(errors));
}

void encode_receipt(const core::PaymentReceipt& receipt, json::Writer& out) {
  const bool applied = receipt.outcome == core::PaymentOutcome::applied;
  out.begin_object()
      .field("outcome", applied ? "applied" : "ignored")
      .field("repeated", receipt.repeated)
      .key("subscription");
  encode_subscription(receipt.subscription, out);
  out.end_object();
}

}  // namespace selfsame::native
