#pragma once

#include <stdexcept>

#include "core/store.h"

namespace selfsame::testing {

/// A transaction in which nothing can be done; a test overrides what it expects.
class StubTransaction : public core::WriteTransaction {
 public:
  std::shared_ptr<const core::User> find_user(const core::UserId&) override { refuse(); }
  std::shared_ptr<const core::User> find_user_by_email(std::string_view) override { refuse(); }
  bool has_users() override { refuse(); }
  std::vector<core::User> list_users(std::optional<core::UserId>, std::uint32_t) override {
    refuse();
  }
  std::optional<core::CommunicationPreferences> find_preferences(const core::UserId&) override {
    refuse();
  }
  std::shared_ptr<const core::Token> find_token_by_secret(const core::SecretHash&) override {
    refuse();
  }
  std::optional<core::Token> find_token(const core::Owner&, const core::TokenId&) override {
    refuse();
  }
  core::Page<core::Token> list_tokens(const core::Owner&, const core::TokenQuery&) override {
    refuse();
  }
  std::uint64_t count_tokens(const core::Owner&) override { refuse(); }
  std::shared_ptr<const core::ApiKey> find_api_key_by_secret(const core::SecretHash&) override {
    refuse();
  }
  std::optional<core::ApiKey> find_api_key(const core::OrganizationId&,
                                           const core::ApiKeyId&) override {
    refuse();
  }
  std::optional<core::ApiKey> find_api_key_by_chosen_id(const core::OrganizationId&,
                                                        std::string_view) override {
    refuse();
  }
  std::vector<core::ApiKey> api_keys_of(const core::OrganizationId&) override { refuse(); }
  std::uint64_t count_api_keys(const core::OrganizationId&) override { refuse(); }
  std::shared_ptr<const core::OrganizationProfile> find_organization_profile(
      const core::OrganizationId&) override {
    refuse();
  }
  std::shared_ptr<const core::Session> find_session(const core::UserId&,
                                                    const core::SessionId&) override {
    refuse();
  }
  std::vector<core::Session> sessions_of(const core::UserId&) override { refuse(); }
  std::uint64_t count_sessions(const core::UserId&, core::Timestamp) override { refuse(); }
  std::optional<core::SecondFactor> find_second_factor(const core::UserId&) override { refuse(); }
  std::uint64_t count_recovery_codes(const core::UserId&) override { refuse(); }
  std::optional<core::ActionLink> find_action_link(const core::SecretHash&) override { refuse(); }
  std::shared_ptr<const core::Organization> find_organization(
      const core::OrganizationId&) override {
    refuse();
  }
  std::vector<core::Organization> list_organizations(std::optional<core::OrganizationId>,
                                                     std::optional<core::OrganizationId>,
                                                     std::uint32_t) override {
    refuse();
  }
  std::shared_ptr<const std::vector<core::Membership>> memberships_of(
      const core::UserId&) override {
    refuse();
  }
  std::vector<core::Membership> memberships_offered_to(std::string_view) override { refuse(); }
  std::optional<core::Membership> find_membership(const core::OrganizationId&,
                                                  const core::MembershipId&) override {
    refuse();
  }
  std::optional<core::Membership> find_membership_by_email(const core::OrganizationId&,
                                                           std::string_view) override {
    refuse();
  }
  core::Page<core::Membership> list_members(const core::OrganizationId&,
                                            const core::MemberQuery&) override {
    refuse();
  }
  std::uint64_t count_owners(const core::OrganizationId&) override { refuse(); }
  std::uint64_t count_members(const core::OrganizationId&) override { refuse(); }
  std::vector<core::Invite> invites_to(std::string_view) override { refuse(); }
  std::shared_ptr<const core::User> find_user_by_chosen_id(std::string_view) override { refuse(); }
  std::uint64_t count_role_holders(const core::OrganizationId&, const core::RoleId&) override {
    refuse();
  }
  std::vector<core::MembershipId> role_holders(const core::OrganizationId&, const core::RoleId&,
                                               std::uint32_t) override {
    refuse();
  }
  std::shared_ptr<const std::vector<core::Role>> roles_of(const core::OrganizationId&) override {
    refuse();
  }
  std::vector<core::ResourceGroup> resource_groups_of(const core::OrganizationId&) override {
    refuse();
  }
  std::vector<core::Zone> zones_of(const core::OrganizationId&) override { refuse(); }
  std::optional<core::Zone> find_zone(const core::ZoneId&) override { refuse(); }
  std::optional<core::Zone> find_zone_by_name(std::string_view) override { refuse(); }
  std::vector<core::Mail> due_mail(core::Timestamp, std::uint32_t) override { refuse(); }
  std::vector<core::Mail> list_mail(core::MailState, std::optional<core::MailId>,
                                    std::uint32_t) override {
    refuse();
  }
  std::uint64_t count_mail(core::MailState) override { refuse(); }
  std::optional<core::Mail> find_mail(const core::MailId&) override { refuse(); }
  std::optional<core::KeptAnswer> find_answer(const core::IdBytes&, std::string_view) override {
    refuse();
  }
  std::optional<core::Subscription> find_subscription(const core::Owner&,
                                                      const core::SubscriptionId&) override {
    refuse();
  }
  std::vector<core::Subscription> subscriptions_of(const core::Owner&) override { refuse(); }
  std::vector<core::Subscription> subscriptions_for(const core::Owner&,
                                                    const std::optional<core::ZoneId>&) override {
    refuse();
  }
  std::optional<core::Timestamp> next_charge_at(const core::Owner&) override { refuse(); }
  std::uint64_t count_open_subscriptions(const core::Owner&,
                                         const std::optional<core::ZoneId>&) override {
    refuse();
  }
  std::vector<core::SubscriptionKey> due_subscriptions(core::Timestamp, std::uint32_t) override {
    refuse();
  }
  std::vector<core::Subscription> owing_subscriptions(const std::optional<core::SubscriptionKey>&,
                                                      std::uint32_t) override {
    refuse();
  }
  std::optional<core::BillingProfile> find_billing_profile(const core::Owner&) override {
    refuse();
  }
  std::vector<core::Money> balances_of(const core::Owner&) override { refuse(); }
  core::Page<core::BillingItem> list_billing_items(const core::Owner&,
                                                   const core::BillingItemQuery&) override {
    refuse();
  }
  std::vector<core::BillingItem> billing_items_after(const core::Owner&, std::uint64_t,
                                                     std::uint32_t) override {
    refuse();
  }
  std::vector<core::Owner> list_billing_owners(const std::optional<core::IdBytes>&,
                                               std::uint32_t) override {
    refuse();
  }
  std::optional<core::Payment> find_payment(std::string_view) override { refuse(); }
  std::optional<core::ReceivedPaymentEvent> find_payment_event(std::string_view) override {
    refuse();
  }
  core::AuditBounds audit_bounds(const core::AuditLog&) override { refuse(); }
  std::vector<core::AuditEntry> read_audit_log(const core::AuditLog&, std::uint64_t,
                                               core::Direction, std::uint32_t) override {
    refuse();
  }
  std::optional<core::Timestamp> audit_time(const core::AuditLog&, std::uint64_t) override {
    refuse();
  }
  std::optional<core::AuditRecord> find_audit_record(const core::AuditRecordId&) override {
    refuse();
  }
  std::optional<core::AuditHead> find_audit_head(const core::IdBytes&) override { refuse(); }
  std::vector<core::AuditHead> list_audit_heads(std::optional<core::IdBytes>,
                                                std::uint32_t) override {
    refuse();
  }
  std::vector<core::AuditHead> unsigned_audit_heads(std::uint32_t) override { refuse(); }
  std::vector<core::StoredAuditRecord> stored_audit_records(const core::IdBytes&, std::uint64_t,
                                                            std::uint32_t) override {
    refuse();
  }
  std::vector<core::AuditCheckpoint> audit_checkpoints(const core::IdBytes&, std::uint64_t,
                                                       std::uint32_t) override {
    refuse();
  }
  std::vector<core::UserId> list_audit_views(std::optional<core::UserId>, std::uint32_t) override {
    refuse();
  }
  std::vector<core::AuditDelivery> due_audit_deliveries(core::Timestamp, std::uint32_t) override {
    refuse();
  }
  std::uint64_t count_audit_deliveries() override { refuse(); }
  void insert_user(const core::User&) override { refuse(); }
  bool update_user(const core::User&) override { refuse(); }
  void put_preferences(const core::UserId&, const core::CommunicationPreferences&) override {
    refuse();
  }
  void insert_token(const core::Token&, const core::SecretHash&) override { refuse(); }
  bool update_token(const core::Token&) override { refuse(); }
  bool replace_token_secret(const core::Owner&, const core::TokenId&, const core::SecretHash&,
                            core::Timestamp) override {
    refuse();
  }
  bool delete_token(const core::Owner&, const core::TokenId&) override { refuse(); }
  void record_token_use(const core::Owner&, const core::TokenId&, core::Timestamp) override {
    refuse();
  }
  void insert_api_key(const core::ApiKey&, const core::SecretHash&) override { refuse(); }
  bool update_api_key(const core::ApiKey&) override { refuse(); }
  bool delete_api_key(const core::UserId&, const core::ApiKeyId&) override { refuse(); }
  void put_organization_profile(const core::OrganizationProfile&) override { refuse(); }
  void insert_session(const core::Session&) override { refuse(); }
  bool update_session(const core::Session&) override { refuse(); }
  bool delete_session(const core::UserId&, const core::SessionId&) override { refuse(); }
  std::uint64_t delete_sessions_of(const core::UserId&,
                                   const std::optional<core::SessionId>&) override {
    refuse();
  }
  std::uint64_t forget_sessions(core::Timestamp, std::uint32_t) override { refuse(); }
  void put_second_factor(const core::SecondFactor&) override { refuse(); }
  bool delete_second_factor(const core::UserId&) override { refuse(); }
  void put_recovery_codes(const core::UserId&, const std::vector<core::SecretHash>&) override {
    refuse();
  }
  bool take_recovery_code(const core::UserId&, const core::SecretHash&) override { refuse(); }
  void put_action_link(const core::ActionLink&, const core::SecretHash&) override { refuse(); }
  bool delete_action_link(const core::UserId&, core::LinkPurpose) override { refuse(); }
  std::uint64_t forget_action_links(core::Timestamp, std::uint32_t) override { refuse(); }
  void insert_organization(const core::Organization&) override { refuse(); }
  bool update_organization(const core::Organization&) override { refuse(); }
  bool delete_organization(const core::OrganizationId&) override { refuse(); }
  void insert_membership(const core::Membership&) override { refuse(); }
  bool update_membership(const core::Membership&) override { refuse(); }
  bool delete_membership(const core::OrganizationId&, const core::MembershipId&) override {
    refuse();
  }
  void insert_invite(const core::Invite&) override { refuse(); }
  bool update_invite(const core::Invite&) override { refuse(); }
  bool delete_invite(const core::Invite&) override { refuse(); }
  void insert_role(const core::Role&) override { refuse(); }
  bool update_role(const core::Role&) override { refuse(); }
  bool delete_role(const core::OrganizationId&, const core::RoleId&) override { refuse(); }
  void insert_zone(const core::Zone&) override { refuse(); }
  bool delete_zone(const core::Zone&) override { refuse(); }
  void insert_resource_group(const core::ResourceGroup&) override { refuse(); }
  bool update_resource_group(const core::ResourceGroup&) override { refuse(); }
  bool delete_resource_group(const core::OrganizationId&, const core::ResourceGroupId&) override {
    refuse();
  }
  void insert_mail(const core::Mail&) override { refuse(); }
  bool update_mail(const core::Mail&) override { refuse(); }
  bool delete_mail(const core::MailId&) override { refuse(); }
  void keep_answer(const core::IdBytes&, std::string_view, const core::KeptAnswer&) override {
    refuse();
  }
  std::uint64_t forget_answers(core::Timestamp, std::uint32_t) override { refuse(); }
  void insert_subscription(const core::Subscription&, std::optional<core::Timestamp>) override {
    refuse();
  }
  bool update_subscription(const core::Subscription&, std::optional<core::Timestamp>) override {
    refuse();
  }
  void put_billing_profile(const core::BillingProfile&) override { refuse(); }
  void append_billing_item(core::BillingItem) override { refuse(); }
  void put_payment(const core::Payment&) override { refuse(); }
  void insert_payment_event(const core::ReceivedPaymentEvent&) override { refuse(); }
  void append_audit_record(core::AuditRecord) override { refuse(); }
  std::uint64_t prune_audit_log(const core::IdBytes&, std::uint64_t) override { refuse(); }
  void prune_audit_view(const core::UserId&, core::Timestamp) override { refuse(); }
  void insert_audit_checkpoint(const core::AuditCheckpoint&) override { refuse(); }
  bool update_audit_delivery(const core::AuditDelivery&) override { refuse(); }
  bool end_audit_delivery(const core::AuditDelivery&) override { refuse(); }

 private:
  [[noreturn]] static void refuse() { throw std::logic_error("the test did not expect this"); }
};

}  // namespace selfsame::testing
