#pragma once

#include <string>
#include <vector>

#include "core/access/operations.h"
#include "core/audit/audit_record.h"
#include "core/identity/identity.h"
#include "core/identity/session.h"
#include "core/operation_context.h"
#include "core/result.h"
#include "core/store.h"

/// What every session begins with, however it begins. Nothing here asks for a right.
namespace selfsame::core {

/// A session with its token, which is shown once.
struct IssuedSession {
  Session session;
  PlainSecret token;
};

/// What a session that may do everything is restricted to.
inline constexpr std::string_view kEverything = "*";

/// A session that begins now, from where the request comes.
Session make_session(const OperationContext& context, const UserId& user,
                     std::vector<std::string> permissions, Timestamp expires_at);

/// Whether a user may have one more. Those that are over take no room.
/// Errors: limited/quota_exceeded.
Status check_room(ReadTransaction& tx, const OperationContext& context, const UserId& user);

/// Stores a session, and says so in the log of its user.
IssuedSession open_session(WriteTransaction& tx, const OperationContext& context,
                           const Identity& identity, OperationId operation, Session session);

/// A new token for a session that is there.
IssuedSession issue_token(const OperationContext& context, const Identity& identity,
                          Session session);

/// What records say of a session.
std::vector<AuditChange> describe_session(const Session& session);

}  // namespace selfsame::core
