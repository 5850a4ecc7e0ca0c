#include <utility>

#include "core/billing/billing_operations.h"
#include "dialects/cloudflare/answers.h"
#include "dialects/cloudflare/billing_codec.h"
#include "dialects/cloudflare/billing_place.h"
#include "dialects/cloudflare/handlers.h"

namespace selfsame::cloudflare {

core::Status get_billing_profile(core::ReadTransaction& tx, const core::OperationContext& context,
                                 const Input& input, Reply& reply) {
  return answer(core::get_billing_profile(tx, context, billing_place_of(input.ids)), reply,
                encode_billing_profile);
}

core::Result<WriteAction> edit_billing_profile(const Input& input, const boost::json::value& body) {
  auto edit = decode_billing_profile_edit(body);
  if (!edit) return std::unexpected(std::move(edit.error()));
  return [place = billing_place_of(input.ids), edit = std::move(*edit)](
             core::WriteTransaction& tx, const core::OperationContext& context, Reply& reply) {
    return answer(core::edit_billing_profile(tx, context, place, edit), reply,
                  encode_billing_profile);
  };
}

core::Status list_billing_history(core::ReadTransaction& tx, const core::OperationContext& context,
                                  const Input& input, Reply& reply) {
  const auto listing = decode_billing_history(input.query);
  if (!listing) return std::unexpected(listing.error());
  return answer_page(core::list_billing_history(tx, context, billing_place_of(input.ids), *listing),
                     reply, encode_billing_item);
}

}  // namespace selfsame::cloudflare
