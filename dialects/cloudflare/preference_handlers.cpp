#include <utility>

#include "core/identity/preference_operations.h"
#include "dialects/cloudflare/answers.h"
#include "dialects/cloudflare/handlers.h"
#include "dialects/cloudflare/preference_codec.h"

namespace selfsame::cloudflare {

core::Status get_preferences(core::ReadTransaction& tx, const core::OperationContext& context,
                             const Input& /*input*/, Reply& reply) {
  return answer(core::get_preferences(tx, context), reply, encode_preferences);
}

core::Result<WriteAction> edit_preferences(const Input& /*input*/, const boost::json::value& body) {
  auto edit = decode_preferences_edit(body);
  if (!edit) return std::unexpected(std::move(edit.error()));
  return [edit = std::move(*edit)](core::WriteTransaction& tx,
                                   const core::OperationContext& context, Reply& reply) {
    return answer(core::edit_preferences(tx, context, edit), reply, encode_preferences);
  };
}

}  // namespace selfsame::cloudflare
