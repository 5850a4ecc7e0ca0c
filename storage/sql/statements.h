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
  find_keys_of_user,
  has_users,
  list_users,
  insert_user,
  insert_user_email,
  rename_user_email,
  update_user,
  update_member_names,
  find_preferences,
  put_preferences,

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
  insert_organization_api_key,

  find_organization,
  list_organizations,
  list_organizations_of_parent,
  find_parent_of_organization,
  insert_organization,
  insert_organization_child,
  update_organization,
  delete_organization_child,

  // In the order in which an organization is taken apart.
  list_users_of_organization,
  list_organization_ids_of_parent,
  delete_organization_token_secrets,
  delete_organization_tokens,
  delete_organization_key_secrets,
  delete_organization_keys,
  delete_organization_key_ids,
  delete_organization_user_memberships,
  delete_organization_email_memberships,
  delete_organization_invites,
  delete_organization_invite_ids,
  delete_organization_zone_ids,
  delete_organization_zone_names,
  delete_organization_results,
  orphan_organizations,
  delete_organization_children,
  delete_organization,

  list_memberships_of_user,
  list_memberships_offered_to,
  find_membership,
  find_membership_by_email,
  list_membership_blocks,
  list_members_by_ordinal_ascending,
  list_members_by_ordinal_descending,
  list_members_by_email,
  list_members_by_first_name,
  list_members_by_last_name,
  list_rank_blocks_ascending,
  list_rank_blocks_descending,
  find_rank_block,
  find_rank_block_before,
  insert_rank_block,
  add_to_rank_block,
  delete_rank_block,
  list_ranks_by_email,
  list_ranks_by_first_name,
  list_ranks_by_last_name,
  count_owners,
  find_keys_of_membership,
  list_keys_of_memberships_of_user,
  find_next_ordinal,
  insert_membership,
  insert_user_membership,
  insert_email_membership,
  update_membership,
  rename_email_membership,
  delete_membership,
  delete_user_membership,
  delete_email_membership,

  list_invites_to,
  insert_invite,
  insert_organization_invite,
  update_invite,
  delete_invite,
  delete_organization_invite,

  list_roles,
  insert_role,
  list_resource_groups,
  insert_resource_group,
  update_resource_group,
  delete_resource_group,
  list_zones,
  find_zone,
  find_zone_by_name,
  insert_zone,
  insert_zone_id,
  insert_zone_name,
  delete_zone,
  delete_zone_id,
  delete_zone_name,

  list_due_mail,
  list_mail,
  count_mail,
  find_mail,
  insert_mail,
  update_mail,
  delete_mail,

  find_result,
  remember_result,

  list_audit_records,
  append_audit_record,

  count_,  ///< how many there are; not a statement
};

inline constexpr std::size_t kStatementCount = static_cast<std::size_t>(Statement::count_);

/// The text that serves every engine. An engine that must say one differently asks its own table
/// first, where it prepares.
std::string_view statement_text(Statement name);

}  // namespace selfsame::storage::sql
