#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/identity/identity.h"
#include "core/identity/open_session.h"
#include "core/identity/session.h"
#include "core/operation_context.h"
#include "core/result.h"
#include "core/store.h"

/// Sessions as their owners see them: listed, ended, narrowed.
namespace selfsame::core {

/// Ends the caller's session, and those that emulate in it.
/// Errors:  forbidden/permission_missing (no session: a key or a token).
[[nodiscard]] Status sign_out(WriteTransaction& tx, const OperationContext& context);

/// The caller's own sessions that count, oldest first.
/// Errors:  forbidden/permission_missing.
[[nodiscard]] Result<std::vector<Session>> list_sessions(ReadTransaction& tx,
                                                         const OperationContext& context);
/// Errors:  forbidden/permission_missing, not_found.
[[nodiscard]] Result<Session> get_session(ReadTransaction& tx, const OperationContext& context,
                                          const SessionId& id);
/// Errors:  forbidden/permission_missing, not_found.
[[nodiscard]] Status end_session(WriteTransaction& tx, const OperationContext& context,
                                 const SessionId& id);
/// Ends all of the caller's sessions but the one that they act in, if any. Returns how many.
/// Errors:  forbidden/permission_missing.
/// Effects: one audit record if there were any.
[[nodiscard]] Result<std::uint64_t> end_other_sessions(WriteTransaction& tx,
                                                       const OperationContext& context);

struct SessionDraft {
  std::vector<std::string> permissions;  ///< known names, or `*`
  std::optional<Timestamp> expires_at{};
};

/// Begins a narrower session beside the caller's own.
/// Errors:  forbidden/permission_missing (no session, or more than the caller's), invalid, limited.
[[nodiscard]] Result<IssuedSession> create_session(WriteTransaction& tx,
                                                   const OperationContext& context,
                                                   const Identity& identity,
                                                   const SessionDraft& draft);
/// Narrows one of the caller's sessions, or moves its end. Those that emulate in it go along: what
/// reaches further ends.
/// Errors:  as of `create_session`, and not_found.
[[nodiscard]] Result<IssuedSession> update_session(WriteTransaction& tx,
                                                   const OperationContext& context,
                                                   const Identity& identity, const SessionId& id,
                                                   const SessionDraft& draft);

/// Begins a session of the same person with fewer permissions, that goes back to the caller's.
/// `organization` is where the permissions would be used: nobody emulates what they do not have.
/// Errors:  forbidden/permission_missing (no session, emulating already, more than the caller has),
///          invalid (`/permissions` empty).
/// Effects: one audit record; the records of what is done meanwhile name the emulation.
/// Source:  Rebilly `PostPermissionsEmulation`; reference 7.5.
[[nodiscard]] Result<IssuedSession> start_emulation(
    WriteTransaction& tx, const OperationContext& context, const Identity& identity,
    const std::optional<OrganizationId>& organization, std::vector<std::string> permissions);
/// Ends the emulation, and goes back to the session that it was begun in, with a new token.
/// Errors:  forbidden/permission_missing (not emulating), unauthenticated/credential_unusable (the
///          other session is over).
[[nodiscard]] Result<IssuedSession> stop_emulation(WriteTransaction& tx,
                                                   const OperationContext& context,
                                                   const Identity& identity);

}  // namespace selfsame::core
