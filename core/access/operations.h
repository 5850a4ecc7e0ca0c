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
};

const Operation& operation(OperationId id);
std::span<const Operation> operations();

}  // namespace selfsame::core
