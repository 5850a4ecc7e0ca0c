#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/audit/audit_record.h"
#include "json/writer.h"

/// Entries of `/user/audit_logs` and `/accounts/{id}/audit_logs`. Wire reference: 9.4, 12.
namespace selfsame::cloudflare {

/// What an entry says of a record under one name. Filters of that name look at the same.
namespace audit_log {
std::string id(const core::AuditRecord& record);
std::string action_type(const core::AuditRecord& record);
std::string actor_email(const core::AuditRecord& record);
std::string zone_name(const core::AuditRecord& record);
}  // namespace audit_log

void encode_audit_log(const core::AuditRecord& record, json::Writer& out);

// The same as rows of a table.
std::vector<std::string> audit_log_columns();
std::vector<std::string> audit_log_row(const core::AuditRecord& record);

}  // namespace selfsame::cloudflare
