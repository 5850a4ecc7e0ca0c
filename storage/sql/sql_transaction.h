#pragma once

#include <vector>

#include "core/store.h"
#include "storage/sql/sql_connection.h"

namespace selfsame::storage::sql {

/// The port's transaction, said in statements. Begin, commit and rollback are the engine's affair.
class SqlTransaction final : public core::WriteTransaction {
 public:
  /// Adds to `changed_users` every user about whom an answer given before may now be wrong: their
  /// row, credentials or memberships. An engine's caches drop what they hold of these.
  SqlTransaction(SqlConnection& connection, std::vector<core::UserId>& changed_users)
      : connection_(connection), changed_users_(changed_users) {}

  std::shared_ptr<const core::User> find_user(const core::UserId& id) override;
  std::shared_ptr<const core::User> find_user_by_email(std::string_view email) override;
  bool has_users() override;
  std::shared_ptr<const core::Token> find_token_by_secret(const core::SecretHash& hash) override;
  std::optional<core::Token> find_token(const core::UserId& user, const core::TokenId& id) override;
  core::Page<core::Token> list_tokens(const core::UserId& user,
                                      const core::TokenQuery& query) override;
  std::uint64_t count_tokens(const core::UserId& user) override;
  std::shared_ptr<const core::ApiKey> find_api_key_by_secret(const core::SecretHash& hash) override;
  std::optional<core::Organization> find_organization(const core::OrganizationId& id) override;
  std::shared_ptr<const std::vector<core::OrganizationOfUser>> organizations_of(
      const core::UserId& user) override;
  std::vector<core::AuditRecord> list_audit_records(const core::IdBytes& owner,
                                                    std::optional<core::AuditRecordId> after,
                                                    std::uint32_t limit) override;

  void insert_user(const core::User& user) override;
  bool update_user(const core::User& user) override;
  void insert_token(const core::Token& token, const core::SecretHash& secret) override;
  bool update_token(const core::Token& token) override;
  bool replace_token_secret(const core::UserId& user, const core::TokenId& id,
                            const core::SecretHash& secret, core::Timestamp modified_at) override;
  bool delete_token(const core::UserId& user, const core::TokenId& id) override;
  void record_token_use(const core::UserId& user, const core::TokenId& id,
                        core::Timestamp used_at) override;
  void insert_api_key(const core::ApiKey& key, const core::SecretHash& secret) override;
  void insert_organization(const core::Organization& organization) override;
  void insert_membership(const core::Membership& membership) override;
  void append_audit_record(const core::AuditRecord& record) override;

  /// Whom a mail address belongs to.
  std::optional<core::UserId> find_user_id_by_email(std::string_view email);

 private:
  std::optional<core::SecretHash> find_secret_of_token(const core::UserId& user,
                                                       const core::TokenId& id);
  std::uint64_t count_listed(const core::UserId& user, std::int64_t expired_before);

  SqlConnection& connection_;
  std::vector<core::UserId>& changed_users_;
};

}  // namespace selfsame::storage::sql
