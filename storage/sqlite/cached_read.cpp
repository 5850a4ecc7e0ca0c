#include "storage/sqlite/cached_read.h"

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

std::shared_ptr<const core::User> CachedRead::find_user(const core::UserId& id) {
  if (auto kept = reader_.cache.find<core::User>(Kind::user, id.bytes)) return kept;
  auto user = begun().find_user(id);
  if (user) reader_.cache.keep(Kind::user, id.bytes, id, moment_, user);
  return user;
}

std::shared_ptr<const core::User> CachedRead::find_user_by_email(std::string_view email) {
  const auto id = begun().find_user_id_by_email(email);
  return id ? find_user(*id) : nullptr;
}

bool CachedRead::has_users() { return begun().has_users(); }

std::shared_ptr<const core::Token> CachedRead::find_token_by_secret(const core::SecretHash& hash) {
  if (auto kept = reader_.cache.find<core::Token>(Kind::token, hash.bytes)) return kept;
  auto token = begun().find_token_by_secret(hash);
  if (token) reader_.cache.keep(Kind::token, hash.bytes, token->user, moment_, token);
  return token;
}

std::optional<core::Token> CachedRead::find_token(const core::UserId& user,
                                                  const core::TokenId& id) {
  return begun().find_token(user, id);
}

core::Page<core::Token> CachedRead::list_tokens(const core::UserId& user,
                                                const core::TokenQuery& query) {
  return begun().list_tokens(user, query);
}

std::uint64_t CachedRead::count_tokens(const core::UserId& user) {
  return begun().count_tokens(user);
}

std::shared_ptr<const core::ApiKey> CachedRead::find_api_key_by_secret(
    const core::SecretHash& hash) {
  if (auto kept = reader_.cache.find<core::ApiKey>(Kind::api_key, hash.bytes)) return kept;
  auto key = begun().find_api_key_by_secret(hash);
  if (key) reader_.cache.keep(Kind::api_key, hash.bytes, key->user, moment_, key);
  return key;
}

std::optional<core::Organization> CachedRead::find_organization(const core::OrganizationId& id) {
  return begun().find_organization(id);
}

std::shared_ptr<const std::vector<core::OrganizationOfUser>> CachedRead::organizations_of(
    const core::UserId& user) {
  using Organizations = std::vector<core::OrganizationOfUser>;
  if (auto kept = reader_.cache.find<Organizations>(Kind::organizations, user.bytes)) return kept;
  auto organizations = begun().organizations_of(user);
  reader_.cache.keep(Kind::organizations, user.bytes, user, moment_, organizations);
  return organizations;
}

std::vector<core::AuditRecord> CachedRead::list_audit_records(
    const core::IdBytes& owner, std::optional<core::AuditRecordId> after, std::uint32_t limit) {
  return begun().list_audit_records(owner, after, limit);
}

}  // namespace selfsame::storage::sqlite
