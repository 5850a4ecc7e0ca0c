#pragma once

#include <boost/json/value.hpp>
#include <string>
#include <vector>

#include "core/identity/user.h"
#include "core/result.h"
#include "core/tenancy/membership.h"
#include "core/tenancy/place_draft.h"
#include "core/tenancy/place_records.h"
#include "dialects/rebilly/links.h"
#include "json/object_reader.h"
#include "json/writer.h"

namespace selfsame::rebilly {

/// Source: reference 6.3. `expand` names what to embed: `roles`; others say nothing.
void encode_membership(const core::PlaceRecord& record, const std::vector<std::string>& expand,
                       const LinkBase& links, json::Writer& out);

/// What a place gives directly. An owner may do everything, whatever else is said. Lives as long as
/// the place.
const std::vector<std::string>& shown_permissions(const core::Membership& place);

/// The keys that a place has here and in a user: `permissions`, `roleIds`, `allowedIps`.
void encode_place(const core::PlaceRecord& record, json::Writer& out);

/// The same keys. Null and an empty list take everything away.
core::PlaceDraft decode_place(json::ObjectReader& in);

/// Where a membership lies: `/memberships/org_…/usr_…`.
std::string membership_path(const core::PlaceRecord& record);

/// Errors: invalid.
core::Result<core::PlaceDraft> decode_membership(const boost::json::value& body);

}  // namespace selfsame::rebilly
