#pragma once

#include "storage/sql/sql_transaction.h"
#include "storage/sqlite/connection.h"
#include "storage/sqlite/owner_changes.h"
#include "storage/sqlite/session_cache.h"

namespace selfsame::storage::sqlite {

/// A session's connection and what it remembers.
struct Reader {
  Connection connection;
  SessionCache cache;
  const OwnerChanges& changes;
};

/// A read on the session's own connection. It begins at the first question that the cache cannot
/// answer; all that is asked from there on is as of that moment. What the cache answered before is
/// no older than the question.
class CachedRead final : public core::ReadTransaction {
 public:
  explicit CachedRead(Reader& reader)
      : reader_(reader), statements_(reader.connection, changed_owners_) {}
  ~CachedRead() override;
  CachedRead(const CachedRead&) = delete;
  CachedRead& operator=(const CachedRead&) = delete;

  // From the cache if it has them.
  std::shared_ptr<const core::User> find_user(const core::UserId& id) override;
  std::shared_ptr<const core::User> find_user_by_email(std::string_view email) override;
  std::shared_ptr<const core::Token> find_token_by_secret(const core::SecretHash& hash) override;
  std::shared_ptr<const core::ApiKey> find_api_key_by_secret(const core::SecretHash& hash) override;
  std::shared_ptr<const core::Session> find_session(const core::UserId& user,
                                                    const core::SessionId& id) override;
  std::shared_ptr<const core::Organization> find_organization(
      const core::OrganizationId& id) override;
  std::shared_ptr<const core::OrganizationProfile> find_organization_profile(
      const core::OrganizationId& organization) override;
  std::shared_ptr<const std::vector<core::Membership>> memberships_of(
      const core::UserId& user) override;
  std::shared_ptr<const std::vector<core::Role>> roles_of(
      const core::OrganizationId& organization) override;

  // Always from the file.
  std::shared_ptr<const core::User> find_user_by_chosen_id(std::string_view chosen_id) override;
  std::uint64_t count_role_holders(const core::OrganizationId& organization,
                                   const core::RoleId& role) override;
  std::vector<core::MembershipId> role_holders(const core::OrganizationId& organization,
                                               const core::RoleId& role,
                                               std::uint32_t limit) override;
  bool has_users() override;
  std::vector<core::User> list_users(std::optional<core::UserId> after,
                                     std::uint32_t limit) override;
  std::optional<core::CommunicationPreferences> find_preferences(const core::UserId& user) override;
  std::optional<core::Token> find_token(const core::Owner& owner, const core::TokenId& id) override;
  core::Page<core::Token> list_tokens(const core::Owner& owner,
                                      const core::TokenQuery& query) override;
  std::uint64_t count_tokens(const core::Owner& owner) override;
  std::optional<core::ApiKey> find_api_key(const core::OrganizationId& organization,
                                           const core::ApiKeyId& id) override;
  std::optional<core::ApiKey> find_api_key_by_chosen_id(const core::OrganizationId& organization,
                                                        std::string_view id) override;
  std::vector<core::ApiKey> api_keys_of(const core::OrganizationId& organization) override;
  std::uint64_t count_api_keys(const core::OrganizationId& organization) override;
  std::vector<core::Session> sessions_of(const core::UserId& user) override;
  std::uint64_t count_sessions(const core::UserId& user, core::Timestamp now) override;
  std::optional<core::SecondFactor> find_second_factor(const core::UserId& user) override;
  std::uint64_t count_recovery_codes(const core::UserId& user) override;
  std::optional<core::ActionLink> find_action_link(const core::SecretHash& secret) override;
  std::vector<core::Organization> list_organizations(std::optional<core::OrganizationId> parent,
                                                     std::optional<core::OrganizationId> after,
                                                     std::uint32_t limit) override;
  std::vector<core::Membership> memberships_offered_to(std::string_view email) override;
  std::optional<core::Membership> find_membership(const core::OrganizationId& organization,
                                                  const core::MembershipId& id) override;
  std::optional<core::Membership> find_membership_by_email(const core::OrganizationId& organization,
                                                           std::string_view email) override;
  core::Page<core::Membership> list_members(const core::OrganizationId& organization,
                                            const core::MemberQuery& query) override;
  std::uint64_t count_owners(const core::OrganizationId& organization) override;
  std::uint64_t count_members(const core::OrganizationId& organization) override;
  std::vector<core::Invite> invites_to(std::string_view email) override;
  std::vector<core::ResourceGroup> resource_groups_of(
      const core::OrganizationId& organization) override;
  std::vector<core::Zone> zones_of(const core::OrganizationId& organization) override;
  std::optional<core::Zone> find_zone(const core::ZoneId& id) override;
  std::optional<core::Zone> find_zone_by_name(std::string_view name) override;
  std::vector<core::Mail> due_mail(core::Timestamp now, std::uint32_t limit) override;
  std::vector<core::Mail> list_mail(core::MailState state, std::optional<core::MailId> after,
                                    std::uint32_t limit) override;
  std::uint64_t count_mail(core::MailState state) override;
  std::optional<core::Mail> find_mail(const core::MailId& id) override;
  std::optional<core::KeptAnswer> find_answer(const core::IdBytes& credential,
                                              std::string_view key) override;
  std::optional<core::Subscription> find_subscription(const core::Owner& owner,
                                                      const core::SubscriptionId& id) override;
  std::vector<core::Subscription> subscriptions_of(const core::Owner& owner) override;
  std::vector<core::Subscription> subscriptions_for(
      const core::Owner& owner, const std::optional<core::ZoneId>& zone) override;
  std::optional<core::Timestamp> next_charge_at(const core::Owner& owner) override;
  std::uint64_t count_open_subscriptions(const core::Owner& owner,
                                         const std::optional<core::ZoneId>& zone) override;
  std::vector<core::SubscriptionKey> due_subscriptions(core::Timestamp now,
                                                       std::uint32_t limit) override;
  std::vector<core::Subscription> owing_subscriptions(
      const std::optional<core::SubscriptionKey>& after, std::uint32_t limit) override;
  std::optional<core::BillingProfile> find_billing_profile(const core::Owner& owner) override;
  std::vector<core::Money> balances_of(const core::Owner& owner) override;
  core::Page<core::BillingItem> list_billing_items(const core::Owner& owner,
                                                   const core::BillingItemQuery& query) override;
  std::vector<core::BillingItem> billing_items_after(const core::Owner& owner,
                                                     std::uint64_t sequence,
                                                     std::uint32_t limit) override;
  std::vector<core::Owner> list_billing_owners(const std::optional<core::IdBytes>& after,
                                               std::uint32_t limit) override;
  std::optional<core::Payment> find_payment(std::string_view reference) override;
  std::optional<core::ReceivedPaymentEvent> find_payment_event(std::string_view id) override;
  core::AuditBounds audit_bounds(const core::AuditLog& log) override;
  std::vector<core::AuditEntry> read_audit_log(const core::AuditLog& log, std::uint64_t from,
                                               core::Direction direction,
                                               std::uint32_t limit) override;
  std::optional<core::Timestamp> audit_time(const core::AuditLog& log,
                                            std::uint64_t position) override;
  std::optional<core::AuditRecord> find_audit_record(const core::AuditRecordId& id) override;
  std::optional<core::AuditHead> find_audit_head(const core::IdBytes& owner) override;
  std::vector<core::AuditHead> list_audit_heads(std::optional<core::IdBytes> after,
                                                std::uint32_t limit) override;
  std::vector<core::AuditHead> unsigned_audit_heads(std::uint32_t limit) override;
  std::vector<core::StoredAuditRecord> stored_audit_records(const core::IdBytes& after_owner,
                                                            std::uint64_t after_sequence,
                                                            std::uint32_t limit) override;
  std::vector<core::AuditCheckpoint> audit_checkpoints(const core::IdBytes& owner,
                                                       std::uint64_t from_sequence,
                                                       std::uint32_t limit) override;
  std::vector<core::UserId> list_audit_views(std::optional<core::UserId> after,
                                             std::uint32_t limit) override;
  std::vector<core::AuditDelivery> due_audit_deliveries(core::Timestamp now,
                                                        std::uint32_t limit) override;
  std::uint64_t count_audit_deliveries() override;

 private:
  /// The statements of this read, begun if they are not yet.
  sql::SqlTransaction& begun();
  /// What the cache holds under `key`, or else what `read` finds, which the cache then holds for as
  /// long as the owner that `owner_of` names does not change.
  template <class T, class Read, class OwnerOf>
  std::shared_ptr<const T> cached(SessionCache::Kind kind, SessionCache::KeyBytes key, Read read,
                                  OwnerOf owner_of);

  Reader& reader_;
  std::vector<core::IdBytes> changed_owners_;  ///< stays empty
  sql::SqlTransaction statements_;
  std::uint64_t moment_ = 0;  ///< of the changes, before the snapshot
  bool has_begun_ = false;
};

}  // namespace selfsame::storage::sqlite
