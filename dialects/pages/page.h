#pragma once

#include <string>
#include <string_view>

#include "http/response.h"

namespace selfsame::pages {

/// Writes a page as the whole answer, but for headers that are there already. Nothing of it may be
/// kept, framed, or refer to anything elsewhere. `service` and `title` are texts, `content` is HTML.
void write_page(unsigned status, std::string_view service, std::string_view title,
                std::string_view content, http::Response& response);

/// A page that only tells something.
void write_message(unsigned status, std::string_view service, std::string_view title,
                   std::string_view text, http::Response& response);

/// For what HTTP, the path or the store refuse: `status` decides the words. One that has none of its
/// own is told as an internal error.
void write_refusal(unsigned status, std::string_view service, http::Response& response);

}  // namespace selfsame::pages
