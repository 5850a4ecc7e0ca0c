#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/operation_context.h"
#include "core/result.h"
#include "core/store.h"
#include "core/tenancy/organization.h"
#include "core/tenancy/organization_profile.h"

/// Organizations with all that they say of themselves. They are the same that
/// `core/tenancy/organization_operations.h` handles, which is also where one is deleted.
/// Errors of every operation that takes an id: as of `authorize_in`.
/// Source: Rebilly `Organization`; reference 6.10.
namespace selfsame::core {

struct OrganizationWithProfile {
  std::shared_ptr<const Organization> organization;
  OrganizationProfile profile;
};

/// What an organization says of itself; if nothing was ever said, what holds then: UTC, and the
/// installation's currency.
OrganizationProfile profile_of(ReadTransaction& tx, const OperationContext& context,
                               const OrganizationId& organization);

/// Absent fields stay; an inner absent one is cleared.
struct OrganizationProfileEdit {
  using Text = std::optional<std::optional<std::string>>;

  std::optional<std::string> name{};
  Text address{};
  Text address2{};
  Text city{};
  Text region{};
  Text country{};
  Text postal_code{};
  std::optional<std::vector<OrganizationContact>> phone_numbers{};
  std::optional<std::vector<OrganizationContact>> emails{};
  Text tax_descriptor{};
  std::optional<std::string> invoice_time_zone{};
  // JSON texts, each replaced as a whole.
  Text questionnaire{};
  Text settings{};
  Text tax_numbers{};
};

/// `name` and `country` of `rest` are required.
struct NewOrganizationProfile {
  std::string website;
  std::string report_currency;
  OrganizationProfileEdit rest;
};

/// Makes an organization that the caller owns, and that is their default one if it is their first.
/// Errors:  invalid, limited/quota_exceeded (they own `limits::kOwnedOrganizationsPerUser`),
///          forbidden/permission_missing (also: a credential that knows no permissions by name).
/// Effects: audit records of the organization and the membership.
/// Source:  `PostOrganization`.
[[nodiscard]] Result<OrganizationWithProfile> create_own_organization(
    WriteTransaction& tx, const OperationContext& context, const NewOrganizationProfile& wanted);

/// Source:  `GetOrganization`.
[[nodiscard]] Result<OrganizationWithProfile> get_organization_profile(
    ReadTransaction& tx, const OperationContext& context, const OrganizationId& id);

/// Errors:  invalid.
/// Effects: one audit record with what changed; none if nothing did.
/// Source:  `PatchOrganization`, `PutOrganization`.
[[nodiscard]] Result<OrganizationWithProfile> edit_organization_profile(
    WriteTransaction& tx, const OperationContext& context, const OrganizationId& id,
    const OrganizationProfileEdit& edit);

/// Those that the caller belongs to and the credential sees, in the order of their places.
/// Errors:  forbidden/permission_missing.
/// Source:  `GetOrganizationCollection`.
[[nodiscard]] Result<std::vector<OrganizationWithProfile>> list_organization_profiles(
    ReadTransaction& tx, const OperationContext& context);

}  // namespace selfsame::core
