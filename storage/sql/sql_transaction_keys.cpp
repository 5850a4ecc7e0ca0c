// API keys, and what organizations say of themselves.
#include "storage/sql/json_columns.h"
#include "storage/sql/parameters.h"
#include "storage/sql/row_mapping.h"
#include "storage/sql/sql_transaction.h"

namespace selfsame::storage::sql {
namespace {

struct ApiKeyKey {
  core::IdBytes user;
  core::IdBytes id;
};

ApiKeyKey read_api_key_key(const SqlRow& row) { return {read_id(row, 0), read_id(row, 1)}; }

/// Null where there is none, so that only those that there are must differ.
std::optional<std::string> chosen_id_of(const core::ApiKey& key) {
  return key.chosen_id.empty() ? std::nullopt : std::optional(key.chosen_id);
}

}  // namespace

std::shared_ptr<const core::ApiKey> SqlTransaction::find_api_key_by_secret(
    const core::SecretHash& hash) {
  const auto key = find_row(connection_, Statement::find_api_key_id_by_secret,
                            values(value_of(hash)), read_api_key_key);
  if (!key) return nullptr;
  return shared(find_row(connection_, Statement::find_api_key_with_secret,
                         values(value_of(key->user), value_of(key->id), value_of(hash)),
                         read_api_key));
}

std::optional<core::ApiKey> SqlTransaction::find_api_key(const core::OrganizationId& organization,
                                                         const core::ApiKeyId& id) {
  return find_row(connection_, Statement::find_api_key,
                  values(value_of(organization), value_of(id)), read_api_key);
}

std::optional<core::ApiKey> SqlTransaction::find_api_key_by_chosen_id(
    const core::OrganizationId& organization, std::string_view id) {
  return find_row(connection_, Statement::find_api_key_by_chosen_id,
                  values(value_of(organization), value_of(id)), read_api_key);
}

std::vector<core::ApiKey> SqlTransaction::api_keys_of(const core::OrganizationId& organization) {
  return list_rows(connection_, Statement::list_api_keys, values(value_of(organization)),
                   read_api_key);
}

std::uint64_t SqlTransaction::count_api_keys(const core::OrganizationId& organization) {
  const auto count =
      find_row(connection_, Statement::count_api_keys, values(value_of(organization)),
               [](const SqlRow& row) { return row.integer(0); });
  return static_cast<std::uint64_t>(count.value_or(0));
}

void SqlTransaction::insert_api_key(const core::ApiKey& key, const core::SecretHash& secret) {
  const std::string acl = write_acl(key.acl);
  const std::string networks = write_network_list(key.allowed_networks);
  const auto chosen_id = chosen_id_of(key);
  connection_.execute(Statement::insert_api_key_secret,
                      values(value_of(secret), value_of(key.user), value_of(key.id)));
  connection_.execute(
      Statement::insert_api_key,
      values(value_of(key.id), integer(code_of(key.kind)), value_of(key.user),
             value_of(key.organization), value_of(key.name), value_of(key.created_at),
             value_of(key.modified_at), value_of(chosen_id), value_of(acl), value_of(networks),
             value_of(key.shown_secret), value_of(secret)));
  if (!key.organization) return;
  connection_.execute(Statement::insert_organization_api_key,
                      values(value_of(*key.organization), value_of(key.user), value_of(key.id),
                             value_of(chosen_id)));
}

bool SqlTransaction::update_api_key(const core::ApiKey& key) {
  mark(key.user.bytes);
  const std::string acl = write_acl(key.acl);
  const std::string networks = write_network_list(key.allowed_networks);
  return connection_.execute(Statement::update_api_key,
                             values(value_of(key.user), value_of(key.id), value_of(key.name),
                                    value_of(acl), value_of(networks), value_of(key.modified_at))) >
         0;
}

bool SqlTransaction::delete_api_key(const core::UserId& user, const core::ApiKeyId& id) {
  mark(user.bytes);
  const auto the_key = values(value_of(user), value_of(id));
  connection_.execute(Statement::delete_api_key_secret, the_key);
  connection_.execute(Statement::delete_organization_api_key, the_key);
  return connection_.execute(Statement::delete_api_key, the_key) > 0;
}

std::shared_ptr<const core::OrganizationProfile> SqlTransaction::find_organization_profile(
    const core::OrganizationId& organization) {
  return shared(find_row(connection_, Statement::find_organization_profile,
                         values(value_of(organization)), read_organization_profile));
}

void SqlTransaction::put_organization_profile(const core::OrganizationProfile& profile) {
  mark(profile.organization.bytes);
  const std::string phone_numbers = write_contacts(profile.phone_numbers);
  const std::string emails = write_contacts(profile.emails);
  connection_.execute(
      Statement::put_organization_profile,
      values(value_of(profile.organization), value_of(profile.website), value_of(profile.address),
             value_of(profile.address2), value_of(profile.city), value_of(profile.region),
             value_of(profile.country), value_of(profile.postal_code), value_of(phone_numbers),
             value_of(emails), value_of(profile.tax_descriptor),
             value_of(profile.invoice_time_zone), value_of(profile.report_currency),
             value_of(profile.questionnaire), value_of(profile.settings),
             value_of(profile.tax_numbers)));
}

}  // namespace selfsame::storage::sql
