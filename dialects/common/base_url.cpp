#include "dialects/common/base_url.h"

#include <algorithm>

namespace selfsame::dialect {
namespace {

/// A host, with or without a port, as far as that it cannot break out of a URL.
bool is_host(std::string_view text) {
  static constexpr std::string_view kMarks = ".-_:[]";
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           kMarks.find(c) != std::string_view::npos;
  });
}

}  // namespace

std::string base_url(const http::Request& request, std::string_view public_url) {
  if (!public_url.empty()) {
    return std::string(
        public_url.substr(0, public_url.size() - (public_url.back() == '/' ? 1 : 0)));
  }
  const auto host = request.header("Host");
  if (!is_host(host)) return {};
  return std::string(request.secure ? "https://" : "http://").append(host);
}

}  // namespace selfsame::dialect
