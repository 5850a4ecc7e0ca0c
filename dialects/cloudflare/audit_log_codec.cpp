#include "dialects/cloudflare/audit_log_codec.h"

#include <algorithm>
#include <array>

#include "core/time.h"
#include "dialects/cloudflare/log_entry.h"

namespace selfsame::cloudflare {
namespace audit_log {

using core::AuditRecord;

std::string id(const AuditRecord& record) { return core::id_to_uuid(record.id.bytes); }
std::string action_type(const AuditRecord& record) { return record.action; }
std::string actor_email(const AuditRecord& record) { return record.actor_email; }
std::string zone_name(const AuditRecord& record) { return record.zone_name; }

namespace {

constexpr std::string_view kTokenKind = "token";

bool succeeded(const AuditRecord& record) { return record.outcome == core::AuditOutcome::success; }

std::string action_result(const AuditRecord& record) {
  return succeeded(record) ? "true" : "false";
}

/// Of the words that are attested, those that fit: an account's token acts for users.
std::string actor_type(const AuditRecord& record) {
  return actor_kind(record) == ActorKind::system ? "Cloudflare" : "user";
}

std::string interface(const AuditRecord& record) {
  return record.credential_kind == core::CredentialKind::system ? "" : "API";
}

std::string owner_id(const AuditRecord& record) { return core::id_to_hex(record.owner.id); }

/// Cloudflare names the account where tokens and sign-ins are meant; the token is in `metadata`.
bool shown_as_account(const AuditRecord& record) {
  return record.resource_kind == kTokenKind || is_failed_sign_in(record);
}

std::string resource_type(const AuditRecord& record) {
  return std::string(shown_as_account(record) ? "account" : last_word(record.resource_kind));
}

std::string resource_id(const AuditRecord& record) {
  return shown_as_account(record) ? owner_id(record) : record.resource_id;
}

std::string new_value(const AuditRecord& record) {
  return values_json(record, &core::AuditChange::after);
}

std::string old_value(const AuditRecord& record) {
  return values_json(record, &core::AuditChange::before);
}

std::string when(const AuditRecord& record) {
  return core::format_microseconds(record.occurred_at);
}

void put(json::Writer& out, std::string_view name, const std::string& text) {
  if (!text.empty()) out.field(name, text);
}

void put_token_status(json::Writer& out, const AuditRecord& record) {
  const auto found = std::ranges::find(record.changes, "status", &core::AuditChange::field);
  if (found == record.changes.end() || !found->before) return;
  out.field("old_token_status", *found->before);
  out.field("new_token_status", found->after.value_or("deleted"));
}

std::string metadata(const AuditRecord& record) {
  std::string text;
  json::Writer out(text);
  out.begin_object().field("operation", record.operation);
  if (record.request) out.field("request_id", record.request->hex_view());
  if (record.resource_kind == kTokenKind) {
    put(out, "token_name", changed_value(record, "name"));
    out.field("token_tag", record.resource_id);
    put_token_status(out, record);
  }
  put(out, "actor_token_id", actor_token_id(record));
  put(out, "actor_token_name", actor_token_name(record));
  put(out, "zone_name", zone_name(record));
  out.end_object();
  return text;
}

struct Column {
  std::string_view name;
  std::string (*text)(const AuditRecord&);
};

constexpr std::array kColumns{Column{"id", id},
                              Column{"when", when},
                              Column{"action.type", action_type},
                              Column{"action.result", action_result},
                              Column{"actor.id", actor_id},
                              Column{"actor.email", actor_email},
                              Column{"actor.ip", actor_address},
                              Column{"actor.type", actor_type},
                              Column{"interface", interface},
                              Column{"owner.id", owner_id},
                              Column{"resource.type", resource_type},
                              Column{"resource.id", resource_id},
                              Column{"oldValue", old_value},
                              Column{"newValue", new_value},
                              Column{"metadata", metadata}};

/// As text, and as what the text says.
void write_values(json::Writer& out, const std::string& name, const std::string& json) {
  out.field(name, json).key(name + "Json").raw(json.empty() ? "{}" : json);
}

}  // namespace
}  // namespace audit_log

void encode_audit_log(const core::AuditRecord& record, json::Writer& out) {
  using namespace audit_log;  // NOLINT(google-build-using-namespace): the entry reads as one
  out.begin_object().field("id", id(record));
  out.key("action")
      .begin_object()
      .field("type", action_type(record))
      .field("result", succeeded(record))
      .field("info", record.refusal)
      .end_object();
  out.key("actor")
      .begin_object()
      .field("id", actor_id(record))
      .field("email", actor_email(record))
      .field("ip", actor_address(record))
      .field("type", actor_type(record))
      .end_object();
  out.field("interface", interface(record)).key("metadata").raw(metadata(record));
  write_values(out, "newValue", new_value(record));
  write_values(out, "oldValue", old_value(record));
  out.key("owner").begin_object().field("id", owner_id(record)).end_object();
  out.key("resource")
      .begin_object()
      .field("id", resource_id(record))
      .field("type", resource_type(record))
      .end_object();
  out.field("when", when(record)).end_object();
}

std::vector<std::string> audit_log_columns() {
  std::vector<std::string> names;
  names.reserve(audit_log::kColumns.size());
  for (const auto& column : audit_log::kColumns) names.emplace_back(column.name);
  return names;
}

std::vector<std::string> audit_log_row(const core::AuditRecord& record) {
  std::vector<std::string> row;
  row.reserve(audit_log::kColumns.size());
  for (const auto& column : audit_log::kColumns) row.push_back(column.text(record));
  return row;
}

}  // namespace selfsame::cloudflare
