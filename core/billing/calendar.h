#pragma once

#include <chrono>
#include <cstdint>
#include <string_view>

#include "core/time.h"

/// Periods by the calendar: a month from 31 January ends on the last day of February, and the one
/// after it on 31 March.
namespace selfsame::core {

enum class Frequency : std::uint8_t { weekly, monthly, quarterly, yearly };

/// `weekly`, `monthly`, `quarterly`, `yearly`.
std::string_view frequency_name(Frequency frequency);

/// A time on the clocks of some place.
using LocalTime = std::chrono::local_time<std::chrono::microseconds>;

/// The clocks of some place. Immutable; shared by all threads.
class TimeZone {
 public:
  virtual ~TimeZone() = default;
  [[nodiscard]] virtual LocalTime to_local(Timestamp at) const = 0;
  /// When the clocks show it: the first time if they show it twice; if they never do, because they
  /// were put forward over it, the moment at which they were.
  [[nodiscard]] virtual Timestamp to_utc(LocalTime local) const = 0;
};

/// Where time zones come from. Thread-safe.
class TimeZones {
 public:
  virtual ~TimeZones() = default;
  /// By a name of the IANA database, e.g. `Europe/Berlin`; null if there is none.
  [[nodiscard]] virtual const TimeZone* find(std::string_view name) const = 0;
};

/// UTC, the zone that needs no database.
const TimeZone& utc_zone();
inline constexpr std::string_view kUtc = "UTC";

/// From its start, which belongs to it, to its end, which does not.
struct Period {
  Timestamp start{};
  Timestamp end{};

  bool operator==(const Period&) const = default;
};

/// Where the `count`th period after an anchor begins: the same time of day, weeks, months, quarters
/// or years later on the clocks of the zone; where a month is too short for the day, on its last. 0
/// is the anchor itself.
Timestamp period_boundary(Timestamp anchor, Frequency frequency, std::uint32_t count,
                          const TimeZone& zone);

/// The same time of day so many days later on the clocks of the zone.
Timestamp days_later(Timestamp from, std::chrono::days days, const TimeZone& zone);

}  // namespace selfsame::core
