#include "core/administration/administration.h"
#include "dialects/native/codec.h"
#include "dialects/native/handlers.h"

namespace selfsame::native {
namespace {

using UserChange = core::Result<std::shared_ptr<const core::User>> (*)(
    core::WriteTransaction&, const core::OperationContext&, const core::UserId&);

Action change_user(UserChange change, const Input& input) {
  return [change, id = core::UserId{input.id}](core::WriteTransaction& tx,
                                               const core::OperationContext& context,
                                               std::string& body) -> core::Status {
    const auto user = change(tx, context, id);
    if (!user) return std::unexpected(user.error());
    json::Writer out(body);
    encode_user(**user, out);
    return {};
  };
}

}  // namespace

core::Status list_users(core::ReadTransaction& tx, const core::OperationContext& context,
                        const Input& input, std::string& body) {
  std::vector<core::FieldError> errors;
  dialect::QueryReader in(input.query, errors);
  const auto request = decode_after<core::UserId>(in);
  if (!errors.empty()) return core::invalid(std::move(errors));
  const auto users = core::list_users(tx, context, request);
  if (!users) return std::unexpected(users.error());
  encode_list(*users, request.clamped_limit(), encode_user, body);
  return {};
}

core::Status get_user(core::ReadTransaction& tx, const core::OperationContext& context,
                      const Input& input, std::string& body) {
  const auto user = core::get_user_by_id(tx, context, core::UserId{input.id});
  if (!user) return std::unexpected(user.error());
  json::Writer out(body);
  encode_user(**user, out);
  return {};
}

core::Result<Action> create_user(const Input& /*input*/, const boost::json::value& body) {
  auto wanted = decode_new_user(body);
  if (!wanted) return std::unexpected(std::move(wanted.error()));
  return [wanted = std::move(*wanted)](core::WriteTransaction& tx,
                                       const core::OperationContext& context,
                                       std::string& answer) -> core::Status {
    const auto made = core::create_user(tx, context, wanted);
    if (!made) return std::unexpected(made.error());
    json::Writer out(answer);
    encode_new_user(*made, out);
    return {};
  };
}

core::Result<Action> suspend_user(const Input& input, const boost::json::value& /*body*/) {
  return change_user(core::suspend_user, input);
}

core::Result<Action> resume_user(const Input& input, const boost::json::value& /*body*/) {
  return change_user(core::resume_user, input);
}

}  // namespace selfsame::native
