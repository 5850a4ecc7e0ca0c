#include "storage/sqlite/seal_old_records.h"

#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

#include "storage/sql/parameters.h"
#include "storage/sql/row_mapping.h"

namespace selfsame::storage::sqlite {
namespace {

constexpr std::int64_t kRecordsAtOnce = 1000;

std::vector<core::AuditRecord> next_records(Connection& connection, const core::AuditRecord* last) {
  using sql::integer;
  using sql::value_of;
  const auto at = last == nullptr ? integer(std::numeric_limits<std::int64_t>::min())
                                  : value_of(last->occurred_at);
  const auto id = last == nullptr ? sql::SqlValue(sql::Bytes()) : value_of(last->id);
  return sql::list_rows(connection, sql::Statement::list_unsealed_audit_records,
                        sql::values(at, id, integer(kRecordsAtOnce)),
                        sql::read_unsealed_audit_record);
}

void seal_all(Connection& connection, const sql::AuditOptions& audit) {
  std::vector<core::IdBytes> changed_owners;
  sql::SqlTransaction transaction(connection, changed_owners, audit);
  for (auto records = next_records(connection, nullptr); !records.empty();
       records = next_records(connection, &records.back())) {
    for (const auto& record : records) transaction.append_audit_record(record);
  }
}

}  // namespace

void seal_old_records(Connection& connection, const sql::AuditOptions& audit) {
  if (!connection.first_value("SELECT 1 FROM sqlite_schema WHERE name = 'old_audit_records'")) {
    return;
  }
  connection.run(Control::begin_immediate);
  try {
    seal_all(connection, audit);
    connection.run_script("DROP TABLE old_audit_records");
    connection.run(Control::commit);
  } catch (...) {
    connection.abandon_transaction();
    throw;
  }
}

}  // namespace selfsame::storage::sqlite
