#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/identity/identity.h"
#include "core/identity/user.h"
#include "core/operation_context.h"
#include "core/result.h"
#include "core/store.h"

/// The accounts that people make for themselves.
namespace selfsame::core {

struct SignUp {
  std::string email;
  std::optional<std::string> first_name{};
  std::optional<std::string> last_name{};
  /// Names the organization that they will own; absent: none is made.
  std::optional<std::string> company{};
  std::optional<std::string> website{};  ///< the organization's
  std::optional<std::string> telephone{};
  std::optional<std::string> country{};             ///< theirs and the organization's
  std::optional<std::string> reporting_currency{};  ///< likewise
};

/// The password of a sign-up as it is hashed.
/// Errors: invalid (`/password`).
Result<PlainSecret> check_first_password(const Identity& identity, std::string_view password,
                                         const SignUp& wanted);

/// Makes a user who cannot sign in before they have used the link that is mailed to them, and the
/// organization that they own.
/// Errors:  invalid (also `/email`: taken), not_found (this server takes none).
/// Effects: audit records of each; a mail (`activation`).
/// Source:  Rebilly `PostSignupRequest`; reference 5.
[[nodiscard]] Result<std::shared_ptr<const User>> sign_up(WriteTransaction& tx,
                                                          const OperationContext& context,
                                                          const Identity& identity,
                                                          const SignUp& wanted,
                                                          const std::string& password_hash);

/// The same, but nobody learns who has an account: whoever has the address already is mailed so, with
/// a link that sets a new password. The password of this sign-up is not theirs: whoever asked need
/// not be who reads the mail.
/// Errors:  invalid, not_found (this server takes none).
/// Effects: as of `sign_up`; or one audit record and a mail (`account_exists`).
[[nodiscard]] Status ask_to_sign_up(WriteTransaction& tx, const OperationContext& context,
                                    const Identity& identity, const SignUp& wanted,
                                    const std::string& password_hash);

/// Makes such an account usable.
/// Errors:  not_found (unknown, used or over).
/// Source:  Rebilly `PostActivation`.
[[nodiscard]] Status activate_account(WriteTransaction& tx, const OperationContext& context,
                                      std::string_view secret);

}  // namespace selfsame::core
