#include "core/identity/user_operations.h"
#include "dialects/cloudflare/answers.h"
#include "dialects/cloudflare/handlers.h"
#include "dialects/cloudflare/user_codec.h"

namespace selfsame::cloudflare {

core::Status get_user(core::ReadTransaction& tx, const core::OperationContext& context,
                      const Input& /*input*/, Reply& reply) {
  return answer(core::get_user(tx, context), reply, encode_user);
}

core::Result<WriteAction> edit_user(const Input& /*input*/, const boost::json::value& body) {
  auto edit = decode_profile_edit(body);
  if (!edit) return std::unexpected(std::move(edit.error()));
  return [edit = std::move(*edit)](core::WriteTransaction& tx,
                                   const core::OperationContext& context, Reply& reply) {
    return answer(core::edit_user(tx, context, edit), reply, encode_user);
  };
}

}  // namespace selfsame::cloudflare
