#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/time.h"

namespace selfsame::rebilly {

/// `2026-01-02T03:04:05+00:00`: whole seconds, rounded down.
std::string format_time(core::Timestamp at);

/// An RFC 3339 date-time out of a query string, where a `+` that nobody encoded arrives as a blank.
std::optional<core::Timestamp> parse_query_time(std::string_view text);

}  // namespace selfsame::rebilly
