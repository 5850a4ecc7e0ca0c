#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "core/tenancy/role.h"

namespace selfsame::core {

enum class OperationId : std::uint8_t {
  user_get,
  user_edit,
  token_list,
  token_create,
  token_get,
  token_update,
  token_delete,
  token_roll,
  token_verify,
  permission_group_list,

  invite_list,
  invite_get,
  invite_answer,
  membership_list,
  membership_get,
  membership_answer,
  membership_leave,
  tenant_list,
  preferences_get,
  preferences_edit,

  organization_list,
  organization_create,
  organization_get,
  organization_update,
  organization_delete,
  member_list,
  member_add,
  member_get,
  member_update,
  member_remove,
  role_list,
  role_get,
  iam_group_list,
  iam_group_get,
  resource_group_list,
  resource_group_get,
  resource_group_create,
  resource_group_update,
  resource_group_delete,
  account_token_list,
  account_token_create,
  account_token_get,
  account_token_update,
  account_token_delete,
  account_token_roll,
  account_token_verify,
  account_permission_group_list,
  zone_list,
  zone_get,

  audit_list,
  account_audit_list,

  billing_profile_get,
  billing_profile_edit,
  billing_history_list,
  subscription_list,
  subscription_get,
  subscription_create,
  subscription_update,
  subscription_cancel,
  account_billing_profile_get,
  account_billing_profile_edit,
  account_billing_history_list,
  account_subscription_list,
  account_subscription_get,
  account_subscription_create,
  account_subscription_update,
  account_subscription_cancel,
  zone_subscription_list,
  zone_subscription_get,
  zone_subscription_create,
  zone_subscription_update,
  zone_subscription_cancel,

  status_get,
  session_sign_in,
  session_sign_out,
  session_list,
  session_get,
  session_create,
  session_update,
  session_end,
  emulation_start,
  emulation_stop,
  account_sign_up,
  account_activate,
  password_forget,
  password_link_get,
  password_reset,
  password_change,
  profile_edit,
  second_factor_get,
  second_factor_enroll,
  second_factor_renew,
  second_factor_disable,
  enrollment_get,
  enrollment_prove,

  role_create,
  role_update,
  role_delete,
  organization_user_list,
  organization_user_get,
  organization_user_create,
  organization_user_update,
  organization_user_factor_get,
  organization_user_remove,
  organization_user_password_change,
  organization_user_factor_reset,
  key_list,
  key_get,
  key_create,
  key_update,
  key_delete,
  own_organization_create,

  store_user_list,
  store_user_get,
  store_user_create,
  store_user_suspend,
  store_user_resume,
  store_zone_list,
  store_zone_create,
  store_zone_delete,
  store_organization_list,
  store_organization_create,
  store_tenant_update,
  store_mail_list,
  store_mail_retry,
  store_mail_drop,
  store_audit_list,
  store_audit_sign,
  store_plan_list,
  store_billing_get,
  store_billing_edit,
  store_payment_list,
  store_payment_record,

  store_init,
  store_import,
  store_audit_prune,
  store_billing_advance,
};

/// Whose right it is.
enum class Access : std::uint8_t {
  own,             ///< the user's to themselves; a token needs one of `permission_groups` on them
  own_by_account,  ///< the same, but a token needs the group on every account
  organization,  ///< a member's in one organization: `area` and `level` of them, and the groups of
                 ///< the credential on the organization
  visible,       ///< whoever may do anything in the organization at all
  zones,         ///< like `organization`, for what lies on single zones
  zones_by_account,  ///< the same, but a token needs the group on the zone's account
  store,          ///< an owner of the operator's organization; a token needs one of the groups on
                  ///< the store
  authenticated,  ///< whoever has proved who they are
  anybody,        ///< also who has not: they are about to
  operator_only,  ///< the command line
};

/// One thing that can be done through any door. Authorization, audit, coverage tables and the
/// access matrix are derived from the table; what is not in it cannot be routed.
struct Operation {
  OperationId id;
  std::string_view name;  ///< `token.create`: in audit records and logs
  Access access;
  Area area;    ///< with `Access::organization` and `zones`
  Level level;  ///< of it
  bool changes_state;
  std::string_view audit_action;  ///< action type of its audit record; empty if it changes nothing
  std::span<const std::string_view> permission_groups;  ///< any one of them allows it
  /// The same of sessions, organization keys and places, which hold permissions of the Rebilly
  /// dialect's vocabulary. `*` allows everything; with `kHeldByAll` they need none.
  std::span<const std::string_view> permissions{};

  /// Whether it is also for who has not proved who they are; then no credential is looked at.
  [[nodiscard]] bool is_open() const { return access == Access::anybody; }
};

/// Stands for a permission that every session and every key holds.
inline constexpr std::string_view kHeldByAll;

/// Whether any of the permissions that are held allows the operation.
bool permits(std::span<const std::string> held, const Operation& operation);

const Operation& operation(OperationId id);
std::span<const Operation> operations();

}  // namespace selfsame::core
