#include "storage/contract/test_data.h"

namespace selfsame::storage::contract {

core::IdBytes make_bytes(std::uint64_t number) {
  core::IdBytes bytes{0x01, 0x92};
  for (std::size_t i = 0; i < 8; ++i) {
    bytes.at(15 - i) = static_cast<std::uint8_t>(number >> (8 * i));
  }
  return bytes;
}

core::Timestamp make_time(std::int64_t seconds) {
  return core::Timestamp(std::chrono::seconds(1'700'000'000 + seconds));
}

core::SecretHash make_secret(std::uint64_t number) {
  core::SecretHash hash;
  const core::IdBytes bytes = make_bytes(number * 0x9E3779B97F4A7C15ULL);
  for (std::size_t i = 0; i < hash.bytes.size(); ++i) hash.bytes.at(i) = bytes.at(15 - i % 16);
  hash.bytes.back() = 0;
  return hash;
}

core::User make_user(std::uint64_t number) {
  core::User user;
  user.id = make_id<core::UserId>(number);
  user.email = "User" + std::to_string(number) + "@Example.com";
  user.username = "user" + std::to_string(number);
  user.created_at = make_time(static_cast<std::int64_t>(number));
  user.modified_at = user.created_at;
  return user;
}

core::Token make_token(const core::Owner& owner, std::uint64_t number) {
  core::Token token;
  token.id = make_id<core::TokenId>(number);
  token.owner = owner;
  token.name = "token " + std::to_string(number);
  core::Policy policy;
  policy.id = make_id<core::PolicyId>(number);
  policy.permission_groups = {"token_permissions_read"};
  policy.resources = {{{"com.cloudflare.api.user", "*"}, {}}};
  token.policies = {policy};
  token.issued_at = make_time(static_cast<std::int64_t>(number));
  token.modified_at = token.issued_at;
  return token;
}

core::Token make_full_token(const core::Owner& owner, std::uint64_t number) {
  core::Token token = make_token(owner, number);
  token.name = kDifficultText;
  token.status = core::TokenStatus::disabled;
  core::Policy second;
  second.id = make_id<core::PolicyId>(number - 1);
  second.effect = core::Effect::deny;
  second.permission_groups = {"zz", "aa", "zz", kDifficultText, ""};
  second.resources = {
      {{"com.cloudflare.api.account", "b"},
       {{"com.cloudflare.api.account.zone", "z"}, {"com.cloudflare.api.account.zone", "*"}}},
      {{"com.cloudflare.api.account", "a"}, {}},
      {{"", "*"}, {}},
      {{"com.cloudflare.api.account", "b"}, {{"k", kDifficultText}, {"a", "1"}, {"k", "1"}}}};
  token.policies.push_back(second);
  core::NetworkCondition condition;
  for (const char* text : {"192.0.2.1/24", "10.0.0.0/8", "2001:DB8::/32"}) {
    condition.in.push_back(*core::Cidr::parse(text));
  }
  condition.not_in.push_back(*core::Cidr::parse("192.0.2.7/32"));
  condition.has_in = true;
  condition.has_not_in = true;
  condition.dotted_key = true;
  token.condition = condition;
  token.not_before = token.issued_at - std::chrono::microseconds(1);
  token.expires_at = token.issued_at + std::chrono::hours(1);
  token.modified_at += std::chrono::microseconds(123'457);
  token.last_used_at = token.issued_at + std::chrono::seconds(9);
  token.creator_email = "Creator@Example.com";
  return token;
}

core::ApiKey make_api_key(const core::UserId& user, std::uint64_t number) {
  core::ApiKey key;
  key.id = make_id<core::ApiKeyId>(number);
  key.user = user;
  key.name = "key " + std::to_string(number);
  key.created_at = make_time(static_cast<std::int64_t>(number));
  key.modified_at = key.created_at;
  return key;
}

core::ApiKey make_full_api_key(const core::UserId& user, const core::OrganizationId& organization,
                               std::uint64_t number) {
  core::ApiKey key = make_api_key(user, number);
  key.kind = core::ApiKeyKind::organization;
  key.organization = organization;
  key.name = kDifficultText;
  key.modified_at += std::chrono::microseconds(123'457);
  key.chosen_id = "chosen-" + std::to_string(number);
  key.acl = {{{{organization, make_id<core::OrganizationId>(77)}, {"b", "a"}, {"p"}, {"f"}},
              {"GetUser", "GetApiKey"}},
             {{}, {"*"}}};
  key.allowed_networks = {*core::Cidr::parse("192.0.2.1/24"), *core::Cidr::parse("2001:DB8::/32")};
  key.shown_secret = "Xl_0";
  return key;
}

core::OrganizationProfile make_organization_profile(const core::OrganizationId& organization) {
  core::OrganizationProfile profile;
  profile.organization = organization;
  profile.website = "https://example.com";
  profile.address = kDifficultText;
  profile.address2 = "2";
  profile.city = "Berlin";
  profile.region = "BE";
  profile.country = "DE";
  profile.postal_code = "10115";
  profile.phone_numbers = {{"office", "+49 30 1", true}, {"home", "+49 30 2", false}};
  profile.emails = {{"office", "office@example.com", true}};
  profile.tax_descriptor = "VAT";
  profile.invoice_time_zone = "Europe/Berlin";
  profile.report_currency = "EUR";
  profile.questionnaire = R"({"role":null})";
  profile.settings = R"({"notifications":{}})";
  profile.tax_numbers = "[]";
  return profile;
}

core::Organization make_organization(std::uint64_t number) {
  core::Organization organization;
  organization.id = make_id<core::OrganizationId>(number);
  organization.name = "organization " + std::to_string(number);
  organization.created_at = make_time(static_cast<std::int64_t>(number));
  organization.modified_at = organization.created_at;
  return organization;
}

core::Membership make_membership(const core::UserId& user, const core::OrganizationId& organization,
                                 std::uint64_t number) {
  core::Membership membership;
  membership.id = make_id<core::MembershipId>(number);
  membership.organization = organization;
  membership.user = user;
  membership.email = "Member" + std::to_string(number) + "@Example.com";
  membership.status = core::MembershipStatus::accepted;
  membership.created_at = make_time(static_cast<std::int64_t>(number));
  membership.modified_at = membership.created_at;
  return membership;
}

core::Membership make_owner(const core::UserId& user, const core::OrganizationId& organization,
                            std::uint64_t number) {
  core::Membership membership = make_membership(user, organization, number);
  membership.owner = true;
  return membership;
}

core::Membership make_offer(const core::OrganizationId& organization, std::uint64_t number) {
  core::Membership membership = make_membership({}, organization, number);
  membership.user.reset();
  membership.status = core::MembershipStatus::pending;
  return membership;
}

core::Invite make_invite(const core::OrganizationId& organization, std::uint64_t number) {
  core::Invite invite;
  invite.id = make_id<core::InviteId>(number);
  invite.organization = organization;
  invite.membership = make_id<core::MembershipId>(number);
  invite.email = "Member" + std::to_string(number) + "@Example.com";
  invite.invited_at = make_time(static_cast<std::int64_t>(number));
  invite.expires_at = invite.invited_at + std::chrono::days(7);
  return invite;
}

core::Role make_role(const core::OrganizationId& organization, std::uint64_t number) {
  core::Role role;
  role.id = make_id<core::RoleId>(number);
  role.organization = organization;
  role.name = "role " + std::to_string(number);
  role.grants.raise(core::Area::dns, core::Level::read);
  role.created_at = make_time(static_cast<std::int64_t>(number));
  role.modified_at = role.created_at;
  return role;
}

core::ResourceGroup make_resource_group(const core::OrganizationId& organization,
                                        std::uint64_t number) {
  core::ResourceGroup group;
  group.id = make_id<core::ResourceGroupId>(number);
  group.organization = organization;
  group.name = "group " + std::to_string(number);
  group.created_at = make_time(static_cast<std::int64_t>(number));
  group.modified_at = group.created_at;
  return group;
}

core::Zone make_zone(const core::OrganizationId& organization, std::uint64_t number) {
  core::Zone zone;
  zone.id = make_id<core::ZoneId>(number);
  zone.organization = organization;
  zone.name = "zone" + std::to_string(number) + ".example.com";
  zone.created_at = make_time(static_cast<std::int64_t>(number));
  zone.modified_at = zone.created_at;
  return zone;
}

core::Mail make_mail(std::uint64_t number) {
  core::Mail mail;
  mail.id = make_id<core::MailId>(number);
  mail.recipient = "Member" + std::to_string(number) + "@Example.com";
  mail.kind = "invite";
  mail.created_at = make_time(static_cast<std::int64_t>(number));
  mail.next_attempt_at = mail.created_at;
  return mail;
}

core::AuditRecord make_audit_record(const core::AuditOwner& owner, std::uint64_t number) {
  core::AuditRecord record;
  record.id = make_id<core::AuditRecordId>(number);
  record.occurred_at = make_time(static_cast<std::int64_t>(number));
  record.operation = "token.create";
  record.action = "token_create";
  record.owner = owner;
  record.resource_kind = "token";
  record.resource_id = record.id.hex();
  return record;
}

core::Subscription make_subscription(const core::Owner& owner, std::uint64_t number) {
  core::Subscription subscription;
  subscription.id = make_id<core::SubscriptionId>(number);
  subscription.owner = owner;
  subscription.plan.id = "plan";
  subscription.plan.public_name = "Plan";
  subscription.price = 1000;
  subscription.currency = kEuro;
  subscription.anchor = make_time(static_cast<std::int64_t>(number));
  subscription.period_number = 1;
  subscription.period = {subscription.anchor, subscription.anchor + std::chrono::days(30)};
  subscription.state = core::SubscriptionState::paid;
  subscription.created_at = subscription.anchor;
  subscription.modified_at = subscription.anchor;
  return subscription;
}

core::Subscription make_zone_subscription(const core::OrganizationId& organization,
                                          std::uint64_t number, core::ZoneLevel level) {
  core::Subscription subscription = make_subscription(organization, number);
  subscription.zone = make_id<core::ZoneId>(number);
  subscription.zone_name = "zone" + std::to_string(number) + ".example.com";
  subscription.plan.zone_level = level;
  return subscription;
}

core::BillingItem make_billing_item(const core::Owner& owner, std::uint64_t number) {
  core::BillingItem item;
  item.id = make_id<core::BillingItemId>(number);
  item.owner = owner;
  item.occurred_at = make_time(static_cast<std::int64_t>(number));
  item.type = core::BillingItemType::charge;
  item.action = core::BillingAction::subscription;
  item.description = "item " + std::to_string(number);
  item.amount = static_cast<std::int64_t>(number);
  item.currency = kEuro;
  return item;
}

}  // namespace selfsame::storage::contract
