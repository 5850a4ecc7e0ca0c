// How each operation is performed, with the least input that it takes. Each `switch` is without a
// default, so that the compiler tells of an operation that nobody performs.
#include <algorithm>
#include <utility>

#include "core/access/authorize.h"
#include "core/administration/administration.h"
#include "core/audit/audit_operations.h"
#include "core/identity/preference_operations.h"
#include "core/tenancy/role_operations.h"
#include "core/tenancy/zone_operations.h"
#include "tests/access_matrix/matrix_world.h"
#include "tests/support/test_sealer.h"

namespace selfsame::matrix {
namespace {

using core::OperationId;
using core::Result;
using enum core::OperationId;

/// A cell for whatever was done, or the refusal.
template <class Outcome>
Result<std::string_view> cell_of(const Outcome& outcome, std::string_view done) {
  if (!outcome) return std::unexpected(outcome.error());
  return done;
}

template <class Outcome>
Result<std::string_view> own(const Outcome& outcome) {
  return cell_of(outcome, kOwn);
}
template <class Outcome>
Result<std::string_view> yes(const Outcome& outcome) {
  return cell_of(outcome, kYes);
}

/// As the routes do that verify a token: each knows those of one kind of owner.
Result<std::string_view> verify(const core::Principal& principal,
                                const std::optional<core::OrganizationId>& owner) {
  if (principal.token->owner.organization() != owner) {
    return core::fail(core::ErrorCode::unauthenticated, core::Reason::credential_unknown,
                      "The token is not one of this owner.");
  }
  return kOwn;
}

core::ProfileEdit rename() {
  core::ProfileEdit edit;
  edit.first_name = "New";
  return edit;
}

}  // namespace

Result<std::string_view> MatrixWorld::perform(core::WriteTransaction& tx, OperationId id,
                                              const Person& person) {
  if (person.has_account) give_account(tx, person);
  if (core::operation(id).access == core::Access::anybody) {
    return perform_as_nobody(tx, id, person);
  }
  const auto principal = authenticate(tx, id, person);
  if (!principal) return std::unexpected(principal.error());
  const auto context = as(*principal);
  switch (id) {
    case user_get:
    case user_edit:
    case invite_list:
    case invite_get:
    case invite_answer:
    case membership_list:
    case membership_get:
    case membership_answer:
    case membership_leave:
    case tenant_list:
    case preferences_get:
    case preferences_edit:
    case audit_list:
      return perform_own(tx, id, context, person);

    case token_list:
    case token_create:
    case token_get:
    case token_update:
    case token_delete:
    case token_roll:
    case permission_group_list:
      return perform_on_tokens(tx, id, context, person.user->id, person.token);
    case account_token_list:
    case account_token_create:
    case account_token_get:
    case account_token_update:
    case account_token_delete:
    case account_token_roll:
    case account_permission_group_list:
      return perform_on_tokens(tx, id, context, acme_, acme_token_);
    case token_verify:
      return verify(*principal, std::nullopt);
    case account_token_verify:
      return verify(*principal, acme_);

    case organization_list:
    case organization_create:
    case organization_get:
    case organization_update:
    case organization_delete:
    case member_list:
    case member_add:
    case member_get:
    case member_update:
    case member_remove:
    case role_list:
    case role_get:
    case iam_group_list:
    case iam_group_get:
    case resource_group_list:
    case resource_group_get:
    case resource_group_create:
    case resource_group_update:
    case resource_group_delete:
    case zone_list:
    case zone_get:
    case account_audit_list:
      return perform_in_organization(tx, id, context);

    case billing_profile_get:
    case billing_profile_edit:
    case billing_history_list:
    case subscription_list:
    case subscription_get:
    case subscription_create:
    case subscription_update:
    case subscription_cancel:
      return perform_on_billing(tx, id, context, core::OwnBilling());
    case account_billing_profile_get:
    case account_billing_profile_edit:
    case account_billing_history_list:
    case account_subscription_list:
    case account_subscription_get:
    case account_subscription_create:
    case account_subscription_update:
    case account_subscription_cancel:
      return perform_on_billing(tx, id, context, acme_);
    case zone_subscription_list:
    case zone_subscription_get:
    case zone_subscription_create:
    case zone_subscription_update:
    case zone_subscription_cancel:
      return perform_on_billing(tx, id, context, zone_);
    case store_plan_list:
    case store_billing_get:
    case store_billing_edit:
    case store_payment_list:
    case store_payment_record:
    case store_billing_advance:
      return perform_on_any_billing(tx, id, context);

    case role_create:
    case role_update:
    case role_delete:
    case organization_user_list:
    case organization_user_get:
    case organization_user_create:
    case organization_user_update:
    case organization_user_factor_get:
    case organization_user_remove:
    case organization_user_password_change:
    case organization_user_factor_reset:
      return perform_on_people(tx, id, context);
    case key_list:
    case key_get:
    case key_create:
    case key_update:
    case key_delete:
    case own_organization_create:
      return perform_on_keys(tx, id, context);
    case session_sign_out:
    case session_list:
    case session_get:
    case session_create:
    case session_update:
    case session_end:
    case emulation_start:
    case emulation_stop:
    case password_change:
    case profile_edit:
    case second_factor_get:
    case second_factor_enroll:
    case second_factor_renew:
    case second_factor_disable:
      return perform_on_sign_in(tx, id, context);
    case status_get:
    case session_sign_in:
    case account_sign_up:
    case account_activate:
    case password_forget:
    case password_link_get:
    case password_reset:
    case enrollment_get:
    case enrollment_prove:
      break;  // by nobody, before

    case store_user_list:
    case store_user_get:
    case store_user_create:
    case store_user_suspend:
    case store_user_resume:
    case store_zone_list:
    case store_zone_create:
    case store_zone_delete:
    case store_organization_list:
    case store_organization_create:
    case store_tenant_update:
    case store_mail_list:
    case store_mail_retry:
    case store_mail_drop:
    case store_audit_list:
    case store_audit_sign:
    case store_init:
    case store_import:
    case store_audit_prune:
      return perform_on_store(tx, id, context);
  }
  std::unreachable();
}

Result<std::string_view> MatrixWorld::perform_own(core::WriteTransaction& tx, OperationId id,
                                                  const core::OperationContext& context,
                                                  const Person& person) {
  switch (id) {
    case user_get:
      return own(get_user(tx, context));
    case user_edit:
      return own(edit_user(tx, context, rename()));
    case invite_list:
      return own(list_invites(tx, context));
    case invite_get:
      return own(get_invite(tx, context, invite_));
    case invite_answer:
      return own(answer_invite(tx, context, invite_, core::Answer::accept));
    case membership_list:
      return own(list_places(tx, context, {}));
    case membership_get:
      return own(get_place(tx, context, person.place));
    case membership_answer:
      return own(answer_place(tx, context, person.place, core::Answer::accept));
    case membership_leave:
      return own(leave_place(tx, context, person.place));
    case tenant_list:
      return own(list_tenants(tx, context));
    case preferences_get:
      return own(get_preferences(tx, context));
    case preferences_edit:
      return own(edit_preferences(tx, context, {{{"marketing", true}}, {}}));
    case audit_list:
      return own(authorize_own_log(tx, context));
    default:
      std::unreachable();
  }
}

Result<std::string_view> MatrixWorld::perform_on_tokens(core::WriteTransaction& tx, OperationId id,
                                                        const core::OperationContext& context,
                                                        const core::Owner& owner,
                                                        const core::TokenId& token) {
  auto wanted = draft("new");
  if (owner.kind == core::OwnerKind::organization) {
    wanted.policies = {{std::nullopt,
                        core::Effect::allow,
                        {testing::kBillingRead},
                        {{testing::kAccountKind + '.' + core::id_to_hex(owner.id), {}}}}};
  }
  const auto done = owner.kind == core::OwnerKind::user ? kOwn : kYes;
  switch (id) {
    case token_list:
    case account_token_list:
      return cell_of(list_tokens(tx, context, owner, {}), done);
    case token_create:
    case account_token_create:
      return cell_of(create_token(tx, context, owner, wanted), done);
    case token_get:
    case account_token_get:
      return cell_of(get_token(tx, context, owner, token), done);
    case token_update:
    case account_token_update:
      return cell_of(update_token(tx, context, owner, token, wanted), done);
    case token_delete:
    case account_token_delete:
      return cell_of(delete_token(tx, context, owner, token), done);
    case token_roll:
    case account_token_roll:
      return cell_of(roll_token(tx, context, owner, token), done);
    case permission_group_list:
    case account_permission_group_list:
      return cell_of(list_permission_groups(tx, context, owner, {}), done);
    default:
      std::unreachable();
  }
}

Result<std::string_view> MatrixWorld::perform_in_organization(
    core::WriteTransaction& tx, OperationId id, const core::OperationContext& context) {
  const auto group_id = core::IamGroupId::parse(testing::group_of(testing::kMinimal)).value();
  const core::ResourceGroupDraft group_draft{
      "new", testing::kAccountKind + '.' + acme_.hex(), {"*"}};
  switch (id) {
    case organization_list: {
      const auto listed = list_organizations(tx, context, {});
      if (!listed) return std::unexpected(listed.error());
      const bool shown = std::ranges::any_of(
          listed->items, [&](const auto& view) { return view.organization->id == acme_; });
      return shown ? kYes : kEmpty;
    }
    case organization_create: {
      core::OrganizationDraft wanted;
      wanted.name = "New";
      const auto made = create_organization(tx, context, wanted);
      if (!made) return std::unexpected(made.error());
      return made->parent != nullptr && made->parent->id == acme_ ? kYes : kOwn;
    }
    case organization_get:
      return yes(get_organization(tx, context, acme_));
    case organization_update:
      return yes(update_organization(tx, context, acme_, {"Acme Corp", {}, {}}));
    case organization_delete:
      return yes(delete_organization(tx, context, acme_));
    case member_list:
      return yes(list_members(tx, context, acme_, {}));
    case member_add:
      return yes(core::add_member(
          tx, context, acme_, {"new@example.com", testing::rights({testing::kMinimal}), false}));
    case member_get:
      return yes(get_member(tx, context, acme_, target_place_));
    case member_update:
      return yes(
          update_member(tx, context, acme_, target_place_, testing::rights({testing::kDns})));
    case member_remove:
      return yes(remove_member(tx, context, acme_, target_place_));
    case role_list:
      return yes(list_roles(tx, context, acme_, {}));
    case role_get:
      return yes(get_role(tx, context, acme_, core::super_administrator()));
    case iam_group_list:
      return yes(list_iam_groups(tx, context, acme_, {}));
    case iam_group_get:
      return yes(get_iam_group(tx, context, acme_, group_id));
    case resource_group_list:
      return yes(list_resource_groups(tx, context, acme_));
    case resource_group_get:
      return yes(get_resource_group(tx, context, acme_, group_));
    case resource_group_create:
      return yes(create_resource_group(tx, context, acme_, group_draft));
    case resource_group_update:
      return yes(update_resource_group(tx, context, acme_, group_, group_draft));
    case resource_group_delete:
      return yes(delete_resource_group(tx, context, acme_, group_));
    case zone_list: {
      const auto listed = list_zones(tx, context, {});
      if (!listed) return std::unexpected(listed.error());
      const bool shown = std::ranges::any_of(
          listed->items, [&](const auto& view) { return view.zone.id == zone_; });
      return shown ? kYes : kEmpty;
    }
    case zone_get:
      return yes(get_zone(tx, context, zone_));
    case account_audit_list:
      return yes(authorize_organization_log(tx, context, acme_));
    default:
      std::unreachable();
  }
}

Result<std::string_view> MatrixWorld::perform_on_store(core::WriteTransaction& tx, OperationId id,
                                                       const core::OperationContext& context) {
  core::NewUser new_user;
  new_user.email = "new@example.com";
  core::NewOrganization new_organization;
  new_organization.name = "New";
  new_organization.owner = other_->id;
  core::User imported;
  imported.id = core::UserId{{9}};
  imported.email = "imported@example.com";
  switch (id) {
    case store_user_list:
      return yes(list_users(tx, context, {}));
    case store_user_get:
      return yes(get_user_by_id(tx, context, other_->id));
    case store_user_create:
      return yes(create_user(tx, context, new_user));
    case store_user_suspend:
      return yes(suspend_user(tx, context, other_->id));
    case store_user_resume:
      return yes(resume_user(tx, context, people_.at(Caller::suspended_user).user->id));
    case store_zone_list:
      return yes(list_zones_of(tx, context, acme_));
    case store_zone_create:
      return yes(create_zone(tx, context, acme_, "new.example"));
    case store_zone_delete:
      return yes(delete_zone(tx, context, zone_));
    case store_organization_list:
      return yes(list_all_organizations(tx, context, {}, {}));
    case store_organization_create:
      return yes(create_organization_for(tx, context, new_organization));
    case store_tenant_update:
      return yes(edit_tenant(tx, context, elsewhere_, {true, {}}));
    case store_mail_list:
      return yes(list_mail(tx, context, core::MailState::waiting, {}));
    case store_mail_retry:
      return yes(retry_mail(tx, context, mail_));
    case store_mail_drop:
      return yes(drop_mail(tx, context, mail_));
    case store_audit_list:
      return yes(authorize_any_log(tx, context, acme_.bytes));
    case store_audit_sign:
      return yes(sign_audit_log(tx, context, acme_.bytes, testing::TestSigner()));
    case store_audit_prune:
      return yes(prune_audit_log(tx, context, acme_, 2));
    case store_init:
      return yes(initialize_store(tx, context, {"first@example.com", {}, {}, "First", "hash"}));
    case store_import:
      return yes(import_user(tx, context, imported));
    default:
      std::unreachable();
  }
}

}  // namespace selfsame::matrix
