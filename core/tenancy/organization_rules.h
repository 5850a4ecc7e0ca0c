#pragma once

#include <string>
#include <vector>

#include "core/audit/audit_record.h"
#include "core/operation_context.h"
#include "core/result.h"
#include "core/store.h"
#include "core/tenancy/organization.h"

namespace selfsame::core {

/// Errors: invalid, naming each place.
Status validate_organization(const Organization& organization);

/// Whether one more organization may stand below the tenant.
/// Errors: invalid at `pointer`.
Status check_depth(ReadTransaction& tx, const Organization& tenant, const std::string& pointer);

/// What an audit record says of a change.
std::vector<AuditChange> describe_difference(const Organization& before, const Organization& after);

}  // namespace selfsame::core
