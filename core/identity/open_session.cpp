#include "core/identity/open_session.h"

#include <utility>

#include "core/audit/record_change.h"

namespace selfsame::core {

Session make_session(const OperationContext& context, const UserId& user,
                     std::vector<std::string> permissions, Timestamp expires_at) {
  Session session;
  session.id = SessionId::make(context.now, context.entropy);
  session.user = user;
  session.permissions = std::move(permissions);
  session.created_at = context.now;
  session.modified_at = context.now;
  session.expires_at = expires_at;
  session.client_address = context.principal.address;
  if (context.origin != nullptr) session.user_agent = context.origin->user_agent;
  return session;
}

Status check_room(ReadTransaction& tx, const OperationContext& context, const UserId& user) {
  if (tx.count_sessions(user, context.now) < limits::kSessionsPerUser) return {};
  return fail(ErrorCode::limited, Reason::quota_exceeded,
              "There are too many sessions. End some of them first.");
}

IssuedSession open_session(WriteTransaction& tx, const OperationContext& context,
                           const Identity& identity, OperationId operation, Session session) {
  tx.insert_session(session);
  record_change(tx, context, operation, session.user, resource_kind::kUser, session.user.hex(),
                describe_session(session));
  return issue_token(context, identity, std::move(session));
}

IssuedSession issue_token(const OperationContext& context, const Identity& identity,
                          Session session) {
  auto token = identity.tokens.sign({session.id, session.user, context.now, session.expires_at});
  return {std::move(session), std::move(token)};
}

std::vector<AuditChange> describe_session(const Session& session) {
  std::string permissions;
  for (const auto& name : session.permissions) {
    if (!permissions.empty()) permissions += ' ';
    permissions += name;
  }
  return {{"session", std::nullopt, session.id.hex()},
          {"permissions", std::nullopt, std::move(permissions)},
          {"expires_at", std::nullopt, format_seconds(session.expires_at)}};
}

}  // namespace selfsame::core
