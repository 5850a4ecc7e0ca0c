#pragma once

#include "dialects/cloudflare/audit_v2_fields.h"
#include "json/writer.h"

namespace selfsame::cloudflare {

/// An entry of `/accounts/{id}/logs/audit`. Texts that a record does not have are left out. Wire
/// reference: 9.18.
void encode_audit_v2(const LogEntry& entry, json::Writer& out);

void encode_product_category(const ProductCategory& category, json::Writer& out);

}  // namespace selfsame::cloudflare
