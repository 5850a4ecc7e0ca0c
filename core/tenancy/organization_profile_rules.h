#pragma once

#include <string_view>
#include <vector>

#include "core/audit/audit_record.h"
#include "core/billing/billing_rules.h"
#include "core/result.h"
#include "core/tenancy/organization_profile.h"

namespace selfsame::core {

/// Errors: invalid, naming each place.
Status validate_organization_profile(const OrganizationProfile& profile,
                                     const BillingRules& billing);

/// What a new organization must say of itself.
/// Errors: invalid (`/website`, `/country`).
Status check_required_of_new(const OrganizationProfile& profile);

/// What an audit record says of a change.
std::vector<AuditChange> describe_difference(const OrganizationProfile& before,
                                             const OrganizationProfile& after);

}  // namespace selfsame::core
