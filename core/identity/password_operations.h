#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/identity/action_link.h"
#include "core/identity/identity.h"
#include "core/identity/session_operations.h"
#include "core/identity/user.h"
#include "core/operation_context.h"
#include "core/result.h"
#include "core/store.h"

/// Passwords: set, changed, forgotten; and the accounts that people make for themselves.
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

/// An open link that sets a password, and whose it is.
struct PasswordLink {
  ActionLink link;
  std::shared_ptr<const User> user;
};
/// Errors:  not_found (unknown, used or over: the three look alike).
/// Source:  Rebilly `GetPasswordResetToken`.
[[nodiscard]] Result<PasswordLink> get_password_link(ReadTransaction& tx,
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

struct SignUp {
  std::string email;
  std::string first_name;
  std::string last_name;
  std::string company;                   ///< names the organization that they will own
  std::optional<std::string> website{};  ///< the organization's
  std::optional<std::string> telephone{};
  std::optional<std::string> country{};             ///< theirs and the organization's
  std::optional<std::string> reporting_currency{};  ///< likewise
};

/// Makes a user who cannot sign in before they have used the link that is mailed to them, and the
/// organization that they own.
/// Errors:  invalid (also `/email`: taken).
/// Effects: audit records of each; a mail (`activation`).
/// Source:  Rebilly `PostSignupRequest`; reference 5.
[[nodiscard]] Result<std::shared_ptr<const User>> sign_up(WriteTransaction& tx,
                                                          const OperationContext& context,
                                                          const Identity& identity,
                                                          const SignUp& wanted,
                                                          const std::string& password_hash);

/// Makes such an account usable.
/// Errors:  not_found (unknown, used or over).
/// Source:  Rebilly `PostActivation`.
[[nodiscard]] Status activate_account(WriteTransaction& tx, const OperationContext& context,
                                      std::string_view secret);

/// Sets the hash, ends the sessions that were begun by the old password but for `kept`, closes the
/// open link that would set another, and mails the user. Asks no right: for operations that did.
void set_password(WriteTransaction& tx, const OperationContext& context, User user,
                  const std::string& new_hash, const std::optional<SessionId>& kept);

/// Mails somebody a link that does one thing, in the transaction of what it belongs to.
void mail_link(WriteTransaction& tx, const OperationContext& context, const Identity& identity,
               const User& user, LinkPurpose purpose);

}  // namespace selfsame::core
