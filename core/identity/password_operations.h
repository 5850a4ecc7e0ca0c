#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/identity/identity.h"
#include "core/identity/mailed_links.h"
#include "core/identity/sign_in_operations.h"
#include "core/identity/user.h"
#include "core/operation_context.h"
#include "core/result.h"
#include "core/store.h"

/// Passwords: set, changed, forgotten.
/// Hashing takes too long for a transaction, so hashes are handed in.
namespace selfsame::core {

/// The password as it is hashed, if it may be somebody's.
/// Errors: invalid (at `pointer`): breaks a rule of `password_problem`, or is no text.
Result<PlainSecret> check_new_password(const Identity& identity, std::string_view password,
                                       const User& user, const std::string& pointer);
/// The form in which a password is compared; what is no text compares as it is, and matches nothing.
PlainSecret comparable_password(const Identity& identity, std::string_view password);

/// Changes the caller's own password. Every other session of theirs ends.
/// Errors:  forbidden/permission_missing, forbidden/proof_too_old, invalid (`/current_password`).
/// Effects: one audit record; a mail (`password_changed`).
/// Source:  Rebilly `PostProfilePasswordChange`; reference 5.
[[nodiscard]] Status change_password(WriteTransaction& tx, const OperationContext& context,
                                     const PasswordProof& current, const std::string& new_hash);

/// Mails a link that sets a new password, if the address is somebody's who can sign in. Succeeds
/// either way, so that nobody learns which.
/// Effects: one audit record and a mail (`password_reset`), or nothing.
/// Source:  Rebilly `PostForgotPasswordRequest`.
Status forget_password(WriteTransaction& tx, const OperationContext& context,
                       const Identity& identity, std::string_view email);

/// Errors:  not_found (unknown, used or over: the three look alike).
/// Source:  Rebilly `GetPasswordResetToken`.
[[nodiscard]] Result<OpenLink> get_password_link(ReadTransaction& tx,
                                                 const OperationContext& context,
                                                 std::string_view secret);

/// Sets a new password by such a link, and uses it up. It proves the mail address too; every session
/// ends. A second factor stays, and is asked for at the next sign-in.
/// Errors:  not_found.
/// Effects: one audit record; a mail (`password_changed`).
/// Source:  Rebilly `PostPasswordReset`.
[[nodiscard]] Result<std::shared_ptr<const User>> reset_password(WriteTransaction& tx,
                                                                 const OperationContext& context,
                                                                 std::string_view secret,
                                                                 const std::string& new_hash);

/// Sets the hash, ends the sessions that were begun by the old password but for `kept`, closes the
/// open link that would set another, and mails the user. Asks no right: for operations that did.
void set_password(WriteTransaction& tx, const OperationContext& context, User user,
                  const std::string& new_hash, const std::optional<SessionId>& kept);

}  // namespace selfsame::core
