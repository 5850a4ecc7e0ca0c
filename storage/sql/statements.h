#pragma once

#include <cstddef>
#include <string_view>

/// What every SQL engine shares.
namespace selfsame::storage::sql {

/// The name of a statement. Parameters are `$1..$n`, columns come in the order that row_mapping.h
/// reads them.
enum class Statement : std::size_t {
  find_user,
  find_user_id_by_email,
  find_email_of_user,
  has_users,
  insert_user,
  insert_user_email,
  rename_user_email,
  update_user,

  find_token_id_by_secret,
  find_token_with_secret,
  find_token,
  find_secret_of_token,
  list_tokens_ascending,
  list_tokens_descending,
  count_tokens,
  insert_token,
  insert_token_secret,
  update_token,
  update_secret_of_token,
  rename_token_secret,
  delete_token,
  delete_token_secret,
  record_token_use,

  find_api_key_id_by_secret,
  find_api_key_with_secret,
  insert_api_key,
  insert_api_key_secret,

  find_organization,
  list_organizations_of_user,
  insert_organization,
  insert_membership,

  list_audit_records,
  append_audit_record,

  count_,  ///< how many there are; not a statement
};

inline constexpr std::size_t kStatementCount = static_cast<std::size_t>(Statement::count_);

/// The text that serves every engine. An engine that must say one differently asks its own table
/// first, where it prepares.
std::string_view statement_text(Statement name);

}  // namespace selfsame::storage::sql
