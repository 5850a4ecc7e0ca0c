#include "dialects/cloudflare/log_entry.h"

#include <algorithm>

#include "json/writer.h"

namespace selfsame::cloudflare {
namespace {

using core::AuditRecord;
using core::CredentialKind;

bool used_token_of_organization(const AuditRecord& record) {
  return !record.actor && record.credential_kind == CredentialKind::api_token &&
         record.owner.kind == core::AuditOwnerKind::organization;
}

}  // namespace

ActorKind actor_kind(const AuditRecord& record) {
  if (record.actor) return ActorKind::user;  // also in records of another system: no credential
  if (record.credential_kind == CredentialKind::system) return ActorKind::system;
  if (record.credential_kind == CredentialKind::payment_gateway) return ActorKind::system;
  return used_token_of_organization(record) ? ActorKind::organization : ActorKind::user;
}

std::string actor_id(const AuditRecord& record) {
  if (record.actor) return record.actor->hex();
  const bool proven = used_token_of_organization(record) && !is_failed_sign_in(record);
  return proven ? core::id_to_hex(record.owner.id) : std::string();
}

std::string actor_address(const AuditRecord& record) {
  return record.client_address ? record.client_address->text() : std::string();
}

std::string actor_token_id(const AuditRecord& record) {
  const bool is_token = record.credential_kind == CredentialKind::api_token && record.credential;
  return is_token ? core::id_to_hex(*record.credential) : std::string();
}

std::string actor_token_name(const AuditRecord& record) {
  const bool is_token = record.credential_kind == CredentialKind::api_token;
  return is_token ? record.credential_name : std::string();
}

bool is_brought_in(const AuditRecord& record) { return record.operation == "store.import"; }

bool is_failed_sign_in(const AuditRecord& record) {
  return record.outcome == core::AuditOutcome::refused && record.action == "login";
}

std::string_view last_word(std::string_view resource_kind) {
  return resource_kind.substr(resource_kind.rfind('.') + 1);
}

std::string changed_value(const AuditRecord& record, std::string_view field) {
  const auto found = std::ranges::find(record.changes, field, &core::AuditChange::field);
  if (found == record.changes.end()) return {};
  return found->after ? *found->after : found->before.value_or(std::string());
}

std::string values_json(const AuditRecord& record,
                        std::optional<std::string> core::AuditChange::* side) {
  std::string text;
  json::Writer out(text);
  for (const auto& change : record.changes) {
    if (!(change.*side)) continue;
    if (text.empty()) out.begin_object();
    out.field(change.field, *(change.*side));
  }
  if (!text.empty()) out.end_object();
  return text;
}

}  // namespace selfsame::cloudflare
