#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <variant>

#include "core/function_ref.h"
#include "storage/sql/statements.h"

namespace selfsame::storage::sql {

using Bytes = std::span<const std::uint8_t>;

/// A parameter. A view: valid as long as what it was made from.
using SqlValue = std::variant<std::monostate, std::int64_t, std::string_view, Bytes>;

/// One row of an answer, valid inside the callback that gets it. Reading a column as another type
/// than it has throws std::runtime_error.
class SqlRow {
 public:
  virtual ~SqlRow() = default;
  [[nodiscard]] virtual bool is_null(std::size_t column) const = 0;
  [[nodiscard]] virtual std::int64_t integer(std::size_t column) const = 0;
  [[nodiscard]] virtual std::string_view text(std::size_t column) const = 0;
  [[nodiscard]] virtual Bytes blob(std::size_t column) const = 0;
};

/// What an engine offers: to run a statement by its name. Throws core::StoreUnavailable,
/// core::StoreConflict, or std::runtime_error for what is a bug.
class SqlConnection {
 public:
  using OnRow = core::FunctionRef<void(const SqlRow&)>;

  virtual ~SqlConnection() = default;
  /// Runs a statement that changes rows; returns how many it changed.
  virtual std::uint64_t execute(Statement name, std::span<const SqlValue> parameters) = 0;
  /// Runs a statement that only reads. `on_row` runs no statement.
  virtual void query(Statement name, std::span<const SqlValue> parameters, OnRow on_row) = 0;
};

}  // namespace selfsame::storage::sql
