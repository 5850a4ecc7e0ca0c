#include "core/access/operations.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include "core/access/catalogue.h"

namespace selfsame::core {
namespace {

using namespace permission_group;  // NOLINT(google-build-using-namespace): the table reads as one

// A write group contains the reading operations too.
constexpr std::array kReadUser{kUserDetailsRead, kUserDetailsWrite};
constexpr std::array kWriteUser{kUserDetailsWrite};
constexpr std::array kReadTokens{kApiTokensRead, kApiTokensWrite};
constexpr std::array kWriteTokens{kApiTokensWrite};
constexpr std::array kReadPlaces{kMembershipsRead, kMembershipsWrite};
constexpr std::array kWritePlaces{kMembershipsWrite};
constexpr std::array kReadAccount{kAccountSettingsRead, kAccountSettingsWrite, kScimProvisioning};
constexpr std::array kReadAccountLog{kAccountSettingsRead, kAccountSettingsWrite};
constexpr std::array kWriteAccount{kAccountSettingsWrite};
constexpr std::array kWriteMembers{kAccountSettingsWrite, kScimProvisioning};
constexpr std::array kReadAccountTokens{kAccountApiTokensRead, kAccountApiTokensWrite};
constexpr std::array kWriteAccountTokens{kAccountApiTokensWrite};
constexpr std::array kReadZones{kZoneRead, kZoneWrite};
constexpr std::array kReadBilling{kBillingRead, kBillingWrite};
constexpr std::array kWriteBilling{kBillingWrite};
constexpr std::array kReadStore{kStoreRead, kStoreWrite};
constexpr std::array kWriteStore{kStoreWrite};

// Permissions of the Rebilly dialect. What has none is for those who hold `*`.
using P = std::string_view;
constexpr std::array kAnybody{kHeldByAll};
constexpr std::array kGetMemberships{P("GetMembershipCollection")};
constexpr std::array kGetMembership{P("GetMembership")};
constexpr std::array kPutMembership{P("PutMembership")};
constexpr std::array kDeleteMembership{P("DeleteMembership")};
constexpr std::array kGetOrganizations{P("GetOrganizationCollection")};
constexpr std::array kGetOrganization{P("GetOrganization")};
constexpr std::array kPostOrganization{P("PostOrganization")};
constexpr std::array kPatchOrganization{P("PatchOrganization"), P("PutOrganization")};
constexpr std::array kDeleteOrganization{P("DeleteOrganization")};
constexpr std::array kGetRoles{P("GetRoleCollection")};
constexpr std::array kGetRole{P("GetRole")};
constexpr std::array kGetApiKeys{P("GetApiKeyCollection")};
constexpr std::array kGetApiKey{P("GetApiKey")};
constexpr std::array kPostApiKey{P("PostApiKey")};
constexpr std::array kPutApiKey{P("PutApiKey")};
constexpr std::array kDeleteApiKey{P("DeleteApiKey")};
constexpr std::array kGetWebsites{P("GetWebsiteCollection")};
constexpr std::array kGetWebsite{P("GetWebsite")};
constexpr std::array kPostEmulation{P("PostPermissionsEmulation")};
constexpr std::array kPasswordChange{P("PostProfilePasswordChange")};
constexpr std::array kTotpReset{P("PostProfileTotpReset")};
constexpr std::array kPostRole{P("PostRole")};
constexpr std::array kPutRole{P("PutRole")};
constexpr std::array kDeleteRole{P("DeleteRole")};
constexpr std::array kGetUsers{P("GetUserCollection")};
constexpr std::array kGetUser{P("GetUser")};
constexpr std::array kPostUser{P("PostUser")};
constexpr std::array kPutUser{P("PutUser")};
constexpr std::array kGetUserMfa{P("GetUserMfa")};
constexpr std::array kDeleteUser{P("DeleteUser")};
constexpr std::array kUserPasswordChange{P("PostUserPasswordChange")};
constexpr std::array kUserTotpReset{P("PostUserTotpReset")};

using enum Access;
using enum Level;
using Id = OperationId;

constexpr Area kNoArea = Area::count_;
constexpr Area kWhole = Area::organization;
constexpr Area kPeople = Area::member;

constexpr std::array kOperations{
    // clang-format off
    Operation{Id::user_get,     "user.get",     own, kNoArea, none, false, "",             kReadUser, kAnybody},
    Operation{Id::user_edit,    "user.edit",    own, kNoArea, none, true,  "user_update",  kWriteUser, kPutUser},
    Operation{Id::token_list,   "token.list",   own, kNoArea, none, false, "",             kReadTokens},
    Operation{Id::token_create, "token.create", own, kNoArea, none, true,  "token_create", kWriteTokens},
    Operation{Id::token_get,    "token.get",    own, kNoArea, none, false, "",             kReadTokens},
    Operation{Id::token_update, "token.update", own, kNoArea, none, true,  "token_update", kWriteTokens},
    Operation{Id::token_delete, "token.delete", own, kNoArea, none, true,  "token_revoke", kWriteTokens},
    Operation{Id::token_roll,   "token.roll",   own, kNoArea, none, true,  "token_roll",   kWriteTokens},
    Operation{Id::token_verify, "token.verify", authenticated, kNoArea, none, false, "", {}},
    Operation{Id::permission_group_list, "permission_group.list", own, kNoArea, none, false, "", kReadTokens},

    Operation{Id::invite_list,       "invite.list",       own, kNoArea, none, false, "",              kReadPlaces},
    Operation{Id::invite_get,        "invite.get",        own, kNoArea, none, false, "",              kReadPlaces},
    Operation{Id::invite_answer,     "invite.answer",     own, kNoArea, none, true,  "invite_answer", kWritePlaces},
    Operation{Id::membership_list,   "membership.list",   own, kNoArea, none, false, "",              kReadPlaces, kGetMemberships},
    Operation{Id::membership_get,    "membership.get",    own, kNoArea, none, false, "",              kReadPlaces, kGetMembership},
    Operation{Id::membership_answer, "membership.answer", own, kNoArea, none, true,  "invite_answer", kWritePlaces},
    Operation{Id::membership_leave,  "membership.leave",  own, kNoArea, none, true,  "leave",         kWritePlaces, kDeleteMembership},
    Operation{Id::tenant_list,       "tenant.list",       own, kNoArea, none, false, "",              kReadUser},
    Operation{Id::preferences_get,   "preferences.get",   own, kNoArea, none, false, "",              kReadUser, kAnybody},
    Operation{Id::preferences_edit,  "preferences.edit",  own, kNoArea, none, true,  "user_update",   kWriteUser, kAnybody},

    Operation{Id::organization_list,   "organization.list",   authenticated, kNoArea, none, false, "",   {}, kGetOrganizations},
    Operation{Id::organization_create, "organization.create", organization, kWhole, edit, true, "create", kWriteAccount, kPostOrganization},
    Operation{Id::organization_get,    "organization.get",    visible,      kNoArea, none, false, "",    {}, kGetOrganization},
    Operation{Id::organization_update, "organization.update", organization, kWhole, edit, true, "update", kWriteAccount, kPatchOrganization},
    Operation{Id::organization_delete, "organization.delete", organization, kWhole, edit, true, "delete", kWriteAccount, kDeleteOrganization},
    Operation{Id::member_list,   "member.list",   organization, kPeople, read, false, "",            kReadAccount, kGetMemberships},
    Operation{Id::member_add,    "member.add",    organization, kPeople, edit, true,  "add",         kWriteMembers, kPutMembership},
    Operation{Id::member_get,    "member.get",    organization, kPeople, read, false, "",            kReadAccount, kGetMembership},
    Operation{Id::member_update, "member.update", organization, kPeople, edit, true,  "change_role", kWriteMembers, kPutMembership},
    Operation{Id::member_remove, "member.remove", organization, kPeople, edit, true,  "delete",      kWriteMembers, kDeleteMembership},
    Operation{Id::role_list,      "role.list",      organization, kPeople, read, false, "", kReadAccount, kGetRoles},
    Operation{Id::role_get,       "role.get",       organization, kPeople, read, false, "", kReadAccount, kGetRole},
    Operation{Id::iam_group_list, "iam_group.list", organization, kPeople, read, false, "", kReadAccount},
    Operation{Id::iam_group_get,  "iam_group.get",  organization, kPeople, read, false, "", kReadAccount},
    Operation{Id::resource_group_list,   "resource_group.list",   organization, kPeople, read, false, "",       kReadAccount},
    Operation{Id::resource_group_get,    "resource_group.get",    organization, kPeople, read, false, "",       kReadAccount},
    Operation{Id::resource_group_create, "resource_group.create", organization, kPeople, edit, true,  "create", kWriteMembers},
    Operation{Id::resource_group_update, "resource_group.update", organization, kPeople, edit, true,  "update", kWriteMembers},
    Operation{Id::resource_group_delete, "resource_group.delete", organization, kPeople, edit, true,  "delete", kWriteMembers},
    // People who handle an organization's tokens are its Super Administrators, reading included.
    Operation{Id::account_token_list,   "account_token.list",   organization, kWhole, edit, false, "",             kReadAccountTokens},
    Operation{Id::account_token_create, "account_token.create", organization, kWhole, edit, true,  "token_create", kWriteAccountTokens},
    Operation{Id::account_token_get,    "account_token.get",    organization, kWhole, edit, false, "",             kReadAccountTokens},
    Operation{Id::account_token_update, "account_token.update", organization, kWhole, edit, true,  "token_update", kWriteAccountTokens},
    Operation{Id::account_token_delete, "account_token.delete", organization, kWhole, edit, true,  "token_revoke", kWriteAccountTokens},
    Operation{Id::account_token_roll,   "account_token.roll",   organization, kWhole, edit, true,  "token_roll",   kWriteAccountTokens},
    Operation{Id::account_token_verify, "account_token.verify", authenticated, kNoArea, none, false, "", {}},
    Operation{Id::account_permission_group_list, "account_permission_group.list", organization, kWhole, edit, false, "", kReadAccountTokens},
    Operation{Id::zone_list, "zone.list", authenticated, kNoArea, none, false, "", kReadZones, kGetWebsites},
    Operation{Id::zone_get,  "zone.get",  Access::zones, Area::zones, read, false, "", kReadZones, kGetWebsite},

    Operation{Id::audit_list,         "audit.list",         own, kNoArea, none, false, "", kReadUser},
    Operation{Id::account_audit_list, "account_audit.list", organization, Area::auditlogs, read, false, "", kReadAccountLog},

    // The groups of billing mean something on accounts only.
    Operation{Id::billing_profile_get,  "billing_profile.get",  own_by_account, kNoArea, none, false, "",       kReadBilling},
    Operation{Id::billing_profile_edit, "billing_profile.edit", own_by_account, kNoArea, none, true,  "update", kWriteBilling},
    Operation{Id::billing_history_list, "billing_history.list", own_by_account, kNoArea, none, false, "",       kReadBilling},
    Operation{Id::subscription_list,    "subscription.list",    own_by_account, kNoArea, none, false, "",       kReadBilling},
    Operation{Id::subscription_get,     "subscription.get",     own_by_account, kNoArea, none, false, "",       kReadBilling},
    Operation{Id::subscription_create,  "subscription.create",  own_by_account, kNoArea, none, true,  "create", kWriteBilling},
    Operation{Id::subscription_update,  "subscription.update",  own_by_account, kNoArea, none, true,  "update", kWriteBilling},
    Operation{Id::subscription_cancel,  "subscription.cancel",  own_by_account, kNoArea, none, true,  "cancel", kWriteBilling},
    Operation{Id::account_billing_profile_get,  "account_billing_profile.get",  organization, Area::billing, read, false, "",       kReadBilling},
    Operation{Id::account_billing_profile_edit, "account_billing_profile.edit", organization, Area::billing, edit, true,  "update", kWriteBilling},
    Operation{Id::account_billing_history_list, "account_billing_history.list", organization, Area::billing, read, false, "",       kReadBilling},
    Operation{Id::account_subscription_list,   "account_subscription.list",   organization, Area::subscription, read, false, "",       kReadBilling},
    Operation{Id::account_subscription_get,    "account_subscription.get",    organization, Area::subscription, read, false, "",       kReadBilling},
    Operation{Id::account_subscription_create, "account_subscription.create", organization, Area::subscription, edit, true,  "create", kWriteBilling},
    Operation{Id::account_subscription_update, "account_subscription.update", organization, Area::subscription, edit, true,  "update", kWriteBilling},
    Operation{Id::account_subscription_cancel, "account_subscription.cancel", organization, Area::subscription, edit, true,  "cancel", kWriteBilling},
    Operation{Id::zone_subscription_list,   "zone_subscription.list",   zones_by_account, Area::subscription, read, false, "",       kReadBilling},
    Operation{Id::zone_subscription_get,    "zone_subscription.get",    zones_by_account, Area::subscription, read, false, "",       kReadBilling},
    Operation{Id::zone_subscription_create, "zone_subscription.create", zones_by_account, Area::subscription, edit, true,  "create", kWriteBilling},
    Operation{Id::zone_subscription_update, "zone_subscription.update", zones_by_account, Area::subscription, edit, true,  "update", kWriteBilling},
    Operation{Id::zone_subscription_cancel, "zone_subscription.cancel", zones_by_account, Area::subscription, edit, true,  "cancel", kWriteBilling},

    // Sign-in. What anybody may do proves by a password, a code or a link who they are.
    Operation{Id::status_get,       "status.get",       anybody, kNoArea, none, false, "",       {}},
    Operation{Id::session_sign_in,  "session.sign_in",  anybody, kNoArea, none, true,  "login",  {}},
    Operation{Id::session_sign_out, "session.sign_out", own,     kNoArea, none, true,  "logout", kWriteUser, kAnybody},
    Operation{Id::session_list,     "session.list",     own,     kNoArea, none, false, "",       kReadUser},
    Operation{Id::session_get,      "session.get",      own,     kNoArea, none, false, "",       kReadUser},
    Operation{Id::session_create,   "session.create",   own,     kNoArea, none, true,  "create", kWriteUser},
    Operation{Id::session_update,   "session.update",   own,     kNoArea, none, true,  "update", kWriteUser},
    Operation{Id::session_end,      "session.end",      own,     kNoArea, none, true,  "delete", kWriteUser},
    Operation{Id::emulation_start,  "emulation.start",  own,     kNoArea, none, true,  "create", kWriteUser, kPostEmulation},
    Operation{Id::emulation_stop,   "emulation.stop",   own,     kNoArea, none, true,  "delete", kWriteUser, kAnybody},
    Operation{Id::account_sign_up,   "account.sign_up",   anybody, kNoArea, none, true,  "add",    {}},
    Operation{Id::account_activate,  "account.activate",  anybody, kNoArea, none, true,  "update", {}},
    Operation{Id::password_forget,   "password.forget",   anybody, kNoArea, none, true,  "update", {}},
    Operation{Id::password_link_get, "password.link_get", anybody, kNoArea, none, false, "",       {}},
    Operation{Id::password_reset,    "password.reset",    anybody, kNoArea, none, true,  "update", {}},
    Operation{Id::password_change,   "password.change",   own,     kNoArea, none, true,  "update", kWriteUser, kPasswordChange},
    Operation{Id::profile_edit,      "profile.edit",      own,     kNoArea, none, true,  "user_update", kWriteUser, kAnybody},
    Operation{Id::second_factor_get,     "second_factor.get",     own, kNoArea, none, false, "",       kReadUser,  kAnybody},
    Operation{Id::second_factor_enroll,  "second_factor.enroll",  own, kNoArea, none, true,  "create", kWriteUser, kAnybody},
    Operation{Id::second_factor_renew,   "second_factor.renew",   own, kNoArea, none, true,  "update", kWriteUser, kTotpReset},
    Operation{Id::second_factor_disable, "second_factor.disable", own, kNoArea, none, true,  "delete", kWriteUser, kAnybody},
    Operation{Id::enrollment_get,        "enrollment.get",        anybody, kNoArea, none, false, "",       {}},
    Operation{Id::enrollment_prove,      "enrollment.prove",      anybody, kNoArea, none, true,  "update", {}},

    // An organization's own roles, and its people as it sees them: accounts and places in one.
    Operation{Id::role_create, "role.create", organization, kPeople, edit, true, "create", kWriteMembers, kPostRole},
    Operation{Id::role_update, "role.update", organization, kPeople, edit, true, "update", kWriteMembers, kPutRole},
    Operation{Id::role_delete, "role.delete", organization, kPeople, edit, true, "delete", kWriteMembers, kDeleteRole},
    Operation{Id::organization_user_list,       "organization_user.list",       organization, kPeople, read, false, "", kReadAccount, kGetUsers},
    Operation{Id::organization_user_get,        "organization_user.get",        organization, kPeople, read, false, "", kReadAccount, kGetUser},
    Operation{Id::organization_user_create,     "organization_user.create",     organization, kPeople, edit, true,  "add", kWriteMembers, kPostUser},
    Operation{Id::organization_user_update,     "organization_user.update",     organization, kPeople, edit, true,  "user_update", kWriteMembers, kPutUser},
    Operation{Id::organization_user_factor_get, "organization_user.factor_get", organization, kPeople, read, false, "", kReadAccount, kGetUserMfa},
    Operation{Id::organization_user_remove,     "organization_user.remove",     organization, kPeople, edit, true,  "delete", kWriteMembers, kDeleteUser},
    Operation{Id::organization_user_password_change, "organization_user.password_change", organization, kPeople, edit, true, "update", kWriteMembers, kUserPasswordChange},
    Operation{Id::organization_user_factor_reset,    "organization_user.factor_reset",    organization, kPeople, edit, true, "update", kWriteMembers, kUserTotpReset},
    // Keys of an organization are handled by whoever handles its tokens, or was given the permission.
    Operation{Id::key_list,   "key.list",   organization, kWhole, edit, false, "",       kReadAccountTokens,  kGetApiKeys},
    Operation{Id::key_get,    "key.get",    organization, kWhole, edit, false, "",       kReadAccountTokens,  kGetApiKey},
    Operation{Id::key_create, "key.create", organization, kWhole, edit, true,  "create", kWriteAccountTokens, kPostApiKey},
    Operation{Id::key_update, "key.update", organization, kWhole, edit, true,  "update", kWriteAccountTokens, kPutApiKey},
    Operation{Id::key_delete, "key.delete", organization, kWhole, edit, true,  "delete", kWriteAccountTokens, kDeleteApiKey},
    Operation{Id::own_organization_create, "own_organization.create", authenticated, kNoArea, none, true, "create", {}, kPostOrganization},

    Operation{Id::store_user_list,    "store.user.list",    store, kNoArea, none, false, "",        kReadStore},
    Operation{Id::store_user_get,     "store.user.get",     store, kNoArea, none, false, "",        kReadStore},
    Operation{Id::store_user_create,  "store.user.create",  store, kNoArea, none, true,  "add",     kWriteStore},
    Operation{Id::store_user_suspend, "store.user.suspend", store, kNoArea, none, true,  "suspend", kWriteStore},
    Operation{Id::store_user_resume,  "store.user.resume",  store, kNoArea, none, true,  "resume",  kWriteStore},
    Operation{Id::store_zone_list,    "store.zone.list",    store, kNoArea, none, false, "",        kReadStore},
    Operation{Id::store_zone_create,  "store.zone.create",  store, kNoArea, none, true,  "add",     kWriteStore},
    Operation{Id::store_zone_delete,  "store.zone.delete",  store, kNoArea, none, true,  "delete",  kWriteStore},
    Operation{Id::store_organization_list,   "store.organization.list",   store, kNoArea, none, false, "",       kReadStore},
    Operation{Id::store_organization_create, "store.organization.create", store, kNoArea, none, true,  "create", kWriteStore},
    Operation{Id::store_tenant_update,       "store.tenant.update",       store, kNoArea, none, true,  "update", kWriteStore},
    Operation{Id::store_mail_list,  "store.mail.list",  store, kNoArea, none, false, "",       kReadStore},
    Operation{Id::store_mail_retry, "store.mail.retry", store, kNoArea, none, true,  "update", kWriteStore},
    Operation{Id::store_mail_drop,  "store.mail.drop",  store, kNoArea, none, true,  "delete", kWriteStore},
    Operation{Id::store_audit_list, "store.audit.list", store, kNoArea, none, false, "",       kReadStore},
    Operation{Id::store_audit_sign, "store.audit.sign", store, kNoArea, none, true,  "create", kWriteStore},
    Operation{Id::store_plan_list,      "store.plan.list",      store, kNoArea, none, false, "",       kReadStore},
    Operation{Id::store_billing_get,    "store.billing.get",    store, kNoArea, none, false, "",       kReadStore},
    Operation{Id::store_billing_edit,   "store.billing.edit",   store, kNoArea, none, true,  "update", kWriteStore},
    Operation{Id::store_payment_list,   "store.payment.list",   store, kNoArea, none, false, "",       kReadStore},
    Operation{Id::store_payment_record, "store.payment.record", store, kNoArea, none, true,  "payment", kWriteStore},

    Operation{Id::store_init,   "store.init",   operator_only, kNoArea, none, true, "add", {}},
    Operation{Id::store_import, "store.import", operator_only, kNoArea, none, true, "add", {}},
    Operation{Id::store_audit_prune, "store.audit.prune", operator_only, kNoArea, none, true, "delete", {}},
    Operation{Id::store_billing_advance, "store.billing.advance", operator_only, kNoArea, none, true, "renew", {}},
    // clang-format on
};

constexpr bool needs_groups(const Operation& operation) {
  return operation.access != authenticated && operation.access != visible &&
         operation.access != operator_only && operation.access != anybody;
}

constexpr bool table_is_in_order() {
  for (std::size_t i = 0; i < kOperations.size(); ++i) {
    const Operation& entry = kOperations[i];
    if (static_cast<std::size_t>(entry.id) != i) return false;
    if (entry.changes_state == entry.audit_action.empty()) return false;
    if (needs_groups(entry) && entry.permission_groups.empty()) return false;
    const bool in_area = entry.access == Access::organization || entry.access == Access::zones ||
                         entry.access == zones_by_account;
    if (in_area == (entry.area == kNoArea)) return false;
  }
  return true;
}
static_assert(table_is_in_order());

}  // namespace

const Operation& operation(OperationId id) { return kOperations[static_cast<std::size_t>(id)]; }

std::span<const Operation> operations() { return kOperations; }

bool permits(std::span<const std::string> held, const Operation& operation) {
  const auto& wanted = operation.permissions;
  if (std::ranges::find(wanted, kHeldByAll) != wanted.end()) return true;
  return std::ranges::any_of(held, [&](const std::string& name) {
    return name == "*" || std::ranges::find(wanted, name) != wanted.end();
  });
}

}  // namespace selfsame::core
