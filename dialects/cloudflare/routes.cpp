#include "dialects/cloudflare/routes.h"

#include <array>

#include "dialects/cloudflare/handlers.h"
#include "dialects/common/path.h"

namespace selfsame::cloudflare {
namespace {

using http::Method;
using Id = core::OperationId;
using enum Body;

// Fixed paths stand before the patterns that would take them for an identifier.
constexpr std::array kRoutes{
    // clang-format off
    Route{Method::get,     "/user",                          Id::user_get,     none,    get_user},
    Route{Method::patch,   "/user",                          Id::user_edit,    profile, edit_user},
    Route{Method::get,     "/user/tokens",                   Id::token_list,   none,    list_tokens},
    Route{Method::post,    "/user/tokens",                   Id::token_create, json,    create_token},
    Route{Method::get,     "/user/tokens/verify",            Id::token_verify, none,    verify_token, true},
    Route{Method::get,     "/user/tokens/permission_groups", Id::permission_group_list, none, list_permission_groups},
    Route{Method::get,     "/user/tokens/{id}",              Id::token_get,    none,    get_token},
    Route{Method::put,     "/user/tokens/{id}",              Id::token_update, json,    update_token},
    Route{Method::delete_, "/user/tokens/{id}",              Id::token_delete, none,    delete_token},
    Route{Method::put,     "/user/tokens/{id}/value",        Id::token_roll,   none,    roll_token},

    Route{Method::get,     "/user/invites",            Id::invite_list,      none, list_invites},
    Route{Method::get,     "/user/invites/{id}",       Id::invite_get,       none, get_invite},
    Route{Method::patch,   "/user/invites/{id}",       Id::invite_answer,    json, answer_invite},
    Route{Method::get,     "/user/organizations",      Id::membership_list,  none, list_user_organizations},
    Route{Method::get,     "/user/organizations/{id}", Id::membership_get,   none, get_user_organization},
    Route{Method::delete_, "/user/organizations/{id}", Id::membership_leave, none, leave_user_organization},
    Route{Method::get,     "/user/tenants",            Id::tenant_list,      none, list_tenants},
    Route{Method::get,     "/user/communication_preferences", Id::preferences_get,  none,              get_preferences,  false, Family::preferences},
    Route{Method::put,     "/user/communication_preferences", Id::preferences_edit, Body::preferences, edit_preferences, false, Family::preferences},

    Route{Method::get,     "/memberships",      Id::membership_list,   none, list_memberships,  false, Family::memberships},
    Route{Method::get,     "/memberships/{id}", Id::membership_get,    none, get_membership,    false, Family::memberships},
    Route{Method::put,     "/memberships/{id}", Id::membership_answer, json, answer_membership, false, Family::memberships},
    Route{Method::delete_, "/memberships/{id}", Id::membership_leave,  none, delete_membership, false, Family::memberships},

    Route{Method::get,     "/accounts",      Id::organization_list,   none, list_accounts},
    Route{Method::post,    "/accounts",      Id::organization_create, json, create_account},
    Route{Method::get,     "/accounts/{id}", Id::organization_get,    none, get_account},
    Route{Method::put,     "/accounts/{id}", Id::organization_update, json, update_account},
    Route{Method::delete_, "/accounts/{id}", Id::organization_delete, none, delete_account},

    Route{Method::get,     "/accounts/{id}/members",      Id::member_list,   none, list_members},
    Route{Method::post,    "/accounts/{id}/members",      Id::member_add,    json, add_member},
    Route{Method::get,     "/accounts/{id}/members/{id}", Id::member_get,    none, get_member},
    Route{Method::put,     "/accounts/{id}/members/{id}", Id::member_update, json, update_member},
    Route{Method::delete_, "/accounts/{id}/members/{id}", Id::member_remove, none, remove_member},
    Route{Method::get,     "/accounts/{id}/roles",        Id::role_list,     none, list_roles},
    Route{Method::get,     "/accounts/{id}/roles/{id}",   Id::role_get,      none, get_role},

    Route{Method::get,     "/accounts/{id}/tokens",                   Id::account_token_list,   none, list_tokens},
    Route{Method::post,    "/accounts/{id}/tokens",                   Id::account_token_create, json, create_token},
    Route{Method::get,     "/accounts/{id}/tokens/verify",            Id::account_token_verify, none, verify_token, true},
    Route{Method::get,     "/accounts/{id}/tokens/permission_groups", Id::account_permission_group_list, none, list_permission_groups},
    Route{Method::get,     "/accounts/{id}/tokens/{id}",              Id::account_token_get,    none, get_token},
    Route{Method::put,     "/accounts/{id}/tokens/{id}",              Id::account_token_update, json, update_token},
    Route{Method::delete_, "/accounts/{id}/tokens/{id}",              Id::account_token_delete, none, delete_token},
    Route{Method::put,     "/accounts/{id}/tokens/{id}/value",        Id::account_token_roll,   none, roll_token},

    Route{Method::get,     "/accounts/{id}/iam/permission_groups",      Id::iam_group_list, none, list_iam_groups},
    Route{Method::get,     "/accounts/{id}/iam/permission_groups/{id}", Id::iam_group_get,  none, get_iam_group},
    Route{Method::get,     "/accounts/{id}/iam/resource_groups",        Id::resource_group_list,   none, list_resource_groups},
    Route{Method::post,    "/accounts/{id}/iam/resource_groups",        Id::resource_group_create, json, create_resource_group},
    Route{Method::get,     "/accounts/{id}/iam/resource_groups/{id}",   Id::resource_group_get,    none, get_resource_group},
    Route{Method::put,     "/accounts/{id}/iam/resource_groups/{id}",   Id::resource_group_update, json, update_resource_group},
    Route{Method::delete_, "/accounts/{id}/iam/resource_groups/{id}",   Id::resource_group_delete, none, delete_resource_group},

    Route{Method::get,     "/user/audit_logs",               Id::audit_list,         none, list_audit_logs},
    Route{Method::get,     "/accounts/{id}/audit_logs",      Id::account_audit_list, none, list_audit_logs},
    Route{Method::get,     "/accounts/{id}/logs/audit",      Id::account_audit_list, none, list_audit_v2},
    Route{Method::get,     "/accounts/{id}/logs/audit/product_categories", Id::account_audit_list, none, list_product_categories},
    Route{Method::get,     "/accounts/{id}/logs/audit/{id}/history",       Id::account_audit_list, none, list_audit_history},

    Route{Method::get,     "/zones",      Id::zone_list, none, list_zones},
    Route{Method::get,     "/zones/{id}", Id::zone_get,  none, get_zone},

    Route{Method::get,     "/user/billing/profile",          Id::billing_profile_get,  none, get_billing_profile},
    Route{Method::patch,   "/user/billing/profile",          Id::billing_profile_edit, json, edit_billing_profile},
    Route{Method::get,     "/user/billing/history",          Id::billing_history_list, none, list_billing_history},
    Route{Method::get,     "/accounts/{id}/billing/profile", Id::account_billing_profile_get,  none, get_billing_profile},
    Route{Method::patch,   "/accounts/{id}/billing/profile", Id::account_billing_profile_edit, json, edit_billing_profile},
    Route{Method::get,     "/accounts/{id}/billing/history", Id::account_billing_history_list, none, list_billing_history},

    Route{Method::get,     "/user/subscriptions",      Id::subscription_list,   none, list_subscriptions},
    Route{Method::post,    "/user/subscriptions",      Id::subscription_create, json, create_subscription},
    Route{Method::get,     "/user/subscriptions/{id}", Id::subscription_get,    none, get_subscription},
    Route{Method::put,     "/user/subscriptions/{id}", Id::subscription_update, json, update_subscription},
    Route{Method::delete_, "/user/subscriptions/{id}", Id::subscription_cancel, none, cancel_subscription},
    Route{Method::get,     "/accounts/{id}/subscriptions",      Id::account_subscription_list,   none, list_subscriptions},
    Route{Method::post,    "/accounts/{id}/subscriptions",      Id::account_subscription_create, json, create_subscription},
    Route{Method::get,     "/accounts/{id}/subscriptions/{id}", Id::account_subscription_get,    none, get_subscription},
    Route{Method::put,     "/accounts/{id}/subscriptions/{id}", Id::account_subscription_update, json, update_subscription},
    Route{Method::delete_, "/accounts/{id}/subscriptions/{id}", Id::account_subscription_cancel, none, cancel_subscription},
    Route{Method::get,     "/zones/{id}/subscriptions",         Id::zone_subscription_list,   none, list_subscriptions},
    Route{Method::post,    "/zones/{id}/subscriptions",         Id::zone_subscription_create, json, create_subscription},
    Route{Method::get,     "/zones/{id}/subscriptions/{id}",    Id::zone_subscription_get,    none, get_subscription},
    Route{Method::put,     "/zones/{id}/subscriptions/{id}",    Id::zone_subscription_update, json, update_subscription},
    Route{Method::delete_, "/zones/{id}/subscriptions/{id}",    Id::zone_subscription_cancel, none, cancel_subscription},
    // For clients that know of one subscription for each zone.
    Route{Method::get,     "/zones/{id}/subscription",          Id::zone_subscription_get,    none, get_current_subscription},
    Route{Method::post,    "/zones/{id}/subscription",          Id::zone_subscription_create, json, create_current_subscription},
    Route{Method::put,     "/zones/{id}/subscription",          Id::zone_subscription_update, json, update_current_subscription},
    // clang-format on
};

PathIds ids_of(const Route& route, const dialect::PathIds& found) {
  if (route.names_organization()) {
    return {.organization = core::OrganizationId{found[0]}, .item = found[1]};
  }
  if (route.names_zone()) return {.zone = core::ZoneId{found[0]}, .item = found[1]};
  return {.item = found[0]};
}

}  // namespace

std::span<const Route> routes() { return kRoutes; }

std::expected<Match, std::string> find_route(http::Method method, std::string_view path) {
  std::string allowed;
  for (const auto& route : kRoutes) {
    dialect::PathIds ids{};
    if (!dialect::matches(route.pattern, path, ids)) continue;
    if (route.method == method) return Match{&route, ids_of(route, ids)};
    if (!allowed.empty()) allowed += ", ";
    allowed += http::to_string(route.method);
  }
  return std::unexpected(std::move(allowed));
}

}  // namespace selfsame::cloudflare
