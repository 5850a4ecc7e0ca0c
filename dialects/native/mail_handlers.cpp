#include "core/administration/administration.h"
#include "dialects/native/codec.h"
#include "dialects/native/handlers.h"

namespace selfsame::native {
namespace {

core::MailState decode_state(dialect::QueryReader& in) {
  const auto state = in.text("state");
  if (state == "dead") return core::MailState::dead;
  if (state && *state != "waiting") in.refuse("state", "must be waiting or dead");
  return core::MailState::waiting;
}

}  // namespace

core::Status list_mail(core::ReadTransaction& tx, const core::OperationContext& context,
                       const Input& input, std::string& body) {
  std::vector<core::FieldError> errors;
  dialect::QueryReader in(input.query, errors);
  const auto state = decode_state(in);
  const auto request = decode_after<core::MailId>(in);
  if (!errors.empty()) return core::invalid(std::move(errors));
  const auto mail = core::list_mail(tx, context, state, request);
  if (!mail) return std::unexpected(mail.error());
  encode_list(*mail, request.clamped_limit(), encode_mail, body);
  return {};
}

core::Result<Action> retry_mail(const Input& input, const boost::json::value& /*body*/) {
  return [id = core::MailId{input.id}](core::WriteTransaction& tx,
                                       const core::OperationContext& context,
                                       std::string& answer) -> core::Status {
    const auto mail = core::retry_mail(tx, context, id);
    if (!mail) return std::unexpected(mail.error());
    json::Writer out(answer);
    encode_mail(*mail, out);
    return {};
  };
}

core::Result<Action> drop_mail(const Input& input, const boost::json::value& /*body*/) {
  return [id = core::MailId{input.id}](
             core::WriteTransaction& tx, const core::OperationContext& context,
             std::string& /*answer*/) { return core::drop_mail(tx, context, id); };
}

}  // namespace selfsame::native
