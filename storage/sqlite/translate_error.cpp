#include "storage/sqlite/translate_error.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include "core/store.h"

namespace selfsame::storage::sqlite {

void throw_error(sqlite3* connection, int code) {
  const char* text = connection != nullptr ? sqlite3_errmsg(connection) : sqlite3_errstr(code);
  const std::string what = fmt::format("sqlite error {}: {}", code, text);
  switch (code) {
    case SQLITE_CONSTRAINT_UNIQUE:
    case SQLITE_CONSTRAINT_PRIMARYKEY:
    case SQLITE_CONSTRAINT_ROWID:
    case SQLITE_CONSTRAINT_TRIGGER:  // the last owner of an organization
      throw core::StoreConflict(what);
    default:
      break;
  }
  switch (code & 0xff) {
    case SQLITE_CONSTRAINT:
    case SQLITE_ERROR:
    case SQLITE_MISUSE:
    case SQLITE_RANGE:
    case SQLITE_MISMATCH:
    case SQLITE_TOOBIG:
      throw std::runtime_error(what);
    default:
      throw core::StoreUnavailable(what);
  }
}

}  // namespace selfsame::storage::sqlite
