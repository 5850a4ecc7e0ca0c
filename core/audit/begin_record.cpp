#include "core/audit/begin_record.h"

#include <optional>
#include <string>
#include <utility>

#include "core/limits.h"
#include "core/text.h"

namespace selfsame::core {
namespace {

/// Says at the end what there was.
void shorten(std::optional<std::string>& value) {
  if (!value || value->size() <= limits::kAuditValueBytes) return;
  const std::string all = " ... (" + std::to_string(value->size()) + " bytes)";
  value->resize(cut_to_bytes(*value, limits::kAuditValueBytes - all.size()).size());
  *value += all;
}

/// The program itself has no credential; a gateway's is a secret without an id.
bool has_id(CredentialKind kind) {
  return kind != CredentialKind::system && kind != CredentialKind::payment_gateway &&
         kind != CredentialKind::none;
}

/// Says that rights were reduced, and to what.
std::string emulation_name(const Session& session) {
  std::string name = "emulation:";
  for (const auto& permission : session.permissions) name += ' ' + permission;
  return std::string(cut_to_bytes(name, limits::kAuditTextBytes));
}

}  // namespace

AuditRecord begin_record(const OperationContext& context, OperationId operation_id,
                         const AuditOwner& owner) {
  const auto& done = operation(operation_id);
  const Principal& principal = context.principal;
  AuditRecord record;
  record.id = AuditRecordId::make(context.now, context.entropy);
  record.occurred_at = context.now;
  record.operation = done.name;
  record.action = done.audit_action;
  record.owner = owner;
  if (principal.user != nullptr) {
    record.actor = principal.user->id;
    record.effective_actor = principal.user->id;
    record.actor_email = principal.user->email;
  }
  record.credential_kind = principal.kind;
  if (has_id(principal.kind)) record.credential = principal.credential;
  if (principal.token != nullptr) record.credential_name = principal.token->name;
  if (principal.key != nullptr) record.credential_name = principal.key->name;
  if (principal.session != nullptr && principal.session->emulated_from) {
    record.credential_name = emulation_name(*principal.session);
  }
  if (const RequestOrigin* origin = context.origin; origin != nullptr) {
    record.client_address = origin->address;
    record.user_agent = origin->user_agent;
    record.request = origin->id;
    record.method = origin->method;
    record.path = origin->path;
  }
  return record;
}

void append_record(WriteTransaction& tx, AuditRecord record) {
  for (auto& change : record.changes) {
    shorten(change.before);
    shorten(change.after);
  }
  try {
    tx.append_audit_record(std::move(record));
  } catch (const std::exception& error) {
    throw AuditUnavailable(std::string("the audit record cannot be written: ") + error.what());
  }
}

}  // namespace selfsame::core
