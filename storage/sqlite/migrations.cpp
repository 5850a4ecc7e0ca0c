#include "storage/sqlite/migrations.h"

#include <fmt/format.h>
#include <string>

#include "core/store.h"

namespace selfsame::storage::sqlite {
namespace {

constexpr std::string_view kApplicationId = "1399155814";  // "Self", for file(1) and for us

bool is_claimed(Connection& connection) {
  return connection.first_value("PRAGMA application_id") == kApplicationId;
}

void claim_file(Connection& connection) {
  if (is_claimed(connection)) return;
  connection.run_script(
      fmt::format("PRAGMA application_id = {};"
                  "CREATE TABLE schema_migrations (version INTEGER NOT NULL PRIMARY KEY,"
                  " name TEXT NOT NULL, checksum TEXT NOT NULL) STRICT;",
                  kApplicationId));
}

int applied_version(Connection& connection) {
  const auto version =
      connection.first_value("SELECT coalesce(max(version), 0) FROM schema_migrations");
  return std::stoi(version.value_or("0"));
}

void check_unchanged(Connection& connection, const Migration& migration) {
  const auto checksum = connection.first_value(
      fmt::format("SELECT checksum FROM schema_migrations WHERE version = {}", migration.version));
  if (checksum != migration.checksum) {
    throw core::StoreUnavailable(
        fmt::format("migration {} is not the one that was applied to the store", migration.name));
  }
}

void apply(Connection& connection, const Migration& migration) {
  connection.run_script(std::string(migration.sql));
  connection.run_script(fmt::format("INSERT INTO schema_migrations VALUES ({}, '{}', '{}')",
                                    migration.version, migration.name, migration.checksum));
}

void migrate_in_transaction(Connection& connection, std::span<const Migration> migrations,
                            const std::function<void(std::string_view name)>& applied) {
  refuse_foreign_file(connection);
  claim_file(connection);
  const int present = applied_version(connection);
  const int known = migrations.empty() ? 0 : migrations.back().version;
  if (present > known) {
    throw core::StoreUnavailable(
        fmt::format("the store has schema version {}, this program knows up to {}: it needs a "
                    "newer selfsame",
                    present, known));
  }
  for (const Migration& migration : migrations) {
    if (migration.version <= present) {
      check_unchanged(connection, migration);
    } else {
      apply(connection, migration);
      applied(migration.name);
    }
  }
}

}  // namespace

void refuse_foreign_file(Connection& connection) {
  if (is_claimed(connection)) return;
  if (connection.first_value("PRAGMA application_id") != "0" ||
      connection.first_value("SELECT name FROM sqlite_schema LIMIT 1")) {
    throw core::StoreUnavailable("the file is a database of another application");
  }
}

void migrate(Connection& connection, std::span<const Migration> migrations,
             const std::function<void(std::string_view name)>& applied) {
  connection.run(Control::begin_immediate);
  try {
    migrate_in_transaction(connection, migrations, applied);
    connection.run(Control::commit);
  } catch (...) {
    connection.abandon_transaction();
    throw;
  }
}

}  // namespace selfsame::storage::sqlite
