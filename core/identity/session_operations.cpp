#include "core/identity/session_operations.h"

#include <algorithm>
#include <utility>

#include "core/access/acl_rules.h"
#include "core/access/authorize.h"
#include "core/audit/record_change.h"
#include "core/identity/second_factor_operations.h"
#include "core/tenancy/standing.h"

namespace selfsame::core {
namespace {

std::unexpected<Error> no_such_session() {
  return fail(ErrorCode::not_found, Reason::none, "Session not found.");
}

void record_session(WriteTransaction& tx, const OperationContext& context, OperationId operation,
                    const UserId& user, std::vector<AuditChange> changes) {
  record_change(tx, context, operation, user, resource_kind::kUser, user.hex(), std::move(changes));
}

/// The session that the caller acts in.
Result<std::shared_ptr<const Session>> own_session(const OperationContext& context,
                                                   OperationId operation) {
  if (auto status = authorize_on_user(context, operation); !status) {
    return std::unexpected(std::move(status.error()));
  }
  if (context.principal.session == nullptr) return permission_missing();
  return context.principal.session;
}

/// What a draft makes of a session, if it does not reach beyond the caller's own.
Result<Session> apply_draft(const OperationContext& context, const Session& own,
                            const SessionDraft& draft, Session session) {
  if (draft.permissions.empty()) return fail_field("/permissions", "must not be empty");
  if (!hold_all(own.permissions, draft.permissions)) return permission_missing();
  // Nor longer: who has stolen a session does not keep it.
  const auto end = draft.expires_at.value_or(own.expires_at);
  if (end <= context.now) return fail_field("/expires_at", "must be in the future");
  if (end > own.expires_at) {
    return fail_field("/expires_at", "must not be after the end of your own session");
  }
  session.permissions = draft.permissions;
  session.expires_at = end;
  session.modified_at = context.now;
  return session;
}

/// What emulates in a session reaches no further than it does, and lasts no longer.
void rein_in_emulations(WriteTransaction& tx, const OperationContext& context,
                        const Session& parent) {
  for (auto& session : tx.sessions_of(parent.user)) {
    if (session.emulated_from != parent.id) continue;
    if (!hold_all(parent.permissions, session.permissions)) {
      tx.delete_session(session.user, session.id);
    } else if (session.expires_at > parent.expires_at) {
      session.expires_at = parent.expires_at;
      session.modified_at = context.now;
      tx.update_session(session);
    }
  }
}

/// Whether somebody may do all of it in the organization, so that nothing is gained by naming it.
Status check_held(ReadTransaction& tx, const OperationContext& context, const Session& own,
                  const std::optional<OrganizationId>& organization,
                  const std::vector<std::string>& permissions) {
  if (!hold_all(own.permissions, permissions)) return permission_missing();
  if (!organization) return {};
  const auto held = permissions_in(tx, context, *organization);
  if (!held) return std::unexpected(held.error());
  if (!hold_all(*held, permissions)) return permission_missing();
  return {};
}

}  // namespace

Status sign_out(WriteTransaction& tx, const OperationContext& context) {
  const auto own = own_session(context, OperationId::session_sign_out);
  if (!own) return std::unexpected(own.error());
  tx.delete_session((*own)->user, (*own)->id);
  record_session(tx, context, OperationId::session_sign_out, (*own)->user,
                 {{"session", (*own)->id.hex(), std::nullopt}});
  return {};
}

Result<std::vector<Session>> list_sessions(ReadTransaction& tx, const OperationContext& context) {
  if (auto status = authorize_on_user(context, OperationId::session_list); !status) {
    return std::unexpected(std::move(status.error()));
  }
  auto sessions = tx.sessions_of(context.principal.user->id);
  std::erase_if(sessions,
                [&](const Session& session) { return session.expires_at <= context.now; });
  return sessions;
}

Result<Session> get_session(ReadTransaction& tx, const OperationContext& context,
                            const SessionId& id) {
  if (auto status = authorize_on_user(context, OperationId::session_get); !status) {
    return std::unexpected(std::move(status.error()));
  }
  const auto found = tx.find_session(context.principal.user->id, id);
  if (found == nullptr || found->expires_at <= context.now) return no_such_session();
  return *found;
}

Status end_session(WriteTransaction& tx, const OperationContext& context, const SessionId& id) {
  auto status = authorize_on_user(context, OperationId::session_end);
  if (!status) return status;
  const auto& user = context.principal.user->id;
  if (!tx.delete_session(user, id)) return no_such_session();
  record_session(tx, context, OperationId::session_end, user,
                 {{"session", id.hex(), std::nullopt}});
  return {};
}

Result<std::uint64_t> end_other_sessions(WriteTransaction& tx, const OperationContext& context) {
  constexpr auto kEnd = OperationId::session_end;
  if (auto status = authorize_on_user(context, kEnd); !status) {
    return std::unexpected(std::move(status.error()));
  }
  const auto& user = context.principal.user->id;
  const auto& own = context.principal.session;
  const auto ended =
      tx.delete_sessions_of(user, own != nullptr ? std::optional(own->id) : std::nullopt);
  if (ended > 0) {
    record_session(tx, context, kEnd, user, {{"sessions", std::to_string(ended), std::nullopt}});
  }
  return ended;
}

Result<IssuedSession> create_session(WriteTransaction& tx, const OperationContext& context,
                                     const Identity& identity, const SessionDraft& draft) {
  const auto own = own_session(context, OperationId::session_create);
  if (!own) return std::unexpected(own.error());
  auto session =
      apply_draft(context, **own, draft, make_session(context, (*own)->user, {}, context.now));
  if (!session) return std::unexpected(std::move(session.error()));
  // Within an emulation, what is made goes with it.
  if ((*own)->emulated_from) session->emulated_from = (*own)->emulated_from;
  if (auto status = check_room(tx, context, session->user); !status) {
    return std::unexpected(std::move(status.error()));
  }
  return open_session(tx, context, identity, OperationId::session_create, std::move(*session));
}

Result<IssuedSession> update_session(WriteTransaction& tx, const OperationContext& context,
                                     const Identity& identity, const SessionId& id,
                                     const SessionDraft& draft) {
  const auto own = own_session(context, OperationId::session_update);
  if (!own) return std::unexpected(own.error());
  const auto before = tx.find_session((*own)->user, id);
  if (before == nullptr || before->expires_at <= context.now) return no_such_session();
  // Neither the caller's reach nor the session's own grows.
  if (!hold_all(before->permissions, draft.permissions)) return permission_missing();
  auto session = apply_draft(context, **own, draft, *before);
  if (!session) return std::unexpected(std::move(session.error()));
  tx.update_session(*session);
  rein_in_emulations(tx, context, *session);
  record_session(tx, context, OperationId::session_update, session->user,
                 describe_session(*session));
  return issue_token(context, identity, std::move(*session));
}

Result<IssuedSession> start_emulation(WriteTransaction& tx, const OperationContext& context,
                                      const Identity& identity,
                                      const std::optional<OrganizationId>& organization,
                                      std::vector<std::string> permissions) {
  const auto own = own_session(context, OperationId::emulation_start);
  if (!own) return std::unexpected(own.error());
  const Session& parent = **own;
  if (parent.emulated_from) return permission_missing();
  if (permissions.empty()) return fail_field("/permissions", "must not be empty");
  auto status = check_held(tx, context, parent, organization, permissions);
  if (status) status = check_room(tx, context, parent.user);
  if (!status) return std::unexpected(std::move(status.error()));
  Session session = make_session(context, parent.user, std::move(permissions), parent.expires_at);
  session.emulated_from = parent.id;
  return open_session(tx, context, identity, OperationId::emulation_start, std::move(session));
}

Result<IssuedSession> stop_emulation(WriteTransaction& tx, const OperationContext& context,
                                     const Identity& identity) {
  const auto own = own_session(context, OperationId::emulation_stop);
  if (!own) return std::unexpected(own.error());
  const Session& emulated = **own;
  if (!emulated.emulated_from) return permission_missing();
  const auto parent = tx.find_session(emulated.user, *emulated.emulated_from);
  if (parent == nullptr || parent->expires_at <= context.now) {
    return fail(ErrorCode::unauthenticated, Reason::credential_unusable,
                "The session that the emulation was begun in is over.");
  }
  tx.delete_session(emulated.user, emulated.id);
  record_session(tx, context, OperationId::emulation_stop, emulated.user,
                 {{"session", emulated.id.hex(), std::nullopt}});
  return issue_token(context, identity, *parent);
}

}  // namespace selfsame::core
