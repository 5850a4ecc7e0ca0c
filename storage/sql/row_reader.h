#pragma once

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

#include "core/time.h"
#include "storage/sql/row_mapping.h"
#include "storage/sql/sql_connection.h"

namespace selfsame::storage::sql {

/// Reads the columns of a row from left to right. Throws std::runtime_error on a column that does
/// not hold what is asked for.
class RowReader {
 public:
  explicit RowReader(const SqlRow& row, std::size_t first = 0) : row_(row), next_(first) {}

  std::string text() { return std::string(row_.text(next_++)); }
  std::string_view text_view() { return row_.text(next_++); }
  std::int64_t integer() { return row_.integer(next_++); }
  core::Timestamp time() { return core::Timestamp(std::chrono::microseconds(integer())); }

  bool flag() {
    const std::int64_t value = integer();
    if (value != 0 && value != 1) throw_corrupt("neither 0 nor 1");
    return value == 1;
  }

  template <std::size_t size>
  std::array<std::uint8_t, size> bytes() {
    const Bytes bytes = row_.blob(next_++);
    if (bytes.size() != size) throw_corrupt("wrong length");
    std::array<std::uint8_t, size> result;
    std::ranges::copy(bytes, result.begin());
    return result;
  }
  /// Of any length.
  std::string blob() {
    const Bytes bytes = row_.blob(next_++);
    return {bytes.begin(), bytes.end()};
  }
  template <class Id>
  Id id() {
    return Id{bytes<16>()};
  }

  /// No value if the next column is null, else what `read` makes of it.
  template <class Read>
  auto optional(Read read) -> std::optional<decltype(read())> {
    if (row_.is_null(next_)) {
      ++next_;
      return std::nullopt;
    }
    return read();
  }
  std::optional<std::string> optional_text() {
    return optional([this] { return text(); });
  }
  std::optional<core::Timestamp> optional_time() {
    return optional([this] { return time(); });
  }
  template <class Id>
  std::optional<Id> optional_id() {
    return optional([this] { return id<Id>(); });
  }

  template <class Choice>
  Choice choice(std::initializer_list<Choice> all) {
    const std::int64_t code = integer();
    for (const Choice candidate : all) {
      if (code_of(candidate) == code) return candidate;
    }
    throw_corrupt("unknown code");
  }

 private:
  /// About the column that was read last.
  [[noreturn]] void throw_corrupt(std::string_view problem) const {
    throw std::runtime_error("corrupt row: column " + std::to_string(next_ - 1) + ": " +
                             std::string(problem));
  }

  const SqlRow& row_;
  std::size_t next_;
};

}  // namespace selfsame::storage::sql
