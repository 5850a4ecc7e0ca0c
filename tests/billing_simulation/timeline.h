#pragma once

#include <chrono>
#include <cstdint>

#include "core/time.h"

/// Simulated time: two moments a day, and in each what happens one after the other.
namespace selfsame::simulation {

/// So that the first periods end where months are too short, and 2028, 2032 and 2036 have a day more.
inline constexpr std::chrono::year kFirstYear{2027};

enum class Phase : std::uint8_t {
  early,    ///< people act, before the server has seen to what is due
  due,      ///< the server does
  gateway,  ///< the gateway collects what is owed, and reports
  late,     ///< people act, and the gateway remembers what it forgot
};

/// One phase of one moment, numbered from 0.
struct Stage {
  std::uint64_t number = 0;

  [[nodiscard]] Phase phase() const { return static_cast<Phase>(number % 4); }
  [[nodiscard]] std::uint64_t moment() const { return number / 4; }
  /// Noon or half past eleven in the evening, UTC.
  [[nodiscard]] core::Timestamp time() const {
    const auto time_of_day =
        moment() % 2 == 0 ? std::chrono::minutes(12 * 60) : std::chrono::minutes(23 * 60 + 30);
    return std::chrono::sys_days(kFirstYear / 12 / 31) + std::chrono::days(moment() / 2) +
           time_of_day;
  }
};

/// How many stages there are, to the same day so many years later.
inline std::uint64_t stages_in(std::uint32_t years) {
  const auto last = kFirstYear + std::chrono::years(years);
  const auto days =
      std::chrono::sys_days(last / 12 / 31) - std::chrono::sys_days(kFirstYear / 12 / 31);
  return static_cast<std::uint64_t>(days.count()) * 8;
}

}  // namespace selfsame::simulation
