#pragma once

#include <string_view>

#include "core/access/principal.h"
#include "core/access/secret.h"
#include "core/audit/record_refusal.h"
#include "core/result.h"
#include "core/store.h"
#include "core/time.h"

namespace selfsame::core {

/// What proving who one is needs beside the store.
struct Authentication {
  const SecretHasher& hasher;
  Timestamp now;
  IpAddress address;             ///< the client's
  Claimant* claimant = nullptr;  ///< receives whose credential was refused, if that can be told
};

/// The token behind a bearer secret and its user (none if it is an organization's), if it may be
/// used now and from here.
/// Errors: unauthenticated/credential_unknown, /credential_unusable (disabled, outside its window,
///         user suspended), forbidden/address_refused.
Result<Principal> authenticate_token(ReadTransaction& tx, const Authentication& authentication,
                                     std::string_view secret);

/// The same for a bearer who only asks about their token: it may be disabled or expired.
/// Errors: unauthenticated/credential_unknown (also for a suspended user),
/// forbidden/address_refused.
Result<Principal> authenticate_to_verify(ReadTransaction& tx, const Authentication& authentication,
                                         std::string_view secret);

/// The user behind a mail address and their global key.
/// Errors: unauthenticated/credential_unknown for whatever does not fit together.
Result<Principal> authenticate_global_key(ReadTransaction& tx, const Authentication& authentication,
                                          std::string_view email, std::string_view key);

}  // namespace selfsame::core
