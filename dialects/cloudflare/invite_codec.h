#pragma once

#include "core/id.h"
#include "core/tenancy/place_operations.h"
#include "json/writer.h"

namespace selfsame::cloudflare {

/// Writes an invite as it is shown to `invited`, the person whose mail address it was made to.
void encode_invite(const core::InviteView& view, const core::UserId& invited, json::Writer& out);

}  // namespace selfsame::cloudflare
