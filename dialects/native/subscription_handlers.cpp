#include <array>

#include "core/billing/subscription_operations.h"
#include "dialects/native/billing_codec.h"
#include "dialects/native/codec.h"
#include "dialects/native/handlers.h"
#include "dialects/native/pointers.h"
#include "dialects/native/subscription_codec.h"

namespace selfsame::native {
namespace {

constexpr std::array kPointers{
    Pointer{"/rate_plan/id", "/plan"},
    Pointer{"/rate_plan/currency", "/currency"},
};

core::Status answer_with(const core::Result<core::Subscription>& subscription,
                         std::string& answer) {
  if (!subscription) return std::unexpected(translated(subscription.error(), kPointers));
  json::Writer out(answer);
  encode_subscription(*subscription, out);
  return {};
}

}  // namespace

core::Status list_subscriptions(core::ReadTransaction& tx, const core::OperationContext& context,
                                const Input& input, std::string& body) {
  const auto subscriptions = core::list_subscriptions(tx, context, core::AnyBilling{input.id});
  if (!subscriptions) return std::unexpected(subscriptions.error());
  encode_list(*subscriptions, "null", encode_subscription, body);
  return {};
}

core::Result<Action> create_subscription(const Input& input, const boost::json::value& body) {
  auto draft = decode_new_subscription(body);
  if (!draft) return std::unexpected(std::move(draft.error()));
  return
      [place = core::AnyBilling{input.id}, draft = std::move(*draft)](
          core::WriteTransaction& tx, const core::OperationContext& context, std::string& answer) {
        return answer_with(core::create_subscription(tx, context, place, draft), answer);
      };
}

core::Result<Action> edit_subscription(const Input& input, const boost::json::value& body) {
  auto edit = decode_subscription_edit(body);
  if (!edit) return std::unexpected(std::move(edit.error()));
  return [place = core::AnyBilling{input.id}, id = core::SubscriptionId{input.item},
          edit = std::move(*edit)](core::WriteTransaction& tx,
                                   const core::OperationContext& context, std::string& answer) {
    return answer_with(core::update_subscription(tx, context, place, id, edit), answer);
  };
}

core::Result<Action> cancel_subscription(const Input& input, const boost::json::value& body) {
  const auto when = decode_cancellation(body);
  if (!when) return std::unexpected(when.error());
  return
      [place = core::AnyBilling{input.id}, id = core::SubscriptionId{input.item}, when = *when](
          core::WriteTransaction& tx, const core::OperationContext& context, std::string& answer) {
        return answer_with(core::cancel_subscription(tx, context, place, id, when), answer);
      };
}

core::Result<Action> adjust_balance(const Input& input, const boost::json::value& body) {
  auto adjustment = decode_adjustment(body);
  if (!adjustment) return std::unexpected(std::move(adjustment.error()));
  return [place = core::AnyBilling{input.id}, adjustment = std::move(*adjustment)](
             core::WriteTransaction& tx, const core::OperationContext& context,
             std::string& answer) -> core::Status {
    const auto item = core::adjust_balance(tx, context, place, adjustment);
    if (!item) return std::unexpected(item.error());
    json::Writer out(answer);
    encode_billing_item(*item, out);
    return {};
  };
}

}  // namespace selfsame::native
