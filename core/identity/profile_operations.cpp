#include "core/identity/profile_operations.h"

#include <algorithm>
#include <utility>

#include "core/access/authorize.h"
#include "core/audit/record_change.h"
#include "core/tenancy/standing.h"

namespace selfsame::core {
namespace {

using Memberships = std::vector<Membership>;

/// Those of their organizations; without any, the installation's.
std::vector<std::string> available_currencies(ReadTransaction& tx, const OperationContext& context,
                                              const Memberships& memberships) {
  std::vector<std::string> currencies;
  for (const auto& place : memberships) {
    if (place.status != MembershipStatus::accepted) continue;
    currencies.push_back(report_currency(tx, context, place.organization));
  }
  if (currencies.empty()) currencies.push_back(context.billing.default_currency);
  std::ranges::sort(currencies);
  const auto repeated = std::ranges::unique(currencies);
  currencies.erase(repeated.begin(), repeated.end());
  return currencies;
}

Status check(ReadTransaction& tx, const OperationContext& context, const ProfileUpdate& update) {
  const User& user = *context.principal.user;
  std::vector<FieldError> errors;
  if (update.preferences && *update.preferences &&
      (*update.preferences)->size() > limits::kProfilePreferencesBytes) {
    errors.push_back(
        {"/preferences",
         "must be at most " + std::to_string(limits::kProfilePreferencesBytes) + " bytes long"});
  }
  // Clients send the whole profile back: what is no change is no error.
  const auto& currency = update.reporting_currency;
  if (currency && currency != user.reporting_currency) {
    const auto available = available_currencies(tx, context, *tx.memberships_of(user.id));
    if (std::ranges::find(available, *currency) == available.end()) {
      errors.push_back({"/reporting_currency", "is none of the currencies that are available"});
    }
  }
  return errors.empty() ? Status() : invalid(std::move(errors));
}

std::vector<PlaceRecord> places_of(ReadTransaction& tx, const RoleCatalogue& catalogue,
                                   const Memberships& memberships) {
  std::vector<PlaceRecord> places;
  places.reserve(memberships.size());
  for (const auto& place : memberships) {
    if (place.status != MembershipStatus::accepted) continue;
    if (auto record = record_of(tx, catalogue, place)) places.push_back(std::move(*record));
  }
  return places;
}

std::optional<OrganizationId> default_organization(const Memberships& memberships) {
  std::optional<OrganizationId> oldest;
  for (const auto& place : memberships) {
    if (place.status != MembershipStatus::accepted) continue;
    if (place.is_default) return place.organization;
    if (!oldest) oldest = place.organization;
  }
  return oldest;
}

/// Whoever reads the secret knows every code of the factor that it becomes. What was narrowed to
/// less than everything, a session that emulates or a key with an acl, must not learn it.
bool shows_enrollment(const OperationContext& context) {
  if (context.principal.kind == CredentialKind::api_token) {
    return authorize_on_user(context, OperationId::profile_edit).has_value();
  }
  return is_unrestricted(context.principal);
}

}  // namespace

std::string report_currency(ReadTransaction& tx, const OperationContext& context,
                            const OrganizationId& organization) {
  const auto profile = tx.find_organization_profile(organization);
  return profile == nullptr ? context.billing.default_currency : profile->report_currency;
}

std::vector<PlaceRecord> profile_places(ReadTransaction& tx, const RoleCatalogue& catalogue,
                                        const UserId& user) {
  return places_of(tx, catalogue, *tx.memberships_of(user));
}

std::optional<OrganizationId> organization_of(ReadTransaction& tx, const Principal& principal,
                                              const std::optional<OrganizationId>& named) {
  if (named) return named;
  if (principal.key != nullptr) return principal.key->organization;
  if (principal.user == nullptr) return std::nullopt;
  return default_organization(*tx.memberships_of(principal.user->id));
}

Result<Profile> get_profile(ReadTransaction& tx, const OperationContext& context,
                            const Identity& identity,
                            const std::optional<OrganizationId>& organization) {
  if (auto status = authorize_on_user(context, OperationId::user_get); !status) {
    return std::unexpected(std::move(status.error()));
  }
  const Principal& principal = context.principal;
  Profile profile;
  profile.user = principal.user;
  const auto memberships = tx.memberships_of(principal.user->id);
  profile.places = places_of(tx, context.roles, *memberships);
  if (const auto where = organization_of(tx, principal, organization)) {
    auto permissions = permissions_in(tx, context, *where);
    if (permissions) {
      profile.permissions = std::move(*permissions);
    } else if (organization) {
      return std::unexpected(std::move(permissions.error()));
    }
  }
  profile.available_currencies = available_currencies(tx, context, *memberships);
  profile.enrollment = secret_to_enroll(tx, identity, *principal.user);
  profile.second_factor = !profile.enrollment;
  if (!shows_enrollment(context)) profile.enrollment.reset();
  profile.emulates = principal.session != nullptr && principal.session->emulated_from.has_value();
  return profile;
}

Status update_profile(WriteTransaction& tx, const OperationContext& context,
                      const Identity& identity, const ProfileUpdate& update) {
  constexpr auto kEdit = OperationId::profile_edit;
  auto status = authorize_on_user(context, kEdit);
  if (status) status = check(tx, context, update);
  if (!status) return status;
  const auto& id = context.principal.user->id;

  std::vector<AuditChange> changes;
  const bool had_factor = has_second_factor(tx, id);
  if (update.second_factor && *update.second_factor != had_factor) {
    const User& user = *context.principal.user;
    if (*update.second_factor) {
      status = enable_second_factor(tx, context, identity, user, update.one_time_code);
    } else {
      status = disable_second_factor(tx, context, identity, user, update.one_time_code);
    }
    if (!status) return status;
    note_change(changes, "second_factor", had_factor ? "active" : "inactive",
                had_factor ? "inactive" : "active");
  }
  const User before = *tx.find_user(id);
  User after = before;
  if (update.preferences) after.preferences = *update.preferences;
  if (update.reporting_currency) after.reporting_currency = *update.reporting_currency;
  note_change(changes, "preferences", before.preferences, after.preferences);
  note_change(changes, "reporting_currency", before.reporting_currency, after.reporting_currency);
  if (changes.empty()) return {};
  after.modified_at = context.now;
  tx.update_user(after);
  record_change(tx, context, kEdit, id, resource_kind::kUser, id.hex(), std::move(changes));
  return {};
}

}  // namespace selfsame::core
