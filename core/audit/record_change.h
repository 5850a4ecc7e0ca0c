#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/access/operations.h"
#include "core/access/resource.h"
#include "core/audit/audit_record.h"
#include "core/operation_context.h"
#include "core/store.h"

namespace selfsame::core {

/// Writes the audit record of a change, in the change's own transaction.
/// `owner` is whose log it belongs to: the user for what only they see, else the organization.
/// `action` names the action type where the operation has several; empty: the operation's own.
/// Throws AuditUnavailable if it cannot be written; the change then does not happen either.
void record_change(WriteTransaction& tx, const OperationContext& context, OperationId operation,
                   const AuditOwner& owner, std::string_view resource_kind, std::string resource_id,
                   std::vector<AuditChange> changes, std::string_view action = {});

/// The same of what is done to a zone, in the log of its organization.
void record_zone_change(WriteTransaction& tx, const OperationContext& context,
                        OperationId operation, const Zone& zone, std::vector<AuditChange> changes);

/// Adds an entry if the values differ.
void note_change(std::vector<AuditChange>& changes, std::string_view field,
                 const std::optional<std::string>& before, const std::optional<std::string>& after);

/// What changes are noted of: the fields of a thing in a fixed order, as text for people.
using Described = std::vector<std::pair<std::string_view, std::optional<std::string>>>;

std::vector<AuditChange> changes_of_new(const Described& thing);
std::vector<AuditChange> changes_of_gone(const Described& thing);
/// Both describe the same thing, before and after.
std::vector<AuditChange> changes_between(const Described& before, const Described& after);

}  // namespace selfsame::core
