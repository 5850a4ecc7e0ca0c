#include <utility>

#include "core/identity/session_operations.h"
#include "core/identity/sign_in_operations.h"
#include "core/identity/user_operations.h"
#include "dialects/common/password_steps.h"
#include "dialects/native/account_codec.h"
#include "dialects/native/codec.h"
#include "dialects/native/handlers.h"
#include "dialects/native/session_cookie.h"

namespace selfsame::native {
namespace {

core::Status write_signed_in(core::ReadTransaction& tx, const core::OperationContext& context,
                             const core::IssuedSession& issued, Delivery delivery,
                             Transport transport, Reply& reply) {
  json::Writer out(reply.body());
  encode_signed_in(issued, delivery, *tx.find_user(issued.session.user), out);
  if (delivery == Delivery::cookie) {
    reply.set_cookie(session_cookie(issued, context.now, transport));
  }
  return {};
}

void write_pending(const core::Identity& identity, const core::PendingSignIn& pending,
                   Reply& reply) {
  json::Writer out(reply.body());
  encode_pending(pending, core::seal_sign_in(identity, pending), out);
}

}  // namespace

core::Result<Plan> sign_in(const Input& input, const core::Principal& /*caller*/,
                           const boost::json::value& body) {
  auto decoded = decode_sign_in(body);
  if (!decoded) return std::unexpected(std::move(decoded.error()));
  const core::Identity& identity = input.services->identity;
  auto& wanted = decoded->sign_in;
  auto compared = dialect::compare_password(identity, wanted.email, decoded->password.reveal());
  Plan plan;
  plan.attempt_on = wanted.email;
  plan.first = std::move(compared.step);
  plan.action = [&identity, wanted = std::move(wanted), proof = std::move(compared.found),
                 delivery = decoded->delivery, transport = transport_of(input.base_url)](
                    core::WriteTransaction& tx, const core::OperationContext& context,
                    Reply& reply) -> core::Status {
    const auto step = core::begin_sign_in(tx, context, identity, wanted, *proof);
    if (!step) return std::unexpected(step.error());
    if (const auto* issued = std::get_if<core::IssuedSession>(&*step)) {
      return write_signed_in(tx, context, *issued, delivery, transport, reply);
    }
    write_pending(identity, std::get<core::PendingSignIn>(*step), reply);
    return {};
  };
  return plan;
}

core::Result<Plan> finish_sign_in(const Input& input, const core::Principal& /*caller*/,
                                  const boost::json::value& body) {
  auto decoded = decode_second_step(body);
  if (!decoded) return std::unexpected(std::move(decoded.error()));
  const core::Identity& identity = input.services->identity;
  auto pending = core::open_sign_in(identity, decoded->sign_in_token.reveal());
  if (!pending) {
    return core::fail_field("/sign_in_token", "is none that a sign-in has given out");
  }
  Plan plan;
  plan.attempt_on = pending->email;
  plan.action = [&identity, pending = std::move(*pending), proof = std::move(decoded->proof),
                 delivery = decoded->delivery, transport = transport_of(input.base_url)](
                    core::WriteTransaction& tx, const core::OperationContext& context,
                    Reply& reply) -> core::Status {
    const auto issued = core::finish_sign_in(tx, context, identity, pending, proof);
    if (!issued) return std::unexpected(issued.error());
    return write_signed_in(tx, context, *issued, delivery, transport, reply);
  };
  return plan;
}

core::Result<Plan> sign_out(const Input& input, const core::Principal& /*caller*/,
                            const boost::json::value& /*body*/) {
  return Plan{[transport = transport_of(input.base_url)](
                  core::WriteTransaction& tx, const core::OperationContext& context, Reply& reply) {
    auto status = core::sign_out(tx, context);
    if (status) reply.set_cookie(no_session_cookie(transport));
    return status;
  }};
}

core::Status get_session(core::ReadTransaction& tx, const core::OperationContext& context,
                         const Input& /*input*/, std::string& body) {
  const auto details = core::get_user(tx, context);
  if (!details) return std::unexpected(details.error());
  json::Writer out(body);
  encode_caller(*details, context.principal.session.get(), out);
  return {};
}

core::Status list_sessions(core::ReadTransaction& tx, const core::OperationContext& context,
                           const Input& input, std::string& body) {
  std::vector<core::FieldError> errors;
  dialect::QueryReader in(input.query, errors);
  const auto request = decode_after<core::SessionId>(in);
  if (!errors.empty()) return core::invalid(std::move(errors));
  auto sessions = core::list_sessions(tx, context);
  if (!sessions) return std::unexpected(std::move(sessions.error()));
  if (request.after) {
    std::erase_if(*sessions, [&](const core::Session& session) {
      return session.id.bytes <= request.after->bytes;
    });
  }
  const auto limit = request.clamped_limit();
  if (sessions->size() > limit) sessions->resize(limit);
  encode_list(
      *sessions, next_after(*sessions, limit),
      [own = context.principal.session.get()](const core::Session& session, json::Writer& out) {
        encode_session(session, own, out);
      },
      body);
  return {};
}

core::Result<Action> end_session(const Input& input, const boost::json::value& /*body*/) {
  return [id = core::SessionId{input.id}](
             core::WriteTransaction& tx, const core::OperationContext& context,
             std::string& /*body*/) { return core::end_session(tx, context, id); };
}

core::Result<Action> end_other_sessions(const Input& /*input*/,
                                        const boost::json::value& /*body*/) {
  return [](core::WriteTransaction& tx, const core::OperationContext& context,
            std::string& answer) -> core::Status {
    const auto ended = core::end_other_sessions(tx, context);
    if (!ended) return std::unexpected(ended.error());
    json::Writer(answer).begin_object().field("ended", *ended).end_object();
    return {};
  };
}

}  // namespace selfsame::native
