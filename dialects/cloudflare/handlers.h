#pragma once

#include <type_traits>

#include "dialects/cloudflare/call.h"

/// What the routes do: decode, call the operation of the core, encode. Reading ones are of type
/// `ReadHandler` (or `LongReadHandler` where that may take long), changing ones of type
/// `PrepareHandler`.
namespace selfsame::cloudflare {

using Read = std::remove_pointer_t<ReadHandler>;
using Prepare = std::remove_pointer_t<PrepareHandler>;
using BeginLongRead = std::remove_pointer_t<LongReadHandler>;

// user_handlers.cpp
Read get_user;
Prepare edit_user;

// token_handlers.cpp: of the caller, or of the organization in the path
Read list_tokens;
Read get_token;
Prepare create_token;
Prepare update_token;
Prepare delete_token;
Prepare roll_token;
/// The principal's token may be in any state here; see `Route::verifies_token`.
Read verify_token;
Read list_permission_groups;

// membership_handlers.cpp: the caller's own places
Read list_invites;
Read get_invite;
Prepare answer_invite;
Read list_user_organizations;
Read get_user_organization;
Prepare leave_user_organization;
Read list_memberships;
Read get_membership;
Prepare answer_membership;
Prepare delete_membership;

// preference_handlers.cpp
Read get_preferences;
Prepare edit_preferences;

// account_handlers.cpp
Read list_tenants;
Read list_accounts;
Prepare create_account;
Read get_account;
Prepare update_account;
Prepare delete_account;

// member_handlers.cpp
Read list_members;
Prepare add_member;
Read get_member;
Prepare update_member;
Prepare remove_member;

// audit_log_handlers.cpp: of the caller, or of the organization in the path
BeginLongRead list_audit_logs;

// audit_v2_handlers.cpp
BeginLongRead list_audit_v2;
BeginLongRead list_audit_history;
Read list_product_categories;

// iam_handlers.cpp
Read list_roles;
Read get_role;
Read list_iam_groups;
Read get_iam_group;
Read list_resource_groups;
Read get_resource_group;
Prepare create_resource_group;
Prepare update_resource_group;
Prepare delete_resource_group;

// zone_handlers.cpp
Read list_zones;
Read get_zone;

// billing_handlers.cpp: of the caller, or of the organization in the path
Read get_billing_profile;
Prepare edit_billing_profile;
Read list_billing_history;

// subscription_handlers.cpp: of the caller, or of the organization or zone in the path
Read list_subscriptions;
Read get_subscription;
Prepare create_subscription;
Prepare update_subscription;
Prepare cancel_subscription;
// What a zone has now.
Read get_current_subscription;
Prepare create_current_subscription;
Prepare update_current_subscription;

}  // namespace selfsame::cloudflare
