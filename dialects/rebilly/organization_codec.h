#pragma once

#include <boost/json/value.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "core/tenancy/organization_profile_operations.h"
#include "dialects/rebilly/links.h"
#include "dialects/rebilly/record_value.h"
#include "json/writer.h"

/// Organizations. What only the server says is passed over: clients send whole organizations back.
/// Source: reference 6.10. Errors of every reader: invalid.
namespace selfsame::rebilly {

core::Result<core::NewOrganizationProfile> decode_new_organization(const boost::json::value& body);

/// Of a PUT: name and country must be there, settings are replaced as a whole.
core::Result<core::OrganizationProfileEdit> decode_organization(const boost::json::value& body);

/// Of a PATCH.
struct OrganizationPatch {
  core::OrganizationProfileEdit edit;
  /// To be merged into those that are stored.
  std::optional<boost::json::object> settings{};
};
core::Result<OrganizationPatch> decode_organization_patch(const boost::json::value& body);

void encode_organization(const core::OrganizationWithProfile& organization, const LinkBase& links,
                         json::Writer& out);

// How lists of organizations can be asked for.
std::span<const Field> organization_fields();
std::span<const std::string_view> organization_sort_fields();
Value organization_value(const core::OrganizationWithProfile& organization, std::string_view field);
/// Where `q` is looked for.
std::vector<std::string> organization_texts(const core::OrganizationWithProfile& organization);

}  // namespace selfsame::rebilly
