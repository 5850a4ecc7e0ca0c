#pragma once

#include <string>
#include <string_view>

namespace selfsame::pages {

/// What a Content-Security-Policy calls a style that stands in a page: `'sha256-…'`. It names this
/// very text; one more blank is another style.
std::string style_source(std::string_view style);

}  // namespace selfsame::pages
