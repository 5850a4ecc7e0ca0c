#pragma once

#include <optional>
#include <string_view>

#include "core/audit/audit_record.h"

/// How the values of a record's enumerations are called wherever records leave the program.
namespace selfsame::audit {

std::string_view word(core::AuditOwnerKind kind);
std::string_view word(core::AuditOutcome outcome);
std::string_view word(core::CredentialKind kind);

std::optional<core::AuditOwnerKind> parse_owner_kind(std::string_view text);

}  // namespace selfsame::audit
