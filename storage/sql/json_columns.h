#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/access/policy.h"
#include "core/audit/audit_record.h"

/// Lists that a row holds as one JSON text, in their order. Reading text that was not written here
/// throws std::runtime_error.
namespace selfsame::storage::sql {

std::string write_policies(const std::vector<core::Policy>& policies);
std::vector<core::Policy> read_policies(std::string_view text);

std::string write_condition(const core::NetworkCondition& condition);
core::NetworkCondition read_condition(std::string_view text);

std::string write_changes(const std::vector<core::AuditChange>& changes);
std::vector<core::AuditChange> read_changes(std::string_view text);

}  // namespace selfsame::storage::sql
