#pragma once

#include <array>

#include "storage/sql/named_text.h"

#define SESSION_COLUMNS                                                            \
  "id, user_id, emulated_from, permissions, created_at, modified_at, expires_at, " \
  "client_address, user_agent"
#define SECOND_FACTOR_COLUMNS \
  "user_id, state, sealed_secret, last_step, last_proof_at, created_at, modified_at"
#define ACTION_LINK_COLUMNS "id, user_id, purpose, created_at, expires_at"
#define THE_SESSION "WHERE user_id = $1 AND id = $2"
#define THE_ACTION_LINK "WHERE user_id = $1 AND purpose = $2"

/// What statements.cpp says of sessions, second factors and links that do one thing. For
/// statements.cpp alone.
namespace selfsame::storage::sql {

inline constexpr auto kSignInTexts = std::to_array<NamedText>({
    {Statement::find_session, "SELECT " SESSION_COLUMNS " FROM sessions " THE_SESSION},
    {Statement::list_sessions,
     "SELECT " SESSION_COLUMNS " FROM sessions WHERE user_id = $1 ORDER BY id"},
    {Statement::count_sessions,
     "SELECT count(*) FROM sessions WHERE user_id = $1 AND expires_at > $2"},
    {Statement::insert_session,
     "INSERT INTO sessions (" SESSION_COLUMNS ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"},
    {Statement::update_session,
     "UPDATE sessions SET permissions = $3, modified_at = $4, expires_at = $5 " THE_SESSION},
    {Statement::delete_session, "DELETE FROM sessions " THE_SESSION},
    {Statement::delete_sessions_emulated_from,
     "DELETE FROM sessions WHERE user_id = $1 AND emulated_from = $2"},
    {Statement::delete_sessions_but_one, "DELETE FROM sessions WHERE user_id = $1 AND id <> $2"},
    {Statement::forget_sessions,
     "DELETE FROM sessions WHERE (user_id, id) IN "
     "(SELECT user_id, id FROM sessions WHERE expires_at < $1 ORDER BY expires_at LIMIT $2)"},

    {Statement::find_second_factor,
     "SELECT " SECOND_FACTOR_COLUMNS " FROM second_factors WHERE user_id = $1"},
    {Statement::put_second_factor,
     "INSERT INTO second_factors (" SECOND_FACTOR_COLUMNS
     ") VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (user_id) DO UPDATE "
     "SET state = excluded.state, sealed_secret = excluded.sealed_secret, "
     "last_step = excluded.last_step, last_proof_at = excluded.last_proof_at, "
     "modified_at = excluded.modified_at"},
    {Statement::delete_second_factor, "DELETE FROM second_factors WHERE user_id = $1"},
    {Statement::count_recovery_codes, "SELECT count(*) FROM recovery_codes WHERE user_id = $1"},
    {Statement::insert_recovery_code,
     "INSERT INTO recovery_codes (user_id, code_hash) VALUES ($1, $2)"},
    {Statement::delete_recovery_code,
     "DELETE FROM recovery_codes WHERE user_id = $1 AND code_hash = $2"},
    {Statement::delete_recovery_codes, "DELETE FROM recovery_codes WHERE user_id = $1"},

    {Statement::find_action_link_key,
     "SELECT user_id, purpose FROM action_link_secrets WHERE secret_hash = $1"},
    {Statement::find_action_link_with_secret,
     "SELECT " ACTION_LINK_COLUMNS " FROM action_links " THE_ACTION_LINK " AND secret_hash = $3"},
    {Statement::insert_action_link, "INSERT INTO action_links (" ACTION_LINK_COLUMNS
                                    ", secret_hash) VALUES ($1, $2, $3, $4, $5, $6)"},
    {Statement::insert_action_link_secret,
     "INSERT INTO action_link_secrets (secret_hash, user_id, purpose) VALUES ($1, $2, $3)"},
    {Statement::delete_action_link, "DELETE FROM action_links " THE_ACTION_LINK},
    {Statement::delete_action_link_secret,
     "DELETE FROM action_link_secrets WHERE secret_hash = "
     "(SELECT secret_hash FROM action_links " THE_ACTION_LINK ")"},
    {Statement::list_old_action_links,
     "SELECT user_id, purpose FROM action_links WHERE expires_at < $1 ORDER BY expires_at LIMIT "
     "$2"},
});

}  // namespace selfsame::storage::sql
