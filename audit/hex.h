#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "core/audit/audit_record.h"

namespace selfsame::audit {

/// Lower-case hex digits.
std::string to_hex(std::span<const std::uint8_t> bytes);
std::string to_hex(std::string_view bytes);

/// Reads 64 lower-case hex digits: one spelling for one hash.
std::optional<core::AuditHash> parse_hash(std::string_view text);

}  // namespace selfsame::audit
