#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/access/secret.h"
#include "core/id.h"
#include "core/ip_address.h"
#include "core/time.h"
#include "storage/sql/sql_connection.h"

/// Values of the domain as parameters of statements, and the answers that have at most one row.
/// What is handed in must live as long as the statement runs.
namespace selfsame::storage::sql {

template <class Tag>
SqlValue value_of(const core::Id<Tag>& id) {
  return Bytes(id.bytes);
}
inline SqlValue value_of(const core::IdBytes& bytes) { return Bytes(bytes); }
inline SqlValue value_of(const core::SecretHash& hash) { return Bytes(hash.bytes); }
inline SqlValue value_of(const core::IpAddress& address) { return Bytes(address.bytes); }
inline SqlValue value_of(const std::string& text) { return std::string_view(text); }
inline SqlValue value_of(std::string_view text) { return text; }
inline SqlValue value_of(bool flag) { return std::int64_t{flag ? 1 : 0}; }
inline SqlValue value_of(core::Timestamp at) { return std::int64_t{at.time_since_epoch().count()}; }

template <class T>
SqlValue value_of(const std::optional<T>& optional) {
  return optional ? value_of(*optional) : SqlValue(std::monostate{});
}

/// Bytes that a string holds, not text.
inline SqlValue bytes_of(const std::string& bytes) {
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): the same bytes
  return Bytes(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
}

inline SqlValue integer(std::int64_t number) { return number; }

/// The id to go on after; without one, what is before every id.
template <class Id>
SqlValue after_or_first(const std::optional<Id>& after) {
  return after ? value_of(*after) : SqlValue(Bytes());
}

template <class... Values>
std::array<SqlValue, sizeof...(Values)> values(const Values&... all) {
  return {SqlValue(all)...};
}

/// The parameters of two parts of a statement, one after the other.
template <std::size_t left_size, std::size_t right_size>
std::array<SqlValue, left_size + right_size> joined(const std::array<SqlValue, left_size>& left,
                                                    const std::array<SqlValue, right_size>& right) {
  std::array<SqlValue, left_size + right_size> all;
  std::ranges::copy(right, std::ranges::copy(left, all.begin()).out);
  return all;
}

/// The only row, as `read` makes it; none if there is no row.
template <class Read, class Parameters>
auto find_row(SqlConnection& connection, Statement name, const Parameters& parameters, Read read) {
  std::optional<decltype(read(std::declval<const SqlRow&>()))> found;
  connection.query(name, parameters, [&](const SqlRow& row) { found = read(row); });
  return found;
}

/// The number that a statement counts.
template <class Parameters>
std::uint64_t count_rows(SqlConnection& connection, Statement name, const Parameters& parameters) {
  const auto count =
      find_row(connection, name, parameters, [](const SqlRow& row) { return row.integer(0); });
  return static_cast<std::uint64_t>(count.value_or(0));
}

/// All rows, in their order.
template <class Read, class Parameters>
auto list_rows(SqlConnection& connection, Statement name, const Parameters& parameters, Read read) {
  std::vector<decltype(read(std::declval<const SqlRow&>()))> rows;
  connection.query(name, parameters, [&](const SqlRow& row) { rows.push_back(read(row)); });
  return rows;
}

template <class T>
std::shared_ptr<const T> shared(std::optional<T> found) {
  return found ? std::make_shared<const T>(std::move(*found)) : nullptr;
}

}  // namespace selfsame::storage::sql
