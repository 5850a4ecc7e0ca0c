#include "dialects/rebilly/echo.h"

#include <cstddef>

namespace selfsame::rebilly {

std::string echo(std::string_view text) {
  constexpr std::size_t kShown = 60;
  std::string shown = "`";
  for (const char c : text.substr(0, kShown)) {
    if (c >= 0x20 && c < 0x7F) shown += c;
  }
  if (text.size() > kShown) shown += "...";
  return shown + '`';
}

}  // namespace selfsame::rebilly
