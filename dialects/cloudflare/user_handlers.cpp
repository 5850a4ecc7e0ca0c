#include "core/identity/user_operations.h"
#include "dialects/cloudflare/handlers.h"
#include "dialects/cloudflare/user_codec.h"

namespace selfsame::cloudflare {

core::Status get_user(core::ReadTransaction& tx, const core::OperationContext& context,
                      const Call& /*call*/, Reply& reply) {
  const auto details = core::get_user(tx, context);
  if (!details) return std::unexpected(details.error());
  encode_user(*details, reply.result());
  return {};
}

core::Result<WriteAction> edit_user(const Call& /*call*/, const boost::json::value& body) {
  auto edit = decode_profile_edit(body);
  if (!edit) return std::unexpected(std::move(edit.error()));
  return
      [edit = std::move(*edit)](core::WriteTransaction& tx, const core::OperationContext& context,
                                Reply& reply) -> core::Status {
        const auto details = core::edit_user(tx, context, edit);
        if (!details) return std::unexpected(details.error());
        encode_user(*details, reply.result());
        return {};
      };
}

}  // namespace selfsame::cloudflare
