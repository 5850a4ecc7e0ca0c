#include "dialects/cloudflare/routes.h"

#include <array>

#include "dialects/cloudflare/handlers.h"

namespace selfsame::cloudflare {
namespace {

using core::OperationId;
using http::Method;

// Fixed paths stand before the patterns that would take them for an identifier.
constexpr std::array kRoutes{
    // clang-format off
    Route{Method::get,     "/user",                          OperationId::user_get,     Body::none,    get_user},
    Route{Method::patch,   "/user",                          OperationId::user_edit,    Body::profile, edit_user},
    Route{Method::get,     "/user/tokens",                   OperationId::token_list,   Body::none,    list_tokens},
    Route{Method::post,    "/user/tokens",                   OperationId::token_create, Body::json,    create_token},
    Route{Method::get,     "/user/tokens/verify",            OperationId::token_verify, Body::none,    verify_token, true},
    Route{Method::get,     "/user/tokens/permission_groups", OperationId::permission_group_list, Body::none, list_permission_groups},
    Route{Method::get,     "/user/tokens/{id}",              OperationId::token_get,    Body::none,    get_token},
    Route{Method::put,     "/user/tokens/{id}",              OperationId::token_update, Body::json,    update_token},
    Route{Method::delete_, "/user/tokens/{id}",              OperationId::token_delete, Body::none,    delete_token},
    Route{Method::put,     "/user/tokens/{id}/value",        OperationId::token_roll,   Body::none,    roll_token},
    // clang-format on
};

constexpr std::string_view kIdentifier = "{id}";

/// Takes the next `/segment` off the front, without the slash.
std::string_view take_segment(std::string_view& path) {
  path.remove_prefix(1);
  const auto segment = path.substr(0, path.find('/'));
  path.remove_prefix(segment.size());
  return segment;
}

bool matches(std::string_view pattern, std::string_view path, core::IdBytes& id) {
  while (pattern.starts_with('/') && path.starts_with('/')) {
    const auto wanted = take_segment(pattern);
    const auto segment = take_segment(path);
    if (wanted != kIdentifier) {
      if (wanted != segment) return false;
      continue;
    }
    const auto parsed = core::parse_id(segment);
    if (!parsed) return false;
    id = *parsed;
  }
  return pattern.empty() && path.empty();
}

}  // namespace

std::span<const Route> routes() { return kRoutes; }

std::expected<Match, std::string> find_route(http::Method method, std::string_view path) {
  std::string allowed;
  core::IdBytes id{};
  for (const auto& route : kRoutes) {
    if (!matches(route.pattern, path, id)) continue;
    if (route.method == method) return Match{&route, id};
    if (!allowed.empty()) allowed += ", ";
    allowed += http::to_string(route.method);
  }
  return std::unexpected(std::move(allowed));
}

}  // namespace selfsame::cloudflare
