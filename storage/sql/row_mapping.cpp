#include "storage/sql/row_mapping.h"

#include <stdexcept>

#include "storage/sql/json_columns.h"
#include "storage/sql/row_reader.h"

namespace selfsame::storage::sql {
namespace {

core::MembershipStatus read_member_status(RowReader& reader) {
  return reader.choice({core::MembershipStatus::pending, core::MembershipStatus::accepted,
                        core::MembershipStatus::rejected});
}

core::ZoneLevels read_zone_levels(std::int64_t bits) {
  return {.pro = (bits & 1) != 0, .business = (bits & 2) != 0, .enterprise = (bits & 4) != 0};
}

}  // namespace

core::IdBytes read_id(const SqlRow& row, std::size_t column) {
  return RowReader(row, column).bytes<16>();
}

core::SecretHash read_secret_hash(const SqlRow& row, std::size_t column) {
  return {RowReader(row, column).bytes<32>()};
}

core::User read_user(const SqlRow& row) {
  RowReader reader(row);
  core::User user;
  user.id = reader.id<core::UserId>();
  user.email = reader.text();
  user.username = reader.text();
  user.first_name = reader.optional_text();
  user.last_name = reader.optional_text();
  user.telephone = reader.optional_text();
  user.country = reader.optional_text();
  user.zipcode = reader.optional_text();
  user.email_verified = reader.flag();
  user.two_factor_enabled = reader.flag();
  user.suspended = reader.flag();
  user.password_hash = reader.optional_text();
  user.created_at = reader.time();
  user.modified_at = reader.time();
  user.mobile_phone = reader.optional_text();
  user.reporting_currency = reader.optional_text();
  user.preferences = reader.optional_text();
  user.signed_in_at = reader.optional_time();
  user.chosen_id = reader.text();
  user.managed_by = reader.optional_id<core::OrganizationId>();
  user.address_vouched = reader.flag();
  return user;
}

core::Session read_session(const SqlRow& row) {
  RowReader reader(row);
  core::Session session;
  session.id = reader.id<core::SessionId>();
  session.user = reader.id<core::UserId>();
  session.emulated_from = reader.optional_id<core::SessionId>();
  session.permissions = read_texts(reader.text_view());
  session.created_at = reader.time();
  session.modified_at = reader.time();
  session.expires_at = reader.time();
  session.client_address = reader.optional([&] { return core::IpAddress{reader.bytes<16>()}; });
  session.user_agent = reader.text();
  return session;
}

core::SecondFactor read_second_factor(const SqlRow& row) {
  RowReader reader(row);
  core::SecondFactor factor;
  factor.user = reader.id<core::UserId>();
  factor.state = reader.choice({core::FactorState::pending, core::FactorState::active});
  factor.sealed_secret = reader.blob();
  factor.last_step = reader.optional([&] { return reader.integer(); });
  factor.last_proof_at = reader.optional_time();
  factor.created_at = reader.time();
  factor.modified_at = reader.time();
  return factor;
}

core::ActionLink read_action_link(const SqlRow& row) {
  using core::LinkPurpose;
  RowReader reader(row);
  core::ActionLink link;
  link.id = reader.id<core::ActionLinkId>();
  link.user = reader.id<core::UserId>();
  link.purpose = reader.choice(
      {LinkPurpose::activation, LinkPurpose::password_reset, LinkPurpose::enrollment});
  link.created_at = reader.time();
  link.expires_at = reader.time();
  return link;
}

core::CommunicationPreferences read_preferences_row(const SqlRow& row) {
  RowReader reader(row);
  core::CommunicationPreferences preferences;
  preferences.preferences = read_mail_preferences(reader.text_view());
  preferences.language = reader.optional_text();
  preferences.hard_bounce = reader.flag();
  preferences.created_at = reader.time();
  preferences.modified_at = reader.time();
  return preferences;
}

core::Token read_token(const SqlRow& row) {
  RowReader reader(row);
  core::Token token;
  token.id = reader.id<core::TokenId>();
  token.owner.kind = reader.choice({core::OwnerKind::user, core::OwnerKind::organization});
  token.owner.id = reader.bytes<16>();
  token.name = reader.text();
  token.status = reader.choice({core::TokenStatus::active, core::TokenStatus::disabled});
  token.policies = read_policies(reader.text_view());
  token.condition = reader.optional([&] { return read_condition(reader.text_view()); });
  token.not_before = reader.optional_time();
  token.expires_at = reader.optional_time();
  token.issued_at = reader.time();
  token.modified_at = reader.time();
  token.last_used_at = reader.optional_time();
  token.creator_email = reader.text();
  return token;
}

core::ApiKey read_api_key(const SqlRow& row) {
  RowReader reader(row);
  core::ApiKey key;
  key.id = reader.id<core::ApiKeyId>();
  key.kind = reader.choice(
      {core::ApiKeyKind::global, core::ApiKeyKind::organization, core::ApiKeyKind::publishable});
  key.user = reader.id<core::UserId>();
  key.organization = reader.optional_id<core::OrganizationId>();
  key.name = reader.text();
  key.created_at = reader.time();
  key.modified_at = reader.time();
  key.chosen_id = reader.optional_text().value_or("");
  key.acl = read_acl(reader.text_view());
  key.allowed_networks = read_network_list(reader.text_view());
  key.shown_secret = reader.text();
  return key;
}

core::OrganizationProfile read_organization_profile(const SqlRow& row) {
  RowReader reader(row);
  core::OrganizationProfile profile;
  profile.organization = reader.id<core::OrganizationId>();
  profile.website = reader.optional_text();
  profile.address = reader.optional_text();
  profile.address2 = reader.optional_text();
  profile.city = reader.optional_text();
  profile.region = reader.optional_text();
  profile.country = reader.optional_text();
  profile.postal_code = reader.optional_text();
  profile.phone_numbers = read_contacts(reader.text_view());
  profile.emails = read_contacts(reader.text_view());
  profile.tax_descriptor = reader.optional_text();
  profile.invoice_time_zone = reader.text();
  profile.report_currency = reader.text();
  profile.questionnaire = reader.optional_text();
  profile.settings = reader.optional_text();
  profile.tax_numbers = reader.optional_text();
  return profile;
}

core::Mail read_mail(const SqlRow& row) {
  RowReader reader(row);
  core::Mail mail;
  mail.id = reader.id<core::MailId>();
  mail.recipient = reader.text();
  mail.kind = reader.text();
  mail.language = reader.text();
  mail.values = read_named_texts(reader.text_view());
  mail.state = reader.choice({core::MailState::waiting, core::MailState::dead});
  mail.attempts = static_cast<std::uint32_t>(reader.integer());
  mail.created_at = reader.time();
  mail.next_attempt_at = reader.time();
  mail.last_error = reader.text();
  return mail;
}

core::KeptAnswer read_answer(const SqlRow& row) {
  RowReader reader(row);
  core::KeptAnswer answer;
  answer.request = {reader.bytes<32>()};
  answer.status = static_cast<unsigned>(reader.integer());
  answer.sealed_body = reader.blob();
  answer.created_at = reader.time();
  return answer;
}

core::Organization read_organization(const SqlRow& row) {
  using core::OrganizationKind;
  using core::TenantKind;
  RowReader reader(row);
  core::Organization organization;
  organization.id = reader.id<core::OrganizationId>();
  organization.name = reader.text();
  organization.kind = reader.choice({OrganizationKind::standard, OrganizationKind::enterprise});
  organization.tenant =
      reader.choice({TenantKind::none, TenantKind::tenant, TenantKind::operator_});
  organization.parent = reader.optional_id<core::OrganizationId>();
  organization.abuse_contact_email = reader.optional_text();
  organization.enforce_two_factor = reader.flag();
  organization.created_at = reader.time();
  organization.modified_at = reader.time();
  organization.zone_levels = read_zone_levels(reader.integer());
  return organization;
}

core::MembershipStatus read_member_status(const SqlRow& row, std::size_t column) {
  RowReader reader(row, column);
  return read_member_status(reader);
}

MemberKeys read_member_keys(const SqlRow& row) {
  RowReader reader(row);
  MemberKeys keys;
  keys.organization = reader.id<core::OrganizationId>();
  keys.user = reader.optional_id<core::UserId>();
  keys.status = read_member_status(reader);
  keys.ordinal = reader.integer();
  keys.email = reader.text();
  keys.first_name = reader.text();
  keys.last_name = reader.text();
  return keys;
}

MemberCounts read_member_counts(const SqlRow& row, std::size_t first) {
  RowReader reader(row, first);
  const auto count = [&] { return static_cast<std::uint64_t>(reader.integer()); };
  MemberCounts counts;
  counts.pending = count();
  counts.accepted = count();
  counts.rejected = count();
  return counts;
}

core::Membership read_membership(const SqlRow& row) {
  RowReader reader(row);
  core::Membership membership;
  membership.id = reader.id<core::MembershipId>();
  membership.organization = reader.id<core::OrganizationId>();
  membership.user = reader.optional_id<core::UserId>();
  membership.email = reader.text();
  membership.status = read_member_status(reader);
  membership.owner = reader.flag();
  membership.is_default = reader.flag();
  membership.roles = read_ids<core::RoleId>(reader.text_view());
  membership.policies = read_member_policies(reader.text_view());
  membership.permissions = read_texts(reader.text_view());
  membership.allowed_networks = read_network_list(reader.text_view());
  membership.created_at = reader.time();
  membership.modified_at = reader.time();
  return membership;
}

core::Invite read_invite(const SqlRow& row) {
  using core::InviteStatus;
  RowReader reader(row);
  core::Invite invite;
  invite.id = reader.id<core::InviteId>();
  invite.organization = reader.id<core::OrganizationId>();
  invite.membership = reader.id<core::MembershipId>();
  invite.email = reader.text();
  invite.roles = read_ids<core::RoleId>(reader.text_view());
  invite.invited_by = reader.text();
  invite.status =
      reader.choice({InviteStatus::pending, InviteStatus::accepted, InviteStatus::rejected});
  invite.invited_at = reader.time();
  invite.expires_at = reader.time();
  return invite;
}

core::Role read_role(const SqlRow& row) {
  RowReader reader(row);
  core::Role role;
  role.id = reader.id<core::RoleId>();
  role.organization = reader.id<core::OrganizationId>();
  role.name = reader.text();
  role.description = reader.text();
  role.grants = read_grants(reader.text_view());
  role.created_at = reader.time();
  role.modified_at = reader.time();
  role.acl = read_acl(reader.text_view());
  role.juniors = read_ids<core::RoleId>(reader.text_view());
  role.allowed_networks = read_network_list(reader.text_view());
  role.chosen_id = reader.text();
  return role;
}

core::ResourceGroup read_resource_group(const SqlRow& row) {
  RowReader reader(row);
  core::ResourceGroup group;
  group.id = reader.id<core::ResourceGroupId>();
  group.organization = reader.id<core::OrganizationId>();
  group.name = reader.text();
  group.zones = read_ids<core::ZoneId>(reader.text_view());
  group.created_at = reader.time();
  group.modified_at = reader.time();
  return group;
}

core::Zone read_zone(const SqlRow& row) {
  RowReader reader(row);
  core::Zone zone;
  zone.id = reader.id<core::ZoneId>();
  zone.organization = reader.id<core::OrganizationId>();
  zone.name = reader.text();
  zone.created_at = reader.time();
  zone.modified_at = reader.time();
  return zone;
}

std::int64_t code_of(core::TokenStatus status) {
  switch (status) {
    case core::TokenStatus::active:
      return 1;
    case core::TokenStatus::disabled:
      return 2;
  }
  throw std::logic_error("unknown token status");
}

std::int64_t code_of(core::OwnerKind kind) {
  switch (kind) {
    case core::OwnerKind::user:
      return 1;
    case core::OwnerKind::organization:
      return 2;
  }
  throw std::logic_error("unknown kind of owner");
}

std::int64_t code_of(core::ApiKeyKind kind) {
  switch (kind) {
    case core::ApiKeyKind::global:
      return 1;
    case core::ApiKeyKind::organization:
      return 2;
    case core::ApiKeyKind::publishable:
      return 3;
  }
  throw std::logic_error("unknown kind of API key");
}

std::int64_t code_of(core::CredentialKind kind) {
  switch (kind) {
    case core::CredentialKind::api_token:
      return 1;
    case core::CredentialKind::global_key:
      return 2;
    case core::CredentialKind::organization_key:
      return 3;
    case core::CredentialKind::system:
      return 4;
    case core::CredentialKind::payment_gateway:
      return 5;
    case core::CredentialKind::session:
      return 6;
    case core::CredentialKind::none:
      return 7;
  }
  throw std::logic_error("unknown kind of credential");
}

std::int64_t code_of(core::FactorState state) {
  switch (state) {
    case core::FactorState::pending:
      return 1;
    case core::FactorState::active:
      return 2;
  }
  throw std::logic_error("unknown state of a second factor");
}

std::int64_t code_of(core::LinkPurpose purpose) {
  switch (purpose) {
    case core::LinkPurpose::activation:
      return 1;
    case core::LinkPurpose::password_reset:
      return 2;
    case core::LinkPurpose::enrollment:
      return 3;
  }
  throw std::logic_error("unknown purpose of a link");
}

std::int64_t code_of(core::OrganizationKind kind) {
  switch (kind) {
    case core::OrganizationKind::standard:
      return 1;
    case core::OrganizationKind::enterprise:
      return 2;
  }
  throw std::logic_error("unknown kind of organization");
}

std::int64_t code_of(core::TenantKind kind) {
  switch (kind) {
    case core::TenantKind::none:
      return 1;
    case core::TenantKind::tenant:
      return 2;
    case core::TenantKind::operator_:
      return 3;
  }
  throw std::logic_error("unknown kind of tenant");
}

std::int64_t code_of(core::MembershipStatus status) {
  switch (status) {
    case core::MembershipStatus::pending:
      return 1;
    case core::MembershipStatus::accepted:
      return 2;
    case core::MembershipStatus::rejected:
      return 3;
  }
  throw std::logic_error("unknown status of a membership");
}

std::int64_t code_of(core::InviteStatus status) {
  switch (status) {
    case core::InviteStatus::pending:
      return 1;
    case core::InviteStatus::accepted:
      return 2;
    case core::InviteStatus::rejected:
      return 3;
  }
  throw std::logic_error("unknown status of an invite");
}

std::int64_t code_of(core::MailState state) {
  switch (state) {
    case core::MailState::waiting:
      return 1;
    case core::MailState::dead:
      return 2;
  }
  throw std::logic_error("unknown state of a mail");
}

}  // namespace selfsame::storage::sql
