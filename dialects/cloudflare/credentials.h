#pragma once

#include <expected>

#include "dialects/cloudflare/refusal.h"
#include "dialects/common/credentials.h"
#include "http/request.h"

namespace selfsame::cloudflare {

/// The same as `dialect::read_credentials`, in this dialect's words.
/// Errors: 9106 (none at all), 6003 with what is malformed in its chain, 1001 (a key where only a
///         token can be asked about).
std::expected<dialect::Credentials, Refusal> read_credentials(const http::Request& request,
                                                              bool only_bearer);

}  // namespace selfsame::cloudflare
