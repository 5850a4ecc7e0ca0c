#pragma once

#include <array>

#include "storage/sql/named_text.h"

#define ROLE_COLUMNS                                                               \
  "id, organization_id, name, description, grants, created_at, modified_at, acl, " \
  "juniors, allowed_networks, chosen_id"
#define THE_ROLE "WHERE organization_id = $1 AND id = $2"

/// What statements.cpp says of roles, who holds them, and ids that clients chose. For statements.cpp
/// alone.
namespace selfsame::storage::sql {

inline constexpr auto kRoleTexts = std::to_array<NamedText>({
    {Statement::list_roles,
     "SELECT " ROLE_COLUMNS " FROM roles WHERE organization_id = $1 ORDER BY created_at, id"},
    {Statement::insert_role,
     "INSERT INTO roles (" ROLE_COLUMNS ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"},
    {Statement::update_role,
     "UPDATE roles SET name = $3, description = $4, grants = $5, modified_at = $6, acl = $7, "
     "juniors = $8, allowed_networks = $9 " THE_ROLE},
    {Statement::delete_role, "DELETE FROM roles " THE_ROLE},

    // Of the organization's own roles only: those that come with the program are in no table.
    {Statement::insert_role_holder,
     "INSERT INTO role_holders (organization_id, role_id, membership_id, is_accepted) "
     "SELECT organization_id, id, $3, $4 FROM roles " THE_ROLE " ON CONFLICT DO NOTHING"},
    {Statement::delete_role_holder,
     "DELETE FROM role_holders WHERE organization_id = $1 AND membership_id = $2"},
    {Statement::list_role_holders,
     "SELECT membership_id FROM role_holders WHERE organization_id = $1 AND role_id = $2 "
     "ORDER BY is_accepted, membership_id LIMIT $3"},
    {Statement::count_role_holders,
     "SELECT count(*) FROM role_holders "
     "WHERE organization_id = $1 AND role_id = $2 AND is_accepted = 1"},

    {Statement::find_user_id_by_chosen_id,
     "SELECT user_id FROM user_chosen_ids WHERE chosen_id = $1"},
    {Statement::insert_user_chosen_id,
     "INSERT INTO user_chosen_ids (chosen_id, user_id) VALUES ($1, $2)"},
});

}  // namespace selfsame::storage::sql
