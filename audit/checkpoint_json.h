#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/audit/audit_log.h"
#include "json/object_reader.h"

namespace selfsame::audit {

/// Reads a checkpoint that is part of something else; adds what is wrong to `reader`'s errors.
core::AuditCheckpoint read_checkpoint(json::ObjectReader& reader,
                                      std::vector<core::FieldError>& errors);

/// Reads 64 hex digits.
core::AuditHash read_hash(json::ObjectReader& reader, std::string_view key);

/// The first of what is wrong, in one line.
std::string describe_first(const std::vector<core::FieldError>& errors);

}  // namespace selfsame::audit
