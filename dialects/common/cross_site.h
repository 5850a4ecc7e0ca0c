#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "http/request.h"

namespace selfsame::dialect {

/// Whether a browser may have sent the request because a page of another site made it, as browsers
/// tell by `Sec-Fetch-Site` and `Origin`. What has neither was sent by no browser. `base_url`: where
/// this server is reached, as of `dialect::base_url`; `trusted`: origins whose pages may.
bool is_cross_site(const http::Request& request, std::string_view base_url,
                   const std::vector<std::string>& trusted);

}  // namespace selfsame::dialect
