#pragma once

#include <expected>

#include "dialects/cloudflare/call.h"
#include "dialects/cloudflare/refusal.h"
#include "http/request.h"

namespace selfsame::cloudflare {

/// Takes the credential out of the headers and checks its form, before any look-up. `Authorization`
/// wins over the `X-Auth-*` pair; SDKs send both when both are configured.
/// Errors: 9106 (none at all), 6003 with what is malformed in its chain, 1001 (a key where only a
///         token can be asked about).
std::expected<Credentials, Refusal> read_credentials(const http::Request& request,
                                                     bool only_bearer);

}  // namespace selfsame::cloudflare
