#pragma once

#include <array>

#include "storage/sql/named_text.h"

#define API_KEY_COLUMNS                                                                 \
  "id, kind, user_id, organization_id, name, created_at, modified_at, chosen_id, acl, " \
  "allowed_networks, shown_secret"
#define ORGANIZATION_PROFILE_COLUMNS                                                  \
  "organization_id, website, address, address2, city, region, country, postal_code, " \
  "phone_numbers, emails, tax_descriptor, invoice_time_zone, report_currency, "       \
  "questionnaire, settings, tax_numbers"
#define KEYS_OF_ORGANIZATION \
  "(SELECT user_id, api_key_id FROM organization_api_keys WHERE organization_id = $1"
#define THE_API_KEY "WHERE user_id = $1 AND id = $2"

/// What statements.cpp says of API keys and of what organizations say of themselves. For
/// statements.cpp alone.
namespace selfsame::storage::sql {

inline constexpr auto kKeyTexts = std::to_array<NamedText>({
    {Statement::find_api_key_id_by_secret,
     "SELECT user_id, api_key_id FROM api_key_secrets WHERE secret_hash = $1"},
    {Statement::find_api_key_with_secret,
     "SELECT " API_KEY_COLUMNS " FROM api_keys " THE_API_KEY " AND secret_hash = $3"},
    {Statement::find_api_key,
     "SELECT " API_KEY_COLUMNS " FROM api_keys WHERE (user_id, id) IN " KEYS_OF_ORGANIZATION
     " AND api_key_id = $2)"},
    {Statement::find_api_key_by_chosen_id,
     "SELECT " API_KEY_COLUMNS " FROM api_keys WHERE (user_id, id) IN " KEYS_OF_ORGANIZATION
     " AND chosen_id = $2)"},
    {Statement::list_api_keys,
     "SELECT " API_KEY_COLUMNS " FROM api_keys WHERE (user_id, id) IN " KEYS_OF_ORGANIZATION
     ") ORDER BY created_at, id"},
    {Statement::count_api_keys,
     "SELECT count(*) FROM organization_api_keys WHERE organization_id = $1"},
    {Statement::insert_api_key, "INSERT INTO api_keys (" API_KEY_COLUMNS ", secret_hash) "
                                "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)"},
    {Statement::insert_api_key_secret,
     "INSERT INTO api_key_secrets (secret_hash, user_id, api_key_id) VALUES ($1, $2, $3)"},
    {Statement::insert_organization_api_key,
     "INSERT INTO organization_api_keys (organization_id, user_id, api_key_id, chosen_id) "
     "VALUES ($1, $2, $3, $4)"},
    {Statement::update_api_key,
     "UPDATE api_keys SET name = $3, acl = $4, allowed_networks = $5, modified_at = "
     "$6 " THE_API_KEY},
    {Statement::delete_api_key_secret,
     "DELETE FROM api_key_secrets WHERE secret_hash = "
     "(SELECT secret_hash FROM api_keys " THE_API_KEY ")"},
    {Statement::delete_organization_api_key,
     "DELETE FROM organization_api_keys WHERE user_id = $1 AND api_key_id = $2 "
     "AND organization_id = (SELECT organization_id FROM api_keys " THE_API_KEY ")"},
    {Statement::delete_api_key, "DELETE FROM api_keys " THE_API_KEY},

    {Statement::find_organization_profile,
     "SELECT " ORGANIZATION_PROFILE_COLUMNS
     " FROM organization_profiles WHERE organization_id = $1"},
    {Statement::put_organization_profile,
     "INSERT INTO organization_profiles (" ORGANIZATION_PROFILE_COLUMNS
     ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) "
     "ON CONFLICT (organization_id) DO UPDATE SET website = excluded.website, "
     "address = excluded.address, address2 = excluded.address2, city = excluded.city, "
     "region = excluded.region, country = excluded.country, postal_code = excluded.postal_code, "
     "phone_numbers = excluded.phone_numbers, emails = excluded.emails, "
     "tax_descriptor = excluded.tax_descriptor, "
     "invoice_time_zone = excluded.invoice_time_zone, "
     "report_currency = excluded.report_currency, questionnaire = excluded.questionnaire, "
     "settings = excluded.settings, tax_numbers = excluded.tax_numbers"},
});

}  // namespace selfsame::storage::sql
