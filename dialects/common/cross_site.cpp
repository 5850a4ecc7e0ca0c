#include "dialects/common/cross_site.h"

#include <algorithm>

namespace selfsame::dialect {
namespace {

/// The origin that a URL begins with: scheme, host and port.
std::string_view origin_of(std::string_view url) {
  constexpr std::string_view kAfterScheme = "://";
  const auto scheme = url.find(kAfterScheme);
  if (scheme == std::string_view::npos) return {};
  return url.substr(0, url.find('/', scheme + kAfterScheme.size()));
}

}  // namespace

bool is_cross_site(const http::Request& request, std::string_view base_url,
                   const std::vector<std::string>& trusted) {
  const auto origin = request.header("Origin");
  if (!origin.empty()) {
    if (std::ranges::find(trusted, origin) != trusted.end()) return false;
    if (origin == origin_of(base_url)) return false;
  }
  // Browsers that send this one know better than we whose page it is: behind a proxy, we may not know
  // by which name and scheme we are reached.
  const auto site = request.header("Sec-Fetch-Site");
  if (!site.empty()) return site != "same-origin" && site != "none";
  return !origin.empty();
}

}  // namespace selfsame::dialect
