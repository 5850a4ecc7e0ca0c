// Memberships and invites.
#include <algorithm>

#include "storage/sql/json_columns.h"
#include "storage/sql/parameters.h"
#include "storage/sql/row_mapping.h"
#include "storage/sql/row_reader.h"
#include "storage/sql/sql_transaction.h"

namespace selfsame::storage::sql {
namespace {

/// The lists of a membership as its row holds them.
struct MembershipTexts {
  explicit MembershipTexts(const core::Membership& membership)
      : roles(write_ids(membership.roles)),
        policies(write_member_policies(membership.policies)),
        permissions(write_texts(membership.permissions)),
        networks(write_network_list(membership.allowed_networks)) {}

  std::string roles;
  std::string policies;
  std::string permissions;
  std::string networks;
};

MemberBlock read_block(const SqlRow& row) { return {row.integer(0), read_member_counts(row, 1)}; }

Statement list_by_ordinal(core::Direction direction) {
  return direction == core::Direction::ascending ? Statement::list_members_by_ordinal_ascending
                                                 : Statement::list_members_by_ordinal_descending;
}

SqlValue count_value(std::uint64_t count) { return integer(static_cast<std::int64_t>(count)); }

}  // namespace

std::shared_ptr<const std::vector<core::Membership>> SqlTransaction::memberships_of(
    const core::UserId& user) {
  return std::make_shared<const std::vector<core::Membership>>(list_rows(
      connection_, Statement::list_memberships_of_user, values(value_of(user)), read_membership));
}

std::vector<core::Membership> SqlTransaction::memberships_offered_to(std::string_view email) {
  const std::string key = core::email_key(email);
  return list_rows(connection_, Statement::list_memberships_offered_to,
                   values(value_of(key), integer(code_of(core::MembershipStatus::pending))),
                   read_membership);
}

std::optional<core::Membership> SqlTransaction::find_membership(
    const core::OrganizationId& organization, const core::MembershipId& id) {
  return find_row(connection_, Statement::find_membership,
                  values(value_of(organization), value_of(id)), read_membership);
}

std::optional<core::Membership> SqlTransaction::find_membership_by_email(
    const core::OrganizationId& organization, std::string_view email) {
  const std::string key = core::email_key(email);
  return find_row(connection_, Statement::find_membership_by_email,
                  values(value_of(organization), value_of(key)), read_membership);
}

std::uint64_t SqlTransaction::count_owners(const core::OrganizationId& organization) {
  const auto count = find_row(connection_, Statement::count_owners, values(value_of(organization)),
                              [](const SqlRow& row) { return row.integer(0); });
  return static_cast<std::uint64_t>(count.value_or(0));
}

std::vector<MemberBlock> SqlTransaction::list_blocks(const core::OrganizationId& organization) {
  return list_rows(connection_, Statement::list_membership_blocks, values(value_of(organization)),
                   read_block);
}

std::uint64_t SqlTransaction::count_members(const core::OrganizationId& organization) {
  std::uint64_t count = 0;
  for (const MemberBlock& block : list_blocks(organization)) {
    count += block.counts.total();
  }
  return count;
}

core::Page<core::Membership> SqlTransaction::list_members(const core::OrganizationId& organization,
                                                          const core::MemberQuery& query) {
  if (is_ranked(query.order)) return list_ranked_members(connection_, organization, query);
  auto blocks = list_blocks(organization);
  core::Page<core::Membership> page;
  page.total_count = sql::count_members(blocks, listed_statuses(query));
  if (query.direction == core::Direction::descending) std::ranges::reverse(blocks);
  MemberWalk left = page_walk(query);
  for (const MemberStatuses part : parts_of_list(query)) {
    const MemberWalk here = take_from(left, sql::count_members(blocks, part));
    if (here.limit == 0) continue;
    add_by_ordinal(organization, locate(blocks, part, here), part, query.direction, here.limit,
                   page.items);
  }
  return page;
}

void SqlTransaction::add_by_ordinal(const core::OrganizationId& organization,
                                    const MemberRange& range, MemberStatuses statuses,
                                    core::Direction direction, std::uint64_t limit,
                                    std::vector<core::Membership>& members) {
  connection_.query(list_by_ordinal(direction),
                    values(value_of(organization), integer(code_of(statuses.first)),
                           integer(code_of(statuses.second)), integer(range.begin),
                           integer(range.end), count_value(limit), count_value(range.offset)),
                    [&](const SqlRow& row) { members.push_back(read_membership(row)); });
}

std::optional<MemberKeys> SqlTransaction::find_member_keys(const core::OrganizationId& organization,
                                                           const core::MembershipId& id) {
  return find_row(connection_, Statement::find_keys_of_membership,
                  values(value_of(organization), value_of(id)), read_member_keys);
}

SqlTransaction::UserKeys SqlTransaction::names_of(const std::optional<core::UserId>& user) {
  // A user who is not there is found by the engine, when the place refers to them.
  return user ? find_user_keys(*user).value_or(UserKeys{}) : UserKeys{};
}

void SqlTransaction::rename_member(const core::UserId& user, const UserKeys& names) {
  const auto places = list_rows(connection_, Statement::list_keys_of_memberships_of_user,
                                values(value_of(user)), read_member_keys);
  if (places.empty()) return;
  connection_.execute(
      Statement::update_member_names,
      values(value_of(user), value_of(names.first_name), value_of(names.last_name)));
  for (const MemberKeys& before : places) {
    MemberKeys after = before;
    after.first_name = names.first_name;
    after.last_name = names.last_name;
    move_in_ranks(connection_, before, after);
  }
}

void SqlTransaction::rebind(const core::Membership& membership,
                            const std::optional<core::UserId>& old_user) {
  mark(old_user);
  mark(membership.user);
  if (old_user == membership.user) return;
  if (old_user) {
    connection_.execute(Statement::delete_user_membership,
                        values(value_of(*old_user), value_of(membership.organization)));
  }
  if (membership.user) {
    connection_.execute(Statement::insert_user_membership,
                        values(value_of(*membership.user), value_of(membership.organization),
                               value_of(membership.id)));
  }
}

MemberKeys SqlTransaction::keys_of(const core::Membership& membership, std::int64_t ordinal) {
  UserKeys names = names_of(membership.user);
  return {membership.organization,
          membership.user,
          membership.status,
          ordinal,
          core::email_key(membership.email),
          std::move(names.first_name),
          std::move(names.last_name)};
}

void SqlTransaction::insert_membership(const core::Membership& membership) {
  const auto next =
      find_row(connection_, Statement::find_next_ordinal, values(value_of(membership.organization)),
               [](const SqlRow& row) { return row.integer(0); });
  const MemberKeys keys = keys_of(membership, next.value_or(0));
  connection_.execute(
      Statement::insert_email_membership,
      values(value_of(keys.email), value_of(membership.organization), value_of(membership.id)));
  rebind(membership, std::nullopt);
  const MembershipTexts texts(membership);
  connection_.execute(
      Statement::insert_membership,
      values(value_of(membership.id), value_of(membership.organization), value_of(membership.user),
             value_of(membership.email), integer(code_of(membership.status)),
             value_of(membership.owner), value_of(membership.is_default), value_of(texts.roles),
             value_of(texts.policies), value_of(texts.permissions), value_of(texts.networks),
             value_of(membership.created_at), value_of(membership.modified_at),
             value_of(keys.email), value_of(keys.first_name), value_of(keys.last_name),
             integer(keys.ordinal)));
  note_roles(membership);
  add_to_ranks(connection_, keys);
}

bool SqlTransaction::update_membership(const core::Membership& membership) {
  const auto before = find_member_keys(membership.organization, membership.id);
  if (!before) return false;
  const MemberKeys after = keys_of(membership, before->ordinal);
  const MembershipTexts texts(membership);
  // First, so that nothing has changed if it would take away the last owner.
  connection_.execute(
      Statement::update_membership,
      values(value_of(membership.organization), value_of(membership.id), value_of(membership.user),
             value_of(membership.email), integer(code_of(membership.status)),
             value_of(membership.owner), value_of(membership.is_default), value_of(texts.roles),
             value_of(texts.policies), value_of(texts.permissions), value_of(texts.networks),
             value_of(membership.modified_at), value_of(after.email), value_of(after.first_name),
             value_of(after.last_name)));
  connection_.execute(Statement::delete_role_holder,
                      values(value_of(membership.organization), value_of(membership.id)));
  note_roles(membership);
  rebind(membership, before->user);
  if (before->email != after.email) {
    connection_.execute(
        Statement::rename_email_membership,
        values(value_of(before->email), value_of(membership.organization), value_of(after.email)));
  }
  move_in_ranks(connection_, *before, after);
  return true;
}

bool SqlTransaction::delete_membership(const core::OrganizationId& organization,
                                       const core::MembershipId& id) {
  const auto keys = find_member_keys(organization, id);
  if (!keys) return false;
  mark(keys->user);
  connection_.execute(Statement::delete_membership, values(value_of(organization), value_of(id)));
  connection_.execute(Statement::delete_email_membership,
                      values(value_of(keys->email), value_of(organization)));
  if (keys->user) {
    connection_.execute(Statement::delete_user_membership,
                        values(value_of(*keys->user), value_of(organization)));
  }
  remove_from_ranks(connection_, *keys);
  return true;
}

std::vector<core::Invite> SqlTransaction::invites_to(std::string_view email) {
  const std::string key = core::email_key(email);
  return list_rows(connection_, Statement::list_invites_to, values(value_of(key)), read_invite);
}

void SqlTransaction::insert_invite(const core::Invite& invite) {
  const std::string key = core::email_key(invite.email);
  const std::string roles = write_ids(invite.roles);
  connection_.execute(Statement::insert_organization_invite,
                      values(value_of(invite.organization), value_of(invite.id), value_of(key)));
  connection_.execute(
      Statement::insert_invite,
      values(value_of(invite.id), value_of(invite.organization), value_of(invite.membership),
             value_of(invite.email), value_of(roles), value_of(invite.invited_by),
             integer(code_of(invite.status)), value_of(invite.invited_at),
             value_of(invite.expires_at), value_of(key)));
}

bool SqlTransaction::update_invite(const core::Invite& invite) {
  const std::string key = core::email_key(invite.email);
  return connection_.execute(Statement::update_invite, values(value_of(key), value_of(invite.id),
                                                              integer(code_of(invite.status)))) > 0;
}

bool SqlTransaction::delete_invite(const core::Invite& invite) {
  const std::string key = core::email_key(invite.email);
  const auto invite_key = values(value_of(key), value_of(invite.id));
  connection_.execute(Statement::delete_organization_invite, invite_key);
  return connection_.execute(Statement::delete_invite, invite_key) > 0;
}

}  // namespace selfsame::storage::sql
