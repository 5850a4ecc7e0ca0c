#pragma once

#include "core/tenancy/zone_operations.h"
#include "json/writer.h"

namespace selfsame::cloudflare {

/// Writes a zone with every field that clients declare. There is no DNS behind it: what speaks of
/// that is what a new zone has.
void encode_zone(const core::ZoneView& view, json::Writer& out);

}  // namespace selfsame::cloudflare
