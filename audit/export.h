#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/audit/audit_record.h"

/// Records as files hold them.
namespace selfsame::audit {

/// One line of JSON, without the line's end: the canonical text with the hash among the rest.
std::string export_line(const core::AuditRecord& record);

/// The same as a row of a table; the changes are JSON in one cell. Absent values are empty.
std::span<const std::string_view> export_columns();
std::vector<std::string> export_cells(const core::AuditRecord& record);

}  // namespace selfsame::audit
