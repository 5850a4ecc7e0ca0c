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
  std::shared_ptr<const core::Token> find_token_by_secret(const core::SecretHash& hash) override {
    return inner_.find_token_by_secret(hash);
  }
  std::optional<core::Token> find_token(const core::UserId& user,
                                        const core::TokenId& id) override {
    return inner_.find_token(user, id);
  }
  core::Page<core::Token> list_tokens(const core::UserId& user,
                                      const core::TokenQuery& query) override {
    return inner_.list_tokens(user, query);
  }
  std::uint64_t count_tokens(const core::UserId& user) override {
    return inner_.count_tokens(user);
  }
  std::shared_ptr<const core::ApiKey> find_api_key_by_secret(
      const core::SecretHash& hash) override {
    return inner_.find_api_key_by_secret(hash);
  }
  std::optional<core::Organization> find_organization(const core::OrganizationId& id) override {
    return inner_.find_organization(id);
  }
  std::shared_ptr<const std::vector<core::OrganizationOfUser>> organizations_of(
      const core::UserId& user) override {
    return inner_.organizations_of(user);
  }
  std::vector<core::AuditRecord> list_audit_records(const core::IdBytes& owner,
                                                    std::optional<core::AuditRecordId> after,
                                                    std::uint32_t limit) override {
    return inner_.list_audit_records(owner, after, limit);
  }
  void insert_user(const core::User& user) override { inner_.insert_user(user); }
  bool update_user(const core::User& user) override { return inner_.update_user(user); }
  void insert_token(const core::Token& token, const core::SecretHash& secret) override {
    inner_.insert_token(token, secret);
  }
  bool update_token(const core::Token& token) override { return inner_.update_token(token); }
  bool replace_token_secret(const core::UserId& user, const core::TokenId& id,
                            const core::SecretHash& secret, core::Timestamp modified_at) override {
    return inner_.replace_token_secret(user, id, secret, modified_at);
  }
  bool delete_token(const core::UserId& user, const core::TokenId& id) override {
    return inner_.delete_token(user, id);
  }
  void record_token_use(const core::UserId& user, const core::TokenId& id,
                        core::Timestamp used_at) override {
    inner_.record_token_use(user, id, used_at);
  }
  void insert_api_key(const core::ApiKey& key, const core::SecretHash& secret) override {
    inner_.insert_api_key(key, secret);
  }
  void insert_organization(const core::Organization& organization) override {
    inner_.insert_organization(organization);
  }
  void insert_membership(const core::Membership& membership) override {
    inner_.insert_membership(membership);
  }
  void append_audit_record(const core::AuditRecord& record) override {
    inner_.append_audit_record(record);
  }

 private:
  core::WriteTransaction& inner_;
};

}  // namespace selfsame::testing
