#pragma once

#include "core/access/operations.h"
#include "core/audit/audit_record.h"
#include "core/operation_context.h"
#include "core/store.h"

/// What all audit records have in common, whatever they tell of.
namespace selfsame::core {

/// A record of what the context's principal does now: who, what, when and from where.
AuditRecord begin_record(const OperationContext& context, OperationId operation,
                         const AuditOwner& owner);

/// Throws AuditUnavailable if it cannot be written.
void append_record(WriteTransaction& tx, AuditRecord record);

}  // namespace selfsame::core
