#include "storage/sql/statements.h"

#include <array>

// Written once for PostgreSQL 15 and SQLite 3.40. Look-ups by secret and by mail address go through
// tables keyed by these and continue by (owner, id), so that no statement needs two owners at once.

#define USER_COLUMNS                                                          \
  "id, email, username, first_name, last_name, telephone, country, zipcode, " \
  "two_factor_enabled, suspended, password_hash, created_at, modified_at"
#define TOKEN_COLUMNS                                                        \
  "id, user_id, name, status, policies, condition, not_before, expires_at, " \
  "issued_at, modified_at, last_used_at"
#define API_KEY_COLUMNS "id, kind, user_id, organization_id, name, created_at"
#define AUDIT_COLUMNS                                                                          \
  "id, occurred_at, operation, action, actor_id, actor_email, credential_kind, "               \
  "credential_id, owner_id, resource_kind, resource_id, changes, client_address, user_agent, " \
  "request_id"
#define LISTED_TOKENS "FROM tokens WHERE user_id = $1 AND (expires_at IS NULL OR expires_at > $2)"

namespace selfsame::storage::sql {
namespace {

struct NamedText {
  Statement name;
  std::string_view text;
};

constexpr std::array<NamedText, kStatementCount> kTexts{{
    {Statement::find_user, "SELECT " USER_COLUMNS " FROM users WHERE id = $1"},
    {Statement::find_user_id_by_email, "SELECT user_id FROM user_emails WHERE email_key = $1"},
    {Statement::find_email_of_user, "SELECT email FROM users WHERE id = $1"},
    {Statement::has_users, "SELECT 1 FROM users LIMIT 1"},
    {Statement::insert_user, "INSERT INTO users (" USER_COLUMNS ") "
                             "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)"},
    {Statement::insert_user_email, "INSERT INTO user_emails (email_key, user_id) VALUES ($1, $2)"},
    {Statement::rename_user_email, "UPDATE user_emails SET email_key = $2 WHERE email_key = $1"},
    {Statement::update_user,
     "UPDATE users SET email = $2, username = $3, first_name = $4, last_name = $5, "
     "telephone = $6, country = $7, zipcode = $8, two_factor_enabled = $9, suspended = $10, "
     "password_hash = $11, modified_at = $12 WHERE id = $1"},

    {Statement::find_token_id_by_secret,
     "SELECT user_id, token_id FROM token_secrets WHERE secret_hash = $1"},
    {Statement::find_token_with_secret,
     "SELECT " TOKEN_COLUMNS " FROM tokens WHERE user_id = $1 AND id = $2 AND secret_hash = $3"},
    {Statement::find_token, "SELECT " TOKEN_COLUMNS " FROM tokens WHERE user_id = $1 AND id = $2"},
    {Statement::find_secret_of_token,
     "SELECT secret_hash FROM tokens WHERE user_id = $1 AND id = $2"},
    {Statement::list_tokens_ascending,
     "SELECT " TOKEN_COLUMNS " " LISTED_TOKENS " ORDER BY issued_at, id LIMIT $3 OFFSET $4"},
    {Statement::list_tokens_descending, "SELECT " TOKEN_COLUMNS " " LISTED_TOKENS
                                        " ORDER BY issued_at DESC, id DESC LIMIT $3 OFFSET $4"},
    {Statement::count_tokens, "SELECT count(*) " LISTED_TOKENS},
    {Statement::insert_token, "INSERT INTO tokens (" TOKEN_COLUMNS ", secret_hash) "
                              "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)"},
    {Statement::insert_token_secret,
     "INSERT INTO token_secrets (secret_hash, user_id, token_id) VALUES ($1, $2, $3)"},
    {Statement::update_token,
     "UPDATE tokens SET name = $3, status = $4, policies = $5, condition = $6, not_before = $7, "
     "expires_at = $8, modified_at = $9 WHERE user_id = $1 AND id = $2"},
    {Statement::update_secret_of_token,
     "UPDATE tokens SET secret_hash = $3, modified_at = $4 WHERE user_id = $1 AND id = $2"},
    {Statement::rename_token_secret,
     "UPDATE token_secrets SET secret_hash = $2 WHERE secret_hash = $1"},
    {Statement::delete_token, "DELETE FROM tokens WHERE user_id = $1 AND id = $2"},
    {Statement::delete_token_secret, "DELETE FROM token_secrets WHERE secret_hash = $1"},
    {Statement::record_token_use,
     "UPDATE tokens SET last_used_at = $3 WHERE user_id = $1 AND id = $2 "
     "AND (last_used_at IS NULL OR last_used_at < $3)"},

    {Statement::find_api_key_id_by_secret,
     "SELECT user_id, api_key_id FROM api_key_secrets WHERE secret_hash = $1"},
    {Statement::find_api_key_with_secret,
     "SELECT " API_KEY_COLUMNS
     " FROM api_keys WHERE user_id = $1 AND id = $2 AND secret_hash = $3"},
    {Statement::insert_api_key, "INSERT INTO api_keys (" API_KEY_COLUMNS ", secret_hash) "
                                "VALUES ($1, $2, $3, $4, $5, $6, $7)"},
    {Statement::insert_api_key_secret,
     "INSERT INTO api_key_secrets (secret_hash, user_id, api_key_id) VALUES ($1, $2, $3)"},

    {Statement::find_organization,
     "SELECT id, name, created_at, modified_at FROM organizations WHERE id = $1"},
    {Statement::list_organizations_of_user,
     "SELECT o.id, o.name, o.created_at, o.modified_at, m.id, m.organization_id, m.user_id, "
     "m.is_owner, m.created_at FROM memberships m "
     "JOIN organizations o ON o.id = m.organization_id "
     "WHERE m.user_id = $1 ORDER BY m.created_at, m.id"},
    {Statement::insert_organization,
     "INSERT INTO organizations (id, name, created_at, modified_at) VALUES ($1, $2, $3, $4)"},
    {Statement::insert_membership,
     "INSERT INTO memberships (id, organization_id, user_id, is_owner, created_at) "
     "VALUES ($1, $2, $3, $4, $5)"},

    {Statement::list_audit_records,
     "SELECT " AUDIT_COLUMNS
     " FROM audit_records WHERE owner_id = $1 AND id > $2 ORDER BY id LIMIT $3"},
    {Statement::append_audit_record,
     "INSERT INTO audit_records (" AUDIT_COLUMNS ") "
     "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)"},
}};

consteval bool in_order() {
  for (std::size_t i = 0; i < kTexts.size(); ++i) {
    if (static_cast<std::size_t>(kTexts[i].name) != i) return false;
  }
  return true;
}
static_assert(in_order(), "the table is in the order of the names");

}  // namespace

std::string_view statement_text(Statement name) {
  return kTexts.at(static_cast<std::size_t>(name)).text;
}

}  // namespace selfsame::storage::sql
