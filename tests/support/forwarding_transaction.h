#pragma once

#include "core/store.h"

namespace selfsame::testing {

/// Does what another transaction does; a test overrides what shall go wrong.
class ForwardingTransaction : public core::WriteTransaction {
 public:
  explicit ForwardingTransaction(core::WriteTransaction& inner) : inner_(inner) {}

  std::shared_ptr<const core::User> find_user(const core::UserId& id) override {
    return inner_.find_user(id);
  }
  std::shared_ptr<const core::User> find_user_by_email(std::string_view email) override {
    return inner_.find_user_by_email(email);
  }
  bool has_users() override { return inner_.has_users(); }
  std::vector<core::User> list_users(std::optional<core::UserId> after,
                                     std::uint32_t limit) override {
    return inner_.list_users(after, limit);
  }
  std::optional<core::CommunicationPreferences> find_preferences(
      const core::UserId& user) override {
    return inner_.find_preferences(user);
  }
  std::shared_ptr<const core::Token> find_token_by_secret(const core::SecretHash& hash) override {
    return inner_.find_token_by_secret(hash);
  }
  std::optional<core::Token> find_token(const core::Owner& owner,
                                        const core::TokenId& id) override {
    return inner_.find_token(owner, id);
  }
  core::Page<core::Token> list_tokens(const core::Owner& owner,
                                      const core::TokenQuery& query) override {
    return inner_.list_tokens(owner, query);
  }
  std::uint64_t count_tokens(const core::Owner& owner) override {
    return inner_.count_tokens(owner);
  }
  std::shared_ptr<const core::ApiKey> find_api_key_by_secret(
      const core::SecretHash& hash) override {
    return inner_.find_api_key_by_secret(hash);
  }
  std::optional<core::ApiKey> find_api_key(const core::OrganizationId& organization,
                                           const core::ApiKeyId& id) override {
    return inner_.find_api_key(organization, id);
  }
  std::optional<core::ApiKey> find_api_key_by_chosen_id(const core::OrganizationId& organization,
                                                        std::string_view id) override {
    return inner_.find_api_key_by_chosen_id(organization, id);
  }
  std::vector<core::ApiKey> api_keys_of(const core::OrganizationId& organization) override {
    return inner_.api_keys_of(organization);
  }
  std::uint64_t count_api_keys(const core::OrganizationId& organization) override {
    return inner_.count_api_keys(organization);
  }
  std::shared_ptr<const core::OrganizationProfile> find_organization_profile(
      const core::OrganizationId& organization) override {
    return inner_.find_organization_profile(organization);
  }
  std::shared_ptr<const core::Session> find_session(const core::UserId& user,
                                                    const core::SessionId& id) override {
    return inner_.find_session(user, id);
  }
  std::vector<core::Session> sessions_of(const core::UserId& user) override {
    return inner_.sessions_of(user);
  }
  std::uint64_t count_sessions(const core::UserId& user, core::Timestamp now) override {
    return inner_.count_sessions(user, now);
  }
  std::optional<core::SecondFactor> find_second_factor(const core::UserId& user) override {
    return inner_.find_second_factor(user);
  }
  std::uint64_t count_recovery_codes(const core::UserId& user) override {
    return inner_.count_recovery_codes(user);
  }
  std::optional<core::ActionLink> find_action_link(const core::SecretHash& secret) override {
    return inner_.find_action_link(secret);
  }
  std::shared_ptr<const core::Organization> find_organization(
      const core::OrganizationId& id) override {
    return inner_.find_organization(id);
  }
  std::vector<core::Organization> list_organizations(std::optional<core::OrganizationId> parent,
                                                     std::optional<core::OrganizationId> after,
                                                     std::uint32_t limit) override {
    return inner_.list_organizations(parent, after, limit);
  }
  std::shared_ptr<const std::vector<core::Membership>> memberships_of(
      const core::UserId& user) override {
    return inner_.memberships_of(user);
  }
  std::vector<core::Membership> memberships_offered_to(std::string_view email) override {
    return inner_.memberships_offered_to(email);
  }
  std::optional<core::Membership> find_membership(const core::OrganizationId& organization,
                                                  const core::MembershipId& id) override {
    return inner_.find_membership(organization, id);
  }
  std::optional<core::Membership> find_membership_by_email(const core::OrganizationId& organization,
                                                           std::string_view email) override {
    return inner_.find_membership_by_email(organization, email);
  }
  core::Page<core::Membership> list_members(const core::OrganizationId& organization,
                                            const core::MemberQuery& query) override {
    return inner_.list_members(organization, query);
  }
  std::uint64_t count_owners(const core::OrganizationId& organization) override {
    return inner_.count_owners(organization);
  }
  std::uint64_t count_members(const core::OrganizationId& organization) override {
    return inner_.count_members(organization);
  }
  std::vector<core::Invite> invites_to(std::string_view email) override {
    return inner_.invites_to(email);
  }
  std::shared_ptr<const core::User> find_user_by_chosen_id(std::string_view chosen_id) override {
    return inner_.find_user_by_chosen_id(chosen_id);
  }
  std::uint64_t count_role_holders(const core::OrganizationId& organization,
                                   const core::RoleId& role) override {
    return inner_.count_role_holders(organization, role);
  }
  std::vector<core::MembershipId> role_holders(const core::OrganizationId& organization,
                                               const core::RoleId& role,
                                               std::uint32_t limit) override {
    return inner_.role_holders(organization, role, limit);
  }
  std::shared_ptr<const std::vector<core::Role>> roles_of(
      const core::OrganizationId& organization) override {
    return inner_.roles_of(organization);
  }
  std::vector<core::ResourceGroup> resource_groups_of(
      const core::OrganizationId& organization) override {
    return inner_.resource_groups_of(organization);
  }
  std::vector<core::Zone> zones_of(const core::OrganizationId& organization) override {
    return inner_.zones_of(organization);
  }
  std::optional<core::Zone> find_zone(const core::ZoneId& id) override {
    return inner_.find_zone(id);
  }
  std::optional<core::Zone> find_zone_by_name(std::string_view name) override {
    return inner_.find_zone_by_name(name);
  }
  std::vector<core::Mail> due_mail(core::Timestamp now, std::uint32_t limit) override {
    return inner_.due_mail(now, limit);
  }
  std::vector<core::Mail> list_mail(core::MailState state, std::optional<core::MailId> after,
                                    std::uint32_t limit) override {
    return inner_.list_mail(state, after, limit);
  }
  std::uint64_t count_mail(core::MailState state) override { return inner_.count_mail(state); }
  std::optional<core::Mail> find_mail(const core::MailId& id) override {
    return inner_.find_mail(id);
  }
  std::optional<core::KeptAnswer> find_answer(const core::IdBytes& credential,
                                              std::string_view key) override {
    return inner_.find_answer(credential, key);
  }
  std::optional<core::Subscription> find_subscription(const core::Owner& owner,
                                                      const core::SubscriptionId& id) override {
    return inner_.find_subscription(owner, id);
  }
  std::vector<core::Subscription> subscriptions_of(const core::Owner& owner) override {
    return inner_.subscriptions_of(owner);
  }
  std::vector<core::Subscription> subscriptions_for(
      const core::Owner& owner, const std::optional<core::ZoneId>& zone) override {
    return inner_.subscriptions_for(owner, zone);
  }
  std::optional<core::Timestamp> next_charge_at(const core::Owner& owner) override {
    return inner_.next_charge_at(owner);
  }
  std::uint64_t count_open_subscriptions(const core::Owner& owner,
                                         const std::optional<core::ZoneId>& zone) override {
    return inner_.count_open_subscriptions(owner, zone);
  }
  std::vector<core::SubscriptionKey> due_subscriptions(core::Timestamp now,
                                                       std::uint32_t limit) override {
    return inner_.due_subscriptions(now, limit);
  }
  std::vector<core::Subscription> owing_subscriptions(
      const std::optional<core::SubscriptionKey>& after, std::uint32_t limit) override {
    return inner_.owing_subscriptions(after, limit);
  }
  std::optional<core::BillingProfile> find_billing_profile(const core::Owner& owner) override {
    return inner_.find_billing_profile(owner);
  }
  std::vector<core::Money> balances_of(const core::Owner& owner) override {
    return inner_.balances_of(owner);
  }
  core::Page<core::BillingItem> list_billing_items(const core::Owner& owner,
                                                   const core::BillingItemQuery& query) override {
    return inner_.list_billing_items(owner, query);
  }
  std::vector<core::BillingItem> billing_items_after(const core::Owner& owner,
                                                     std::uint64_t sequence,
                                                     std::uint32_t limit) override {
    return inner_.billing_items_after(owner, sequence, limit);
  }
  std::vector<core::Owner> list_billing_owners(const std::optional<core::IdBytes>& after,
                                               std::uint32_t limit) override {
    return inner_.list_billing_owners(after, limit);
  }
  std::optional<core::Payment> find_payment(std::string_view reference) override {
    return inner_.find_payment(reference);
  }
  std::optional<core::ReceivedPaymentEvent> find_payment_event(std::string_view id) override {
    return inner_.find_payment_event(id);
  }
  core::AuditBounds audit_bounds(const core::AuditLog& log) override {
    return inner_.audit_bounds(log);
  }
  std::vector<core::AuditEntry> read_audit_log(const core::AuditLog& log, std::uint64_t from,
                                               core::Direction direction,
                                               std::uint32_t limit) override {
    return inner_.read_audit_log(log, from, direction, limit);
  }
  std::optional<core::Timestamp> audit_time(const core::AuditLog& log,
                                            std::uint64_t position) override {
    return inner_.audit_time(log, position);
  }
  std::optional<core::AuditRecord> find_audit_record(const core::AuditRecordId& id) override {
    return inner_.find_audit_record(id);
  }
  std::optional<core::AuditHead> find_audit_head(const core::IdBytes& owner) override {
    return inner_.find_audit_head(owner);
  }
  std::vector<core::AuditHead> list_audit_heads(std::optional<core::IdBytes> after,
                                                std::uint32_t limit) override {
    return inner_.list_audit_heads(after, limit);
  }
  std::vector<core::AuditHead> unsigned_audit_heads(std::uint32_t limit) override {
    return inner_.unsigned_audit_heads(limit);
  }
  std::vector<core::StoredAuditRecord> stored_audit_records(const core::IdBytes& after_owner,
                                                            std::uint64_t after_sequence,
                                                            std::uint32_t limit) override {
    return inner_.stored_audit_records(after_owner, after_sequence, limit);
  }
  std::vector<core::AuditCheckpoint> audit_checkpoints(const core::IdBytes& owner,
                                                       std::uint64_t from_sequence,
                                                       std::uint32_t limit) override {
    return inner_.audit_checkpoints(owner, from_sequence, limit);
  }
  std::vector<core::UserId> list_audit_views(std::optional<core::UserId> after,
                                             std::uint32_t limit) override {
    return inner_.list_audit_views(after, limit);
  }
  std::vector<core::AuditDelivery> due_audit_deliveries(core::Timestamp now,
                                                        std::uint32_t limit) override {
    return inner_.due_audit_deliveries(now, limit);
  }
  std::uint64_t count_audit_deliveries() override { return inner_.count_audit_deliveries(); }
  void insert_user(const core::User& user) override { inner_.insert_user(user); }
  bool update_user(const core::User& user) override { return inner_.update_user(user); }
  void put_preferences(const core::UserId& user,
                       const core::CommunicationPreferences& preferences) override {
    inner_.put_preferences(user, preferences);
  }
  void insert_token(const core::Token& token, const core::SecretHash& secret) override {
    inner_.insert_token(token, secret);
  }
  bool update_token(const core::Token& token) override { return inner_.update_token(token); }
  bool replace_token_secret(const core::Owner& owner, const core::TokenId& id,
                            const core::SecretHash& secret, core::Timestamp modified_at) override {
    return inner_.replace_token_secret(owner, id, secret, modified_at);
  }
  bool delete_token(const core::Owner& owner, const core::TokenId& id) override {
    return inner_.delete_token(owner, id);
  }
  void record_token_use(const core::Owner& owner, const core::TokenId& id,
                        core::Timestamp used_at) override {
    inner_.record_token_use(owner, id, used_at);
  }
  void insert_api_key(const core::ApiKey& key, const core::SecretHash& secret) override {
    inner_.insert_api_key(key, secret);
  }
  bool update_api_key(const core::ApiKey& key) override { return inner_.update_api_key(key); }
  bool delete_api_key(const core::UserId& user, const core::ApiKeyId& id) override {
    return inner_.delete_api_key(user, id);
  }
  void put_organization_profile(const core::OrganizationProfile& profile) override {
    inner_.put_organization_profile(profile);
  }
  void insert_session(const core::Session& session) override {
    return inner_.insert_session(session);
  }
  bool update_session(const core::Session& session) override {
    return inner_.update_session(session);
  }
  bool delete_session(const core::UserId& user, const core::SessionId& id) override {
    return inner_.delete_session(user, id);
  }
  std::uint64_t delete_sessions_of(const core::UserId& user,
                                   const std::optional<core::SessionId>& except) override {
    return inner_.delete_sessions_of(user, except);
  }
  std::uint64_t forget_sessions(core::Timestamp before, std::uint32_t limit) override {
    return inner_.forget_sessions(before, limit);
  }
  void put_second_factor(const core::SecondFactor& factor) override {
    return inner_.put_second_factor(factor);
  }
  bool delete_second_factor(const core::UserId& user) override {
    return inner_.delete_second_factor(user);
  }
  void put_recovery_codes(const core::UserId& user,
                          const std::vector<core::SecretHash>& codes) override {
    return inner_.put_recovery_codes(user, codes);
  }
  bool take_recovery_code(const core::UserId& user, const core::SecretHash& code) override {
    return inner_.take_recovery_code(user, code);
  }
  void put_action_link(const core::ActionLink& link, const core::SecretHash& secret) override {
    return inner_.put_action_link(link, secret);
  }
  bool delete_action_link(const core::UserId& user, core::LinkPurpose purpose) override {
    return inner_.delete_action_link(user, purpose);
  }
  std::uint64_t forget_action_links(core::Timestamp before, std::uint32_t limit) override {
    return inner_.forget_action_links(before, limit);
  }
  void insert_organization(const core::Organization& organization) override {
    inner_.insert_organization(organization);
  }
  bool update_organization(const core::Organization& organization) override {
    return inner_.update_organization(organization);
  }
  bool delete_organization(const core::OrganizationId& id) override {
    return inner_.delete_organization(id);
  }
  void insert_membership(const core::Membership& membership) override {
    inner_.insert_membership(membership);
  }
  bool update_membership(const core::Membership& membership) override {
    return inner_.update_membership(membership);
  }
  bool delete_membership(const core::OrganizationId& organization,
                         const core::MembershipId& id) override {
    return inner_.delete_membership(organization, id);
  }
  void insert_invite(const core::Invite& invite) override { inner_.insert_invite(invite); }
  bool update_invite(const core::Invite& invite) override { return inner_.update_invite(invite); }
  bool delete_invite(const core::Invite& invite) override { return inner_.delete_invite(invite); }
  void insert_role(const core::Role& role) override { inner_.insert_role(role); }
  bool update_role(const core::Role& role) override { return inner_.update_role(role); }
  bool delete_role(const core::OrganizationId& organization, const core::RoleId& id) override {
    return inner_.delete_role(organization, id);
  }
  void insert_zone(const core::Zone& zone) override { inner_.insert_zone(zone); }
  bool delete_zone(const core::Zone& zone) override { return inner_.delete_zone(zone); }
  void insert_resource_group(const core::ResourceGroup& group) override {
    inner_.insert_resource_group(group);
  }
  bool update_resource_group(const core::ResourceGroup& group) override {
    return inner_.update_resource_group(group);
  }
  bool delete_resource_group(const core::OrganizationId& organization,
                             const core::ResourceGroupId& id) override {
    return inner_.delete_resource_group(organization, id);
  }
  void insert_mail(const core::Mail& mail) override { inner_.insert_mail(mail); }
  bool update_mail(const core::Mail& mail) override { return inner_.update_mail(mail); }
  bool delete_mail(const core::MailId& id) override { return inner_.delete_mail(id); }
  void keep_answer(const core::IdBytes& credential, std::string_view key,
                   const core::KeptAnswer& answer) override {
    inner_.keep_answer(credential, key, answer);
  }
  std::uint64_t forget_answers(core::Timestamp before, std::uint32_t limit) override {
    return inner_.forget_answers(before, limit);
  }
  void insert_subscription(const core::Subscription& subscription,
                           std::optional<core::Timestamp> next_step_at) override {
    inner_.insert_subscription(subscription, next_step_at);
  }
  bool update_subscription(const core::Subscription& subscription,
                           std::optional<core::Timestamp> next_step_at) override {
    return inner_.update_subscription(subscription, next_step_at);
  }
  void put_billing_profile(const core::BillingProfile& profile) override {
    inner_.put_billing_profile(profile);
  }
  void append_billing_item(core::BillingItem item) override {
    inner_.append_billing_item(std::move(item));
  }
  void put_payment(const core::Payment& payment) override { inner_.put_payment(payment); }
  void insert_payment_event(const core::ReceivedPaymentEvent& event) override {
    inner_.insert_payment_event(event);
  }
  void append_audit_record(core::AuditRecord record) override {
    inner_.append_audit_record(std::move(record));
  }
  std::uint64_t prune_audit_log(const core::IdBytes& owner, std::uint64_t first_sequence) override {
    return inner_.prune_audit_log(owner, first_sequence);
  }
  void prune_audit_view(const core::UserId& user, core::Timestamp before) override {
    inner_.prune_audit_view(user, before);
  }
  void insert_audit_checkpoint(const core::AuditCheckpoint& checkpoint) override {
    inner_.insert_audit_checkpoint(checkpoint);
  }
  bool update_audit_delivery(const core::AuditDelivery& delivery) override {
    return inner_.update_audit_delivery(delivery);
  }
  bool end_audit_delivery(const core::AuditDelivery& delivery) override {
    return inner_.end_audit_delivery(delivery);
  }

 private:
  core::WriteTransaction& inner_;
};

}  // namespace selfsame::testing
