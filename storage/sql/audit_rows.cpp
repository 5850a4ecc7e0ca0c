#include <stdexcept>

#include "storage/sql/json_columns.h"
#include "storage/sql/row_mapping.h"
#include "storage/sql/row_reader.h"

namespace selfsame::storage::sql {
namespace {

core::AuditOwnerKind read_owner_kind(RowReader& reader) {
  return reader.choice({core::AuditOwnerKind::user, core::AuditOwnerKind::organization,
                        core::AuditOwnerKind::installation});
}

core::CredentialKind read_credential_kind(RowReader& reader) {
  using core::CredentialKind;
  return reader.choice({CredentialKind::api_token, CredentialKind::global_key,
                        CredentialKind::organization_key, CredentialKind::system,
                        CredentialKind::payment_gateway, CredentialKind::session,
                        CredentialKind::none});
}

/// Refuses a text that says the same in other letters than those that were written: it was changed.
std::vector<core::AuditChange> read_changes_as_written(std::string_view text) {
  auto changes = read_changes(text);
  if (write_changes(changes) != text) throw std::runtime_error("changes were not written so");
  return changes;
}

core::AuditHash read_hash(RowReader& reader) { return reader.bytes<32>(); }

}  // namespace

core::AuditRecord read_audit_record(const SqlRow& row, std::size_t first) {
  RowReader reader(row, first);
  core::AuditRecord record;
  record.owner.id = reader.bytes<16>();
  record.sequence = static_cast<std::uint64_t>(reader.integer());
  record.id = reader.id<core::AuditRecordId>();
  record.owner.kind = read_owner_kind(reader);
  record.occurred_at = reader.time();
  record.operation = reader.text();
  record.action = reader.text();
  record.outcome = reader.choice({core::AuditOutcome::success, core::AuditOutcome::refused});
  record.refusal = reader.text();
  record.actor = reader.optional_id<core::UserId>();
  record.effective_actor = reader.optional_id<core::UserId>();
  record.actor_email = reader.text();
  record.credential_kind = read_credential_kind(reader);
  record.credential = reader.optional([&] { return reader.bytes<16>(); });
  record.credential_name = reader.text();
  record.resource_kind = reader.text();
  record.resource_id = reader.text();
  record.zone = reader.optional_id<core::ZoneId>();
  record.zone_name = reader.text();
  record.changes = read_changes_as_written(reader.text_view());
  record.client_address = reader.optional([&] { return core::IpAddress{reader.bytes<16>()}; });
  record.user_agent = reader.text();
  record.request = reader.optional_id<core::RequestId>();
  record.method = reader.text();
  record.path = reader.text();
  record.hash = read_hash(reader);
  return record;
}

core::AuditRecord read_unsealed_audit_record(const SqlRow& row) {
  RowReader reader(row);
  core::AuditRecord record;
  record.id = reader.id<core::AuditRecordId>();
  record.occurred_at = reader.time();
  record.operation = reader.text();
  record.action = reader.text();
  record.actor = reader.optional_id<core::UserId>();
  record.effective_actor = record.actor;
  record.actor_email = reader.text();
  record.credential_kind = read_credential_kind(reader);
  record.credential = reader.optional([&] { return reader.bytes<16>(); });
  record.owner.id = reader.bytes<16>();
  record.owner.kind = read_owner_kind(reader);
  record.resource_kind = reader.text();
  record.resource_id = reader.text();
  record.changes = read_changes(reader.text_view());
  record.client_address = reader.optional([&] { return core::IpAddress{reader.bytes<16>()}; });
  record.user_agent = reader.text();
  record.request = reader.optional_id<core::RequestId>();
  return record;
}

core::AuditHead read_audit_head(const SqlRow& row) {
  RowReader reader(row);
  core::AuditHead head;
  head.owner.id = reader.bytes<16>();
  head.owner.kind = read_owner_kind(reader);
  head.first_sequence = static_cast<std::uint64_t>(reader.integer());
  head.hash_before_first = read_hash(reader);
  head.sequence = static_cast<std::uint64_t>(reader.integer());
  head.hash = read_hash(reader);
  head.occurred_at = reader.time();
  head.signed_sequence = static_cast<std::uint64_t>(reader.integer());
  return head;
}

core::AuditCheckpoint read_audit_checkpoint(const SqlRow& row) {
  RowReader reader(row);
  core::AuditCheckpoint checkpoint;
  checkpoint.owner.id = reader.bytes<16>();
  checkpoint.owner.kind = read_owner_kind(reader);
  checkpoint.sequence = static_cast<std::uint64_t>(reader.integer());
  checkpoint.hash = read_hash(reader);
  checkpoint.signed_at = reader.time();
  checkpoint.key = reader.text();
  const auto signature = reader.bytes<64>();
  checkpoint.signature.assign(signature.begin(), signature.end());
  return checkpoint;
}

core::AuditDelivery read_audit_delivery(const SqlRow& row) {
  RowReader reader(row);
  core::AuditDelivery delivery;
  delivery.owner = reader.bytes<16>();
  delivery.delivered_sequence = static_cast<std::uint64_t>(reader.integer());
  delivery.attempts = static_cast<std::uint32_t>(reader.integer());
  delivery.next_attempt_at = reader.time();
  delivery.last_error = reader.text();
  return delivery;
}

std::int64_t code_of(core::AuditOwnerKind kind) {
  switch (kind) {
    case core::AuditOwnerKind::user:
      return 1;
    case core::AuditOwnerKind::organization:
      return 2;
    case core::AuditOwnerKind::installation:
      return 3;
  }
  throw std::logic_error("unknown kind of audit owner");
}

std::int64_t code_of(core::AuditOutcome outcome) {
  switch (outcome) {
    case core::AuditOutcome::success:
      return 1;
    case core::AuditOutcome::refused:
      return 2;
  }
  throw std::logic_error("unknown audit outcome");
}

}  // namespace selfsame::storage::sql
