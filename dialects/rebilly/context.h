#pragma once

#include "core/identity/profile_operations.h"
#include "core/tenancy/standing.h"
#include "dialects/rebilly/call.h"

namespace selfsame::rebilly {

/// The organization that a request is about.
/// Errors: not_found/not_a_member (it names none, and the caller has none).
inline core::Result<core::OrganizationId> context_of(core::ReadTransaction& tx,
                                                     const core::Principal& caller,
                                                     const Input& input) {
  const auto where = core::organization_of(tx, caller, input.organization);
  if (!where) return core::no_such_organization();
  return *where;
}

}  // namespace selfsame::rebilly
