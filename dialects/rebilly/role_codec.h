#pragma once

#include <boost/json/value.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "core/access/secret.h"
#include "core/result.h"
#include "core/tenancy/own_role_operations.h"
#include "dialects/rebilly/links.h"
#include "json/writer.h"

namespace selfsame::rebilly {

/// Source: reference 6.7. `expand` names what to embed: `juniors`, or `juniorRoles` as it was called
/// until 2025; others say nothing.
void encode_role(const core::RoleView& view, const std::vector<std::string>& expand,
                 const LinkBase& links, json::Writer& out);

/// A role that stands in another answer, without what takes a look at its organization.
void encode_role_inside(const core::Role& role, const LinkBase& links, json::Writer& out);

/// Errors: invalid.
core::Result<core::RoleDraft> decode_role(const boost::json::value& body,
                                          const core::SecretHasher& hasher);

}  // namespace selfsame::rebilly
