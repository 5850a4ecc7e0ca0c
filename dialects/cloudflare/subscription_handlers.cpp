#include <ranges>
#include <utility>

#include "core/billing/subscription_operations.h"
#include "dialects/cloudflare/answers.h"
#include "dialects/cloudflare/billing_place.h"
#include "dialects/cloudflare/handlers.h"
#include "dialects/cloudflare/subscription_codec.h"
#include "json/writer.h"

namespace selfsame::cloudflare {
namespace {

/// Of several, what a client means that knows of one: the newest that has not ended. Without any it
/// is an id that no subscription has.
core::Result<core::SubscriptionId> find_current(core::ReadTransaction& tx,
                                                const core::OperationContext& context,
                                                const core::BillingPlace& place) {
  const auto all = core::list_subscriptions(tx, context, place);
  if (!all) return std::unexpected(all.error());
  for (const auto& subscription : *all | std::views::reverse) {
    if (!core::has_ended(subscription.state)) return subscription.id;
  }
  return core::SubscriptionId{};
}

}  // namespace

core::Status list_subscriptions(core::ReadTransaction& tx, const core::OperationContext& context,
                                const Input& input, Reply& reply) {
  return answer_all(core::list_subscriptions(tx, context, billing_place_of(input.ids)), reply,
                    encode_subscription);
}

core::Status get_subscription(core::ReadTransaction& tx, const core::OperationContext& context,
                              const Input& input, Reply& reply) {
  return answer(core::get_subscription(tx, context, billing_place_of(input.ids),
                                       item_id<core::SubscriptionId>(input)),
                reply, encode_subscription);
}

core::Result<WriteAction> create_subscription(const Input& input, const boost::json::value& body) {
  auto draft = decode_subscription_draft(body);
  if (!draft) return std::unexpected(std::move(draft.error()));
  return [place = billing_place_of(input.ids), draft = std::move(*draft)](
             core::WriteTransaction& tx, const core::OperationContext& context, Reply& reply) {
    return answer(core::create_subscription(tx, context, place, draft), reply, encode_subscription);
  };
}

core::Result<WriteAction> update_subscription(const Input& input, const boost::json::value& body) {
  auto edit = decode_subscription_edit(body);
  if (!edit) return std::unexpected(std::move(edit.error()));
  return [place = billing_place_of(input.ids), id = item_id<core::SubscriptionId>(input),
          edit = std::move(*edit)](core::WriteTransaction& tx,
                                   const core::OperationContext& context, Reply& reply) {
    return answer(core::update_subscription(tx, context, place, id, edit), reply,
                  encode_subscription);
  };
}

core::Result<WriteAction> cancel_subscription(const Input& input,
                                              const boost::json::value& /*body*/) {
  return [place = billing_place_of(input.ids), id = item_id<core::SubscriptionId>(input)](
             core::WriteTransaction& tx, const core::OperationContext& context,
             Reply& reply) -> core::Status {
    const auto cancelled =
        core::cancel_subscription(tx, context, place, id, core::CancelWhen::period_end);
    if (!cancelled) return std::unexpected(cancelled.error());
    json::Writer(reply.result())
        .begin_object()
        .field("subscription_id", id.hex_view())
        .end_object();
    if (std::holds_alternative<core::OwnBilling>(place)) {
      reply.repeat_id("subscription_id", id.bytes);
    }
    return {};
  };
}

core::Status get_current_subscription(core::ReadTransaction& tx,
                                      const core::OperationContext& context, const Input& input,
                                      Reply& reply) {
  const auto place = billing_place_of(input.ids);
  const auto id = find_current(tx, context, place);
  if (!id) return std::unexpected(id.error());
  return answer(core::get_subscription(tx, context, place, *id), reply, encode_subscription);
}

core::Result<WriteAction> create_current_subscription(const Input& input,
                                                      const boost::json::value& body) {
  auto draft = decode_subscription_draft(body);
  if (!draft) return std::unexpected(std::move(draft.error()));
  draft->only_one = true;
  return [place = billing_place_of(input.ids), draft = std::move(*draft)](
             core::WriteTransaction& tx, const core::OperationContext& context, Reply& reply) {
    return answer(core::create_subscription(tx, context, place, draft), reply, encode_subscription);
  };
}

core::Result<WriteAction> update_current_subscription(const Input& input,
                                                      const boost::json::value& body) {
  auto edit = decode_subscription_edit(body);
  if (!edit) return std::unexpected(std::move(edit.error()));
  return [place = billing_place_of(input.ids), edit = std::move(*edit)](
             core::WriteTransaction& tx, const core::OperationContext& context,
             Reply& reply) -> core::Status {
    const auto id = find_current(tx, context, place);
    if (!id) return std::unexpected(id.error());
    return answer(core::update_subscription(tx, context, place, *id, edit), reply,
                  encode_subscription);
  };
}

}  // namespace selfsame::cloudflare
