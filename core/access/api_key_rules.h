#pragma once

#include <string>
#include <vector>

#include "core/access/secret.h"
#include "core/access/token.h"
#include "core/audit/audit_record.h"
#include "core/operation_context.h"
#include "core/result.h"
#include "core/store.h"

namespace selfsame::core {

/// What a store may keep of a key's secret in the clear.
std::string shown_part(ApiKeyKind kind, const PlainSecret& secret);

/// Errors: invalid, naming each place (`/name`, `/id`, `/acl/0/permissions/1` ...).
Status validate_api_key(const ApiKey& key);

/// Nobody hands out more than they hold where the key is, nor lets a key be used from where their own
/// may not be. What the key had before (null: it is new) may stay.
/// Errors: forbidden/permission_missing.
Status check_handing_out(ReadTransaction& tx, const OperationContext& context, const ApiKey* before,
                         const ApiKey& after);

// What an audit record says of a key; nothing of its secret.
std::vector<AuditChange> describe_new(const ApiKey& key);
std::vector<AuditChange> describe_gone(const ApiKey& key);
std::vector<AuditChange> describe_difference(const ApiKey& before, const ApiKey& after);

}  // namespace selfsame::core
