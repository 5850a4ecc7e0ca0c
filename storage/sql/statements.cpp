#include "storage/sql/statements.h"

#include <algorithm>
#include <array>

#include "storage/sql/billing_statements.h"
#include "storage/sql/key_statements.h"
#include "storage/sql/role_statements.h"
#include "storage/sql/sign_in_statements.h"

// Written once for PostgreSQL 15 and SQLite 3.40. Look-ups by secret, mail address, user and name
// go through tables keyed by these and continue by (owner, id), so that no statement needs two
// owners at once.

#define USER_COLUMNS                                                                        \
  "id, email, username, first_name, last_name, telephone, country, zipcode, "               \
  "email_verified, two_factor_enabled, suspended, password_hash, created_at, modified_at, " \
  "mobile_phone, reporting_currency, preferences, signed_in_at, chosen_id, managed_by, "    \
  "address_vouched"
#define TOKEN_COLUMNS                                                         \
  "id, owner_kind, owner_id, name, status, policies, condition, not_before, " \
  "expires_at, issued_at, modified_at, last_used_at, creator_email"
#define ORGANIZATION_COLUMNS                                                                 \
  "id, name, kind, tenant, parent_id, abuse_contact_email, enforce_two_factor, created_at, " \
  "modified_at"
#define READ_ORGANIZATION_COLUMNS ORGANIZATION_COLUMNS ", zone_levels"
#define MEMBERSHIP_COLUMNS                                                               \
  "id, organization_id, user_id, email, status, is_owner, is_default, roles, policies, " \
  "permissions, allowed_networks, created_at, modified_at"
#define INVITE_COLUMNS \
  "id, organization_id, membership_id, email, roles, invited_by, status, invited_at, expires_at"
#define RESOURCE_GROUP_COLUMNS "id, organization_id, name, zones, created_at, modified_at"
#define ZONE_COLUMNS "id, organization_id, name, created_at, modified_at"
#define MAIL_COLUMNS                                                                               \
  "id, recipient, kind, language, template_values, state, attempts, created_at, next_attempt_at, " \
  "last_error"
#define AUDIT_COLUMNS                                                                            \
  "owner_id, sequence, id, owner_kind, occurred_at, operation, action, outcome, refusal, "       \
  "actor_id, effective_actor_id, actor_email, credential_kind, credential_id, credential_name, " \
  "resource_kind, resource_id, zone_id, zone_name, changes, client_address, user_agent, "        \
  "request_id, method, path, hash"
#define VIEWED_AUDIT_COLUMNS                                                                      \
  "r.owner_id, r.sequence, r.id, r.owner_kind, r.occurred_at, r.operation, r.action, r.outcome, " \
  "r.refusal, r.actor_id, r.effective_actor_id, r.actor_email, r.credential_kind, "               \
  "r.credential_id, r.credential_name, r.resource_kind, r.resource_id, r.zone_id, r.zone_name, "  \
  "r.changes, r.client_address, r.user_agent, r.request_id, r.method, r.path, r.hash"
#define VIEWED_AUDIT_RECORDS                                                             \
  "FROM audit_views v JOIN audit_records r ON r.owner_id = v.owner_id AND r.sequence = " \
  "v.sequence "                                                                          \
  "WHERE v.user_id = $1 "
#define AUDIT_HEAD_COLUMNS                                                                 \
  "owner_id, owner_kind, first_sequence, hash_before_first, sequence, hash, occurred_at, " \
  "signed_sequence"
#define AUDIT_CHECKPOINT_COLUMNS \
  "owner_id, owner_kind, sequence, hash, signed_at, key_id, signature"
#define AUDIT_DELIVERY_COLUMNS "owner_id, delivered_sequence, attempts, next_attempt_at, last_error"

#define THE_TOKEN "WHERE owner_kind = $1 AND owner_id = $2 AND id = $3"
#define LISTED_TOKENS                                    \
  "FROM tokens WHERE owner_kind = $1 AND owner_id = $2 " \
  "AND (expires_at IS NULL OR expires_at > $3)"

// What lists of members ask, in the order of `key`: ids from an index that holds all that is asked,
// then their rows. The plus keeps the engine from walking by status, which would sort the whole
// organization.
#define MEMBERS_BY(key)                                                      \
  "SELECT " MEMBERSHIP_COLUMNS                                               \
  " FROM memberships WHERE (organization_id, id) IN "                        \
  "(SELECT organization_id, id FROM memberships WHERE organization_id = $1 " \
  "AND +status IN ($2, $3) AND (" key ", ordinal) >= ($4, $5) ORDER BY " key \
  ", ordinal "                                                               \
  "LIMIT $6 OFFSET $7) ORDER BY " key ", ordinal"
#define RANKS_BY(key)                                              \
  "SELECT " key                                                    \
  ", ordinal, status FROM memberships WHERE organization_id = $1 " \
  "AND (" key ", ordinal) >= ($2, $3) ORDER BY " key ", ordinal LIMIT $4"
#define RANK_BLOCKS(direction)                                                            \
  "SELECT first_key, first_ordinal, pending, accepted, rejected FROM member_rank_blocks " \
  "WHERE organization_id = $1 AND list = $2 "                                             \
  "ORDER BY first_key " direction ", first_ordinal " direction
#define RANK_BLOCK_NEXT_TO(comparison)                                                    \
  "SELECT first_key, first_ordinal, pending, accepted, rejected FROM member_rank_blocks " \
  "WHERE organization_id = $1 AND list = $2 "                                             \
  "AND (first_key, first_ordinal) " comparison                                            \
  " ($3, $4) "                                                                            \
  "ORDER BY first_key DESC, first_ordinal DESC LIMIT 1"
#define THE_RANK_BLOCK \
  "WHERE organization_id = $1 AND list = $2 AND first_key = $3 AND first_ordinal = $4"
#define MEMBER_KEYS \
  "organization_id, user_id, status, ordinal, email_key, first_name_key, last_name_key"
// Members by ordinal, from $4 to before $5, which are few. Here the plus keeps the engine
// from the index without the status.
#define MEMBERS_IN_BLOCKS(direction)                                                       \
  "SELECT " MEMBERSHIP_COLUMNS                                                             \
  " FROM memberships WHERE (organization_id, id) IN "                                      \
  "(SELECT organization_id, id FROM memberships WHERE organization_id = $1 "               \
  "AND status IN ($2, $3) AND ordinal >= $4 AND ordinal < $5 ORDER BY +ordinal " direction \
  " LIMIT $6 OFFSET $7) ORDER BY ordinal " direction

namespace selfsame::storage::sql {
namespace {

constexpr auto kIdentityTexts = std::to_array<NamedText>({
    {Statement::find_user, "SELECT " USER_COLUMNS " FROM users WHERE id = $1"},
    {Statement::find_user_id_by_email, "SELECT user_id FROM user_emails WHERE email_key = $1"},
    {Statement::find_keys_of_user, "SELECT email, first_name, last_name FROM users WHERE id = $1"},
    {Statement::has_users, "SELECT 1 FROM users LIMIT 1"},
    {Statement::list_users,
     "SELECT " USER_COLUMNS " FROM users WHERE id > $1 ORDER BY id LIMIT $2"},
    {Statement::insert_user,
     "INSERT INTO users (" USER_COLUMNS ") "
     "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, "
     "$19, $20, $21)"},
    {Statement::insert_user_email, "INSERT INTO user_emails (email_key, user_id) VALUES ($1, $2)"},
    {Statement::rename_user_email, "UPDATE user_emails SET email_key = $2 WHERE email_key = $1"},
    {Statement::update_user,
     "UPDATE users SET email = $2, username = $3, first_name = $4, last_name = $5, "
     "telephone = $6, country = $7, zipcode = $8, email_verified = $9, two_factor_enabled = $10, "
     "suspended = $11, password_hash = $12, modified_at = $13, mobile_phone = $14, "
     "reporting_currency = $15, preferences = $16, signed_in_at = $17, managed_by = $18, "
     "address_vouched = $19 WHERE id = $1"},
    {Statement::update_member_names,
     "UPDATE memberships SET first_name_key = $2, last_name_key = $3 WHERE (organization_id, id) "
     "IN (SELECT organization_id, membership_id FROM user_memberships WHERE user_id = $1)"},
    {Statement::find_preferences,
     "SELECT preferences, language, hard_bounce, created_at, modified_at "
     "FROM communication_preferences WHERE user_id = $1"},
    {Statement::put_preferences,
     "INSERT INTO communication_preferences "
     "(user_id, preferences, language, hard_bounce, created_at, modified_at) "
     "VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (user_id) DO UPDATE "
     "SET preferences = excluded.preferences, language = excluded.language, "
     "hard_bounce = excluded.hard_bounce, created_at = excluded.created_at, "
     "modified_at = excluded.modified_at"},

    {Statement::find_token_id_by_secret,
     "SELECT owner_kind, owner_id, token_id FROM token_secrets WHERE secret_hash = $1"},
    {Statement::find_token_with_secret,
     "SELECT " TOKEN_COLUMNS " FROM tokens " THE_TOKEN " AND secret_hash = $4"},
    {Statement::find_token, "SELECT " TOKEN_COLUMNS " FROM tokens " THE_TOKEN},
    {Statement::find_secret_of_token, "SELECT secret_hash FROM tokens " THE_TOKEN},
    {Statement::list_tokens_ascending,
     "SELECT " TOKEN_COLUMNS " " LISTED_TOKENS " ORDER BY issued_at, id LIMIT $4 OFFSET $5"},
    {Statement::list_tokens_descending, "SELECT " TOKEN_COLUMNS " " LISTED_TOKENS
                                        " ORDER BY issued_at DESC, id DESC LIMIT $4 OFFSET $5"},
    {Statement::count_tokens, "SELECT count(*) " LISTED_TOKENS},
    {Statement::insert_token,
     "INSERT INTO tokens (" TOKEN_COLUMNS ", secret_hash) "
     "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)"},
    {Statement::insert_token_secret,
     "INSERT INTO token_secrets (secret_hash, owner_kind, owner_id, token_id) "
     "VALUES ($1, $2, $3, $4)"},
    {Statement::update_token,
     "UPDATE tokens SET name = $4, status = $5, policies = $6, condition = $7, not_before = $8, "
     "expires_at = $9, modified_at = $10 " THE_TOKEN},
    {Statement::update_secret_of_token,
     "UPDATE tokens SET secret_hash = $4, modified_at = $5 " THE_TOKEN},
    {Statement::rename_token_secret,
     "UPDATE token_secrets SET secret_hash = $2 WHERE secret_hash = $1"},
    {Statement::delete_token, "DELETE FROM tokens " THE_TOKEN},
    {Statement::delete_token_secret, "DELETE FROM token_secrets WHERE secret_hash = $1"},
    {Statement::record_token_use, "UPDATE tokens SET last_used_at = $4 " THE_TOKEN
                                  " AND (last_used_at IS NULL OR last_used_at < $4)"},

    {Statement::find_organization,
     "SELECT " READ_ORGANIZATION_COLUMNS " FROM organizations WHERE id = $1"},
    {Statement::list_organizations,
     "SELECT " READ_ORGANIZATION_COLUMNS " FROM organizations WHERE id > $1 ORDER BY id LIMIT $2"},
    {Statement::list_organizations_of_parent,
     "SELECT " READ_ORGANIZATION_COLUMNS " FROM organizations WHERE id IN "
     "(SELECT organization_id FROM organization_children "
     "WHERE parent_id = $1 AND organization_id > $2 ORDER BY organization_id LIMIT $3) "
     "ORDER BY id"},
    {Statement::find_parent_of_organization, "SELECT parent_id FROM organizations WHERE id = $1"},
    {Statement::insert_organization, "INSERT INTO organizations (" ORGANIZATION_COLUMNS ") "
                                     "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"},
    {Statement::insert_organization_child,
     "INSERT INTO organization_children (parent_id, organization_id) VALUES ($1, $2)"},
    {Statement::update_organization,
     "UPDATE organizations SET name = $2, kind = $3, tenant = $4, parent_id = $5, "
     "abuse_contact_email = $6, enforce_two_factor = $7, modified_at = $8 WHERE id = $1"},
    {Statement::delete_organization_child,
     "DELETE FROM organization_children WHERE parent_id = $1 AND organization_id = $2"},

    {Statement::list_users_of_organization,
     "SELECT user_id FROM memberships WHERE organization_id = $1 AND user_id IS NOT NULL "
     "UNION SELECT user_id FROM organization_api_keys WHERE organization_id = $1"},
    {Statement::list_organization_ids_of_parent,
     "SELECT organization_id FROM organization_children WHERE parent_id = $1"},
    {Statement::delete_organization_token_secrets,
     "DELETE FROM token_secrets WHERE secret_hash IN "
     "(SELECT secret_hash FROM tokens WHERE owner_kind = $1 AND owner_id = $2)"},
    {Statement::delete_organization_tokens,
     "DELETE FROM tokens WHERE owner_kind = $1 AND owner_id = $2"},
    {Statement::delete_organization_billing_profile,
     "DELETE FROM billing_profiles WHERE owner_kind = $1 AND owner_id = $2"},
    {Statement::delete_organization_key_secrets,
     "DELETE FROM api_key_secrets WHERE secret_hash IN "
     "(SELECT secret_hash FROM api_keys WHERE (user_id, id) IN "
     "(SELECT user_id, api_key_id FROM organization_api_keys WHERE organization_id = $1))"},
    {Statement::delete_organization_keys,
     "DELETE FROM api_keys WHERE (user_id, id) IN "
     "(SELECT user_id, api_key_id FROM organization_api_keys WHERE organization_id = $1)"},
    {Statement::delete_organization_key_ids,
     "DELETE FROM organization_api_keys WHERE organization_id = $1"},
    {Statement::delete_organization_user_memberships,
     "DELETE FROM user_memberships WHERE (user_id, organization_id) IN "
     "(SELECT user_id, organization_id FROM memberships "
     "WHERE organization_id = $1 AND user_id IS NOT NULL)"},
    {Statement::delete_organization_email_memberships,
     "DELETE FROM email_memberships WHERE (email_key, organization_id) IN "
     "(SELECT email_key, organization_id FROM memberships WHERE organization_id = $1)"},
    {Statement::delete_organization_invites,
     "DELETE FROM invites WHERE (email_key, id) IN "
     "(SELECT email_key, invite_id FROM organization_invites WHERE organization_id = $1)"},
    {Statement::delete_organization_invite_ids,
     "DELETE FROM organization_invites WHERE organization_id = $1"},
    {Statement::delete_organization_zone_ids,
     "DELETE FROM zone_ids WHERE zone_id IN (SELECT id FROM zones WHERE organization_id = $1)"},
    {Statement::delete_organization_zone_names,
     "DELETE FROM zone_names WHERE name IN (SELECT name FROM zones WHERE organization_id = $1)"},
    {Statement::orphan_organizations,
     "UPDATE organizations SET parent_id = NULL WHERE id IN "
     "(SELECT organization_id FROM organization_children WHERE parent_id = $1)"},
    {Statement::delete_organization_children,
     "DELETE FROM organization_children WHERE parent_id = $1"},
    {Statement::delete_organization, "DELETE FROM organizations WHERE id = $1"},

    {Statement::list_memberships_of_user,
     "SELECT " MEMBERSHIP_COLUMNS " FROM memberships WHERE (organization_id, id) IN "
     "(SELECT organization_id, membership_id FROM user_memberships WHERE user_id = $1) "
     "ORDER BY created_at, id"},
    {Statement::list_memberships_offered_to,
     "SELECT " MEMBERSHIP_COLUMNS " FROM memberships WHERE (organization_id, id) IN "
     "(SELECT organization_id, membership_id FROM email_memberships WHERE email_key = $1) "
     "AND +status = $2 AND user_id IS NULL ORDER BY created_at, id"},
    {Statement::find_membership,
     "SELECT " MEMBERSHIP_COLUMNS " FROM memberships WHERE organization_id = $1 AND id = $2"},
    {Statement::find_membership_by_email,
     "SELECT " MEMBERSHIP_COLUMNS
     " FROM memberships WHERE organization_id = $1 AND id = (SELECT membership_id "
     "FROM email_memberships WHERE email_key = $2 AND organization_id = $1)"},
    {Statement::list_membership_blocks,
     "SELECT block, pending, accepted, rejected FROM membership_blocks "
     "WHERE organization_id = $1 ORDER BY block"},
    {Statement::list_members_by_ordinal_ascending, MEMBERS_IN_BLOCKS("ASC")},
    {Statement::list_members_by_ordinal_descending, MEMBERS_IN_BLOCKS("DESC")},
    {Statement::list_members_by_email, MEMBERS_BY("email_key")},
    {Statement::list_members_by_first_name, MEMBERS_BY("first_name_key")},
    {Statement::list_members_by_last_name, MEMBERS_BY("last_name_key")},
    {Statement::list_rank_blocks_ascending, RANK_BLOCKS("ASC")},
    {Statement::list_rank_blocks_descending, RANK_BLOCKS("DESC")},
    {Statement::find_rank_block, RANK_BLOCK_NEXT_TO("<=")},
    {Statement::find_rank_block_before, RANK_BLOCK_NEXT_TO("<")},
    {Statement::insert_rank_block,
     "INSERT INTO member_rank_blocks (organization_id, list, first_key, first_ordinal, "
     "pending, accepted, rejected) VALUES ($1, $2, $3, $4, $5, $6, $7)"},
    {Statement::add_to_rank_block,
     "UPDATE member_rank_blocks SET pending = pending + $5, accepted = accepted + $6, "
     "rejected = rejected + $7 " THE_RANK_BLOCK},
    {Statement::delete_rank_block, "DELETE FROM member_rank_blocks " THE_RANK_BLOCK},
    {Statement::list_ranks_by_email, RANKS_BY("email_key")},
    {Statement::list_ranks_by_first_name, RANKS_BY("first_name_key")},
    {Statement::list_ranks_by_last_name, RANKS_BY("last_name_key")},
    {Statement::count_owners, "SELECT owner_count FROM organizations WHERE id = $1"},
    {Statement::find_keys_of_membership,
     "SELECT " MEMBER_KEYS " FROM memberships WHERE organization_id = $1 AND id = $2"},
    {Statement::list_keys_of_memberships_of_user,
     "SELECT " MEMBER_KEYS " FROM memberships WHERE (organization_id, id) IN "
     "(SELECT organization_id, membership_id FROM user_memberships WHERE user_id = $1)"},
    {Statement::find_next_ordinal,
     "SELECT coalesce(max(ordinal), -1) + 1 FROM memberships WHERE organization_id = $1"},
    {Statement::insert_membership,
     "INSERT INTO memberships (" MEMBERSHIP_COLUMNS
     ", email_key, first_name_key, last_name_key, ordinal) "
     "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)"},
    {Statement::insert_user_membership,
     "INSERT INTO user_memberships (user_id, organization_id, membership_id) VALUES ($1, $2, $3)"},
    {Statement::insert_email_membership,
     "INSERT INTO email_memberships (email_key, organization_id, membership_id) "
     "VALUES ($1, $2, $3)"},
    {Statement::update_membership,
     "UPDATE memberships SET user_id = $3, email = $4, status = $5, is_owner = $6, "
     "is_default = $7, roles = $8, policies = $9, permissions = $10, allowed_networks = $11, "
     "modified_at = $12, email_key = $13, first_name_key = $14, last_name_key = $15 "
     "WHERE organization_id = $1 AND id = $2"},
    {Statement::rename_email_membership,
     "UPDATE email_memberships SET email_key = $3 WHERE email_key = $1 AND organization_id = $2"},
    {Statement::delete_membership,
     "DELETE FROM memberships WHERE organization_id = $1 AND id = $2"},
    {Statement::delete_user_membership,
     "DELETE FROM user_memberships WHERE user_id = $1 AND organization_id = $2"},
    {Statement::delete_email_membership,
     "DELETE FROM email_memberships WHERE email_key = $1 AND organization_id = $2"},

    {Statement::list_invites_to,
     "SELECT " INVITE_COLUMNS " FROM invites WHERE email_key = $1 ORDER BY invited_at, id"},
    {Statement::insert_invite, "INSERT INTO invites (" INVITE_COLUMNS ", email_key) "
                               "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"},
    {Statement::insert_organization_invite,
     "INSERT INTO organization_invites (organization_id, invite_id, email_key) "
     "VALUES ($1, $2, $3)"},
    {Statement::update_invite, "UPDATE invites SET status = $3 WHERE email_key = $1 AND id = $2"},
    {Statement::delete_invite, "DELETE FROM invites WHERE email_key = $1 AND id = $2"},
    {Statement::delete_organization_invite,
     "DELETE FROM organization_invites WHERE invite_id = $2 AND organization_id = "
     "(SELECT organization_id FROM invites WHERE email_key = $1 AND id = $2)"},

    {Statement::list_resource_groups,
     "SELECT " RESOURCE_GROUP_COLUMNS
     " FROM resource_groups WHERE organization_id = $1 ORDER BY created_at, id"},
    {Statement::insert_resource_group, "INSERT INTO resource_groups (" RESOURCE_GROUP_COLUMNS ") "
                                       "VALUES ($1, $2, $3, $4, $5, $6)"},
    {Statement::update_resource_group,
     "UPDATE resource_groups SET name = $3, zones = $4, modified_at = $5 "
     "WHERE organization_id = $1 AND id = $2"},
    {Statement::delete_resource_group,
     "DELETE FROM resource_groups WHERE organization_id = $1 AND id = $2"},
    {Statement::list_zones,
     "SELECT " ZONE_COLUMNS " FROM zones WHERE organization_id = $1 ORDER BY created_at, id"},
    {Statement::find_zone, "SELECT " ZONE_COLUMNS " FROM zones WHERE id = $1 AND organization_id = "
                           "(SELECT organization_id FROM zone_ids WHERE zone_id = $1)"},
    {Statement::find_zone_by_name,
     "SELECT " ZONE_COLUMNS " FROM zones WHERE (organization_id, id) IN "
     "(SELECT organization_id, zone_id FROM zone_names WHERE name = $1)"},
    {Statement::insert_zone, "INSERT INTO zones (" ZONE_COLUMNS ") VALUES ($1, $2, $3, $4, $5)"},
    {Statement::insert_zone_id, "INSERT INTO zone_ids (zone_id, organization_id) VALUES ($1, $2)"},
    {Statement::insert_zone_name,
     "INSERT INTO zone_names (name, organization_id, zone_id) VALUES ($1, $2, $3)"},
    {Statement::delete_zone, "DELETE FROM zones WHERE organization_id = $1 AND id = $2"},
    {Statement::delete_zone_id, "DELETE FROM zone_ids WHERE zone_id = $2 AND organization_id = $1"},
    {Statement::delete_zone_name,
     "DELETE FROM zone_names WHERE name = "
     "(SELECT name FROM zones WHERE organization_id = $1 AND id = $2)"},

    {Statement::list_due_mail,
     "SELECT " MAIL_COLUMNS
     " FROM mail WHERE state = $1 AND next_attempt_at <= $2 ORDER BY next_attempt_at, id "
     "LIMIT $3"},
    {Statement::list_mail,
     "SELECT " MAIL_COLUMNS " FROM mail WHERE state = $1 AND id > $2 ORDER BY id LIMIT $3"},
    {Statement::count_mail, "SELECT count(*) FROM mail WHERE state = $1"},
    {Statement::find_mail, "SELECT " MAIL_COLUMNS " FROM mail WHERE id = $1"},
    {Statement::insert_mail, "INSERT INTO mail (" MAIL_COLUMNS ") "
                             "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"},
    {Statement::update_mail,
     "UPDATE mail SET state = $2, attempts = $3, next_attempt_at = $4, last_error = $5 "
     "WHERE id = $1"},
    {Statement::delete_mail, "DELETE FROM mail WHERE id = $1"},

    {Statement::find_answer,
     "SELECT request_hash, status, sealed_body, created_at FROM kept_answers "
     "WHERE credential_id = $1 AND request_key = $2"},
    {Statement::keep_answer,
     "INSERT INTO kept_answers "
     "(credential_id, request_key, request_hash, status, sealed_body, created_at) "
     "VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (credential_id, request_key) DO UPDATE "
     "SET request_hash = excluded.request_hash, status = excluded.status, "
     "sealed_body = excluded.sealed_body, created_at = excluded.created_at "
     "WHERE kept_answers.created_at <= $7"},
    {Statement::forget_answers,
     "DELETE FROM kept_answers WHERE (credential_id, request_key) IN "
     "(SELECT credential_id, request_key FROM kept_answers WHERE created_at < $1 "
     "ORDER BY created_at LIMIT $2)"},

    {Statement::find_audit_head,
     "SELECT " AUDIT_HEAD_COLUMNS " FROM audit_heads WHERE owner_id = $1"},
    {Statement::list_audit_heads,
     "SELECT " AUDIT_HEAD_COLUMNS
     " FROM audit_heads WHERE owner_id > $1 ORDER BY owner_id LIMIT $2"},
    {Statement::list_unsigned_audit_heads,
     "SELECT " AUDIT_HEAD_COLUMNS
     " FROM audit_heads WHERE signed_sequence < sequence ORDER BY owner_id LIMIT $1"},
    {Statement::put_audit_head,
     "INSERT INTO audit_heads (" AUDIT_HEAD_COLUMNS ") "
     "VALUES ($1, $2, 1, $3, $4, $5, $6, 0) "
     "ON CONFLICT (owner_id) DO UPDATE SET sequence = excluded.sequence, hash = excluded.hash, "
     "occurred_at = excluded.occurred_at"},
    {Statement::append_audit_record,
     "INSERT INTO audit_records (" AUDIT_COLUMNS ") "
     "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, "
     "$19, $20, $21, $22, $23, $24, $25, $26)"},
    {Statement::find_audit_view_end,
     "SELECT position, occurred_at FROM audit_views WHERE user_id = $1 "
     "ORDER BY position DESC LIMIT 1"},
    {Statement::append_to_audit_view,
     "INSERT INTO audit_views (user_id, position, owner_id, sequence, occurred_at) "
     "VALUES ($1, $2, $3, $4, $5)"},
    {Statement::queue_audit_delivery,
     "INSERT INTO audit_deliveries (" AUDIT_DELIVERY_COLUMNS ") "
     "VALUES ($1, $2, 0, $3, '') ON CONFLICT (owner_id) DO NOTHING"},
    {Statement::find_audit_view_bounds,
     "SELECT (SELECT position FROM audit_views WHERE user_id = $1 ORDER BY position LIMIT 1), "
     "(SELECT position FROM audit_views WHERE user_id = $1 ORDER BY position DESC LIMIT 1)"},
    {Statement::read_audit_chain_ascending,
     "SELECT sequence, " AUDIT_COLUMNS
     " FROM audit_records WHERE owner_id = $1 AND sequence >= $2 ORDER BY sequence LIMIT $3"},
    {Statement::read_audit_chain_descending,
     "SELECT sequence, " AUDIT_COLUMNS
     " FROM audit_records WHERE owner_id = $1 AND sequence <= $2 ORDER BY sequence DESC LIMIT $3"},
    {Statement::read_audit_view_ascending,
     "SELECT v.position, " VIEWED_AUDIT_COLUMNS " " VIEWED_AUDIT_RECORDS
     "AND v.position >= $2 ORDER BY v.position LIMIT $3"},
    {Statement::read_audit_view_descending,
     "SELECT v.position, " VIEWED_AUDIT_COLUMNS " " VIEWED_AUDIT_RECORDS
     "AND v.position <= $2 ORDER BY v.position DESC LIMIT $3"},
    {Statement::find_audit_time_in_chain,
     "SELECT occurred_at FROM audit_records WHERE owner_id = $1 AND sequence = $2"},
    {Statement::find_audit_time_in_view,
     "SELECT occurred_at FROM audit_views WHERE user_id = $1 AND position = $2"},
    {Statement::find_audit_record,
     "SELECT " AUDIT_COLUMNS " FROM audit_records WHERE id = $1 LIMIT 1"},
    {Statement::list_stored_audit_records,
     "SELECT " AUDIT_COLUMNS " FROM audit_records WHERE (owner_id, sequence) > ($1, $2) "
     "ORDER BY owner_id, sequence LIMIT $3"},
    {Statement::list_audit_checkpoints,
     "SELECT " AUDIT_CHECKPOINT_COLUMNS
     " FROM audit_checkpoints WHERE owner_id = $1 AND sequence >= $2 ORDER BY sequence LIMIT $3"},
    {Statement::put_audit_checkpoint,
     "INSERT INTO audit_checkpoints (" AUDIT_CHECKPOINT_COLUMNS ") "
     "VALUES ($1, $2, $3, $4, $5, $6, $7) "
     "ON CONFLICT (owner_id, sequence) DO UPDATE SET hash = excluded.hash, "
     "signed_at = excluded.signed_at, key_id = excluded.key_id, signature = excluded.signature"},
    {Statement::sign_audit_head,
     "UPDATE audit_heads SET signed_sequence = $2 WHERE owner_id = $1 AND signed_sequence < $2"},
    {Statement::list_audit_views,
     "SELECT DISTINCT user_id FROM audit_views WHERE user_id > $1 ORDER BY user_id LIMIT $2"},
    {Statement::find_audit_hash,
     "SELECT hash FROM audit_records WHERE owner_id = $1 AND sequence = $2"},
    {Statement::delete_old_audit_records,
     "DELETE FROM audit_records WHERE owner_id = $1 AND sequence < $2"},
    {Statement::delete_old_audit_checkpoints,
     "DELETE FROM audit_checkpoints WHERE owner_id = $1 AND sequence < $2"},
    {Statement::move_audit_head_first,
     "UPDATE audit_heads SET first_sequence = $2, hash_before_first = $3 WHERE owner_id = $1"},
    {Statement::delete_old_audit_view_entries,
     "DELETE FROM audit_views WHERE user_id = $1 AND occurred_at < $2 AND position < "
     "(SELECT max(position) FROM audit_views WHERE user_id = $1)"},
    {Statement::list_due_audit_deliveries,
     "SELECT " AUDIT_DELIVERY_COLUMNS " FROM audit_deliveries WHERE next_attempt_at <= $1 "
     "ORDER BY next_attempt_at, owner_id LIMIT $2"},
    {Statement::count_audit_deliveries, "SELECT count(*) FROM audit_deliveries"},
    {Statement::update_audit_delivery,
     "UPDATE audit_deliveries SET delivered_sequence = $2, attempts = $3, next_attempt_at = $4, "
     "last_error = $5 WHERE owner_id = $1"},
    {Statement::end_audit_delivery,
     "DELETE FROM audit_deliveries WHERE owner_id = $1 AND $2 = "
     "(SELECT sequence FROM audit_heads WHERE owner_id = $1)"},

    // Of a store from before there were chains; see sqlite/seal_old_records.cpp.
    {Statement::list_unsealed_audit_records,
     "SELECT id, occurred_at, operation, action, actor_id, actor_email, credential_kind, "
     "credential_id, owner_id, CASE WHEN owner_id = zeroblob(16) THEN 3 "
     "WHEN EXISTS (SELECT 1 FROM users WHERE users.id = owner_id) THEN 1 ELSE 2 END, "
     "resource_kind, resource_id, changes, client_address, user_agent, request_id "
     "FROM old_audit_records WHERE (occurred_at, id) > ($1, $2) ORDER BY occurred_at, id LIMIT $3"},
});

consteval auto all_texts() {
  std::array<NamedText, kIdentityTexts.size() + kBillingTexts.size() + kSignInTexts.size() +
                            kRoleTexts.size() + kKeyTexts.size()>
      all{};
  auto end = std::ranges::copy(kIdentityTexts, all.begin()).out;
  end = std::ranges::copy(kBillingTexts, end).out;
  end = std::ranges::copy(kSignInTexts, end).out;
  end = std::ranges::copy(kRoleTexts, end).out;
  std::ranges::copy(kKeyTexts, end);
  return all;
}
constexpr std::array<NamedText, kStatementCount> kTexts = all_texts();

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
