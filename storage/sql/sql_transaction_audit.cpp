#include <algorithm>
#include <stdexcept>
#include <utility>

#include "storage/sql/json_columns.h"
#include "storage/sql/parameters.h"
#include "storage/sql/row_mapping.h"
#include "storage/sql/sql_transaction.h"

namespace selfsame::storage::sql {
namespace {

using Kind = core::AuditLog::Kind;

/// Positions past what a database can count stand for its greatest.
SqlValue position_value(std::uint64_t position) {
  return std::int64_t(std::min<std::uint64_t>(position, INT64_MAX));
}

SqlValue value_of_hash(const core::AuditHash& hash) { return Bytes(hash); }

std::uint64_t count_of(const SqlRow& row, std::size_t column) {
  return static_cast<std::uint64_t>(row.integer(column));
}

Statement reading(Kind kind, core::Direction direction) {
  const bool forward = direction == core::Direction::ascending;
  if (kind == Kind::chain) {
    return forward ? Statement::read_audit_chain_ascending : Statement::read_audit_chain_descending;
  }
  return forward ? Statement::read_audit_view_ascending : Statement::read_audit_view_descending;
}

core::AuditEntry read_entry(const SqlRow& row) {
  return {count_of(row, 0), read_audit_record(row, 1)};
}

/// What cannot be read as a record was changed: that is the answer, not an error.
std::optional<core::AuditRecord> read_if_readable(const SqlRow& row) {
  try {
    return read_audit_record(row);
  } catch (const std::runtime_error&) {
    return std::nullopt;
  }
}

core::StoredAuditRecord read_stored(const SqlRow& row) {
  return {read_id(row, 0), count_of(row, 1), read_if_readable(row)};
}

}  // namespace

core::AuditBounds SqlTransaction::audit_bounds(const core::AuditLog& log) {
  if (log.kind == Kind::chain) {
    const auto head = find_audit_head(log.id);
    return head ? core::AuditBounds{head->first_sequence, head->sequence} : core::AuditBounds{};
  }
  const auto bounds = find_row(connection_, Statement::find_audit_view_bounds,
                               values(value_of(log.id)), [](const SqlRow& row) {
                                 if (row.is_null(0)) return core::AuditBounds{};
                                 return core::AuditBounds{count_of(row, 0), count_of(row, 1)};
                               });
  return bounds.value_or(core::AuditBounds{});
}

std::vector<core::AuditEntry> SqlTransaction::read_audit_log(const core::AuditLog& log,
                                                             std::uint64_t from,
                                                             core::Direction direction,
                                                             std::uint32_t limit) {
  return list_rows(connection_, reading(log.kind, direction),
                   values(value_of(log.id), position_value(from), integer(limit)), read_entry);
}

std::optional<core::Timestamp> SqlTransaction::audit_time(const core::AuditLog& log,
                                                          std::uint64_t position) {
  const auto statement = log.kind == Kind::chain ? Statement::find_audit_time_in_chain
                                                 : Statement::find_audit_time_in_view;
  return find_row(
      connection_, statement, values(value_of(log.id), position_value(position)),
      [](const SqlRow& row) { return core::Timestamp(std::chrono::microseconds(row.integer(0))); });
}

std::optional<core::AuditRecord> SqlTransaction::find_audit_record(const core::AuditRecordId& id) {
  return find_row(connection_, Statement::find_audit_record, values(value_of(id)),
                  [](const SqlRow& row) { return read_audit_record(row); });
}

std::optional<core::AuditHead> SqlTransaction::find_audit_head(const core::IdBytes& owner) {
  return find_row(connection_, Statement::find_audit_head, values(value_of(owner)),
                  read_audit_head);
}

std::vector<core::AuditHead> SqlTransaction::list_audit_heads(std::optional<core::IdBytes> after,
                                                              std::uint32_t limit) {
  return list_rows(connection_, Statement::list_audit_heads,
                   values(after_or_first(after), integer(limit)), read_audit_head);
}

std::vector<core::AuditHead> SqlTransaction::unsigned_audit_heads(std::uint32_t limit) {
  return list_rows(connection_, Statement::list_unsigned_audit_heads, values(integer(limit)),
                   read_audit_head);
}

std::vector<core::StoredAuditRecord> SqlTransaction::stored_audit_records(
    const core::IdBytes& after_owner, std::uint64_t after_sequence, std::uint32_t limit) {
  return list_rows(connection_, Statement::list_stored_audit_records,
                   values(value_of(after_owner), position_value(after_sequence), integer(limit)),
                   read_stored);
}

std::vector<core::AuditCheckpoint> SqlTransaction::audit_checkpoints(const core::IdBytes& owner,
                                                                     std::uint64_t from_sequence,
                                                                     std::uint32_t limit) {
  return list_rows(connection_, Statement::list_audit_checkpoints,
                   values(value_of(owner), position_value(from_sequence), integer(limit)),
                   read_audit_checkpoint);
}

std::vector<core::UserId> SqlTransaction::list_audit_views(std::optional<core::UserId> after,
                                                           std::uint32_t limit) {
  return list_rows(connection_, Statement::list_audit_views,
                   values(after_or_first(after), integer(limit)),
                   [](const SqlRow& row) { return core::UserId{read_id(row, 0)}; });
}

std::vector<core::AuditDelivery> SqlTransaction::due_audit_deliveries(core::Timestamp now,
                                                                      std::uint32_t limit) {
  return list_rows(connection_, Statement::list_due_audit_deliveries,
                   values(value_of(now), integer(limit)), read_audit_delivery);
}

std::uint64_t SqlTransaction::count_audit_deliveries() {
  const auto count = find_row(connection_, Statement::count_audit_deliveries, values(),
                              [](const SqlRow& row) { return count_of(row, 0); });
  return count.value_or(0);
}

void SqlTransaction::append_audit_record(core::AuditRecord record) {
  if (audit_.sealer == nullptr) throw std::logic_error("no sealer to append audit records with");
  const auto head = find_audit_head(record.owner.id).value_or(core::AuditHead{});
  record.sequence = head.sequence + 1;
  record.occurred_at = std::max(record.occurred_at, head.occurred_at);
  record.hash = audit_.sealer->seal(record, head.hash);

  const std::string changes = write_changes(record.changes);
  connection_.execute(
      Statement::append_audit_record,
      values(value_of(record.owner.id), position_value(record.sequence), value_of(record.id),
             integer(code_of(record.owner.kind)), value_of(record.occurred_at),
             value_of(record.operation), value_of(record.action), integer(code_of(record.outcome)),
             value_of(record.refusal), value_of(record.actor), value_of(record.effective_actor),
             value_of(record.actor_email), integer(code_of(record.credential_kind)),
             value_of(record.credential), value_of(record.credential_name),
             value_of(record.resource_kind), value_of(record.resource_id), value_of(record.zone),
             value_of(record.zone_name), value_of(changes), value_of(record.client_address),
             value_of(record.user_agent), value_of(record.request), value_of(record.method),
             value_of(record.path), value_of_hash(record.hash)));
  connection_.execute(Statement::put_audit_head,
                      values(value_of(record.owner.id), integer(code_of(record.owner.kind)),
                             value_of_hash(head.hash), position_value(record.sequence),
                             value_of_hash(record.hash), value_of(record.occurred_at)));

  const bool is_users = record.owner.kind == core::AuditOwnerKind::user;
  if (is_users) append_to_view(core::UserId{record.owner.id}, record);
  const bool by_another = !is_users || record.actor != core::UserId{record.owner.id};
  if (record.actor && by_another) append_to_view(*record.actor, record);
  if (audit_.queues_deliveries) {
    connection_.execute(Statement::queue_audit_delivery,
                        values(value_of(record.owner.id), position_value(head.sequence),
                               value_of(record.occurred_at)));
  }
}

void SqlTransaction::append_to_view(const core::UserId& user, const core::AuditRecord& record) {
  std::int64_t position = 1;
  std::int64_t at = record.occurred_at.time_since_epoch().count();
  connection_.query(Statement::find_audit_view_end, values(value_of(user)), [&](const SqlRow& row) {
    position = row.integer(0) + 1;
    at = std::max(at, row.integer(1));
  });
  connection_.execute(Statement::append_to_audit_view,
                      values(value_of(user), integer(position), value_of(record.owner.id),
                             position_value(record.sequence), integer(at)));
}

std::uint64_t SqlTransaction::prune_audit_log(const core::IdBytes& owner,
                                              std::uint64_t first_sequence) {
  const auto head = find_audit_head(owner);
  if (!head) return 0;
  const std::uint64_t first = std::min(first_sequence, head->sequence);
  if (first <= head->first_sequence) return 0;
  const auto hash = find_row(connection_, Statement::find_audit_hash,
                             values(value_of(owner), position_value(first - 1)),
                             [](const SqlRow& row) { return read_secret_hash(row, 0).bytes; });
  if (!hash) throw std::runtime_error("an audit record that is to be pruned is not there");
  const std::uint64_t removed = connection_.execute(Statement::delete_old_audit_records,
                                                    values(value_of(owner), position_value(first)));
  connection_.execute(Statement::delete_old_audit_checkpoints,
                      values(value_of(owner), position_value(first)));
  connection_.execute(Statement::move_audit_head_first,
                      values(value_of(owner), position_value(first), value_of_hash(*hash)));
  return removed;
}

void SqlTransaction::prune_audit_view(const core::UserId& user, core::Timestamp before) {
  connection_.execute(Statement::delete_old_audit_view_entries,
                      values(value_of(user), value_of(before)));
}

void SqlTransaction::insert_audit_checkpoint(const core::AuditCheckpoint& checkpoint) {
  const auto* signature = reinterpret_cast<const std::uint8_t*>(checkpoint.signature.data());
  connection_.execute(Statement::put_audit_checkpoint,
                      values(value_of(checkpoint.owner.id), integer(code_of(checkpoint.owner.kind)),
                             position_value(checkpoint.sequence), value_of_hash(checkpoint.hash),
                             value_of(checkpoint.signed_at), value_of(checkpoint.key),
                             SqlValue(Bytes(signature, checkpoint.signature.size()))));
  connection_.execute(Statement::sign_audit_head,
                      values(value_of(checkpoint.owner.id), position_value(checkpoint.sequence)));
}

bool SqlTransaction::update_audit_delivery(const core::AuditDelivery& delivery) {
  return connection_.execute(
             Statement::update_audit_delivery,
             values(value_of(delivery.owner), position_value(delivery.delivered_sequence),
                    integer(delivery.attempts), value_of(delivery.next_attempt_at),
                    value_of(delivery.last_error))) > 0;
}

bool SqlTransaction::end_audit_delivery(const core::AuditDelivery& delivery) {
  return connection_.execute(
             Statement::end_audit_delivery,
             values(value_of(delivery.owner), position_value(delivery.delivered_sequence))) > 0;
}

}  // namespace selfsame::storage::sql
