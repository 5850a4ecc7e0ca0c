#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/identity/identity.h"
#include "core/identity/second_factor.h"
#include "core/identity/user.h"
#include "core/operation_context.h"
#include "core/result.h"
#include "core/store.h"

/// A person's second factor: an authenticator app, and the recovery codes for when it is gone.
namespace selfsame::core {

/// What somebody shows for their second factor: one of the two.
struct FactorProof {
  std::optional<std::string> one_time_code{};
  std::optional<std::string> recovery_code{};
};

/// Where a person's second factor stands.
struct FactorView {
  bool active = false;
  std::optional<Timestamp> last_proof_at{};
  std::uint64_t recovery_codes_left = 0;
};

/// The secret that an authenticator app is to be given, and the same as a link that it reads.
struct FactorSecret {
  PlainSecret secret;  ///< base32
  PlainSecret url;     ///< `otpauth://totp/…`
};

/// For sign-in: nothing is asked of who has no active factor. Moves the time of the last proof, and
/// uses the code up.
/// Errors: invalid (`/one_time_code` absent, wrong, or used before; `/recovery_code`).
Status prove_at_sign_in(WriteTransaction& tx, const OperationContext& context,
                        const Identity& identity, const User& user, const FactorProof& proof);

/// For what changes credentials: whoever has an active factor must have proved it lately.
/// Errors: forbidden/proof_too_old.
Status check_recent_proof(ReadTransaction& tx, const OperationContext& context, const User& user);

/// Whether somebody's is active. Asks no right: for operations that did.
bool has_second_factor(ReadTransaction& tx, const UserId& user);

/// Somebody's. Asks no right: for operations that did.
FactorView view_second_factor(ReadTransaction& tx, const UserId& user);

/// Ends a factor, and leaves another secret for the next time. Asks no right: for operations that did.
void end_second_factor(WriteTransaction& tx, const OperationContext& context,
                       const Identity& identity, const UserId& user);

/// Errors: forbidden/permission_missing.
[[nodiscard]] Result<FactorView> get_second_factor(ReadTransaction& tx,
                                                   const OperationContext& context);

/// What a person's app is to be given while they have no active factor; no value if they have one.
/// The same each time until it is used or renewed. Asks no right: for operations that did.
std::optional<FactorSecret> secret_to_enroll(ReadTransaction& tx, const Identity& identity,
                                             const User& user);

/// A link, good for ten minutes, that shows the secret to whoever holds it and takes a code.
/// Errors:  forbidden/permission_missing.
/// Effects: one audit record.
/// Source:  Rebilly `PostProfileMfa`; reference 8.4.
[[nodiscard]] Result<PlainSecret> begin_enrollment(WriteTransaction& tx,
                                                   const OperationContext& context);

/// What the page behind such a link shows.
struct Enrollment {
  std::string email;
  bool active = false;                   ///< proves a factor that is there
  std::optional<FactorSecret> secret{};  ///< to enroll; absent if `active`
};
/// Errors:  not_found (unknown, used or over: the three look alike).
[[nodiscard]] Result<Enrollment> get_enrollment(ReadTransaction& tx,
                                                const OperationContext& context,
                                                const Identity& identity, std::string_view link);

/// Recovery codes, shown once; empty for who still has some.
using RecoveryCodes = std::vector<PlainSecret>;

/// Takes a code on such a page: makes the factor active, or proves it again. Uses the link up. Gives
/// recovery codes to who has none left.
/// Errors:  not_found, invalid (`/one_time_code`).
/// Effects: one audit record, by the user; other sessions go on.
[[nodiscard]] Result<RecoveryCodes> prove_enrollment(WriteTransaction& tx,
                                                     const OperationContext& context,
                                                     const Identity& identity,
                                                     std::string_view link,
                                                     std::string_view one_time_code);

/// Makes the caller's factor active with its first code. Makes no recovery codes: whoever calls this
/// has no place to show them, and `prove_enrollment` gives them later.
/// Errors:  invalid (`/one_time_code`). Asks no right: for operations that did.
[[nodiscard]] Status enable_second_factor(WriteTransaction& tx, const OperationContext& context,
                                          const Identity& identity, const User& user,
                                          const std::optional<std::string>& one_time_code);
/// Ends the caller's factor with one of its codes, and the recovery codes with it.
/// Errors:  invalid (`/one_time_code`). Asks no right: for operations that did.
[[nodiscard]] Status disable_second_factor(WriteTransaction& tx, const OperationContext& context,
                                           const Identity& identity, const User& user,
                                           const std::optional<std::string>& one_time_code);

/// The same without a code, for who has proved the factor at most ten minutes ago.
/// Errors:  forbidden/permission_missing, forbidden/proof_too_old, not_found (no active factor).
/// Source:  Rebilly `DeleteProfileMfa`; reference 8.4.
[[nodiscard]] Status delete_second_factor(WriteTransaction& tx, const OperationContext& context,
                                          const Identity& identity);

/// A new secret; an active factor ends, until the new one is proved.
/// Errors:  forbidden/permission_missing, forbidden/proof_too_old.
/// Source:  Rebilly `PostProfileTotpReset`; reference 8.3.
[[nodiscard]] Status renew_second_factor(WriteTransaction& tx, const OperationContext& context,
                                         const Identity& identity);

}  // namespace selfsame::core
