// Tokens.
#include <limits>

#include "storage/sql/json_columns.h"
#include "storage/sql/parameters.h"
#include "storage/sql/row_mapping.h"
#include "storage/sql/row_reader.h"
#include "storage/sql/sql_transaction.h"

namespace selfsame::storage::sql {
namespace {

/// An instant before every other.
constexpr std::int64_t kNeverExpired = std::numeric_limits<std::int64_t>::min();

/// Owner and id of a token, as the table keyed by secret names them.
struct TokenKey {
  core::Owner owner;
  core::TokenId id;
};

TokenKey read_token_key(const SqlRow& row) {
  RowReader reader(row);
  TokenKey key;
  key.owner.kind = reader.choice({core::OwnerKind::user, core::OwnerKind::organization});
  key.owner.id = reader.bytes<16>();
  key.id = reader.id<core::TokenId>();
  return key;
}

SqlValue kind_of(const core::Owner& owner) { return integer(code_of(owner.kind)); }

}  // namespace

std::shared_ptr<const core::Token> SqlTransaction::find_token_by_secret(
    const core::SecretHash& hash) {
  const auto key = find_row(connection_, Statement::find_token_id_by_secret, values(value_of(hash)),
                            read_token_key);
  if (!key) return nullptr;
  return shared(find_row(
      connection_, Statement::find_token_with_secret,
      values(kind_of(key->owner), value_of(key->owner.id), value_of(key->id), value_of(hash)),
      read_token));
}

std::optional<core::Token> SqlTransaction::find_token(const core::Owner& owner,
                                                      const core::TokenId& id) {
  return find_row(connection_, Statement::find_token,
                  values(kind_of(owner), value_of(owner.id), value_of(id)), read_token);
}

std::uint64_t SqlTransaction::count_listed(const core::Owner& owner, std::int64_t expired_before) {
  return count_rows(connection_, Statement::count_tokens,
                    values(kind_of(owner), value_of(owner.id), integer(expired_before)));
}

core::Page<core::Token> SqlTransaction::list_tokens(const core::Owner& owner,
                                                    const core::TokenQuery& query) {
  const std::int64_t expired_before =
      query.expired_before ? query.expired_before->time_since_epoch().count() : kNeverExpired;
  core::Page<core::Token> page;
  page.total_count = count_listed(owner, expired_before);
  const std::uint64_t pages_before = query.page > 0 ? query.page - 1 : 0;
  const std::uint64_t offset = pages_before * query.per_page;
  // A page past the end asks for nothing, and an offset that fits the count fits the engine.
  if (offset >= page.total_count || query.per_page == 0) return page;
  const Statement list = query.direction == core::Direction::ascending
                             ? Statement::list_tokens_ascending
                             : Statement::list_tokens_descending;
  page.items =
      list_rows(connection_, list,
                values(kind_of(owner), value_of(owner.id), integer(expired_before),
                       integer(query.per_page), integer(static_cast<std::int64_t>(offset))),
                read_token);
  return page;
}

std::uint64_t SqlTransaction::count_tokens(const core::Owner& owner) {
  return count_listed(owner, kNeverExpired);
}

void SqlTransaction::insert_token(const core::Token& token, const core::SecretHash& secret) {
  connection_.execute(
      Statement::insert_token_secret,
      values(value_of(secret), kind_of(token.owner), value_of(token.owner.id), value_of(token.id)));
  const std::string policies = write_policies(token.policies);
  const auto condition =
      token.condition ? std::optional(write_condition(*token.condition)) : std::nullopt;
  connection_.execute(
      Statement::insert_token,
      values(value_of(token.id), kind_of(token.owner), value_of(token.owner.id),
             value_of(token.name), integer(code_of(token.status)), value_of(policies),
             value_of(condition), value_of(token.not_before), value_of(token.expires_at),
             value_of(token.issued_at), value_of(token.modified_at), value_of(token.last_used_at),
             value_of(token.creator_email), value_of(secret)));
}

bool SqlTransaction::update_token(const core::Token& token) {
  mark(token.owner.id);
  const std::string policies = write_policies(token.policies);
  const auto condition =
      token.condition ? std::optional(write_condition(*token.condition)) : std::nullopt;
  return connection_.execute(
             Statement::update_token,
             values(kind_of(token.owner), value_of(token.owner.id), value_of(token.id),
                    value_of(token.name), integer(code_of(token.status)), value_of(policies),
                    value_of(condition), value_of(token.not_before), value_of(token.expires_at),
                    value_of(token.modified_at))) > 0;
}

std::optional<core::SecretHash> SqlTransaction::find_secret_of_token(const core::Owner& owner,
                                                                     const core::TokenId& id) {
  return find_row(connection_, Statement::find_secret_of_token,
                  values(kind_of(owner), value_of(owner.id), value_of(id)),
                  [](const SqlRow& row) { return read_secret_hash(row, 0); });
}

bool SqlTransaction::replace_token_secret(const core::Owner& owner, const core::TokenId& id,
                                          const core::SecretHash& secret,
                                          core::Timestamp modified_at) {
  const auto old_secret = find_secret_of_token(owner, id);
  if (!old_secret) return false;
  mark(owner.id);
  connection_.execute(Statement::rename_token_secret,
                      values(value_of(*old_secret), value_of(secret)));
  connection_.execute(Statement::update_secret_of_token,
                      values(kind_of(owner), value_of(owner.id), value_of(id), value_of(secret),
                             value_of(modified_at)));
  return true;
}

bool SqlTransaction::delete_token(const core::Owner& owner, const core::TokenId& id) {
  const auto secret = find_secret_of_token(owner, id);
  if (!secret) return false;
  mark(owner.id);
  connection_.execute(Statement::delete_token_secret, values(value_of(*secret)));
  connection_.execute(Statement::delete_token,
                      values(kind_of(owner), value_of(owner.id), value_of(id)));
  return true;
}

void SqlTransaction::record_token_use(const core::Owner& owner, const core::TokenId& id,
                                      core::Timestamp used_at) {
  connection_.execute(Statement::record_token_use,
                      values(kind_of(owner), value_of(owner.id), value_of(id), value_of(used_at)));
}

}  // namespace selfsame::storage::sql
