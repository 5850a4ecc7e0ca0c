// An organization's own roles, and which places hold them.
#include "storage/sql/json_columns.h"
#include "storage/sql/parameters.h"
#include "storage/sql/row_mapping.h"
#include "storage/sql/sql_transaction.h"

namespace selfsame::storage::sql {
namespace {

/// The lists of a role as its row holds them.
struct RoleTexts {
  explicit RoleTexts(const core::Role& role)
      : grants(write_grants(role.grants)),
        acl(write_acl(role.acl)),
        juniors(write_ids(role.juniors)),
        networks(write_network_list(role.allowed_networks)) {}

  std::string grants;
  std::string acl;
  std::string juniors;
  std::string networks;
};

}  // namespace

std::shared_ptr<const std::vector<core::Role>> SqlTransaction::roles_of(
    const core::OrganizationId& organization) {
  return std::make_shared<const std::vector<core::Role>>(
      list_rows(connection_, Statement::list_roles, values(value_of(organization)), read_role));
}

std::uint64_t SqlTransaction::count_role_holders(const core::OrganizationId& organization,
                                                 const core::RoleId& role) {
  const auto count = find_row(connection_, Statement::count_role_holders,
                              values(value_of(organization), value_of(role)),
                              [](const SqlRow& row) { return row.integer(0); });
  return static_cast<std::uint64_t>(count.value_or(0));
}

std::vector<core::MembershipId> SqlTransaction::role_holders(
    const core::OrganizationId& organization, const core::RoleId& role, std::uint32_t limit) {
  return list_rows(connection_, Statement::list_role_holders,
                   values(value_of(organization), value_of(role), integer(limit)),
                   [](const SqlRow& row) { return core::MembershipId{read_id(row, 0)}; });
}

void SqlTransaction::insert_role(const core::Role& role) {
  if (role.organization) mark(role.organization->bytes);
  const RoleTexts texts(role);
  connection_.execute(
      Statement::insert_role,
      values(value_of(role.id), value_of(role.organization), value_of(role.name),
             value_of(role.description), value_of(texts.grants), value_of(role.created_at),
             value_of(role.modified_at), value_of(texts.acl), value_of(texts.juniors),
             value_of(texts.networks), value_of(role.chosen_id)));
}

bool SqlTransaction::update_role(const core::Role& role) {
  if (role.organization) mark(role.organization->bytes);
  const RoleTexts texts(role);
  return connection_.execute(
             Statement::update_role,
             values(value_of(role.organization), value_of(role.id), value_of(role.name),
                    value_of(role.description), value_of(texts.grants), value_of(role.modified_at),
                    value_of(texts.acl), value_of(texts.juniors), value_of(texts.networks))) > 0;
}

bool SqlTransaction::delete_role(const core::OrganizationId& organization, const core::RoleId& id) {
  mark(organization.bytes);
  return connection_.execute(Statement::delete_role, values(value_of(organization), value_of(id))) >
         0;
}

void SqlTransaction::note_roles(const core::Membership& membership) {
  const bool accepted = membership.status == core::MembershipStatus::accepted;
  for (const core::RoleId& role : membership.roles) {
    connection_.execute(Statement::insert_role_holder,
                        values(value_of(membership.organization), value_of(role),
                               value_of(membership.id), value_of(accepted)));
  }
}

}  // namespace selfsame::storage::sql
