#include "dialects/cloudflare/query_reader.h"

#include <string_view>

namespace selfsame::cloudflare {
namespace {

constexpr Choices<core::Direction, 2> kDirections{
    {{"asc", core::Direction::ascending}, {"desc", core::Direction::descending}}};
constexpr Choices<bool, 2> kMatches{{{"any", true}, {"all", false}}};

std::string_view without_zero_fraction(std::string_view number) {
  const auto digits = number.substr(0, number.find('.'));
  const auto fraction = number.substr(digits.size());
  const bool is_zero =
      fraction.size() > 1 && fraction.find_first_not_of('0', 1) == std::string_view::npos;
  return is_zero ? digits : number;
}

}  // namespace

std::optional<std::uint64_t> QueryReader::number(std::string_view name) {
  const auto value = text(name);
  return value ? read_number(name, without_zero_fraction(*value)) : std::nullopt;
}

std::optional<bool> QueryReader::boolean(std::string_view name) {
  const auto value = text(name);
  if (!value) return std::nullopt;
  if (*value == "true") return true;
  if (*value == "false") return false;
  refuse(name, "must be true or false");
  return std::nullopt;
}

std::optional<core::Direction> QueryReader::direction() { return choice("direction", kDirections); }

bool QueryReader::matches_any() { return choice("match", kMatches).value_or(false); }

core::PageRequest QueryReader::page() {
  const auto page = number("page");
  if (page && *page == 0) refuse("page", "must be 1 or more");
  return {page.value_or(1), number("per_page")};
}

}  // namespace selfsame::cloudflare
