#include "dialects/rebilly/times.h"

#include <cstddef>

namespace selfsame::rebilly {

std::string format_time(core::Timestamp at) { return core::format_seconds(at, "+00:00"); }

std::optional<core::Timestamp> parse_query_time(std::string_view text) {
  constexpr std::size_t kOffset = std::string_view("+01:00").size();
  if (text.size() <= kOffset || text[text.size() - kOffset] != ' ') {
    return core::parse_rfc3339(text);
  }
  std::string mended(text);
  mended[mended.size() - kOffset] = '+';
  return core::parse_rfc3339(mended);
}

}  // namespace selfsame::rebilly
