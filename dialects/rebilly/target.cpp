#include "dialects/rebilly/target.h"

#include <algorithm>

#include "core/limits.h"
#include "http/query.h"

namespace selfsame::rebilly {
namespace {

constexpr std::string_view kOrganizations = "/organizations/";

bool is_id_character(char c) {
  constexpr std::string_view kMarks = "@~-._";
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         kMarks.find(c) != std::string_view::npos;
}

}  // namespace

Target split_target(std::string_view path) {
  if (path.ends_with('/')) path.remove_suffix(1);
  if (!path.starts_with(kOrganizations)) return {{}, path};
  const auto after = path.substr(kOrganizations.size());
  const auto slash = after.find('/');
  const bool has_rest = slash != std::string_view::npos && slash + 1 < after.size();
  if (slash == 0 || !has_rest) return {{}, path};
  return {after.substr(0, slash), after.substr(slash)};
}

bool is_wire_id(std::string_view text) {
  return !text.empty() && text.size() <= core::limits::kRebillyIdCharacters &&
         std::ranges::all_of(text, is_id_character);
}

std::optional<std::string> wire_id(std::string_view segment) {
  // A `+` is no blank in a path, but no id holds either.
  auto text = http::percent_decode(segment);
  return is_wire_id(text) ? std::optional(std::move(text)) : std::nullopt;
}

}  // namespace selfsame::rebilly
