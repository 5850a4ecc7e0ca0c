#pragma once

#include <string_view>

#include "core/access/principal.h"
#include "core/access/secret.h"
#include "core/audit/record_refusal.h"
#include "core/identity/session_tokens.h"
#include "core/result.h"
#include "core/store.h"
#include "core/time.h"

namespace selfsame::core {

/// What proving who one is needs beside the store.
struct Authentication {
  const SecretHasher& hasher;
  Timestamp now;
  IpAddress address;  ///< the client's
  const SessionTokens& sessions;
  Claimant* claimant = nullptr;  ///< receives whose credential was refused, if that can be told
};

/// The token behind a bearer secret and its user (none if it is an organization's), if it may be
/// used now and from here.
/// Errors: unauthenticated/credential_unknown, /credential_unusable (disabled, outside its window,
///         user suspended), forbidden/address_refused.
Result<Principal> authenticate_token(ReadTransaction& tx, const Authentication& authentication,
                                     std::string_view secret);

/// The user behind a bearer credential of either kind: an API token, or a session's.
/// Errors: as of `authenticate_token` and `authenticate_session`.
Result<Principal> authenticate_bearer(ReadTransaction& tx, const Authentication& authentication,
                                      std::string_view secret);

/// Who has proved nothing.
Principal nobody(const IpAddress& address);

/// As `authenticate_token`, for a bearer who only asks about their token: it may be disabled or expired.
/// Errors: unauthenticated/credential_unknown (also for a suspended user),
/// forbidden/address_refused.
Result<Principal> authenticate_to_verify(ReadTransaction& tx, const Authentication& authentication,
                                         std::string_view secret);

/// The user behind a mail address and their global key.
/// Errors: unauthenticated/credential_unknown for whatever does not fit together.
Result<Principal> authenticate_global_key(ReadTransaction& tx, const Authentication& authentication,
                                          std::string_view email, std::string_view key);

/// The user behind a session token, if the session counts now.
/// Errors: unauthenticated/credential_unknown (not ours, altered, ended), /credential_unusable (over,
///         user suspended).
Result<Principal> authenticate_session(ReadTransaction& tx, const Authentication& authentication,
                                       std::string_view token);

/// The user behind the secret of an organization's key, acting in that organization.
/// Errors: unauthenticated/credential_unknown (also a publishable key), /credential_unusable (user
///         suspended, or no longer in the organization), forbidden/address_refused.
Result<Principal> authenticate_organization_key(ReadTransaction& tx,
                                                const Authentication& authentication,
                                                std::string_view secret);

}  // namespace selfsame::core
