#include "core/audit/record_change.h"

namespace selfsame::core {

void record_change(WriteTransaction& tx, const OperationContext& context, OperationId operation_id,
                   const IdBytes& owner, std::string_view resource_kind, std::string resource_id,
                   std::vector<AuditChange> changes, std::string_view action) {
  const auto& done = operation(operation_id);
  AuditRecord record;
  record.id = AuditRecordId::make(context.now, context.entropy);
  record.occurred_at = context.now;
  record.operation = done.name;
  record.action = action.empty() ? done.audit_action : action;
  if (const auto& user = context.principal.user; user != nullptr) {
    record.actor = user->id;
    record.actor_email = user->email;
  }
  record.credential_kind = context.principal.kind;
  if (context.principal.kind != CredentialKind::system) {
    record.credential = context.principal.credential;
  }
  record.owner = owner;
  record.resource_kind = resource_kind;
  record.resource_id = std::move(resource_id);
  record.changes = std::move(changes);
  if (context.origin != nullptr) {
    record.client_address = context.origin->address;
    record.user_agent = context.origin->user_agent;
    record.request = context.origin->id;
  }
  try {
    tx.append_audit_record(record);
  } catch (const std::exception& error) {
    throw AuditUnavailable(std::string("the audit record cannot be written: ") + error.what());
  }
}

void note_change(std::vector<AuditChange>& changes, std::string_view field,
                 const std::optional<std::string>& before,
                 const std::optional<std::string>& after) {
  if (before != after) changes.push_back({std::string(field), before, after});
}

}  // namespace selfsame::core
