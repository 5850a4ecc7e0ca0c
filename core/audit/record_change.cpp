#include "core/audit/record_change.h"

#include <cstddef>

#include "core/audit/begin_record.h"

namespace selfsame::core {

void record_change(WriteTransaction& tx, const OperationContext& context, OperationId operation_id,
                   const AuditOwner& owner, std::string_view resource_kind, std::string resource_id,
                   std::vector<AuditChange> changes, std::string_view action) {
  AuditRecord record = begin_record(context, operation_id, owner);
  if (!action.empty()) record.action = action;
  record.resource_kind = resource_kind;
  record.resource_id = std::move(resource_id);
  record.changes = std::move(changes);
  append_record(tx, std::move(record));
}

void record_zone_change(WriteTransaction& tx, const OperationContext& context,
                        OperationId operation_id, const Zone& zone,
                        std::vector<AuditChange> changes) {
  AuditRecord record = begin_record(context, operation_id, zone.organization);
  record.resource_kind = resource_kind::kZone;
  record.resource_id = zone.id.hex();
  record.zone = zone.id;
  record.zone_name = zone.name;
  record.changes = std::move(changes);
  append_record(tx, std::move(record));
}

void note_change(std::vector<AuditChange>& changes, std::string_view field,
                 const std::optional<std::string>& before,
                 const std::optional<std::string>& after) {
  if (before != after) changes.push_back({std::string(field), before, after});
}

std::vector<AuditChange> changes_of_new(const Described& thing) {
  std::vector<AuditChange> changes;
  for (const auto& [field, value] : thing) note_change(changes, field, std::nullopt, value);
  return changes;
}

std::vector<AuditChange> changes_of_gone(const Described& thing) {
  std::vector<AuditChange> changes;
  for (const auto& [field, value] : thing) note_change(changes, field, value, std::nullopt);
  return changes;
}

std::vector<AuditChange> changes_between(const Described& before, const Described& after) {
  std::vector<AuditChange> changes;
  for (std::size_t i = 0; i < before.size(); ++i) {
    note_change(changes, before[i].first, before[i].second, after[i].second);
  }
  return changes;
}

}  // namespace selfsame::core
