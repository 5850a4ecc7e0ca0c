#include "core/identity/password_operations.h"

#include <array>
#include <utility>

#include "core/access/authorize.h"
#include "core/access/secret_format.h"
#include "core/administration/add_entity.h"
#include "core/audit/record_change.h"
#include "core/identity/second_factor_operations.h"
#include "core/outbox/queue_mail.h"
#include "core/tenancy/member_rights.h"
#include "core/tenancy/organization_profile_rules.h"
#include "core/tenancy/organization_rules.h"
#include "core/text.h"

namespace selfsame::core {
namespace {

std::unexpected<Error> no_such_link() {
  return fail(ErrorCode::not_found, Reason::none, "The link is unknown, used, or over.");
}

std::chrono::seconds lifetime_of(LinkPurpose purpose) {
  return purpose == LinkPurpose::activation ? std::chrono::seconds(limits::kActivationLifetime)
                                            : std::chrono::seconds(limits::kPasswordResetLifetime);
}

const char* mail_of(LinkPurpose purpose) {
  return purpose == LinkPurpose::activation ? mail_kind::kActivation : mail_kind::kPasswordReset;
}

void record_account(WriteTransaction& tx, const OperationContext& context, OperationId operation,
                    const User& user, std::vector<AuditChange> changes) {
  record_change(tx, context, operation, user.id, resource_kind::kUser, user.id.hex(),
                std::move(changes));
}

/// An open link of one purpose, of a user who is not suspended.
Result<PasswordLink> find_link(ReadTransaction& tx, const OperationContext& context,
                               std::string_view secret, LinkPurpose purpose) {
  const auto link = tx.find_action_link(context.hasher.hash(secret));
  if (!link || link->purpose != purpose || link->expires_at <= context.now) return no_such_link();
  auto user = tx.find_user(link->user);
  if (user == nullptr || user->suspended) return no_such_link();
  return PasswordLink{*link, std::move(user)};
}

/// What somebody who signs up says of their organization, under the names that it has there.
Status check_sign_up_profile(const OperationContext& context, const OrganizationProfile& profile) {
  auto status = validate_organization_profile(profile, context.billing);
  if (status) return status;
  for (auto& field : status.error().fields) {
    if (field.pointer == "/report_currency") field.pointer = "/reporting_currency";
  }
  return status;
}

/// Whoever holds a link acts as the user that it was mailed to.
Principal holder_of(const OperationContext& context, const std::shared_ptr<const User>& user) {
  return {user, CredentialKind::none, {}, nullptr, context.principal.address};
}

/// The organization of a sign-up, whose name is called otherwise there.
Status validate_company(const Organization& organization) {
  auto status = validate_organization(organization);
  if (!status) {
    for (auto& field : status.error().fields) {
      if (field.pointer == "/name") field.pointer = "/company";
    }
  }
  return status;
}

/// What there is; empty if there is nothing.
std::string_view view_of(const std::optional<std::string>& text) {
  return text ? std::string_view(*text) : std::string_view();
}

}  // namespace

void set_password(WriteTransaction& tx, const OperationContext& context, User user,
                  const std::string& new_hash, const std::optional<SessionId>& kept) {
  user.password_hash = new_hash;
  user.modified_at = context.now;
  tx.update_user(user);
  tx.delete_sessions_of(user.id, kept);
  tx.delete_action_link(user.id, LinkPurpose::password_reset);
  queue_mail(tx, context, user.email, mail_kind::kPasswordChanged,
             {{"changed", format_minutes(context.now)}});
}

PlainSecret comparable_password(const Identity& identity, std::string_view password) {
  auto normalized = identity.passwords.normalize(password);
  return PlainSecret(normalized ? std::move(*normalized) : std::string(password));
}

Result<PlainSecret> check_new_password(const Identity& identity, std::string_view password,
                                       const User& user, const std::string& pointer) {
  auto normalized = identity.passwords.normalize(password);
  if (!normalized) return fail_field(pointer, "must be text without control characters");
  const std::array<std::string_view, 4> context{user.email, view_of(user.first_name),
                                                view_of(user.last_name), identity.issuer};
  const auto problem =
      password_problem(identity.passwords, *normalized, context, user.two_factor_enabled);
  if (problem) return fail_field(pointer, *problem);
  return PlainSecret(std::move(*normalized));
}

void mail_link(WriteTransaction& tx, const OperationContext& context, const Identity& identity,
               const User& user, LinkPurpose purpose) {
  const auto secret = make_secret(SecretKind::action_link, context.entropy);
  ActionLink link;
  link.id = ActionLinkId::make(context.now, context.entropy);
  link.user = user.id;
  link.purpose = purpose;
  link.created_at = context.now;
  link.expires_at = context.now + lifetime_of(purpose);
  tx.put_action_link(link, context.hasher.hash(secret.reveal()));
  queue_mail(tx, context, user.email, mail_of(purpose),
             {{"expires", format_minutes(link.expires_at)},
              {std::string(mail_value::kSealedToken),
               bytes_to_hex(identity.sealer.seal(secret.reveal(), mail_value::kSealedToken))}});
}

Status change_password(WriteTransaction& tx, const OperationContext& context,
                       const PasswordProof& current, const std::string& new_hash) {
  constexpr auto kChange = OperationId::password_change;
  auto status = authorize_on_user(context, kChange);
  if (!status) return status;
  const User& user = *context.principal.user;
  if (!current.matches || user.password_hash != current.compared_with) {
    return fail_field("/current_password", "is not your password");
  }
  if (status = check_recent_proof(tx, context, user); !status) return status;
  const auto& session = context.principal.session;
  set_password(tx, context, user, new_hash,
               session != nullptr ? std::optional(session->id) : std::nullopt);
  record_account(tx, context, kChange, user, {{"password", std::nullopt, "changed"}});
  return {};
}

Status forget_password(WriteTransaction& tx, const OperationContext& context,
                       const Identity& identity, std::string_view email) {
  const auto user = tx.find_user_by_email(email);
  if (user == nullptr || user->suspended) return {};
  mail_link(tx, context, identity, *user, LinkPurpose::password_reset);
  record_account(tx, context, OperationId::password_forget, *user,
                 {{"password", std::nullopt, "link mailed"}});
  return {};
}

Result<PasswordLink> get_password_link(ReadTransaction& tx, const OperationContext& context,
                                       std::string_view secret) {
  return find_link(tx, context, secret, LinkPurpose::password_reset);
}

Result<std::shared_ptr<const User>> reset_password(WriteTransaction& tx,
                                                   const OperationContext& context,
                                                   std::string_view secret,
                                                   const std::string& new_hash) {
  const auto found = find_link(tx, context, secret, LinkPurpose::password_reset);
  if (!found) return std::unexpected(found.error());
  const auto principal = holder_of(context, found->user);
  const auto as_user = acting_as(context, principal);
  User user = *found->user;
  user.email_verified = true;
  user.address_vouched = false;
  set_password(tx, as_user, user, new_hash, std::nullopt);
  record_account(tx, as_user, OperationId::password_reset, user,
                 {{"password", std::nullopt, "set by a mailed link"}});
  return tx.find_user(user.id);
}

Result<std::shared_ptr<const User>> sign_up(WriteTransaction& tx, const OperationContext& context,
                                            const Identity& identity, const SignUp& wanted,
                                            const std::string& password_hash) {
  constexpr auto kSignUp = OperationId::account_sign_up;
  User user;
  user.id = UserId::make(context.now, context.entropy);
  user.email = wanted.email;
  user.username = user.id.hex();
  user.first_name = wanted.first_name;
  user.last_name = wanted.last_name;
  user.telephone = wanted.telephone;
  user.country = wanted.country;
  user.reporting_currency = wanted.reporting_currency;
  user.email_verified = false;
  user.password_hash = password_hash;
  user.created_at = context.now;
  user.modified_at = context.now;
  Organization organization;
  organization.id = OrganizationId::make(context.now, context.entropy);
  organization.name = wanted.company;
  organization.created_at = context.now;
  organization.modified_at = context.now;
  OrganizationProfile profile;
  profile.organization = organization.id;
  profile.website = wanted.website;
  profile.country = wanted.country;
  profile.report_currency = wanted.reporting_currency.value_or(context.billing.default_currency);
  auto status = validate_user(user);
  if (status) status = validate_company(organization);
  if (status) status = check_sign_up_profile(context, profile);
  if (status && tx.find_user_by_email(user.email) != nullptr) {
    status = fail_field("/email", "belongs to an account already");
  }
  if (!status) return std::unexpected(std::move(status.error()));

  add_user(tx, context, kSignUp, user);
  auto made = tx.find_user(user.id);
  const auto principal = holder_of(context, made);
  const auto as_user = acting_as(context, principal);
  add_organization(tx, as_user, kSignUp, organization);
  tx.put_organization_profile(profile);
  auto place = make_owner_place(tx, as_user, organization, user);
  place.permissions = {"*"};
  add_membership(tx, as_user, kSignUp, place);
  mail_link(tx, as_user, identity, user, LinkPurpose::activation);
  return made;
}

Status activate_account(WriteTransaction& tx, const OperationContext& context,
                        std::string_view secret) {
  const auto found = find_link(tx, context, secret, LinkPurpose::activation);
  if (!found) return std::unexpected(found.error());
  const auto principal = holder_of(context, found->user);
  const auto as_user = acting_as(context, principal);
  User user = *found->user;
  user.email_verified = true;
  user.address_vouched = false;
  user.modified_at = context.now;
  tx.update_user(user);
  tx.delete_action_link(user.id, LinkPurpose::activation);
  record_account(tx, as_user, OperationId::account_activate, user,
                 {{"email_verified", "false", "true"}});
  return {};
}

}  // namespace selfsame::core
