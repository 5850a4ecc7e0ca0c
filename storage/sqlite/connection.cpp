#include "storage/sqlite/connection.h"

#include <algorithm>
#include <fmt/format.h>
#include <limits>
#include <sqlite3.h>
#include <stdexcept>

#include "core/store.h"
#include "storage/sqlite/translate_error.h"

namespace selfsame::storage::sqlite {
namespace {

constexpr int kWriterPatienceMilliseconds = 5000;
constexpr int kReaderPatienceMilliseconds = 1000;  // a reader is an event loop
constexpr int kWriterCacheKibibytes = 4096;
constexpr int kReaderCacheKibibytes = 1024;
constexpr int kCheckpointPages = 4000;
constexpr int kLogBytesKept = 64 << 20;

constexpr std::array<std::string_view, static_cast<std::size_t>(Control::count_)> kControls{
    "BEGIN",
    "BEGIN IMMEDIATE",
    "COMMIT",
    "ROLLBACK",
    "SAVEPOINT body_of_group",
    "RELEASE body_of_group",
    "ROLLBACK TO body_of_group"};

class Row final : public sql::SqlRow {
 public:
  explicit Row(sqlite3_stmt* statement) : statement_(statement) {}

  [[nodiscard]] bool is_null(std::size_t column) const override {
    return sqlite3_column_type(statement_, index(column)) == SQLITE_NULL;
  }
  [[nodiscard]] std::int64_t integer(std::size_t column) const override {
    expect(column, SQLITE_INTEGER);
    return sqlite3_column_int64(statement_, index(column));
  }
  [[nodiscard]] std::string_view text(std::size_t column) const override {
    expect(column, SQLITE_TEXT);
    const unsigned char* data = sqlite3_column_text(statement_, index(column));
    if (data == nullptr) throw std::bad_alloc();
    return {reinterpret_cast<const char*>(data), size(column)};
  }
  [[nodiscard]] sql::Bytes blob(std::size_t column) const override {
    expect(column, SQLITE_BLOB);
    const void* data = sqlite3_column_blob(statement_, index(column));
    return {static_cast<const std::uint8_t*>(data), size(column)};
  }

 private:
  static int index(std::size_t column) { return static_cast<int>(column); }
  [[nodiscard]] std::size_t size(std::size_t column) const {
    return static_cast<std::size_t>(sqlite3_column_bytes(statement_, index(column)));
  }
  void expect(std::size_t column, int type) const {
    if (sqlite3_column_type(statement_, index(column)) != type) {
      throw std::runtime_error(fmt::format("corrupt row: column {} has another type", column));
    }
  }

  sqlite3_stmt* statement_;
};

/// Makes a statement ready for its next run, however this one ends.
class ResetAtEnd {
 public:
  explicit ResetAtEnd(sqlite3_stmt* statement) : statement_(statement) {}
  ~ResetAtEnd() { sqlite3_reset(statement_); }
  ResetAtEnd(const ResetAtEnd&) = delete;
  ResetAtEnd& operator=(const ResetAtEnd&) = delete;

 private:
  sqlite3_stmt* statement_;
};

/// Binds a parameter. Nothing is copied: it outlives the run.
struct Bind {
  sqlite3_stmt* statement;
  int index;

  int operator()(std::monostate) const { return sqlite3_bind_null(statement, index); }
  int operator()(std::int64_t number) const { return sqlite3_bind_int64(statement, index, number); }
  int operator()(std::string_view text) const {
    const char* data = text.data() != nullptr ? text.data() : "";  // a null pointer would be NULL
    return sqlite3_bind_text64(statement, index, data, text.size(), SQLITE_STATIC, SQLITE_UTF8);
  }
  int operator()(sql::Bytes bytes) const {
    const void* data = bytes.data() != nullptr ? static_cast<const void*>(bytes.data()) : "";
    return sqlite3_bind_blob64(statement, index, data, bytes.size(), SQLITE_STATIC);
  }
};

/// Switches SQLite's global memory statistics off, which would make all connections share a lock.
void prepare_library() {
  [[maybe_unused]] static const int once = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

/// SQLite numbers `$1` by its first appearance; only `?1` means the first parameter.
std::string with_numbered_parameters(std::string_view sql) {
  std::string text(sql);
  std::ranges::replace(text, '$', '?');
  return text;
}

}  // namespace

void Connection::CloseConnection::operator()(sqlite3* connection) const {
  sqlite3_close_v2(connection);
}

void Connection::FinalizeStatement::operator()(sqlite3_stmt* statement) const {
  sqlite3_finalize(statement);
}

Connection::Connection(const std::string& path, Role role) {
  prepare_library();
  // A leading "./" keeps a name such as `file:x` from being read as a URI.
  const std::string name = path.starts_with("file:") ? "./" + path : path;
  sqlite3* opened = nullptr;
  const int code =
      sqlite3_open_v2(name.c_str(), &opened, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr);
  connection_.reset(opened);
  if (code != SQLITE_OK) throw_error(opened, code);
  sqlite3_extended_result_codes(opened, 1);
  set_up(role);
}

void Connection::set_up(Role role) {
  const bool writes = role == Role::writer;
  sqlite3_busy_timeout(handle(),
                       writes ? kWriterPatienceMilliseconds : kReaderPatienceMilliseconds);
  if (writes && sqlite3_db_readonly(handle(), "main") == 1) {
    throw core::StoreUnavailable("the file is read-only");
  }
  run_script(
      fmt::format("PRAGMA trusted_schema = OFF; PRAGMA temp_store = MEMORY;"
                  "PRAGMA cache_size = -{};",
                  writes ? kWriterCacheKibibytes : kReaderCacheKibibytes));
  run_script(writes ? "PRAGMA foreign_keys = ON" : "PRAGMA query_only = ON");
}

void Connection::make_durable() {
  const auto mode = first_value("PRAGMA journal_mode = WAL");
  const bool in_memory = mode == "memory";
  if (mode != "wal" && !in_memory) {
    throw core::StoreUnavailable("the file system does not let SQLite keep a write-ahead log");
  }
  run_script(
      fmt::format("PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = {};"
                  "PRAGMA journal_size_limit = {};",
                  kCheckpointPages, kLogBytesKept));
}

Connection::StatementPtr Connection::prepare(std::string_view sql) {
  sqlite3_stmt* statement = nullptr;
  const int code = sqlite3_prepare_v3(handle(), sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
  if (code != SQLITE_OK) throw_error(handle(), code);
  return StatementPtr(statement);
}

sqlite3_stmt* Connection::prepared(sql::Statement name, std::span<const sql::SqlValue> parameters) {
  StatementPtr& kept = statements_.at(static_cast<std::size_t>(name));
  if (!kept) kept = prepare(with_numbered_parameters(sql::statement_text(name)));
  if (static_cast<std::size_t>(sqlite3_bind_parameter_count(kept.get())) != parameters.size()) {
    throw std::logic_error("a statement got the wrong number of parameters");
  }
  int index = 0;
  for (const sql::SqlValue& parameter : parameters) {
    const int code = std::visit(Bind{kept.get(), ++index}, parameter);
    if (code != SQLITE_OK) throw_error(handle(), code);
  }
  return kept.get();
}

sqlite3_stmt* Connection::prepared(Control control) {
  const auto index = static_cast<std::size_t>(control);
  StatementPtr& kept = controls_.at(index);
  if (!kept) kept = prepare(kControls.at(index));
  return kept.get();
}

std::uint64_t Connection::execute(sql::Statement name, std::span<const sql::SqlValue> parameters) {
  sqlite3_stmt* statement = prepared(name, parameters);
  const ResetAtEnd reset(statement);
  const int code = sqlite3_step(statement);
  if (code != SQLITE_DONE) throw_error(handle(), code);
  return static_cast<std::uint64_t>(sqlite3_changes64(handle()));
}

void Connection::query(sql::Statement name, std::span<const sql::SqlValue> parameters,
                       OnRow on_row) {
  sqlite3_stmt* statement = prepared(name, parameters);
  const ResetAtEnd reset(statement);
  int code = sqlite3_step(statement);
  for (; code == SQLITE_ROW; code = sqlite3_step(statement)) on_row(Row(statement));
  if (code != SQLITE_DONE) throw_error(handle(), code);
}

void Connection::run(Control control) {
  sqlite3_stmt* statement = prepared(control);
  const ResetAtEnd reset(statement);
  const int code = sqlite3_step(statement);
  if (code != SQLITE_DONE) throw_error(handle(), code);
}

void Connection::run_script(const std::string& sql) {
  const int code = sqlite3_exec(handle(), sql.c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) throw_error(handle(), code);
}

std::optional<std::string> Connection::first_value(const std::string& sql) {
  const StatementPtr statement = prepare(sql);
  const int code = sqlite3_step(statement.get());
  if (code == SQLITE_DONE) return std::nullopt;
  if (code != SQLITE_ROW) throw_error(handle(), code);
  const unsigned char* text = sqlite3_column_text(statement.get(), 0);
  if (text == nullptr) return std::nullopt;
  return reinterpret_cast<const char*>(text);
}

bool Connection::in_transaction() const { return sqlite3_get_autocommit(handle()) == 0; }

void Connection::abandon_transaction() noexcept {
  if (in_transaction()) sqlite3_exec(handle(), "ROLLBACK", nullptr, nullptr, nullptr);
}

void Connection::end_read() noexcept {
  try {
    run(Control::commit);
  } catch (...) {
    abandon_transaction();
  }
}

}  // namespace selfsame::storage::sqlite
