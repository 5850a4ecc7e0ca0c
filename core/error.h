#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace selfsame::core {

/// What kind of refusal this is. Closed: every dialect maps each of them in one `switch`.
enum class ErrorCode {
  invalid,          ///< the input breaks a rule; `fields` names where
  unauthenticated,  ///< no credential, or one that proves nobody
  forbidden,        ///< somebody is known, and may not do this
  not_found,        ///< absent, or not for the caller to know of: the two look alike on purpose
  conflict,         ///< the state of the store does not allow it
  limited,          ///< a quota or a rate is used up
  unavailable,      ///< the store cannot do it now; a later attempt may succeed
};

/// The finer cause, for dialects that tell them apart. `none` where the code says it all.
enum class Reason {
  none,
  credential_unknown,        ///< well formed, and matches nobody (or no longer)
  credential_unusable,       ///< known, but disabled, expired, not yet valid, or its user suspended
  address_refused,           ///< the credential's network condition refuses the client address
  permission_missing,        ///< the credential does not allow the operation
  resource_forbidden,        ///< the input names a resource that the caller may not hand out
  grants_more_than_creator,  ///< a token would allow what its creator's credential does not
  quota_exceeded,
  mail_address_taken,
  id_taken,
  store_in_use,         ///< `init` on a store that has a user
  last_owner,           ///< an organization always has an owner
  member_already,       ///< the address belongs to a member, or an invite for it is open
  invite_closed,        ///< the invite was answered otherwise, or is over
  two_factor_required,  ///< the organization wants a second factor of its members
  account_unusable,     ///< whoever signs in is suspended, or has not confirmed their address
  not_a_member,   ///< the organization that a request is about is none of the caller's, or none
  proof_too_old,  ///< a second factor must be proved again before credentials change
};

/// A map key as one step of a JSON pointer (RFC 6901).
std::string escape_pointer_step(std::string_view key);

/// One offending place in the input.
struct FieldError {
  std::string
      pointer;  ///< JSON pointer into the input, e.g. `/policies/0/effect`; empty: the whole
  std::string message;  ///< a sentence that says what is wanted

  bool operator==(const FieldError&) const = default;
};

/// A refusal as data. Everything in it is safe to show to the caller; causes go to the log.
struct Error {
  ErrorCode code{};
  Reason reason = Reason::none;
  std::string message;
  std::vector<FieldError> fields;

  bool operator==(const Error&) const = default;
};

}  // namespace selfsame::core
