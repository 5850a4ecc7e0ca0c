#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/identity/identity.h"
#include "core/identity/session.h"
#include "core/operation_context.h"
#include "core/result.h"
#include "core/store.h"

/// Signing in and out, and what a session may be restricted to.
namespace selfsame::core {

/// A session with its token, which is shown once.
struct IssuedSession {
  Session session;
  PlainSecret token;
};

/// What became of comparing a password with a hash, which takes too long for a transaction.
struct PasswordProof {
  std::string compared_with;  ///< the hash
  bool matches = false;
};

struct SignIn {
  std::string email;
  std::optional<std::string> one_time_code{};  ///< of the second factor
  std::optional<std::string> recovery_code{};  ///< instead of it
  std::optional<Timestamp> expires_at{};       ///< absent: after the default lifetime
};

/// What a password must be compared with for a sign-in: the user's hash, or a decoy.
std::string hash_to_compare(ReadTransaction& tx, const Identity& identity, std::string_view email);

/// Begins a session. The proof must be of the hash that the user has now. Source: reference 8.2.
/// Errors:  unauthenticated/credential_unknown (unknown address, wrong password: the two look alike),
///          forbidden/account_unusable, invalid (`/one_time_code` missing or wrong, told only after
///          the password was right; `/expires_at`), limited/quota_exceeded.
/// Effects: one audit record, by the user.
[[nodiscard]] Result<IssuedSession> sign_in(WriteTransaction& tx, const OperationContext& context,
                                            const Identity& identity, const SignIn& wanted,
                                            const PasswordProof& proof);

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
/// Narrows one of the caller's sessions, or moves its end.
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

/// A new token for a session.
IssuedSession issue_token(const OperationContext& context, const Identity& identity,
                          Session session);

/// The same context, with somebody else acting.
OperationContext acting_as(const OperationContext& context, const Principal& principal);

}  // namespace selfsame::core
