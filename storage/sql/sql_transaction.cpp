#include "storage/sql/sql_transaction.h"

#include <array>
#include <limits>
#include <string>

#include "storage/sql/json_columns.h"
#include "storage/sql/row_mapping.h"

namespace selfsame::storage::sql {
namespace {

/// An instant before every other.
constexpr std::int64_t kNeverExpired = std::numeric_limits<std::int64_t>::min();

template <class... Values>
std::array<SqlValue, sizeof...(Values)> values(const Values&... all) {
  return {SqlValue(all)...};
}

template <class Tag>
SqlValue value_of(const core::Id<Tag>& id) {
  return Bytes(id.bytes);
}
SqlValue value_of(const core::IdBytes& bytes) { return Bytes(bytes); }
SqlValue value_of(const core::SecretHash& hash) { return Bytes(hash.bytes); }
SqlValue value_of(const core::IpAddress& address) { return Bytes(address.bytes); }
SqlValue value_of(const std::string& text) { return std::string_view(text); }
SqlValue value_of(bool flag) { return std::int64_t{flag ? 1 : 0}; }
SqlValue value_of(core::Timestamp at) { return std::int64_t{at.time_since_epoch().count()}; }

template <class T>
SqlValue value_of(const std::optional<T>& optional) {
  return optional ? value_of(*optional) : SqlValue(std::monostate{});
}

SqlValue integer(std::int64_t number) { return number; }

/// The only row, as `read` makes it; none if there is no row.
template <class Read, class Parameters>
auto find_row(SqlConnection& connection, Statement name, const Parameters& parameters, Read read) {
  std::optional<decltype(read(std::declval<const SqlRow&>()))> found;
  connection.query(name, parameters, [&](const SqlRow& row) { found = read(row); });
  return found;
}

template <class T>
std::shared_ptr<const T> shared(std::optional<T> found) {
  return found ? std::make_shared<const T>(std::move(*found)) : nullptr;
}

/// Owner and id of a credential, as the tables keyed by secret name them.
struct CredentialKey {
  core::IdBytes user;
  core::IdBytes id;
};

CredentialKey read_credential_key(const SqlRow& row) { return {read_id(row, 0), read_id(row, 1)}; }

}  // namespace

std::shared_ptr<const core::User> SqlTransaction::find_user(const core::UserId& id) {
  return shared(find_row(connection_, Statement::find_user, values(value_of(id)), read_user));
}

std::optional<core::UserId> SqlTransaction::find_user_id_by_email(std::string_view email) {
  const std::string key = core::email_key(email);
  return find_row(connection_, Statement::find_user_id_by_email, values(value_of(key)),
                  [](const SqlRow& row) { return core::UserId{read_id(row, 0)}; });
}

std::shared_ptr<const core::User> SqlTransaction::find_user_by_email(std::string_view email) {
  const auto id = find_user_id_by_email(email);
  return id ? find_user(*id) : nullptr;
}

bool SqlTransaction::has_users() {
  bool any = false;
  connection_.query(Statement::has_users, {}, [&](const SqlRow&) { any = true; });
  return any;
}

std::shared_ptr<const core::Token> SqlTransaction::find_token_by_secret(
    const core::SecretHash& hash) {
  const auto key = find_row(connection_, Statement::find_token_id_by_secret, values(value_of(hash)),
                            read_credential_key);
  if (!key) return nullptr;
  return shared(find_row(connection_, Statement::find_token_with_secret,
                         values(value_of(key->user), value_of(key->id), value_of(hash)),
                         read_token));
}

std::optional<core::Token> SqlTransaction::find_token(const core::UserId& user,
                                                      const core::TokenId& id) {
  return find_row(connection_, Statement::find_token, values(value_of(user), value_of(id)),
                  read_token);
}

std::uint64_t SqlTransaction::count_listed(const core::UserId& user, std::int64_t expired_before) {
  const auto count = find_row(connection_, Statement::count_tokens,
                              values(value_of(user), integer(expired_before)),
                              [](const SqlRow& row) { return row.integer(0); });
  return static_cast<std::uint64_t>(count.value_or(0));
}

core::Page<core::Token> SqlTransaction::list_tokens(const core::UserId& user,
                                                    const core::TokenQuery& query) {
  const std::int64_t expired_before =
      query.expired_before ? query.expired_before->time_since_epoch().count() : kNeverExpired;
  core::Page<core::Token> page;
  page.total_count = count_listed(user, expired_before);
  const std::uint64_t pages_before = query.page > 0 ? query.page - 1 : 0;
  const std::uint64_t offset = pages_before * query.per_page;
  // A page past the end asks for nothing, and an offset that fits the count fits the engine.
  if (offset >= page.total_count || query.per_page == 0) return page;
  const Statement list = query.direction == core::Direction::ascending
                             ? Statement::list_tokens_ascending
                             : Statement::list_tokens_descending;
  connection_.query(list,
                    values(value_of(user), integer(expired_before), integer(query.per_page),
                           integer(static_cast<std::int64_t>(offset))),
                    [&](const SqlRow& row) { page.items.push_back(read_token(row)); });
  return page;
}

std::uint64_t SqlTransaction::count_tokens(const core::UserId& user) {
  return count_listed(user, kNeverExpired);
}

std::shared_ptr<const core::ApiKey> SqlTransaction::find_api_key_by_secret(
    const core::SecretHash& hash) {
  const auto key = find_row(connection_, Statement::find_api_key_id_by_secret,
                            values(value_of(hash)), read_credential_key);
  if (!key) return nullptr;
  return shared(find_row(connection_, Statement::find_api_key_with_secret,
                         values(value_of(key->user), value_of(key->id), value_of(hash)),
                         read_api_key));
}

std::optional<core::Organization> SqlTransaction::find_organization(
    const core::OrganizationId& id) {
  return find_row(connection_, Statement::find_organization, values(value_of(id)),
                  read_organization);
}

std::shared_ptr<const std::vector<core::OrganizationOfUser>> SqlTransaction::organizations_of(
    const core::UserId& user) {
  auto organizations = std::make_shared<std::vector<core::OrganizationOfUser>>();
  connection_.query(
      Statement::list_organizations_of_user, values(value_of(user)),
      [&](const SqlRow& row) { organizations->push_back(read_organization_of_user(row)); });
  return organizations;
}

std::vector<core::AuditRecord> SqlTransaction::list_audit_records(
    const core::IdBytes& owner, std::optional<core::AuditRecordId> after, std::uint32_t limit) {
  std::vector<core::AuditRecord> records;
  const SqlValue first = after ? value_of(*after) : SqlValue(Bytes());
  connection_.query(Statement::list_audit_records, values(value_of(owner), first, integer(limit)),
                    [&](const SqlRow& row) { records.push_back(read_audit_record(row)); });
  return records;
}

// What is inserted new cannot have been answered before, so it changes no user; a membership joins
// a list that may have been.

void SqlTransaction::insert_user(const core::User& user) {
  const std::string key = core::email_key(user.email);
  connection_.execute(Statement::insert_user_email, values(value_of(key), value_of(user.id)));
  connection_.execute(
      Statement::insert_user,
      values(value_of(user.id), value_of(user.email), value_of(user.username),
             value_of(user.first_name), value_of(user.last_name), value_of(user.telephone),
             value_of(user.country), value_of(user.zipcode), value_of(user.two_factor_enabled),
             value_of(user.suspended), value_of(user.password_hash), value_of(user.created_at),
             value_of(user.modified_at)));
}

bool SqlTransaction::update_user(const core::User& user) {
  const auto old_email =
      find_row(connection_, Statement::find_email_of_user, values(value_of(user.id)),
               [](const SqlRow& row) { return std::string(row.text(0)); });
  if (!old_email) return false;
  changed_users_.push_back(user.id);
  const std::string old_key = core::email_key(*old_email);
  const std::string new_key = core::email_key(user.email);
  if (old_key != new_key) {
    connection_.execute(Statement::rename_user_email, values(value_of(old_key), value_of(new_key)));
  }
  connection_.execute(
      Statement::update_user,
      values(value_of(user.id), value_of(user.email), value_of(user.username),
             value_of(user.first_name), value_of(user.last_name), value_of(user.telephone),
             value_of(user.country), value_of(user.zipcode), value_of(user.two_factor_enabled),
             value_of(user.suspended), value_of(user.password_hash), value_of(user.modified_at)));
  return true;
}

void SqlTransaction::insert_token(const core::Token& token, const core::SecretHash& secret) {
  connection_.execute(Statement::insert_token_secret,
                      values(value_of(secret), value_of(token.user), value_of(token.id)));
  const std::string policies = write_policies(token.policies);
  const auto condition =
      token.condition ? std::optional(write_condition(*token.condition)) : std::nullopt;
  connection_.execute(
      Statement::insert_token,
      values(value_of(token.id), value_of(token.user), value_of(token.name),
             integer(code_of(token.status)), value_of(policies), value_of(condition),
             value_of(token.not_before), value_of(token.expires_at), value_of(token.issued_at),
             value_of(token.modified_at), value_of(token.last_used_at), value_of(secret)));
}

bool SqlTransaction::update_token(const core::Token& token) {
  changed_users_.push_back(token.user);
  const std::string policies = write_policies(token.policies);
  const auto condition =
      token.condition ? std::optional(write_condition(*token.condition)) : std::nullopt;
  return connection_.execute(Statement::update_token,
                             values(value_of(token.user), value_of(token.id), value_of(token.name),
                                    integer(code_of(token.status)), value_of(policies),
                                    value_of(condition), value_of(token.not_before),
                                    value_of(token.expires_at), value_of(token.modified_at))) > 0;
}

std::optional<core::SecretHash> SqlTransaction::find_secret_of_token(const core::UserId& user,
                                                                     const core::TokenId& id) {
  return find_row(connection_, Statement::find_secret_of_token,
                  values(value_of(user), value_of(id)),
                  [](const SqlRow& row) { return read_secret_hash(row, 0); });
}

bool SqlTransaction::replace_token_secret(const core::UserId& user, const core::TokenId& id,
                                          const core::SecretHash& secret,
                                          core::Timestamp modified_at) {
  const auto old_secret = find_secret_of_token(user, id);
  if (!old_secret) return false;
  changed_users_.push_back(user);
  connection_.execute(Statement::rename_token_secret,
                      values(value_of(*old_secret), value_of(secret)));
  connection_.execute(
      Statement::update_secret_of_token,
      values(value_of(user), value_of(id), value_of(secret), value_of(modified_at)));
  return true;
}

bool SqlTransaction::delete_token(const core::UserId& user, const core::TokenId& id) {
  const auto secret = find_secret_of_token(user, id);
  if (!secret) return false;
  changed_users_.push_back(user);
  connection_.execute(Statement::delete_token_secret, values(value_of(*secret)));
  connection_.execute(Statement::delete_token, values(value_of(user), value_of(id)));
  return true;
}

void SqlTransaction::record_token_use(const core::UserId& user, const core::TokenId& id,
                                      core::Timestamp used_at) {
  connection_.execute(Statement::record_token_use,
                      values(value_of(user), value_of(id), value_of(used_at)));
}

void SqlTransaction::insert_api_key(const core::ApiKey& key, const core::SecretHash& secret) {
  connection_.execute(Statement::insert_api_key_secret,
                      values(value_of(secret), value_of(key.user), value_of(key.id)));
  connection_.execute(Statement::insert_api_key,
                      values(value_of(key.id), integer(code_of(key.kind)), value_of(key.user),
                             value_of(key.organization), value_of(key.name),
                             value_of(key.created_at), value_of(secret)));
}

void SqlTransaction::insert_organization(const core::Organization& organization) {
  connection_.execute(
      Statement::insert_organization,
      values(value_of(organization.id), value_of(organization.name),
             value_of(organization.created_at), value_of(organization.modified_at)));
}

void SqlTransaction::insert_membership(const core::Membership& membership) {
  changed_users_.push_back(membership.user);
  connection_.execute(
      Statement::insert_membership,
      values(value_of(membership.id), value_of(membership.organization), value_of(membership.user),
             value_of(membership.owner), value_of(membership.created_at)));
}

void SqlTransaction::append_audit_record(const core::AuditRecord& record) {
  const std::string changes = write_changes(record.changes);
  connection_.execute(
      Statement::append_audit_record,
      values(value_of(record.id), value_of(record.occurred_at), value_of(record.operation),
             value_of(record.action), value_of(record.actor), value_of(record.actor_email),
             integer(code_of(record.credential_kind)), value_of(record.credential),
             value_of(record.owner), value_of(record.resource_kind), value_of(record.resource_id),
             value_of(changes), value_of(record.client_address), value_of(record.user_agent),
             value_of(record.request)));
}

}  // namespace selfsame::storage::sql
