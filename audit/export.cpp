#include "audit/export.h"

#include <array>

#include "audit/canonical.h"
#include "audit/hex.h"
#include "audit/words.h"

namespace selfsame::audit {
namespace {

constexpr auto kColumns = std::to_array<std::string_view>({
    // clang-format off
    "owner_kind", "owner_id", "sequence", "id", "occurred_at", "operation", "action", "outcome",
    "refusal", "actor", "effective_actor", "actor_email", "credential_kind", "credential",
    "credential_name", "resource_kind", "resource_id", "zone", "zone_name", "changes",
    "client_address", "user_agent", "request", "method", "path", "hash",
    // clang-format on
});

template <class Id>
std::string text_of(const std::optional<Id>& id) {
  return id ? id->hex() : std::string();
}

}  // namespace

std::string export_line(const core::AuditRecord& record) {
  return canonical_json_with_hash(record);
}

std::span<const std::string_view> export_columns() { return kColumns; }

std::vector<std::string> export_cells(const core::AuditRecord& record) {
  return {std::string(word(record.owner.kind)),
          core::id_to_hex(record.owner.id),
          std::to_string(record.sequence),
          record.id.hex(),
          core::format_microseconds(record.occurred_at),
          record.operation,
          record.action,
          std::string(word(record.outcome)),
          record.refusal,
          text_of(record.actor),
          text_of(record.effective_actor),
          record.actor_email,
          std::string(word(record.credential_kind)),
          record.credential ? core::id_to_hex(*record.credential) : std::string(),
          record.credential_name,
          record.resource_kind,
          record.resource_id,
          text_of(record.zone),
          record.zone_name,
          canonical_changes(record.changes),
          record.client_address ? record.client_address->text() : std::string(),
          record.user_agent,
          text_of(record.request),
          record.method,
          record.path,
          to_hex(record.hash)};
}

}  // namespace selfsame::audit
