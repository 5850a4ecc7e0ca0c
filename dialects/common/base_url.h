#pragma once

#include <string>
#include <string_view>

#include "http/request.h"

namespace selfsame::dialect {

/// Where clients reach this server, without a slash at the end: `public_url`, or, where that is
/// empty, where the request says that it was sent to. Empty if it says nothing that can be believed.
std::string base_url(const http::Request& request, std::string_view public_url);

}  // namespace selfsame::dialect
