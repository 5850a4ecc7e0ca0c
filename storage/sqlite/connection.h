#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string>

#include "storage/sql/sql_connection.h"

struct sqlite3;
struct sqlite3_stmt;

namespace selfsame::storage::sqlite {

inline constexpr const char* kMemoryPath = ":memory:";

enum class Role { writer, reader };

/// The statements that begin and end things. The savepoint is the one of a body in a group.
enum class Control : std::size_t {
  begin,
  begin_immediate,
  commit,
  rollback,
  open_savepoint,
  release_savepoint,
  rollback_to_savepoint,
  count_,
};

/// A connection to one file and its prepared statements. Used by one thread at a time.
class Connection final : public sql::SqlConnection {
 public:
  /// Opens the file, which exists, and sets it up for its role. Throws StoreUnavailable.
  Connection(const std::string& path, Role role);

  /// Makes commits last, by a write-ahead log that is synced. Throws StoreUnavailable if the file
  /// system does not allow it.
  void make_durable();

  std::uint64_t execute(sql::Statement name, std::span<const sql::SqlValue> parameters) override;
  void query(sql::Statement name, std::span<const sql::SqlValue> parameters, OnRow on_row) override;

  void run(Control control);
  /// Runs statements that are not worth keeping prepared, such as those of a migration.
  void run_script(const std::string& sql);
  /// The first column of the first row that `sql` answers, as text.
  std::optional<std::string> first_value(const std::string& sql);

  /// False as soon as the engine has rolled back by itself, as it may when the disk is full.
  [[nodiscard]] bool in_transaction() const;
  /// Rolls back what is open, if anything is.
  void abandon_transaction() noexcept;
  /// Ends a transaction that only read.
  void end_read() noexcept;

  [[nodiscard]] sqlite3* handle() const { return connection_.get(); }

 private:
  struct CloseConnection {
    void operator()(sqlite3* connection) const;
  };
  struct FinalizeStatement {
    void operator()(sqlite3_stmt* statement) const;
  };
  using StatementPtr = std::unique_ptr<sqlite3_stmt, FinalizeStatement>;

  void set_up(Role role);
  StatementPtr prepare(std::string_view sql);
  sqlite3_stmt* prepared(sql::Statement name, std::span<const sql::SqlValue> parameters);
  sqlite3_stmt* prepared(Control control);

  std::unique_ptr<sqlite3, CloseConnection> connection_;
  std::array<StatementPtr, sql::kStatementCount> statements_;
  std::array<StatementPtr, static_cast<std::size_t>(Control::count_)> controls_;
};

}  // namespace selfsame::storage::sqlite
