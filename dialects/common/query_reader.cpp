#include "dialects/common/query_reader.h"

#include <algorithm>
#include <charconv>
#include <limits>

namespace selfsame::dialect {
namespace {

constexpr auto kNumberMax = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());

std::optional<std::uint64_t> parse_number(std::string_view text) {
  std::uint64_t value = 0;
  const auto* const end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, value);
  if (read.ec == std::errc::invalid_argument || read.ptr != end) return std::nullopt;
  return read.ec == std::errc::result_out_of_range ? kNumberMax : std::min(value, kNumberMax);
}

}  // namespace

std::optional<std::uint64_t> QueryReader::number(std::string_view name) {
  const auto value = text(name);
  return value ? read_number(name, *value) : std::nullopt;
}

std::optional<std::uint64_t> QueryReader::read_number(std::string_view name,
                                                      std::string_view value) {
  auto parsed = parse_number(value);
  if (!parsed) refuse(name, "must be a whole number");
  return parsed;
}

}  // namespace selfsame::dialect
