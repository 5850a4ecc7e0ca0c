#pragma once

#include <functional>
#include <span>
#include <string_view>

#include "storage/sqlite/connection.h"

namespace selfsame::storage::sqlite {

/// One step of the schema. Once released, its text never changes.
struct Migration {
  int version = 0;
  std::string_view name;      ///< `0001_accounts`
  std::string_view checksum;  ///< SHA-256 of the text, in hex
  std::string_view sql;
};

/// Those of this program, by version: the files in migrations/.
std::span<const Migration> program_migrations();

/// Throws StoreUnavailable, with nothing changed, if the file is another application's.
void refuse_foreign_file(Connection& connection);

/// Brings the schema up to the last of `migrations` in one transaction, and calls `applied` with
/// the name of each that it ran. Throws StoreUnavailable, with nothing changed, if the file belongs
/// to another application, was migrated by a newer program, or by a migration that reads
/// differently now.
void migrate(Connection& connection, std::span<const Migration> migrations,
             const std::function<void(std::string_view name)>& applied);

}  // namespace selfsame::storage::sqlite
