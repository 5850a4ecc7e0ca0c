#include "dialects/cloudflare/log_cursor.h"

#include <algorithm>

#include "core/id.h"

namespace selfsame::cloudflare {
namespace {

// Two groups of 32 hex digits: the positions, and a check of them and the list.
constexpr std::size_t kGroup = 32;

core::IdBytes bytes_of(const LogCursor& cursor) {
  core::IdBytes bytes;
  for (unsigned i = 0; i < 8; ++i) {
    bytes.at(i) = static_cast<std::uint8_t>(cursor.after >> (56 - 8 * i));
    bytes.at(8 + i) = static_cast<std::uint8_t>(cursor.newest >> (56 - 8 * i));
  }
  return bytes;
}

LogCursor cursor_of(const core::IdBytes& bytes) {
  LogCursor cursor;
  for (unsigned i = 0; i < 8; ++i) {
    cursor.after = cursor.after << 8U | bytes.at(i);
    cursor.newest = cursor.newest << 8U | bytes.at(8 + i);
  }
  return cursor;
}

core::IdBytes check_of(const LogCursor& cursor, std::string_view list,
                       const core::SecretHasher& hasher) {
  const auto hash = hasher.hash(core::id_to_hex(bytes_of(cursor)) + std::string(list));
  core::IdBytes check;
  std::copy_n(hash.bytes.begin(), check.size(), check.begin());
  return check;
}

}  // namespace

std::string write_cursor(const LogCursor& cursor, std::string_view list,
                         const core::SecretHasher& hasher) {
  return core::id_to_hex(bytes_of(cursor)) + core::id_to_hex(check_of(cursor, list, hasher));
}

std::optional<LogCursor> read_cursor(std::string_view text, std::string_view list,
                                     const core::SecretHasher& hasher) {
  if (text.size() != 2 * kGroup) return std::nullopt;
  const auto positions = core::parse_hex_id(text.substr(0, kGroup));
  const auto check = core::parse_hex_id(text.substr(kGroup));
  if (!positions || !check) return std::nullopt;
  const auto cursor = cursor_of(*positions);
  if (check_of(cursor, list, hasher) != *check) return std::nullopt;
  return cursor;
}

}  // namespace selfsame::cloudflare
