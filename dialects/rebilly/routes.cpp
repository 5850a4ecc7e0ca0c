#include "dialects/rebilly/routes.h"

#include <array>
#include <optional>

#include "dialects/rebilly/handlers.h"

namespace selfsame::rebilly {
namespace {

using core::OperationId;
using http::Method;

constexpr std::array kRoutes{
    // clang-format off
    Route{Method::get,     "/status",  OperationId::status_get,   200, Body::none,     get_status},
    Route{Method::get,     "/profile", OperationId::user_get,     200, Body::none,     get_profile},
    Route{Method::put,     "/profile", OperationId::profile_edit, 200, Body::required, put_profile},
    Route{Method::get,     "/profile/mfa", OperationId::second_factor_get,     200, Body::none, get_profile_mfa},
    Route{Method::post,    "/profile/mfa", OperationId::second_factor_enroll,  201, Body::none, post_profile_mfa},
    Route{Method::delete_, "/profile/mfa", OperationId::second_factor_disable, 204, Body::none, delete_profile_mfa},
    Route{Method::post,    "/permissions-emulation", OperationId::emulation_start, 201, Body::required, start_emulation},
    Route{Method::delete_, "/permissions-emulation", OperationId::emulation_stop,  201, Body::none,     stop_emulation},
    Route{Method::post,    "/forgot-password", OperationId::password_forget, 204, Body::required, forget_password},
    Route{Method::get,     "/api-keys",      OperationId::key_list,   200, Body::none,     list_api_keys},
    Route{Method::post,    "/api-keys",      OperationId::key_create, 201, Body::required, post_api_key},
    Route{Method::get,     "/api-keys/{id}", OperationId::key_get,    200, Body::none,     get_api_key},
    Route{Method::put,     "/api-keys/{id}", OperationId::key_update,   200, Body::required, put_api_key},
    Route{Method::delete_, "/api-keys/{id}", OperationId::key_delete, 204, Body::none,     delete_api_key},
    Route{Method::get,     "/organizations",      OperationId::organization_list,       200, Body::none,     list_organizations},
    Route{Method::post,    "/organizations",      OperationId::own_organization_create, 201, Body::required, post_organization},
    Route{Method::get,     "/organizations/{id}", OperationId::organization_get,        200, Body::none,     get_organization},
    Route{Method::patch,   "/organizations/{id}", OperationId::organization_update,     200, Body::optional, patch_organization},
    Route{Method::get,     "/roles",      OperationId::role_list,   200, Body::none,     list_roles},
    Route{Method::post,    "/roles",      OperationId::role_create, 201, Body::required, post_role},
    Route{Method::get,     "/roles/{id}", OperationId::role_get,    200, Body::none,     get_role},
    Route{Method::put,     "/roles/{id}", OperationId::role_update, 200, Body::required, put_role},
    Route{Method::delete_, "/roles/{id}", OperationId::role_delete, 204, Body::none,     delete_role},
    Route{Method::get,     "/users",          OperationId::organization_user_list,       200, Body::none,     list_users},
    Route{Method::post,    "/users",          OperationId::organization_user_create,     201, Body::required, post_user},
    Route{Method::get,     "/users/{id}",     OperationId::organization_user_get,        200, Body::none,     get_user},
    Route{Method::put,     "/users/{id}",     OperationId::organization_user_update,     200, Body::required, put_user},
    Route{Method::get,     "/users/{id}/mfa", OperationId::organization_user_factor_get, 200, Body::none,     get_user_mfa},
    Route{Method::get,     "/memberships",             OperationId::member_list,   200, Body::none,     list_memberships,  false},
    Route{Method::get,     "/memberships/{id}/{id}",   OperationId::member_get,    200, Body::none,     get_membership,    false},
    Route{Method::put,     "/memberships/{id}/{id}",   OperationId::member_update, 200, Body::required, put_membership,    false},
    Route{Method::delete_, "/memberships/{id}/{id}",   OperationId::member_remove, 204, Body::none,     delete_membership, false},

    // Of earlier versions of the API; see docs/rebilly.md.
    Route{Method::post,    "/signin", OperationId::session_sign_in,  201, Body::required, sign_in},
    Route{Method::post,    "/logout", OperationId::session_sign_out, 204, Body::none,     sign_out},
    Route{Method::post,    "/signup", OperationId::account_sign_up,  201, Body::required, sign_up},
    Route{Method::post,    "/activation/{id}",      OperationId::account_activate,  204, Body::none,     activate},
    Route{Method::get,     "/reset-password/{id}",  OperationId::password_link_get, 200, Body::none,     get_password_link},
    Route{Method::post,    "/reset-password/{id}",  OperationId::password_reset,    201, Body::required, reset_password},
    Route{Method::post,    "/profile/password",     OperationId::password_change,     201, Body::required, change_password},
    Route{Method::post,    "/profile/totp-reset",   OperationId::second_factor_renew, 201, Body::none,     renew_totp},
    Route{Method::get,     "/sessions",      OperationId::session_list,   200, Body::none,     list_sessions},
    Route{Method::post,    "/sessions",      OperationId::session_create, 201, Body::required, create_session},
    Route{Method::get,     "/sessions/{id}", OperationId::session_get,    200, Body::none,     get_session},
    Route{Method::put,     "/sessions/{id}", OperationId::session_update, 200, Body::required, update_session},
    Route{Method::delete_, "/sessions/{id}", OperationId::session_end,    204, Body::none,     end_session},
    Route{Method::put,     "/organizations/{id}", OperationId::organization_update, 200, Body::required, put_organization},
    Route{Method::delete_, "/organizations/{id}", OperationId::organization_delete, 204, Body::none,     delete_organization},
    Route{Method::delete_, "/users/{id}",            OperationId::organization_user_remove,          204, Body::none,     delete_user},
    Route{Method::post,    "/users/{id}/password",   OperationId::organization_user_password_change, 201, Body::required, change_user_password},
    Route{Method::post,    "/users/{id}/totp-reset", OperationId::organization_user_factor_reset,    201, Body::none,     renew_user_totp},
    // clang-format on
};

/// The first segment of a path that begins with `/`, taken off it.
std::string_view take_segment(std::string_view& path) {
  path.remove_prefix(1);
  const auto segment = path.substr(0, path.find('/'));
  path.remove_prefix(segment.size());
  return segment;
}

std::optional<Match> match(const Route& route, std::string_view resource) {
  Match found{&route};
  std::size_t ids = 0;
  std::string_view pattern = route.pattern;
  while (!pattern.empty() && resource.starts_with('/')) {
    const auto wanted = take_segment(pattern);
    const auto given = take_segment(resource);
    if (wanted == "{id}") {
      if (given.empty()) return std::nullopt;
      (ids++ == 0 ? found.id : found.item) = given;
    } else if (wanted != given) {
      return std::nullopt;
    }
  }
  return pattern.empty() && resource.empty() ? std::optional(found) : std::nullopt;
}

}  // namespace

std::span<const Route> routes() { return kRoutes; }

std::expected<Match, std::string> find_route(http::Method method, std::string_view resource) {
  std::string allowed;
  for (const auto& route : kRoutes) {
    const auto found = match(route, resource);
    if (!found) continue;
    if (route.method == method) return *found;
    if (!allowed.empty()) allowed += ", ";
    allowed += http::to_string(route.method);
  }
  return std::unexpected(std::move(allowed));
}

}  // namespace selfsame::rebilly
