#pragma once

#include <string>
#include <vector>

#include "core/audit/audit_record.h"

/// What the hash of a record is made of; docs/audit.md describes it for those who check.
namespace selfsame::audit {

/// Everything in a record but its hash, as JSON by RFC 8785. Two records that differ in anything but
/// the hash have different texts.
std::string canonical_json(const core::AuditRecord& record);

/// The same with the hash among the rest: what exports hold.
std::string canonical_json_with_hash(const core::AuditRecord& record);

/// The part of it that is the changes: an array.
std::string canonical_changes(const std::vector<core::AuditChange>& changes);

}  // namespace selfsame::audit
