#include <utility>

#include "core/identity/profile_operations.h"
#include "core/identity/session_operations.h"
#include "core/identity/sign_in_operations.h"
#include "dialects/common/password_steps.h"
#include "dialects/rebilly/handlers.h"
#include "dialects/rebilly/ids.h"
#include "dialects/rebilly/list_query.h"
#include "dialects/rebilly/page.h"
#include "dialects/rebilly/session_codec.h"
#include "dialects/rebilly/target.h"

namespace selfsame::rebilly {
namespace {

/// A session as the answer to a change; `issued` with its token.
core::Status write_issued(core::ReadTransaction& tx, const core::OperationContext& context,
                          const Input& input, const core::Result<core::IssuedSession>& issued,
                          Reply& reply) {
  if (!issued) return std::unexpected(issued.error());
  const auto& session = issued->session;
  const auto user = tx.find_user(session.user);
  json::Writer out(reply.body());
  encode_session(session, issued->token.reveal(), *user,
                 core::profile_places(tx, context.roles, session.user), input.links, out);
  reply.set_location(input.links.href("/sessions/" + spell_id(session.id.bytes, IdKind::session)));
  return {};
}

std::unexpected<core::Error> no_such_session() {
  return core::fail(core::ErrorCode::not_found, core::Reason::none, "Session not found.");
}

std::optional<core::SessionId> session_id(const Input& input) {
  const auto text = wire_id(input.id);
  if (!text || is_chosen(*text, IdKind::session)) return std::nullopt;
  const auto bytes = read_id(*text, IdKind::session, {}, input.services->hasher);
  return bytes ? std::optional(core::SessionId{*bytes}) : std::nullopt;
}

}  // namespace

core::Result<Plan> sign_in(const Input& input, const core::Principal& /*caller*/,
                           const boost::json::value& body) {
  auto decoded = decode_sign_in(body);
  if (!decoded) return std::unexpected(std::move(decoded.error()));
  auto& wanted = decoded->sign_in;
  auto compared =
      dialect::compare_password(input.services->identity, wanted.email, decoded->password.reveal());
  Plan plan;
  plan.attempt_on = wanted.email;
  plan.first = std::move(compared.step);
  plan.action = [input, wanted = std::move(wanted), proof = std::move(compared.found)](
                    core::WriteTransaction& tx, const core::OperationContext& context,
                    Reply& reply) {
    return write_issued(tx, context, input,
                        core::sign_in(tx, context, input.services->identity, wanted, *proof),
                        reply);
  };
  return plan;
}

core::Result<Plan> sign_out(const Input& /*input*/, const core::Principal& /*caller*/,
                            const boost::json::value& /*body*/) {
  return Plan{[](core::WriteTransaction& tx, const core::OperationContext& context, Reply&) {
    return core::sign_out(tx, context);
  }};
}

core::Result<Plan> start_emulation(const Input& input, const core::Principal& /*caller*/,
                                   const boost::json::value& body) {
  std::vector<core::FieldError> errors;
  json::ObjectReader in(body, "", errors);
  auto permissions = decode_permissions(in, "permissions", errors);
  if (!errors.empty()) return core::invalid(std::move(errors));
  return Plan{[input, permissions = std::move(permissions)](
                  core::WriteTransaction& tx, const core::OperationContext& context, Reply& reply) {
    const auto where = core::organization_of(tx, context.principal, input.organization);
    return write_issued(
        tx, context, input,
        core::start_emulation(tx, context, input.services->identity, where, permissions), reply);
  }};
}

core::Result<Plan> stop_emulation(const Input& input, const core::Principal& /*caller*/,
                                  const boost::json::value& /*body*/) {
  return Plan{
      [input](core::WriteTransaction& tx, const core::OperationContext& context, Reply& reply) {
        return write_issued(tx, context, input,
                            core::stop_emulation(tx, context, input.services->identity), reply);
      }};
}

core::Status list_sessions(core::ReadTransaction& tx, const core::OperationContext& context,
                           const Input& input, Reply& reply) {
  const auto query = read_list_query(input.query, {});
  if (!query) return std::unexpected(query.error());
  auto sessions = core::list_sessions(tx, context);
  if (!sessions) return std::unexpected(sessions.error());
  const auto& user = *context.principal.user;
  const auto places = core::profile_places(tx, context.roles, user.id);
  const auto page = slice(std::span(*sessions), query->limit, query->offset);
  write_page(
      {sessions->size(), query->limit, query->offset}, page,
      [&](const core::Session& session, json::Writer& out) {
        encode_session(session, {}, user, places, input.links, out);
      },
      reply.response());
  return {};
}

core::Status get_session(core::ReadTransaction& tx, const core::OperationContext& context,
                         const Input& input, Reply& reply) {
  const auto id = session_id(input);
  if (!id) return no_such_session();
  const auto session = core::get_session(tx, context, *id);
  if (!session) return std::unexpected(session.error());
  const auto& user = *context.principal.user;
  json::Writer out(reply.body());
  encode_session(*session, {}, user, core::profile_places(tx, context.roles, user.id), input.links,
                 out);
  return {};
}

core::Result<Plan> create_session(const Input& input, const core::Principal& /*caller*/,
                                  const boost::json::value& body) {
  auto draft = decode_session_draft(body);
  if (!draft) return std::unexpected(std::move(draft.error()));
  return Plan{[input, draft = std::move(*draft)](
                  core::WriteTransaction& tx, const core::OperationContext& context, Reply& reply) {
    return write_issued(tx, context, input,
                        core::create_session(tx, context, input.services->identity, draft), reply);
  }};
}

core::Result<Plan> update_session(const Input& input, const core::Principal& /*caller*/,
                                  const boost::json::value& body) {
  const auto id = session_id(input);
  if (!id) return no_such_session();
  auto draft = decode_session_draft(body);
  if (!draft) return std::unexpected(std::move(draft.error()));
  return Plan{[input, id = *id, draft = std::move(*draft)](
                  core::WriteTransaction& tx, const core::OperationContext& context, Reply& reply) {
    return write_issued(tx, context, input,
                        core::update_session(tx, context, input.services->identity, id, draft),
                        reply);
  }};
}

core::Result<Plan> end_session(const Input& input, const core::Principal& /*caller*/,
                               const boost::json::value& /*body*/) {
  const auto id = session_id(input);
  if (!id) return no_such_session();
  return Plan{[id = *id](core::WriteTransaction& tx, const core::OperationContext& context,
                         Reply&) { return core::end_session(tx, context, id); }};
}

}  // namespace selfsame::rebilly
