#include "dialects/common/path.h"

namespace selfsame::dialect {
namespace {

constexpr std::string_view kIdentifier = "{id}";

/// Takes the next `/segment` off the front, without the slash.
std::string_view take_segment(std::string_view& path) {
  path.remove_prefix(1);
  const auto segment = path.substr(0, path.find('/'));
  path.remove_prefix(segment.size());
  return segment;
}

}  // namespace

bool matches(std::string_view pattern, std::string_view path, PathIds& ids) {
  std::array<std::string_view, kPathIdsMax> identifiers{};
  std::size_t count = 0;
  while (pattern.starts_with('/') && path.starts_with('/')) {
    const auto wanted = take_segment(pattern);
    const auto segment = take_segment(path);
    if (wanted == kIdentifier) {
      identifiers.at(count++) = segment;
    } else if (wanted != segment) {
      return false;
    }
  }
  if (!pattern.empty() || !path.empty()) return false;
  // Only now: most patterns differ in a fixed segment, which is found out at less cost.
  for (std::size_t i = 0; i < count; ++i) {
    const auto parsed = core::parse_id(identifiers.at(i));
    if (!parsed) return false;
    ids.at(i) = *parsed;
  }
  return true;
}

}  // namespace selfsame::dialect
