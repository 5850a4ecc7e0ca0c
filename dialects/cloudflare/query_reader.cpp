#include "dialects/cloudflare/query_reader.h"

#include <charconv>
#include <limits>

#include "http/query.h"

namespace selfsame::cloudflare {
namespace {

constexpr auto kNumberMax = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());

std::optional<std::uint64_t> parse_number(std::string_view text) {
  std::uint64_t value = 0;
  const auto* const end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, value);
  if (read.ec == std::errc::result_out_of_range) value = kNumberMax;
  if (read.ec == std::errc::invalid_argument) return std::nullopt;
  std::string_view rest(read.ptr, static_cast<std::size_t>(end - read.ptr));
  if (rest.starts_with('.')) {
    rest.remove_prefix(1);
    if (rest.empty() || rest.find_first_not_of('0') != std::string_view::npos) return std::nullopt;
    rest = {};
  }
  if (!rest.empty()) return std::nullopt;
  return std::min(value, kNumberMax);
}

}  // namespace

std::optional<std::string> QueryReader::text(std::string_view name) const {
  return http::query_parameter(query_, name);
}

std::optional<std::uint64_t> QueryReader::number(std::string_view name) {
  const auto value = text(name);
  if (!value) return std::nullopt;
  auto parsed = parse_number(*value);
  if (!parsed) errors_.push_back({'/' + std::string(name), "must be a whole number"});
  return parsed;
}

std::optional<bool> QueryReader::boolean(std::string_view name) {
  const auto value = text(name);
  if (!value) return std::nullopt;
  if (*value == "true") return true;
  if (*value == "false") return false;
  errors_.push_back({'/' + std::string(name), "must be true or false"});
  return std::nullopt;
}

std::optional<core::Direction> QueryReader::direction() {
  const auto value = text("direction");
  if (!value) return std::nullopt;
  if (*value == "asc") return core::Direction::ascending;
  if (*value == "desc") return core::Direction::descending;
  errors_.push_back({"/direction", "must be asc or desc"});
  return std::nullopt;
}

std::uint64_t QueryReader::page() {
  const auto page = number("page");
  if (page && *page == 0) errors_.push_back({"/page", "must be 1 or more"});
  return page.value_or(1);
}

}  // namespace selfsame::cloudflare
