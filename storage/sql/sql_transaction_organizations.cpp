// Organizations, and what they have of their own.
#include "storage/sql/json_columns.h"
#include "storage/sql/parameters.h"
#include "storage/sql/row_mapping.h"
#include "storage/sql/sql_transaction.h"

namespace selfsame::storage::sql {
namespace {

std::optional<core::OrganizationId> read_parent(const SqlRow& row) {
  return row.is_null(0) ? std::nullopt : std::optional(core::OrganizationId{read_id(row, 0)});
}

/// What lies in an organization under another key goes before its row, which takes along the rest.
constexpr auto kTakeApart = std::to_array<Statement>(
    {Statement::delete_organization_key_secrets, Statement::delete_organization_keys,
     Statement::delete_organization_key_ids, Statement::delete_organization_user_memberships,
     Statement::delete_organization_email_memberships, Statement::delete_organization_invites,
     Statement::delete_organization_invite_ids, Statement::delete_organization_zone_ids,
     Statement::delete_organization_zone_names, Statement::orphan_organizations,
     Statement::delete_organization_children, Statement::delete_organization});

}  // namespace

std::shared_ptr<const core::Organization> SqlTransaction::find_organization(
    const core::OrganizationId& id) {
  return shared(
      find_row(connection_, Statement::find_organization, values(value_of(id)), read_organization));
}

std::vector<core::Organization> SqlTransaction::list_organizations(
    std::optional<core::OrganizationId> parent, std::optional<core::OrganizationId> after,
    std::uint32_t limit) {
  if (parent) {
    return list_rows(connection_, Statement::list_organizations_of_parent,
                     values(value_of(*parent), after_or_first(after), integer(limit)),
                     read_organization);
  }
  return list_rows(connection_, Statement::list_organizations,
                   values(after_or_first(after), integer(limit)), read_organization);
}

void SqlTransaction::insert_organization(const core::Organization& organization) {
  connection_.execute(
      Statement::insert_organization,
      values(value_of(organization.id), value_of(organization.name),
             integer(code_of(organization.kind)), integer(code_of(organization.tenant)),
             value_of(organization.parent), value_of(organization.abuse_contact_email),
             value_of(organization.enforce_two_factor), value_of(organization.created_at),
             value_of(organization.modified_at)));
  if (!organization.parent) return;
  connection_.execute(Statement::insert_organization_child,
                      values(value_of(*organization.parent), value_of(organization.id)));
}

bool SqlTransaction::update_organization(const core::Organization& organization) {
  const auto old_parent = find_row(connection_, Statement::find_parent_of_organization,
                                   values(value_of(organization.id)), read_parent);
  if (!old_parent) return false;
  mark(organization.id.bytes);
  connection_.execute(
      Statement::update_organization,
      values(value_of(organization.id), value_of(organization.name),
             integer(code_of(organization.kind)), integer(code_of(organization.tenant)),
             value_of(organization.parent), value_of(organization.abuse_contact_email),
             value_of(organization.enforce_two_factor), value_of(organization.modified_at)));
  if (*old_parent == organization.parent) return true;
  if (*old_parent) {
    connection_.execute(Statement::delete_organization_child,
                        values(value_of(**old_parent), value_of(organization.id)));
  }
  if (organization.parent) {
    connection_.execute(Statement::insert_organization_child,
                        values(value_of(*organization.parent), value_of(organization.id)));
  }
  return true;
}

bool SqlTransaction::delete_organization(const core::OrganizationId& id) {
  const auto parent = find_row(connection_, Statement::find_parent_of_organization,
                               values(value_of(id)), read_parent);
  if (!parent) return false;
  mark(id.bytes);
  const auto mark_row = [&](const SqlRow& row) { mark(read_id(row, 0)); };
  connection_.query(Statement::list_users_of_organization, values(value_of(id)), mark_row);
  connection_.query(Statement::list_organization_ids_of_parent, values(value_of(id)), mark_row);
  const auto owner = values(integer(code_of(core::OwnerKind::organization)), value_of(id));
  connection_.execute(Statement::delete_organization_token_secrets, owner);
  connection_.execute(Statement::delete_organization_tokens, owner);
  connection_.execute(Statement::delete_organization_billing_profile, owner);
  if (*parent) {
    connection_.execute(Statement::delete_organization_child,
                        values(value_of(**parent), value_of(id)));
  }
  for (const Statement statement : kTakeApart) {
    connection_.execute(statement, values(value_of(id)));
  }
  return true;
}

std::vector<core::ResourceGroup> SqlTransaction::resource_groups_of(
    const core::OrganizationId& organization) {
  return list_rows(connection_, Statement::list_resource_groups, values(value_of(organization)),
                   read_resource_group);
}

void SqlTransaction::insert_resource_group(const core::ResourceGroup& group) {
  const std::string zones = write_ids(group.zones);
  connection_.execute(
      Statement::insert_resource_group,
      values(value_of(group.id), value_of(group.organization), value_of(group.name),
             value_of(zones), value_of(group.created_at), value_of(group.modified_at)));
}

bool SqlTransaction::update_resource_group(const core::ResourceGroup& group) {
  const std::string zones = write_ids(group.zones);
  return connection_.execute(
             Statement::update_resource_group,
             values(value_of(group.organization), value_of(group.id), value_of(group.name),
                    value_of(zones), value_of(group.modified_at))) > 0;
}

bool SqlTransaction::delete_resource_group(const core::OrganizationId& organization,
                                           const core::ResourceGroupId& id) {
  return connection_.execute(Statement::delete_resource_group,
                             values(value_of(organization), value_of(id))) > 0;
}

std::vector<core::Zone> SqlTransaction::zones_of(const core::OrganizationId& organization) {
  return list_rows(connection_, Statement::list_zones, values(value_of(organization)), read_zone);
}

std::optional<core::Zone> SqlTransaction::find_zone(const core::ZoneId& id) {
  return find_row(connection_, Statement::find_zone, values(value_of(id)), read_zone);
}

std::optional<core::Zone> SqlTransaction::find_zone_by_name(std::string_view name) {
  return find_row(connection_, Statement::find_zone_by_name, values(value_of(name)), read_zone);
}

void SqlTransaction::insert_zone(const core::Zone& zone) {
  connection_.execute(Statement::insert_zone_id,
                      values(value_of(zone.id), value_of(zone.organization)));
  connection_.execute(Statement::insert_zone_name,
                      values(value_of(zone.name), value_of(zone.organization), value_of(zone.id)));
  connection_.execute(Statement::insert_zone,
                      values(value_of(zone.id), value_of(zone.organization), value_of(zone.name),
                             value_of(zone.created_at), value_of(zone.modified_at)));
}

bool SqlTransaction::delete_zone(const core::Zone& zone) {
  const auto key = values(value_of(zone.organization), value_of(zone.id));
  connection_.execute(Statement::delete_zone_name, key);
  connection_.execute(Statement::delete_zone_id, key);
  return connection_.execute(Statement::delete_zone, key) > 0;
}

}  // namespace selfsame::storage::sql
