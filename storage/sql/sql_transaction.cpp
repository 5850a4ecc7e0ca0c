#include "storage/sql/sql_transaction.h"

#include "core/limits.h"
#include "storage/sql/json_columns.h"
#include "storage/sql/parameters.h"
#include "storage/sql/row_mapping.h"

// What is inserted new cannot have been answered before, so it changes no owner; a membership or a
// role joins a list that may have been.

namespace selfsame::storage::sql {
namespace {

std::string name_key(const std::optional<std::string>& name) {
  return name ? core::email_key(*name) : std::string();
}

std::optional<std::string> optional_text(const SqlRow& row, std::size_t column) {
  return row.is_null(column) ? std::nullopt : std::optional(std::string(row.text(column)));
}

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

std::shared_ptr<const core::User> SqlTransaction::find_user_by_chosen_id(
    std::string_view chosen_id) {
  const auto id =
      find_row(connection_, Statement::find_user_id_by_chosen_id, values(value_of(chosen_id)),
               [](const SqlRow& row) { return core::UserId{read_id(row, 0)}; });
  return id ? find_user(*id) : nullptr;
}

bool SqlTransaction::has_users() {
  bool any = false;
  connection_.query(Statement::has_users, {}, [&](const SqlRow&) { any = true; });
  return any;
}

std::vector<core::User> SqlTransaction::list_users(std::optional<core::UserId> after,
                                                   std::uint32_t limit) {
  return list_rows(connection_, Statement::list_users,
                   values(after_or_first(after), integer(limit)), read_user);
}

std::optional<SqlTransaction::UserKeys> SqlTransaction::find_user_keys(const core::UserId& user) {
  return find_row(connection_, Statement::find_keys_of_user, values(value_of(user)),
                  [](const SqlRow& row) {
                    return UserKeys{core::email_key(row.text(0)), name_key(optional_text(row, 1)),
                                    name_key(optional_text(row, 2))};
                  });
}

void SqlTransaction::insert_user(const core::User& user) {
  const std::string key = core::email_key(user.email);
  connection_.execute(Statement::insert_user_email, values(value_of(key), value_of(user.id)));
  connection_.execute(
      Statement::insert_user,
      values(value_of(user.id), value_of(user.email), value_of(user.username),
             value_of(user.first_name), value_of(user.last_name), value_of(user.telephone),
             value_of(user.country), value_of(user.zipcode), value_of(user.email_verified),
             value_of(user.two_factor_enabled), value_of(user.suspended),
             value_of(user.password_hash), value_of(user.created_at), value_of(user.modified_at),
             value_of(user.mobile_phone), value_of(user.reporting_currency),
             value_of(user.preferences), value_of(user.signed_in_at), value_of(user.chosen_id),
             value_of(user.managed_by), value_of(user.address_vouched)));
  if (user.chosen_id.empty()) return;
  connection_.execute(Statement::insert_user_chosen_id,
                      values(value_of(user.chosen_id), value_of(user.id)));
}

bool SqlTransaction::update_user(const core::User& user) {
  const auto old_keys = find_user_keys(user.id);
  if (!old_keys) return false;
  mark(user.id.bytes);
  const UserKeys new_keys{core::email_key(user.email), name_key(user.first_name),
                          name_key(user.last_name)};
  if (old_keys->email != new_keys.email) {
    connection_.execute(Statement::rename_user_email,
                        values(value_of(old_keys->email), value_of(new_keys.email)));
  }
  connection_.execute(
      Statement::update_user,
      values(value_of(user.id), value_of(user.email), value_of(user.username),
             value_of(user.first_name), value_of(user.last_name), value_of(user.telephone),
             value_of(user.country), value_of(user.zipcode), value_of(user.email_verified),
             value_of(user.two_factor_enabled), value_of(user.suspended),
             value_of(user.password_hash), value_of(user.modified_at), value_of(user.mobile_phone),
             value_of(user.reporting_currency), value_of(user.preferences),
             value_of(user.signed_in_at), value_of(user.managed_by),
             value_of(user.address_vouched)));
  if (old_keys->first_name != new_keys.first_name || old_keys->last_name != new_keys.last_name) {
    rename_member(user.id, new_keys);
  }
  return true;
}

std::optional<core::CommunicationPreferences> SqlTransaction::find_preferences(
    const core::UserId& user) {
  return find_row(connection_, Statement::find_preferences, values(value_of(user)),
                  read_preferences_row);
}

void SqlTransaction::put_preferences(const core::UserId& user,
                                     const core::CommunicationPreferences& preferences) {
  const std::string list = write_mail_preferences(preferences.preferences);
  connection_.execute(Statement::put_preferences,
                      values(value_of(user), value_of(list), value_of(preferences.language),
                             value_of(preferences.hard_bounce), value_of(preferences.created_at),
                             value_of(preferences.modified_at)));
}

std::vector<core::Mail> SqlTransaction::due_mail(core::Timestamp now, std::uint32_t limit) {
  return list_rows(
      connection_, Statement::list_due_mail,
      values(integer(code_of(core::MailState::waiting)), value_of(now), integer(limit)), read_mail);
}

std::vector<core::Mail> SqlTransaction::list_mail(core::MailState state,
                                                  std::optional<core::MailId> after,
                                                  std::uint32_t limit) {
  return list_rows(connection_, Statement::list_mail,
                   values(integer(code_of(state)), after_or_first(after), integer(limit)),
                   read_mail);
}

std::uint64_t SqlTransaction::count_mail(core::MailState state) {
  const auto count = find_row(connection_, Statement::count_mail, values(integer(code_of(state))),
                              [](const SqlRow& row) { return row.integer(0); });
  return static_cast<std::uint64_t>(count.value_or(0));
}

std::optional<core::Mail> SqlTransaction::find_mail(const core::MailId& id) {
  return find_row(connection_, Statement::find_mail, values(value_of(id)), read_mail);
}

void SqlTransaction::insert_mail(const core::Mail& mail) {
  const std::string list = write_named_texts(mail.values);
  connection_.execute(Statement::insert_mail,
                      values(value_of(mail.id), value_of(mail.recipient), value_of(mail.kind),
                             value_of(mail.language), value_of(list), integer(code_of(mail.state)),
                             integer(mail.attempts), value_of(mail.created_at),
                             value_of(mail.next_attempt_at), value_of(mail.last_error)));
}

bool SqlTransaction::update_mail(const core::Mail& mail) {
  return connection_.execute(
             Statement::update_mail,
             values(value_of(mail.id), integer(code_of(mail.state)), integer(mail.attempts),
                    value_of(mail.next_attempt_at), value_of(mail.last_error))) > 0;
}

bool SqlTransaction::delete_mail(const core::MailId& id) {
  return connection_.execute(Statement::delete_mail, values(value_of(id))) > 0;
}

std::optional<core::KeptAnswer> SqlTransaction::find_answer(const core::IdBytes& credential,
                                                            std::string_view key) {
  return find_row(connection_, Statement::find_answer, values(value_of(credential), value_of(key)),
                  read_answer);
}

void SqlTransaction::keep_answer(const core::IdBytes& credential, std::string_view key,
                                 const core::KeptAnswer& answer) {
  const std::uint64_t kept = connection_.execute(
      Statement::keep_answer,
      values(value_of(credential), value_of(key), value_of(answer.request), integer(answer.status),
             bytes_of(answer.sealed_body), value_of(answer.created_at),
             value_of(answer.created_at - core::limits::kIdempotencyLifetime)));
  if (kept == 0) throw core::StoreConflict("a request with this key was answered already");
}

std::uint64_t SqlTransaction::forget_answers(core::Timestamp before, std::uint32_t limit) {
  return connection_.execute(Statement::forget_answers, values(value_of(before), integer(limit)));
}

}  // namespace selfsame::storage::sql
