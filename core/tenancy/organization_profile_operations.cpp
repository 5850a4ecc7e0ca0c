#include "core/tenancy/organization_profile_operations.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "core/access/authorize.h"
#include "core/administration/add_entity.h"
#include "core/audit/record_change.h"
#include "core/limits.h"
#include "core/tenancy/member_rights.h"
#include "core/tenancy/organization_operations.h"
#include "core/tenancy/organization_profile_rules.h"
#include "core/tenancy/organization_rules.h"
#include "core/tenancy/standing.h"

namespace selfsame::core {
namespace {

OrganizationProfile blank_profile(const OperationContext& context, const OrganizationId& id) {
  OrganizationProfile profile;
  profile.organization = id;
  profile.report_currency = context.billing.default_currency;
  return profile;
}

template <class T>
void replace(T& value, const std::optional<T>& wanted) {
  if (wanted) value = *wanted;
}

void apply(const OrganizationProfileEdit& edit, Organization& organization,
           OrganizationProfile& profile) {
  replace(organization.name, edit.name);
  replace(profile.address, edit.address);
  replace(profile.address2, edit.address2);
  replace(profile.city, edit.city);
  replace(profile.region, edit.region);
  replace(profile.country, edit.country);
  replace(profile.postal_code, edit.postal_code);
  replace(profile.phone_numbers, edit.phone_numbers);
  replace(profile.emails, edit.emails);
  replace(profile.tax_descriptor, edit.tax_descriptor);
  replace(profile.invoice_time_zone, edit.invoice_time_zone);
  replace(profile.questionnaire, edit.questionnaire);
  replace(profile.settings, edit.settings);
  replace(profile.tax_numbers, edit.tax_numbers);
}

/// All that is wrong, at once.
Status validate(const Organization& organization, const OrganizationProfile& profile,
                const OperationContext& context, Status required) {
  std::vector<FieldError> errors;
  for (auto& status : {std::move(required), validate_organization(organization),
                       validate_organization_profile(profile, context.billing)}) {
    if (!status) std::ranges::copy(status.error().fields, std::back_inserter(errors));
  }
  return errors.empty() ? Status() : invalid(std::move(errors));
}

bool is_accepted(const Membership& place) { return place.status == MembershipStatus::accepted; }

Status check_room(const std::vector<Membership>& places) {
  const auto owned = std::ranges::count_if(
      places, [](const Membership& place) { return is_accepted(place) && place.owner; });
  if (std::cmp_less(owned, limits::kOwnedOrganizationsPerUser)) return {};
  return fail(ErrorCode::limited, Reason::quota_exceeded,
              "You can own at most " + std::to_string(limits::kOwnedOrganizationsPerUser) +
                  " organizations. Delete one first.");
}

/// Whoever is known by a session or a key may; tokens are not asked for permissions by name.
Status authorize_to_create(const OperationContext& context) {
  const Principal& principal = context.principal;
  if (principal.user == nullptr || principal.kind == CredentialKind::api_token) {
    return permission_missing();
  }
  return authorize_authenticated(context, OperationId::own_organization_create);
}

}  // namespace

OrganizationProfile profile_of(ReadTransaction& tx, const OperationContext& context,
                               const OrganizationId& organization) {
  const auto found = tx.find_organization_profile(organization);
  return found == nullptr ? blank_profile(context, organization) : *found;
}

Result<OrganizationWithProfile> create_own_organization(WriteTransaction& tx,
                                                        const OperationContext& context,
                                                        const NewOrganizationProfile& wanted) {
  constexpr auto kCreate = OperationId::own_organization_create;
  if (auto status = authorize_to_create(context); !status) {
    return std::unexpected(std::move(status.error()));
  }
  Organization organization;
  organization.id = OrganizationId::make(context.now, context.entropy);
  organization.created_at = context.now;
  organization.modified_at = context.now;
  OrganizationProfile profile = blank_profile(context, organization.id);
  profile.website = wanted.website;
  profile.report_currency = wanted.report_currency;
  apply(wanted.rest, organization, profile);
  const User& owner = *context.principal.user;
  const auto places = tx.memberships_of(owner.id);
  auto status = validate(organization, profile, context, check_required_of_new(profile));
  if (status) status = check_room(*places);
  if (!status) return std::unexpected(std::move(status.error()));

  add_organization(tx, context, kCreate, organization);
  tx.put_organization_profile(profile);
  auto place = make_owner_place(tx, context, organization, owner);
  place.permissions = {"*"};
  place.is_default = std::ranges::none_of(*places, is_accepted);
  add_membership(tx, context, kCreate, place);
  return OrganizationWithProfile{tx.find_organization(organization.id), std::move(profile)};
}

Result<OrganizationWithProfile> get_organization_profile(ReadTransaction& tx,
                                                         const OperationContext& context,
                                                         const OrganizationId& id) {
  auto standing = authorize_in(tx, context, OperationId::organization_get, id);
  if (!standing) return std::unexpected(std::move(standing.error()));
  return OrganizationWithProfile{std::move(standing->organization), profile_of(tx, context, id)};
}

Result<OrganizationWithProfile> edit_organization_profile(WriteTransaction& tx,
                                                          const OperationContext& context,
                                                          const OrganizationId& id,
                                                          const OrganizationProfileEdit& edit) {
  constexpr auto kUpdate = OperationId::organization_update;
  const auto standing = authorize_in(tx, context, kUpdate, id);
  if (!standing) return std::unexpected(standing.error());
  const auto before = profile_of(tx, context, id);
  Organization organization = *standing->organization;
  OrganizationProfile profile = before;
  apply(edit, organization, profile);
  if (auto status = validate(organization, profile, context, {}); !status) {
    return std::unexpected(std::move(status.error()));
  }
  auto changes = describe_difference(*standing->organization, organization);
  std::ranges::move(describe_difference(before, profile), std::back_inserter(changes));
  if (changes.empty()) return OrganizationWithProfile{standing->organization, before};

  organization.modified_at = context.now;
  tx.update_organization(organization);
  if (profile != before) tx.put_organization_profile(profile);
  record_change(tx, context, kUpdate, id, resource_kind::kAccount, id.hex(), std::move(changes));
  return OrganizationWithProfile{tx.find_organization(id), std::move(profile)};
}

Result<std::vector<OrganizationWithProfile>> list_organization_profiles(
    ReadTransaction& tx, const OperationContext& context) {
  auto status = authorize_authenticated(context, OperationId::organization_list);
  if (!status) return std::unexpected(std::move(status.error()));
  std::vector<OrganizationWithProfile> found;
  for (auto& organization : visible_organizations(tx, context)) {
    auto profile = profile_of(tx, context, organization->id);
    found.push_back({std::move(organization), std::move(profile)});
  }
  return found;
}

}  // namespace selfsame::core
