#include "dialects/cloudflare/query_reader.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <tuple>

#include "http/query.h"

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

std::optional<core::Timestamp> parse_instant(std::string text) {
  constexpr std::size_t kDate = std::string_view("2019-04-30").size();
  constexpr std::size_t kOffset = std::string_view("+01:00").size();
  if (text.size() == kDate) return core::parse_rfc3339(text + "T00:00:00Z");
  // A `+` that nobody encoded arrives as a blank.
  if (text.size() > kOffset && text[text.size() - kOffset] == ' ') {
    text[text.size() - kOffset] = '+';
  }
  return core::parse_rfc3339(text);
}

}  // namespace

std::optional<core::Cidr> parse_network(std::string_view text) {
  constexpr unsigned kWholeAddress = 128;
  if (const auto address = core::IpAddress::parse(text)) {
    return core::Cidr{*address, kWholeAddress, std::string(text)};
  }
  return core::Cidr::parse(text);
}

std::string canonical_query(std::string_view query, bool (*counts)(std::string_view name)) {
  auto parameters = http::query_parameters(query);
  std::erase_if(parameters, [&](const auto& parameter) { return !counts(parameter.name); });
  std::ranges::sort(parameters, {}, [](const auto& parameter) {
    return std::tie(parameter.name, parameter.value);
  });
  std::string text;
  for (const auto& [name, value] : parameters) {
    text.append(name).append("=").append(std::to_string(value.size())).append(":").append(value);
  }
  return text;
}

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

std::optional<core::Timestamp> QueryReader::instant(std::string_view name) {
  const auto value = text(name);
  if (!value) return std::nullopt;
  const auto at = parse_instant(*value);
  if (!at) refuse(name, "must be a date, or a time with its offset such as 2019-04-30T01:12:20Z");
  return at;
}

std::optional<core::Timestamp> QueryReader::required_instant(std::string_view name) {
  if (!text(name)) refuse(name, "is required");
  return instant(name);
}

std::optional<core::Cidr> QueryReader::network(std::string_view name) {
  const auto value = text(name);
  if (!value) return std::nullopt;
  auto network = parse_network(*value);
  if (!network) refuse(name, kMustBeNetwork);
  return network;
}

TimeRange QueryReader::time_range() { return in_order({instant("since"), instant("before")}); }

TimeRange QueryReader::required_time_range() {
  return in_order({required_instant("since"), required_instant("before")});
}

TimeRange QueryReader::in_order(const TimeRange& range) {
  if (range.since && range.before && *range.since > *range.before) {
    refuse("before", "must not be earlier than `since`");
  }
  return range;
}

bool QueryReader::matches_any() { return choice("match", kMatches).value_or(false); }

core::PageRequest QueryReader::page() {
  const auto page = number("page");
  if (page && *page == 0) refuse("page", "must be 1 or more");
  return {page.value_or(1), number("per_page")};
}

}  // namespace selfsame::cloudflare
