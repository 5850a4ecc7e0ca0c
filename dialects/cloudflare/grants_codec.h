#pragma once

#include "core/tenancy/role.h"
#include "json/writer.h"

namespace selfsame::cloudflare {

/// Writes every area with its three truths: the keys of both generations of clients.
void encode_grants(const core::Grants& grants, json::Writer& out);

/// Writes what is allowed as a list of `#<area>:read` and `#<area>:edit`.
void encode_permission_names(const core::Grants& grants, json::Writer& out);

}  // namespace selfsame::cloudflare
