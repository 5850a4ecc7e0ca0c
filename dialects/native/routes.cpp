#include "dialects/native/routes.h"

#include <array>

#include "dialects/common/path.h"

namespace selfsame::native {
namespace {

using core::OperationId;
using http::Method;

constexpr bool kSigned = true;

constexpr std::array kRoutes{
    // clang-format off
    // What people do for themselves.
    Route{Method::post,    "/sign-up",               OperationId::account_sign_up,       true,  sign_up},
    Route{Method::post,    "/sign-up/confirm",       OperationId::account_activate,      true,  confirm_sign_up},
    Route{Method::post,    "/sign-in",               OperationId::session_sign_in,       true,  sign_in},
    Route{Method::post,    "/sign-in/second-factor", OperationId::session_sign_in,       true,  finish_sign_in},
    Route{Method::get,     "/session",               OperationId::user_get,              false, get_session},
    Route{Method::delete_, "/session",               OperationId::session_sign_out,      false, sign_out},
    Route{Method::get,     "/sessions",              OperationId::session_list,          false, list_sessions},
    Route{Method::delete_, "/sessions",              OperationId::session_end,           false, end_other_sessions},
    Route{Method::delete_, "/sessions/{id}",         OperationId::session_end,           false, end_session},
    Route{Method::put,     "/password",              OperationId::password_change,       true,  change_password},
    Route{Method::post,    "/password/forgot",       OperationId::password_forget,       true,  forget_password},
    Route{Method::post,    "/password/reset",        OperationId::password_reset,        true,  reset_password},
    Route{Method::get,     "/second-factor",            OperationId::second_factor_get,     false, get_second_factor},
    Route{Method::delete_, "/second-factor",            OperationId::second_factor_disable, false, delete_second_factor},
    Route{Method::post,    "/second-factor/enrollment", OperationId::second_factor_enroll,  false, begin_enrollment},

    // Administration of the installation.
    Route{Method::get,     "/users",                    OperationId::store_user_list,           false, list_users},
    Route{Method::post,    "/users",                    OperationId::store_user_create,         true,  create_user},
    Route{Method::get,     "/users/{id}",               OperationId::store_user_get,            false, get_user},
    Route{Method::post,    "/users/{id}/suspend",       OperationId::store_user_suspend,        false, suspend_user},
    Route{Method::post,    "/users/{id}/resume",        OperationId::store_user_resume,         false, resume_user},
    Route{Method::get,     "/organizations",            OperationId::store_organization_list,   false, list_organizations},
    Route{Method::post,    "/organizations",            OperationId::store_organization_create, true,  create_organization},
    Route{Method::patch,   "/organizations/{id}",       OperationId::store_tenant_update,       true,  edit_tenant},
    Route{Method::get,     "/organizations/{id}/zones", OperationId::store_zone_list,           false, list_zones},
    Route{Method::post,    "/organizations/{id}/zones", OperationId::store_zone_create,         true,  create_zone},
    Route{Method::delete_, "/zones/{id}",               OperationId::store_zone_delete,         false, delete_zone},
    Route{Method::get,     "/mail",                     OperationId::store_mail_list,           false, list_mail},
    Route{Method::post,    "/mail/{id}/retry",          OperationId::store_mail_retry,          false, retry_mail},
    Route{Method::delete_, "/mail/{id}",                OperationId::store_mail_drop,           false, drop_mail},
    Route{Method::get,     "/audit-key",                OperationId::store_audit_list,          false, get_audit_key},
    Route{Method::get,     "/audit-logs",               OperationId::store_audit_list,          false, list_audit_logs},
    Route{Method::get,     "/audit-logs/{id}/records",     OperationId::store_audit_list,       false, export_audit_log},
    Route{Method::get,     "/audit-logs/{id}/tail",        OperationId::store_audit_list,       false, follow_audit_log},
    Route{Method::get,     "/audit-logs/{id}/proof",       OperationId::store_audit_list,       false, prove_audit_record},
    Route{Method::get,     "/audit-logs/{id}/checkpoints", OperationId::store_audit_list,       false, list_audit_checkpoints},
    Route{Method::post,    "/audit-logs/{id}/checkpoints", OperationId::store_audit_sign,       false, sign_audit_log},
    Route{Method::get,     "/plans",                          OperationId::store_plan_list,      false, list_plans},
    Route{Method::get,     "/billing/{id}/profile",            OperationId::store_billing_get,    false, get_billing_profile},
    Route{Method::patch,   "/billing/{id}/profile",            OperationId::store_billing_edit,   true,  edit_billing_profile},
    Route{Method::get,     "/billing/{id}/balances",           OperationId::store_billing_get,    false, list_balances},
    Route{Method::get,     "/billing/{id}/items",              OperationId::store_billing_get,    false, list_billing_items},
    Route{Method::post,    "/billing/{id}/adjustments",        OperationId::store_billing_edit,   true,  adjust_balance},
    Route{Method::get,     "/billing/{id}/subscriptions",      OperationId::store_billing_get,    false, list_subscriptions},
    Route{Method::post,    "/billing/{id}/subscriptions",      OperationId::store_billing_edit,   true,  create_subscription},
    Route{Method::patch,   "/billing/{id}/subscriptions/{id}", OperationId::store_billing_edit,   true,  edit_subscription},
    Route{Method::post,    "/billing/{id}/subscriptions/{id}/cancel", OperationId::store_billing_edit, true, cancel_subscription},
    Route{Method::get,     "/payments/due",                    OperationId::store_payment_list,   false, list_due_payments},
    Route{Method::post,    "/payments",                        OperationId::store_payment_record, true,  record_payment},
    Route{Method::post,    "/payments/webhook",                OperationId::store_payment_record, true,  record_payment_message, kSigned},
    // clang-format on
};

}  // namespace

std::span<const Route> routes() { return kRoutes; }

std::expected<Match, std::string> find_route(http::Method method, std::string_view path) {
  std::string allowed;
  dialect::PathIds ids{};
  for (const auto& route : kRoutes) {
    if (!dialect::matches(route.pattern, path, ids)) continue;
    if (route.method == method) return Match{&route, ids[0], ids[1]};
    if (!allowed.empty()) allowed += ", ";
    allowed += http::to_string(route.method);
  }
  return std::unexpected(std::move(allowed));
}

}  // namespace selfsame::native
