#pragma once

#include <vector>

#include "core/store.h"
#include "storage/sql/member_pages.h"
#include "storage/sql/member_ranks.h"
#include "storage/sql/sql_connection.h"

namespace selfsame::storage::sql {

/// How a store keeps audit logs.
struct AuditOptions {
  const core::AuditSealer* sealer = nullptr;
  bool queues_deliveries = false;  ///< every new record is to be sent to the webhook
};

/// The port's transaction, said in statements. Begin, commit and rollback are the engine's affair.
class SqlTransaction final : public core::WriteTransaction {
 public:
  /// Adds to `changed_owners` every user and organization about whom an answer given before may now
  /// be wrong: their row, credentials, memberships or roles. An engine's caches drop what they hold
  /// of these.
  /// `audit` is what appending audit records needs; one that only reads does without.
  SqlTransaction(SqlConnection& connection, std::vector<core::IdBytes>& changed_owners,
                 const AuditOptions& audit = {})
      : connection_(connection), changed_owners_(changed_owners), audit_(audit) {}

  // sql_transaction.cpp
  std::shared_ptr<const core::User> find_user(const core::UserId& id) override;
  std::shared_ptr<const core::User> find_user_by_email(std::string_view email) override;
  std::shared_ptr<const core::User> find_user_by_chosen_id(std::string_view chosen_id) override;
  bool has_users() override;
  std::vector<core::User> list_users(std::optional<core::UserId> after,
                                     std::uint32_t limit) override;
  std::optional<core::CommunicationPreferences> find_preferences(const core::UserId& user) override;
  std::vector<core::Mail> due_mail(core::Timestamp now, std::uint32_t limit) override;
  std::vector<core::Mail> list_mail(core::MailState state, std::optional<core::MailId> after,
                                    std::uint32_t limit) override;
  std::uint64_t count_mail(core::MailState state) override;
  std::optional<core::Mail> find_mail(const core::MailId& id) override;
  std::optional<core::KeptAnswer> find_answer(const core::IdBytes& credential,
                                              std::string_view key) override;

  void insert_user(const core::User& user) override;
  bool update_user(const core::User& user) override;
  void put_preferences(const core::UserId& user,
                       const core::CommunicationPreferences& preferences) override;
  void insert_mail(const core::Mail& mail) override;
  bool update_mail(const core::Mail& mail) override;
  bool delete_mail(const core::MailId& id) override;
  /// What was kept for longer than `limits::kIdempotencyLifetime` makes room.
  void keep_answer(const core::IdBytes& credential, std::string_view key,
                   const core::KeptAnswer& answer) override;
  std::uint64_t forget_answers(core::Timestamp before, std::uint32_t limit) override;

  // sql_transaction_credentials.cpp
  std::shared_ptr<const core::Token> find_token_by_secret(const core::SecretHash& hash) override;
  std::optional<core::Token> find_token(const core::Owner& owner, const core::TokenId& id) override;
  core::Page<core::Token> list_tokens(const core::Owner& owner,
                                      const core::TokenQuery& query) override;
  std::uint64_t count_tokens(const core::Owner& owner) override;

  void insert_token(const core::Token& token, const core::SecretHash& secret) override;
  bool update_token(const core::Token& token) override;
  bool replace_token_secret(const core::Owner& owner, const core::TokenId& id,
                            const core::SecretHash& secret, core::Timestamp modified_at) override;
  bool delete_token(const core::Owner& owner, const core::TokenId& id) override;
  void record_token_use(const core::Owner& owner, const core::TokenId& id,
                        core::Timestamp used_at) override;

  // sql_transaction_keys.cpp
  std::shared_ptr<const core::ApiKey> find_api_key_by_secret(const core::SecretHash& hash) override;
  std::optional<core::ApiKey> find_api_key(const core::OrganizationId& organization,
                                           const core::ApiKeyId& id) override;
  std::optional<core::ApiKey> find_api_key_by_chosen_id(const core::OrganizationId& organization,
                                                        std::string_view id) override;
  std::vector<core::ApiKey> api_keys_of(const core::OrganizationId& organization) override;
  std::uint64_t count_api_keys(const core::OrganizationId& organization) override;
  std::shared_ptr<const core::OrganizationProfile> find_organization_profile(
      const core::OrganizationId& organization) override;
  void insert_api_key(const core::ApiKey& key, const core::SecretHash& secret) override;
  bool update_api_key(const core::ApiKey& key) override;
  bool delete_api_key(const core::UserId& user, const core::ApiKeyId& id) override;
  void put_organization_profile(const core::OrganizationProfile& profile) override;

  // sql_transaction_sign_in.cpp
  std::shared_ptr<const core::Session> find_session(const core::UserId& user,
                                                    const core::SessionId& id) override;
  std::vector<core::Session> sessions_of(const core::UserId& user) override;
  std::uint64_t count_sessions(const core::UserId& user, core::Timestamp now) override;
  std::optional<core::SecondFactor> find_second_factor(const core::UserId& user) override;
  std::uint64_t count_recovery_codes(const core::UserId& user) override;
  std::optional<core::ActionLink> find_action_link(const core::SecretHash& secret) override;
  void insert_session(const core::Session& session) override;
  bool update_session(const core::Session& session) override;
  bool delete_session(const core::UserId& user, const core::SessionId& id) override;
  std::uint64_t delete_sessions_of(const core::UserId& user,
                                   const std::optional<core::SessionId>& except) override;
  std::uint64_t forget_sessions(core::Timestamp before, std::uint32_t limit) override;
  void put_second_factor(const core::SecondFactor& factor) override;
  bool delete_second_factor(const core::UserId& user) override;
  void put_recovery_codes(const core::UserId& user,
                          const std::vector<core::SecretHash>& codes) override;
  bool take_recovery_code(const core::UserId& user, const core::SecretHash& code) override;
  void put_action_link(const core::ActionLink& link, const core::SecretHash& secret) override;
  bool delete_action_link(const core::UserId& user, core::LinkPurpose purpose) override;
  std::uint64_t forget_action_links(core::Timestamp before, std::uint32_t limit) override;

  // sql_transaction_organizations.cpp
  std::shared_ptr<const core::Organization> find_organization(
      const core::OrganizationId& id) override;
  std::vector<core::Organization> list_organizations(std::optional<core::OrganizationId> parent,
                                                     std::optional<core::OrganizationId> after,
                                                     std::uint32_t limit) override;
  std::vector<core::ResourceGroup> resource_groups_of(
      const core::OrganizationId& organization) override;
  std::vector<core::Zone> zones_of(const core::OrganizationId& organization) override;
  std::optional<core::Zone> find_zone(const core::ZoneId& id) override;
  /// The name is in lower case already.
  std::optional<core::Zone> find_zone_by_name(std::string_view name) override;

  void insert_organization(const core::Organization& organization) override;
  bool update_organization(const core::Organization& organization) override;
  bool delete_organization(const core::OrganizationId& id) override;
  void insert_zone(const core::Zone& zone) override;
  bool delete_zone(const core::Zone& zone) override;
  void insert_resource_group(const core::ResourceGroup& group) override;
  bool update_resource_group(const core::ResourceGroup& group) override;
  bool delete_resource_group(const core::OrganizationId& organization,
                             const core::ResourceGroupId& id) override;

  // sql_transaction_roles.cpp
  std::shared_ptr<const std::vector<core::Role>> roles_of(
      const core::OrganizationId& organization) override;
  std::uint64_t count_role_holders(const core::OrganizationId& organization,
                                   const core::RoleId& role) override;
  std::vector<core::MembershipId> role_holders(const core::OrganizationId& organization,
                                               const core::RoleId& role,
                                               std::uint32_t limit) override;
  void insert_role(const core::Role& role) override;
  bool update_role(const core::Role& role) override;
  bool delete_role(const core::OrganizationId& organization, const core::RoleId& id) override;

  // sql_transaction_audit.cpp
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
  void append_audit_record(core::AuditRecord record) override;
  std::uint64_t prune_audit_log(const core::IdBytes& owner, std::uint64_t first_sequence) override;
  void prune_audit_view(const core::UserId& user, core::Timestamp before) override;
  void insert_audit_checkpoint(const core::AuditCheckpoint& checkpoint) override;
  bool update_audit_delivery(const core::AuditDelivery& delivery) override;
  bool end_audit_delivery(const core::AuditDelivery& delivery) override;

  // sql_transaction_members.cpp
  std::shared_ptr<const std::vector<core::Membership>> memberships_of(
      const core::UserId& user) override;
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

  void insert_membership(const core::Membership& membership) override;
  bool update_membership(const core::Membership& membership) override;
  bool delete_membership(const core::OrganizationId& organization,
                         const core::MembershipId& id) override;
  void insert_invite(const core::Invite& invite) override;
  bool update_invite(const core::Invite& invite) override;
  bool delete_invite(const core::Invite& invite) override;

  // sql_transaction_billing.cpp
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
  std::optional<core::Payment> find_payment(std::string_view reference) override;
  std::optional<core::ReceivedPaymentEvent> find_payment_event(std::string_view id) override;

  void insert_subscription(const core::Subscription& subscription,
                           std::optional<core::Timestamp> next_step_at) override;
  bool update_subscription(const core::Subscription& subscription,
                           std::optional<core::Timestamp> next_step_at) override;
  void put_billing_profile(const core::BillingProfile& profile) override;
  void put_payment(const core::Payment& payment) override;
  void insert_payment_event(const core::ReceivedPaymentEvent& event) override;

  // sql_transaction_ledger.cpp
  std::vector<core::Money> balances_of(const core::Owner& owner) override;
  core::Page<core::BillingItem> list_billing_items(const core::Owner& owner,
                                                   const core::BillingItemQuery& query) override;
  std::vector<core::BillingItem> billing_items_after(const core::Owner& owner,
                                                     std::uint64_t sequence,
                                                     std::uint32_t limit) override;
  std::vector<core::Owner> list_billing_owners(const std::optional<core::IdBytes>& after,
                                               std::uint32_t limit) override;

  void append_billing_item(core::BillingItem item) override;

  /// Whom a mail address belongs to.
  std::optional<core::UserId> find_user_id_by_email(std::string_view email);

 private:
  /// What other tables hold of a user, in the form in which it is compared and sorted.
  struct UserKeys {
    std::string email;
    std::string first_name;
    std::string last_name;
  };
  std::optional<UserKeys> find_user_keys(const core::UserId& user);
  UserKeys names_of(const std::optional<core::UserId>& user);
  std::optional<core::SecretHash> find_secret_of_token(const core::Owner& owner,
                                                       const core::TokenId& id);
  std::uint64_t count_listed(const core::Owner& owner, std::int64_t expired_before);
  std::optional<MemberKeys> find_member_keys(const core::OrganizationId& organization,
                                             const core::MembershipId& id);
  MemberKeys keys_of(const core::Membership& membership, std::int64_t ordinal);
  /// Writes a user's names into their memberships.
  void rename_member(const core::UserId& user, const UserKeys& names);
  /// Moves a membership from one user's list to another's.
  void rebind(const core::Membership& membership, const std::optional<core::UserId>& old_user);
  /// Notes which of the organization's own roles a place holds.
  void note_roles(const core::Membership& membership);
  std::vector<MemberBlock> list_blocks(const core::OrganizationId& organization);
  void add_by_ordinal(const core::OrganizationId& organization, const MemberRange& range,
                      MemberStatuses statuses, core::Direction direction, std::uint64_t limit,
                      std::vector<core::Membership>& members);

  /// Adds the record to what a user sees.
  void append_to_view(const core::UserId& user, const core::AuditRecord& record);

  /// Counts the levels of an organization's zones anew.
  void update_zone_levels(const core::OrganizationId& organization);
  /// The newest sequence number of an owner's ledger; 0 if it is empty.
  std::uint64_t ledger_end(const core::Owner& owner);

  void mark(const core::IdBytes& owner) { changed_owners_.push_back(owner); }
  void mark(const std::optional<core::UserId>& user) {
    if (user) mark(user->bytes);
  }

  SqlConnection& connection_;
  std::vector<core::IdBytes>& changed_owners_;
  const AuditOptions audit_;
};

}  // namespace selfsame::storage::sql
