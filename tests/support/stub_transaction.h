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
  std::shared_ptr<const core::Token> find_token_by_secret(const core::SecretHash&) override {
    refuse();
  }
  std::optional<core::Token> find_token(const core::UserId&, const core::TokenId&) override {
    refuse();
  }
  core::Page<core::Token> list_tokens(const core::UserId&, const core::TokenQuery&) override {
    refuse();
  }
  std::uint64_t count_tokens(const core::UserId&) override { refuse(); }
  std::shared_ptr<const core::ApiKey> find_api_key_by_secret(const core::SecretHash&) override {
    refuse();
  }
  std::optional<core::Organization> find_organization(const core::OrganizationId&) override {
    refuse();
  }
  std::shared_ptr<const std::vector<core::OrganizationOfUser>> organizations_of(
      const core::UserId&) override {
    refuse();
  }
  std::vector<core::AuditRecord> list_audit_records(const core::IdBytes&,
                                                    std::optional<core::AuditRecordId>,
                                                    std::uint32_t) override {
    refuse();
  }
  void insert_user(const core::User&) override { refuse(); }
  bool update_user(const core::User&) override { refuse(); }
  void insert_token(const core::Token&, const core::SecretHash&) override { refuse(); }
  bool update_token(const core::Token&) override { refuse(); }
  bool replace_token_secret(const core::UserId&, const core::TokenId&, const core::SecretHash&,
                            core::Timestamp) override {
    refuse();
  }
  bool delete_token(const core::UserId&, const core::TokenId&) override { refuse(); }
  void record_token_use(const core::UserId&, const core::TokenId&, core::Timestamp) override {
    refuse();
  }
  void insert_api_key(const core::ApiKey&, const core::SecretHash&) override { refuse(); }
  void insert_organization(const core::Organization&) override { refuse(); }
  void insert_membership(const core::Membership&) override { refuse(); }
  void append_audit_record(const core::AuditRecord&) override { refuse(); }

 private:
  [[noreturn]] static void refuse() { throw std::logic_error("the test did not expect this"); }
};

}  // namespace selfsame::testing
