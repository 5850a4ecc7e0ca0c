#include "storage/sqlite/cached_read.h"

#include <algorithm>
#include <array>

namespace selfsame::storage::sqlite {

using Kind = SessionCache::Kind;

CachedRead::~CachedRead() {
  if (has_begun_) reader_.connection.end_read();
}

sql::SqlTransaction& CachedRead::begun() {
  if (!has_begun_) {
    moment_ = reader_.changes.now();
    reader_.connection.run(Control::begin);
    has_begun_ = true;
  }
  return statements_;
}

template <class T, class Read, class OwnerOf>
std::shared_ptr<const T> CachedRead::cached(Kind kind, SessionCache::KeyBytes key, Read read,
                                            OwnerOf owner_of) {
  if (auto kept = reader_.cache.find<T>(kind, key)) return kept;
  std::shared_ptr<const T> found = read(begun());
  if (found) reader_.cache.keep(kind, key, owner_of(*found), moment_, found);
  return found;
}

std::shared_ptr<const core::User> CachedRead::find_user(const core::UserId& id) {
  return cached<core::User>(
      Kind::user, id.bytes, [&](auto& tx) { return tx.find_user(id); },
      [&](const core::User&) { return id.bytes; });
}

std::shared_ptr<const core::User> CachedRead::find_user_by_email(std::string_view email) {
  const auto id = begun().find_user_id_by_email(email);
  return id ? find_user(*id) : nullptr;
}

std::shared_ptr<const core::Token> CachedRead::find_token_by_secret(const core::SecretHash& hash) {
  return cached<core::Token>(
      Kind::token, hash.bytes, [&](auto& tx) { return tx.find_token_by_secret(hash); },
      [](const core::Token& token) { return token.owner.id; });
}

std::shared_ptr<const core::ApiKey> CachedRead::find_api_key_by_secret(
    const core::SecretHash& hash) {
  return cached<core::ApiKey>(
      Kind::api_key, hash.bytes, [&](auto& tx) { return tx.find_api_key_by_secret(hash); },
      [](const core::ApiKey& key) { return key.user.bytes; });
}

std::shared_ptr<const core::Session> CachedRead::find_session(const core::UserId& user,
                                                              const core::SessionId& id) {
  std::array<std::uint8_t, 32> key{};
  std::ranges::copy(id.bytes, std::ranges::copy(user.bytes, key.begin()).out);
  return cached<core::Session>(
      Kind::session, key, [&](auto& tx) { return tx.find_session(user, id); },
      [&](const core::Session&) { return user.bytes; });
}

std::shared_ptr<const core::Organization> CachedRead::find_organization(
    const core::OrganizationId& id) {
  return cached<core::Organization>(
      Kind::organization, id.bytes, [&](auto& tx) { return tx.find_organization(id); },
      [&](const core::Organization&) { return id.bytes; });
}

std::shared_ptr<const core::OrganizationProfile> CachedRead::find_organization_profile(
    const core::OrganizationId& organization) {
  // Some have none, which is worth keeping too.
  using Found = std::shared_ptr<const core::OrganizationProfile>;
  return *cached<Found>(
      Kind::organization_profile, organization.bytes,
      [&](auto& tx) {
        return std::make_shared<const Found>(tx.find_organization_profile(organization));
      },
      [&](const Found&) { return organization.bytes; });
}

std::shared_ptr<const std::vector<core::Membership>> CachedRead::memberships_of(
    const core::UserId& user) {
  return cached<std::vector<core::Membership>>(
      Kind::memberships, user.bytes, [&](auto& tx) { return tx.memberships_of(user); },
      [&](const auto&) { return user.bytes; });
}

std::shared_ptr<const std::vector<core::Role>> CachedRead::roles_of(
    const core::OrganizationId& organization) {
  return cached<std::vector<core::Role>>(
      Kind::roles, organization.bytes, [&](auto& tx) { return tx.roles_of(organization); },
      [&](const auto&) { return organization.bytes; });
}

std::vector<core::Session> CachedRead::sessions_of(const core::UserId& user) {
  return begun().sessions_of(user);
}

std::uint64_t CachedRead::count_sessions(const core::UserId& user, core::Timestamp now) {
  return begun().count_sessions(user, now);
}

std::optional<core::SecondFactor> CachedRead::find_second_factor(const core::UserId& user) {
  // Most have none, which is worth keeping too.
  using Found = std::optional<core::SecondFactor>;
  return *cached<Found>(
      Kind::second_factor, user.bytes,
      [&](auto& tx) { return std::make_shared<const Found>(tx.find_second_factor(user)); },
      [&](const Found&) { return user.bytes; });
}

std::uint64_t CachedRead::count_recovery_codes(const core::UserId& user) {
  return begun().count_recovery_codes(user);
}

std::optional<core::ActionLink> CachedRead::find_action_link(const core::SecretHash& secret) {
  return begun().find_action_link(secret);
}

bool CachedRead::has_users() { return begun().has_users(); }

std::vector<core::User> CachedRead::list_users(std::optional<core::UserId> after,
                                               std::uint32_t limit) {
  return begun().list_users(after, limit);
}

std::optional<core::CommunicationPreferences> CachedRead::find_preferences(
    const core::UserId& user) {
  return begun().find_preferences(user);
}

std::optional<core::Token> CachedRead::find_token(const core::Owner& owner,
                                                  const core::TokenId& id) {
  return begun().find_token(owner, id);
}

core::Page<core::Token> CachedRead::list_tokens(const core::Owner& owner,
                                                const core::TokenQuery& query) {
  return begun().list_tokens(owner, query);
}

std::uint64_t CachedRead::count_tokens(const core::Owner& owner) {
  return begun().count_tokens(owner);
}

std::optional<core::ApiKey> CachedRead::find_api_key(const core::OrganizationId& organization,
                                                     const core::ApiKeyId& id) {
  return begun().find_api_key(organization, id);
}

std::optional<core::ApiKey> CachedRead::find_api_key_by_chosen_id(
    const core::OrganizationId& organization, std::string_view id) {
  return begun().find_api_key_by_chosen_id(organization, id);
}

std::vector<core::ApiKey> CachedRead::api_keys_of(const core::OrganizationId& organization) {
  return begun().api_keys_of(organization);
}

std::uint64_t CachedRead::count_api_keys(const core::OrganizationId& organization) {
  return begun().count_api_keys(organization);
}

std::vector<core::Organization> CachedRead::list_organizations(
    std::optional<core::OrganizationId> parent, std::optional<core::OrganizationId> after,
    std::uint32_t limit) {
  return begun().list_organizations(parent, after, limit);
}

std::vector<core::Membership> CachedRead::memberships_offered_to(std::string_view email) {
  return begun().memberships_offered_to(email);
}

std::optional<core::Membership> CachedRead::find_membership(
    const core::OrganizationId& organization, const core::MembershipId& id) {
  return begun().find_membership(organization, id);
}

std::optional<core::Membership> CachedRead::find_membership_by_email(
    const core::OrganizationId& organization, std::string_view email) {
  return begun().find_membership_by_email(organization, email);
}

core::Page<core::Membership> CachedRead::list_members(const core::OrganizationId& organization,
                                                      const core::MemberQuery& query) {
  return begun().list_members(organization, query);
}

std::uint64_t CachedRead::count_owners(const core::OrganizationId& organization) {
  return begun().count_owners(organization);
}

std::uint64_t CachedRead::count_members(const core::OrganizationId& organization) {
  return begun().count_members(organization);
}

std::vector<core::Invite> CachedRead::invites_to(std::string_view email) {
  return begun().invites_to(email);
}

std::shared_ptr<const core::User> CachedRead::find_user_by_chosen_id(std::string_view chosen_id) {
  return begun().find_user_by_chosen_id(chosen_id);
}

std::uint64_t CachedRead::count_role_holders(const core::OrganizationId& organization,
                                             const core::RoleId& role) {
  return begun().count_role_holders(organization, role);
}

std::vector<core::MembershipId> CachedRead::role_holders(const core::OrganizationId& organization,
                                                         const core::RoleId& role,
                                                         std::uint32_t limit) {
  return begun().role_holders(organization, role, limit);
}

std::vector<core::ResourceGroup> CachedRead::resource_groups_of(
    const core::OrganizationId& organization) {
  return begun().resource_groups_of(organization);
}

std::vector<core::Zone> CachedRead::zones_of(const core::OrganizationId& organization) {
  return begun().zones_of(organization);
}

std::optional<core::Zone> CachedRead::find_zone(const core::ZoneId& id) {
  return begun().find_zone(id);
}

std::optional<core::Zone> CachedRead::find_zone_by_name(std::string_view name) {
  return begun().find_zone_by_name(name);
}

std::vector<core::Mail> CachedRead::due_mail(core::Timestamp now, std::uint32_t limit) {
  return begun().due_mail(now, limit);
}

std::vector<core::Mail> CachedRead::list_mail(core::MailState state,
                                              std::optional<core::MailId> after,
                                              std::uint32_t limit) {
  return begun().list_mail(state, after, limit);
}

std::uint64_t CachedRead::count_mail(core::MailState state) { return begun().count_mail(state); }

std::optional<core::Mail> CachedRead::find_mail(const core::MailId& id) {
  return begun().find_mail(id);
}

std::optional<core::KeptAnswer> CachedRead::find_answer(const core::IdBytes& credential,
                                                        std::string_view key) {
  return begun().find_answer(credential, key);
}

std::optional<core::Subscription> CachedRead::find_subscription(const core::Owner& owner,
                                                                const core::SubscriptionId& id) {
  return begun().find_subscription(owner, id);
}

std::vector<core::Subscription> CachedRead::subscriptions_of(const core::Owner& owner) {
  return begun().subscriptions_of(owner);
}

std::vector<core::Subscription> CachedRead::subscriptions_for(
    const core::Owner& owner, const std::optional<core::ZoneId>& zone) {
  return begun().subscriptions_for(owner, zone);
}

std::optional<core::Timestamp> CachedRead::next_charge_at(const core::Owner& owner) {
  return begun().next_charge_at(owner);
}

std::uint64_t CachedRead::count_open_subscriptions(const core::Owner& owner,
                                                   const std::optional<core::ZoneId>& zone) {
  return begun().count_open_subscriptions(owner, zone);
}

std::vector<core::SubscriptionKey> CachedRead::due_subscriptions(core::Timestamp now,
                                                                 std::uint32_t limit) {
  return begun().due_subscriptions(now, limit);
}

std::vector<core::Subscription> CachedRead::owing_subscriptions(
    const std::optional<core::SubscriptionKey>& after, std::uint32_t limit) {
  return begun().owing_subscriptions(after, limit);
}

std::optional<core::BillingProfile> CachedRead::find_billing_profile(const core::Owner& owner) {
  return begun().find_billing_profile(owner);
}

std::vector<core::Money> CachedRead::balances_of(const core::Owner& owner) {
  return begun().balances_of(owner);
}

core::Page<core::BillingItem> CachedRead::list_billing_items(const core::Owner& owner,
                                                             const core::BillingItemQuery& query) {
  return begun().list_billing_items(owner, query);
}

std::vector<core::BillingItem> CachedRead::billing_items_after(const core::Owner& owner,
                                                               std::uint64_t sequence,
                                                               std::uint32_t limit) {
  return begun().billing_items_after(owner, sequence, limit);
}

std::vector<core::Owner> CachedRead::list_billing_owners(const std::optional<core::IdBytes>& after,
                                                         std::uint32_t limit) {
  return begun().list_billing_owners(after, limit);
}

std::optional<core::Payment> CachedRead::find_payment(std::string_view reference) {
  return begun().find_payment(reference);
}

std::optional<core::ReceivedPaymentEvent> CachedRead::find_payment_event(std::string_view id) {
  return begun().find_payment_event(id);
}

core::AuditBounds CachedRead::audit_bounds(const core::AuditLog& log) {
  return begun().audit_bounds(log);
}

std::vector<core::AuditEntry> CachedRead::read_audit_log(const core::AuditLog& log,
                                                         std::uint64_t from,
                                                         core::Direction direction,
                                                         std::uint32_t limit) {
  return begun().read_audit_log(log, from, direction, limit);
}

std::optional<core::Timestamp> CachedRead::audit_time(const core::AuditLog& log,
                                                      std::uint64_t position) {
  return begun().audit_time(log, position);
}

std::optional<core::AuditRecord> CachedRead::find_audit_record(const core::AuditRecordId& id) {
  return begun().find_audit_record(id);
}

std::optional<core::AuditHead> CachedRead::find_audit_head(const core::IdBytes& owner) {
  return begun().find_audit_head(owner);
}

std::vector<core::AuditHead> CachedRead::list_audit_heads(std::optional<core::IdBytes> after,
                                                          std::uint32_t limit) {
  return begun().list_audit_heads(after, limit);
}

std::vector<core::AuditHead> CachedRead::unsigned_audit_heads(std::uint32_t limit) {
  return begun().unsigned_audit_heads(limit);
}

std::vector<core::StoredAuditRecord> CachedRead::stored_audit_records(
    const core::IdBytes& after_owner, std::uint64_t after_sequence, std::uint32_t limit) {
  return begun().stored_audit_records(after_owner, after_sequence, limit);
}

std::vector<core::AuditCheckpoint> CachedRead::audit_checkpoints(const core::IdBytes& owner,
                                                                 std::uint64_t from_sequence,
                                                                 std::uint32_t limit) {
  return begun().audit_checkpoints(owner, from_sequence, limit);
}

std::vector<core::UserId> CachedRead::list_audit_views(std::optional<core::UserId> after,
                                                       std::uint32_t limit) {
  return begun().list_audit_views(after, limit);
}

std::vector<core::AuditDelivery> CachedRead::due_audit_deliveries(core::Timestamp now,
                                                                  std::uint32_t limit) {
  return begun().due_audit_deliveries(now, limit);
}

std::uint64_t CachedRead::count_audit_deliveries() { return begun().count_audit_deliveries(); }

}  // namespace selfsame::storage::sqlite
