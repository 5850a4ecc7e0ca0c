#pragma once

#include "storage/sql/sql_transaction.h"
#include "storage/sqlite/connection.h"
#include "storage/sqlite/session_cache.h"
#include "storage/sqlite/user_changes.h"

namespace selfsame::storage::sqlite {

/// A session's connection and what it remembers.
struct Reader {
  Connection connection;
  SessionCache cache;
  const UserChanges& changes;
};

/// A read on the session's own connection. It begins at the first question that the cache cannot
/// answer; all that is asked from there on is as of that moment. What the cache answered before is
/// no older than the question.
class CachedRead final : public core::ReadTransaction {
 public:
  explicit CachedRead(Reader& reader)
      : reader_(reader), statements_(reader.connection, changed_users_) {}
  ~CachedRead() override;
  CachedRead(const CachedRead&) = delete;
  CachedRead& operator=(const CachedRead&) = delete;

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

 private:
  /// The statements of this read, begun if they are not yet.
  sql::SqlTransaction& begun();

  Reader& reader_;
  std::vector<core::UserId> changed_users_;  ///< stays empty
  sql::SqlTransaction statements_;
  std::uint64_t moment_ = 0;  ///< of the changes, before the snapshot
  bool has_begun_ = false;
};

}  // namespace selfsame::storage::sqlite
