#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "core/identity/identity.h"
#include "core/identity/open_session.h"
#include "core/identity/second_factor_operations.h"
#include "core/operation_context.h"
#include "core/result.h"
#include "core/store.h"

/// Signing in: at once, or in steps.
namespace selfsame::core {

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

/// A sign-in whose password was right, and that waits for the second factor.
struct PendingSignIn {
  std::string email;
  std::string proven;  ///< which password was right: what its hash hashes to
  Timestamp session_end{};
  Timestamp expires_at{};
};
/// The same for whoever signs in to bring back; sealed, so that nobody makes one. Nothing is stored.
PlainSecret seal_sign_in(const Identity& identity, const PendingSignIn& pending);
/// No value: made by nobody here, or altered.
std::optional<PendingSignIn> open_sign_in(const Identity& identity, std::string_view sealed);

using SignInStep = std::variant<IssuedSession, PendingSignIn>;

/// The first of two steps: a session for whoever has no second factor. `wanted` holds no code.
/// Errors and effects: as of `sign_in`, but for codes.
[[nodiscard]] Result<SignInStep> begin_sign_in(WriteTransaction& tx,
                                               const OperationContext& context,
                                               const Identity& identity, const SignIn& wanted,
                                               const PasswordProof& proof);
/// The second: the code. It may be tried again as long as the first one counts.
/// Errors:  unauthenticated/credential_unusable (too late, or the password has become another),
///          forbidden/account_unusable, invalid (`/one_time_code`, `/recovery_code`),
///          limited/quota_exceeded.
/// Effects: as of `sign_in`.
[[nodiscard]] Result<IssuedSession> finish_sign_in(WriteTransaction& tx,
                                                   const OperationContext& context,
                                                   const Identity& identity,
                                                   const PendingSignIn& pending,
                                                   const FactorProof& proof);

}  // namespace selfsame::core
