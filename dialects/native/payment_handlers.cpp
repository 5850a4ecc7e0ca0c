#include <array>

#include "core/billing/payment_operations.h"
#include "dialects/native/codec.h"
#include "dialects/native/handlers.h"
#include "dialects/native/payment_codec.h"
#include "dialects/native/pointers.h"
#include "dialects/native/subscription_codec.h"

namespace selfsame::native {
namespace {

/// Where a signed message has what the core calls otherwise.
constexpr std::array kMessagePointers{
    Pointer{"/event_id", "/webhook-id"},    Pointer{"/occurred_at", "/timestamp"},
    Pointer{"/payment", "/data/payment"},   Pointer{"/amount", "/data/amount"},
    Pointer{"/currency", "/data/currency"}, Pointer{"/detail", "/data/detail"},
};

/// A report says an owner's id alone, and ids are unique to their kind only.
core::Owner owner_of(core::ReadTransaction& tx, const core::PaymentEvent& event) {
  const core::Owner organization = core::OrganizationId{event.owner.id};
  const auto found = tx.find_subscription(organization, event.subscription);
  return found ? found->owner : core::Owner(core::UserId{event.owner.id});
}

Action record(core::PaymentEvent event, std::span<const Pointer> pointers) {
  return [event = std::move(event), pointers](core::WriteTransaction& tx,
                                              const core::OperationContext& context,
                                              std::string& answer) mutable -> core::Status {
    event.owner = owner_of(tx, event);
    const auto receipt = core::record_payment_event(tx, context, event);
    if (!receipt) return std::unexpected(translated(receipt.error(), pointers));
    json::Writer out(answer);
    encode_receipt(*receipt, out);
    return {};
  };
}

}  // namespace

core::Status list_due_payments(core::ReadTransaction& tx, const core::OperationContext& context,
                               const Input& input, std::string& body) {
  std::vector<core::FieldError> errors;
  dialect::QueryReader in(input.query, errors);
  const auto text = in.text("after");
  const auto after = text ? parse_subscription_key(*text) : std::nullopt;
  if (text && !after) in.refuse("after", "must be what `next` was on the page before");
  const auto limit = decode_limit(in);
  if (!errors.empty()) return core::invalid(std::move(errors));
  const auto due = core::list_owing_subscriptions(tx, context, after, limit);
  if (!due) return std::unexpected(due.error());
  const bool more = due->size() >= limit;
  encode_list(*due, more ? '"' + subscription_key(due->back()) + '"' : "null", encode_due, body);
  return {};
}

core::Result<Action> record_payment(const Input& /*input*/, const boost::json::value& body) {
  auto event = decode_payment(body);
  if (!event) return std::unexpected(std::move(event.error()));
  return record(std::move(*event), {});
}

core::Result<Action> record_payment_message(const Input& input, const boost::json::value& body) {
  auto event = decode_payment_message(input.message_id, body);
  if (!event) return std::unexpected(std::move(event.error()));
  return record(std::move(*event), kMessagePointers);
}

}  // namespace selfsame::native
