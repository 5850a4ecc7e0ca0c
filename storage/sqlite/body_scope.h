#pragma once

#include <exception>

#include "storage/sql/sql_connection.h"
#include "storage/sqlite/connection.h"

namespace selfsame::storage::sqlite {

/// The writer's connection as one body of a group sees it. Before the body's first change a
/// savepoint opens, so that it can be taken back without the other bodies'. Once the store has
/// failed the body, nothing more of it runs, also if it does not care.
class BodyScope final : public sql::SqlConnection {
 public:
  explicit BodyScope(Connection& connection) : connection_(connection) {}

  std::uint64_t execute(sql::Statement name, std::span<const sql::SqlValue> parameters) override;
  void query(sql::Statement name, std::span<const sql::SqlValue> parameters, OnRow on_row) override;

  /// Ends the body: keeps its changes or takes them back. Throws if the whole group's transaction
  /// is lost.
  void finish(bool keep);
  /// How the store failed the body; null if it did not.
  [[nodiscard]] const std::exception_ptr& failure() const { return failure_; }

 private:
  template <class Run>
  auto guarded(Run run);

  Connection& connection_;
  std::exception_ptr failure_;
  bool has_savepoint_ = false;
};

}  // namespace selfsame::storage::sqlite
