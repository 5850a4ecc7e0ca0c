#include "storage/sql/json_columns.h"
#include "storage/sql/parameters.h"
#include "storage/sql/row_mapping.h"
#include "storage/sql/sql_transaction.h"

namespace selfsame::storage::sql {
namespace {

struct ActionLinkKey {
  core::UserId user;
  std::int64_t purpose = 0;
};

ActionLinkKey read_action_link_key(const SqlRow& row) {
  return {core::UserId{read_id(row, 0)}, row.integer(1)};
}

}  // namespace

std::shared_ptr<const core::Session> SqlTransaction::find_session(const core::UserId& user,
                                                                  const core::SessionId& id) {
  return shared(find_row(connection_, Statement::find_session, values(value_of(user), value_of(id)),
                         read_session));
}

std::vector<core::Session> SqlTransaction::sessions_of(const core::UserId& user) {
  return list_rows(connection_, Statement::list_sessions, values(value_of(user)), read_session);
}

std::uint64_t SqlTransaction::count_sessions(const core::UserId& user, core::Timestamp now) {
  return count_rows(connection_, Statement::count_sessions, values(value_of(user), value_of(now)));
}

void SqlTransaction::insert_session(const core::Session& session) {
  const std::string permissions = write_texts(session.permissions);
  connection_.execute(
      Statement::insert_session,
      values(value_of(session.id), value_of(session.user), value_of(session.emulated_from),
             value_of(permissions), value_of(session.created_at), value_of(session.modified_at),
             value_of(session.expires_at), value_of(session.client_address),
             value_of(session.user_agent)));
}

bool SqlTransaction::update_session(const core::Session& session) {
  mark(session.user.bytes);
  const std::string permissions = write_texts(session.permissions);
  return connection_.execute(
             Statement::update_session,
             values(value_of(session.user), value_of(session.id), value_of(permissions),
                    value_of(session.modified_at), value_of(session.expires_at))) > 0;
}

bool SqlTransaction::delete_session(const core::UserId& user, const core::SessionId& id) {
  mark(user.bytes);
  const auto the_session = values(value_of(user), value_of(id));
  connection_.execute(Statement::delete_sessions_emulated_from, the_session);
  return connection_.execute(Statement::delete_session, the_session) > 0;
}

std::uint64_t SqlTransaction::delete_sessions_of(const core::UserId& user,
                                                 const std::optional<core::SessionId>& except) {
  mark(user.bytes);
  const auto kept = except.value_or(core::SessionId{});  // no session has the id of zeros
  return connection_.execute(Statement::delete_sessions_but_one,
                             values(value_of(user), value_of(kept)));
}

// Nobody acts by a session that is over, so no cache holds anything that this makes wrong.
std::uint64_t SqlTransaction::forget_sessions(core::Timestamp before, std::uint32_t limit) {
  return connection_.execute(Statement::forget_sessions, values(value_of(before), integer(limit)));
}

std::optional<core::SecondFactor> SqlTransaction::find_second_factor(const core::UserId& user) {
  return find_row(connection_, Statement::find_second_factor, values(value_of(user)),
                  read_second_factor);
}

void SqlTransaction::put_second_factor(const core::SecondFactor& factor) {
  mark(factor.user.bytes);
  connection_.execute(
      Statement::put_second_factor,
      values(value_of(factor.user), integer(code_of(factor.state)), bytes_of(factor.sealed_secret),
             factor.last_step ? integer(*factor.last_step) : SqlValue(std::monostate{}),
             value_of(factor.last_proof_at), value_of(factor.created_at),
             value_of(factor.modified_at)));
}

bool SqlTransaction::delete_second_factor(const core::UserId& user) {
  mark(user.bytes);
  connection_.execute(Statement::delete_recovery_codes, values(value_of(user)));
  return connection_.execute(Statement::delete_second_factor, values(value_of(user))) > 0;
}

std::uint64_t SqlTransaction::count_recovery_codes(const core::UserId& user) {
  return count_rows(connection_, Statement::count_recovery_codes, values(value_of(user)));
}

void SqlTransaction::put_recovery_codes(const core::UserId& user,
                                        const std::vector<core::SecretHash>& codes) {
  connection_.execute(Statement::delete_recovery_codes, values(value_of(user)));
  for (const auto& code : codes) {
    connection_.execute(Statement::insert_recovery_code, values(value_of(user), value_of(code)));
  }
}

bool SqlTransaction::take_recovery_code(const core::UserId& user, const core::SecretHash& code) {
  return connection_.execute(Statement::delete_recovery_code,
                             values(value_of(user), value_of(code))) > 0;
}

std::optional<core::ActionLink> SqlTransaction::find_action_link(const core::SecretHash& secret) {
  const auto key = find_row(connection_, Statement::find_action_link_key, values(value_of(secret)),
                            read_action_link_key);
  if (!key) return std::nullopt;
  return find_row(connection_, Statement::find_action_link_with_secret,
                  values(value_of(key->user), integer(key->purpose), value_of(secret)),
                  read_action_link);
}

void SqlTransaction::put_action_link(const core::ActionLink& link, const core::SecretHash& secret) {
  delete_action_link(link.user, link.purpose);
  connection_.execute(
      Statement::insert_action_link_secret,
      values(value_of(secret), value_of(link.user), integer(code_of(link.purpose))));
  connection_.execute(
      Statement::insert_action_link,
      values(value_of(link.id), value_of(link.user), integer(code_of(link.purpose)),
             value_of(link.created_at), value_of(link.expires_at), value_of(secret)));
}

bool SqlTransaction::delete_action_link(const core::UserId& user, core::LinkPurpose purpose) {
  const auto the_link = values(value_of(user), integer(code_of(purpose)));
  connection_.execute(Statement::delete_action_link_secret, the_link);
  return connection_.execute(Statement::delete_action_link, the_link) > 0;
}

std::uint64_t SqlTransaction::forget_action_links(core::Timestamp before, std::uint32_t limit) {
  const auto old = list_rows(connection_, Statement::list_old_action_links,
                             values(value_of(before), integer(limit)), read_action_link_key);
  for (const auto& key : old) {
    const auto the_link = values(value_of(key.user), integer(key.purpose));
    connection_.execute(Statement::delete_action_link_secret, the_link);
    connection_.execute(Statement::delete_action_link, the_link);
  }
  return old.size();
}

}  // namespace selfsame::storage::sql
