#include "core/identity/sign_up_operations.h"

#include <utility>

#include "core/administration/add_entity.h"
#include "core/audit/record_change.h"
#include "core/identity/mailed_links.h"
#include "core/identity/password_operations.h"
#include "core/outbox/queue_mail.h"
#include "core/tenancy/member_rights.h"
#include "core/tenancy/organization_profile_rules.h"
#include "core/tenancy/organization_rules.h"

namespace selfsame::core {
namespace {

/// What a sign-up makes.
struct Account {
  User user;
  std::optional<Organization> organization;
  OrganizationProfile profile;  ///< of it
};

void record_account(WriteTransaction& tx, const OperationContext& context, OperationId operation,
                    const User& user, std::vector<AuditChange> changes) {
  record_change(tx, context, operation, user.id, resource_kind::kUser, user.id.hex(),
                std::move(changes));
}

/// Fields of the organization have other names where somebody signs up.
Status renaming(Status status, std::string_view from, std::string_view to) {
  if (status) return status;
  for (auto& field : status.error().fields) {
    if (field.pointer == from) field.pointer = to;
  }
  return status;
}

User make_signed_up(const OperationContext& context, const SignUp& wanted,
                    const std::string& password_hash) {
  User user = make_user(context, wanted.email);
  user.first_name = wanted.first_name;
  user.last_name = wanted.last_name;
  user.telephone = wanted.telephone;
  user.country = wanted.country;
  user.reporting_currency = wanted.reporting_currency;
  user.email_verified = false;
  user.password_hash = password_hash;
  return user;
}

Result<Account> make_account(const OperationContext& context, const Identity& identity,
                             const SignUp& wanted, const std::string& password_hash) {
  if (!identity.takes_sign_ups) {
    return fail(ErrorCode::not_found, Reason::none, "Nobody can sign up here.");
  }
  Account account{make_signed_up(context, wanted, password_hash), {}, {}};
  auto status = validate_user(account.user);
  if (wanted.company) {
    auto& organization = account.organization.emplace();
    organization.id = OrganizationId::make(context.now, context.entropy);
    organization.name = *wanted.company;
    organization.created_at = context.now;
    organization.modified_at = context.now;
    auto& profile = account.profile;
    profile.organization = organization.id;
    profile.website = wanted.website;
    profile.country = wanted.country;
    profile.report_currency = wanted.reporting_currency.value_or(context.billing.default_currency);
    if (status) status = renaming(validate_organization(organization), "/name", "/company");
    if (status) {
      status = renaming(validate_organization_profile(profile, context.billing), "/report_currency",
                        "/reporting_currency");
    }
  }
  if (!status) return std::unexpected(std::move(status.error()));
  return account;
}

std::shared_ptr<const User> add_account(WriteTransaction& tx, const OperationContext& context,
                                        const Identity& identity, const Account& account) {
  constexpr auto kSignUp = OperationId::account_sign_up;
  add_user(tx, context, kSignUp, account.user);
  auto made = tx.find_user(account.user.id);
  const Principal principal{made, CredentialKind::none, {}, nullptr, context.principal.address};
  const auto as_user = context.acting_as(principal);
  if (const auto& organization = account.organization) {
    add_organization(tx, as_user, kSignUp, *organization);
    tx.put_organization_profile(account.profile);
    auto place = make_owner_place(tx, as_user, *organization, account.user);
    place.permissions = {"*"};
    add_membership(tx, as_user, kSignUp, place);
  }
  mail_link(tx, as_user, identity, account.user, LinkPurpose::activation);
  return made;
}

}  // namespace

Result<PlainSecret> check_first_password(const Identity& identity, std::string_view password,
                                         const SignUp& wanted) {
  User user;
  user.email = wanted.email;
  user.first_name = wanted.first_name;
  user.last_name = wanted.last_name;
  return check_new_password(identity, password, user, "/password");
}

Result<std::shared_ptr<const User>> sign_up(WriteTransaction& tx, const OperationContext& context,
                                            const Identity& identity, const SignUp& wanted,
                                            const std::string& password_hash) {
  const auto account = make_account(context, identity, wanted, password_hash);
  if (!account) return std::unexpected(account.error());
  if (tx.find_user_by_email(wanted.email) != nullptr) {
    return fail_field("/email", "belongs to an account already");
  }
  return add_account(tx, context, identity, *account);
}

Status ask_to_sign_up(WriteTransaction& tx, const OperationContext& context,
                      const Identity& identity, const SignUp& wanted,
                      const std::string& password_hash) {
  const auto account = make_account(context, identity, wanted, password_hash);
  if (!account) return std::unexpected(account.error());
  const auto known = tx.find_user_by_email(wanted.email);
  if (known == nullptr) {
    add_account(tx, context, identity, *account);
    return {};
  }
  if (known->suspended) return {};
  mail_link(tx, context, identity, *known, LinkPurpose::password_reset, mail_kind::kAccountExists);
  record_account(tx, context, OperationId::account_sign_up, *known,
                 {{"sign_up", std::nullopt, "has an account already: mailed so"}});
  return {};
}

Status activate_account(WriteTransaction& tx, const OperationContext& context,
                        std::string_view secret) {
  const auto found =
      find_open_link(tx, context.hasher, context.now, secret, LinkPurpose::activation);
  if (!found) return std::unexpected(found.error());
  const auto principal = holder_of(context, *found);
  User user = *found->user;
  user.email_verified = true;
  user.address_vouched = false;
  user.modified_at = context.now;
  tx.update_user(user);
  tx.delete_action_link(user.id, LinkPurpose::activation);
  record_account(tx, context.acting_as(principal), OperationId::account_activate, user,
                 {{"email_verified", "false", "true"}});
  return {};
}

}  // namespace selfsame::core
