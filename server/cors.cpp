#include "server/cors.h"

#include <algorithm>
#include <utility>

namespace selfsame::server {
namespace {

constexpr std::string_view kAny = "*";
constexpr std::string_view kMethods = "GET, HEAD, POST, PUT, PATCH, DELETE";
constexpr std::string_view kExposed =
    "Location, Pagination-Total, Pagination-Limit, Pagination-Offset, X-RateLimit-Limit, "
    "X-RateLimit-Remaining, X-RateLimit-Retry-After, Ratelimit, Ratelimit-Policy, Retry-After, "
    "Idempotent-Replayed, cf-ray";
constexpr std::string_view kPreflightSeconds = "600";

bool is_host_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
         std::string_view(".-:[]").find(c) != std::string_view::npos;
}

}  // namespace

std::string check_origin(std::string_view origin) {
  if (origin == kAny) return {};
  for (const std::string_view scheme : {"https://", "http://"}) {
    if (!origin.starts_with(scheme)) continue;
    const auto host = origin.substr(scheme.size());
    if (!host.empty() && std::ranges::all_of(host, is_host_character)) return {};
  }
  return "must be an origin as browsers send it, such as https://app.example.com (no path, small "
         "letters), or *, not " +
         std::string(origin);
}

Cors::Cors(std::vector<std::string> allowed) : named_(std::move(allowed)) {
  any_ = std::erase(named_, kAny) > 0;
}

bool Cors::is_named(std::string_view origin) const {
  return std::ranges::find(named_, origin) != named_.end();
}

void Cors::admit(std::string_view origin, http::Response& response) const {
  if (is_off()) return;
  // What is kept of an answer must not be given to a page that it was not meant for.
  response.add_header("Vary", "Origin");
  if (origin.empty()) return;
  const bool named = is_named(origin);
  if (!named && !any_) return;
  response.add_header("Access-Control-Allow-Origin", named ? origin : kAny);
  if (named) response.add_header("Access-Control-Allow-Credentials", "true");
  response.add_header("Access-Control-Expose-Headers", kExposed);
}

bool Cors::answer_preflight(const http::Request& request, http::Response& response) const {
  if (request.method != http::Method::options || is_off()) return false;
  const auto origin = request.header("Origin");
  const bool asks = request.has_header("Access-Control-Request-Method");
  if (!asks || origin.empty() || (!any_ && !is_named(origin))) return false;
  response.status = 204;
  response.add_header("Access-Control-Allow-Methods", kMethods);
  // SDKs send headers of their own, some of them new in each release.
  if (const auto wanted = request.header("Access-Control-Request-Headers"); !wanted.empty()) {
    response.add_header("Access-Control-Allow-Headers", wanted);
  }
  response.add_header("Access-Control-Max-Age", kPreflightSeconds);
  return true;
}

}  // namespace selfsame::server
