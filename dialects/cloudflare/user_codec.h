#pragma once

#include <boost/json/value.hpp>

#include "core/identity/user_operations.h"
#include "core/result.h"
#include "json/writer.h"

namespace selfsame::cloudflare {

/// Writes a user as `GET /user` shows it.
void encode_user(const core::UserDetails& details, json::Writer& out);

/// Reads the body of `PATCH /user`.
core::Result<core::ProfileEdit> decode_profile_edit(const boost::json::value& body);

}  // namespace selfsame::cloudflare
