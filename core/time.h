#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace selfsame::core {

/// An instant in UTC, in microseconds since 1970.
using Timestamp = std::chrono::sys_time<std::chrono::microseconds>;

/// Where the present comes from. Handed in, so that tests own it.
class Clock {
 public:
  virtual ~Clock() = default;
  [[nodiscard]] virtual Timestamp now() const = 0;
};

/// Reads an RFC 3339 date-time with any offset and up to 9 fraction digits (digits past the sixth
/// are dropped). A day that does not exist, such as 2026-02-30, second 60, or an instant outside of
/// the years 0000 to 9999 in UTC is refused.
std::optional<Timestamp> parse_rfc3339(std::string_view text);

/// `2026-11-22T15:04:05Z`: whole seconds, rounded down. `zone`: another way to write UTC.
std::string format_seconds(Timestamp at, std::string_view zone = "Z");
/// `2026-11-22 15:04 UTC`: for people.
std::string format_minutes(Timestamp at);
/// `2026-11-22T15:04:05.123456Z`.
std::string format_microseconds(Timestamp at);

}  // namespace selfsame::core
