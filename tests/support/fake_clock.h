#pragma once

#include <atomic>
#include <chrono>

#include "core/time.h"

namespace selfsame::testing {

/// A moment that tests count from: 2026-03-01T12:00:00Z.
inline constexpr core::Timestamp kNoon{
    std::chrono::sys_days(std::chrono::year(2026) / 3 / 1).time_since_epoch() +
    std::chrono::hours(12)};

/// Stands still until it is told to go on.
class FakeClock final : public core::Clock {
 public:
  explicit FakeClock(core::Timestamp now = kNoon) : now_(now) {}
  [[nodiscard]] core::Timestamp now() const override { return now_.load(); }
  void advance(std::chrono::microseconds by) { now_.store(now_.load() + by); }
  void set(core::Timestamp now) { now_.store(now); }

 private:
  std::atomic<core::Timestamp> now_;  // a server's threads read it
};

}  // namespace selfsame::testing
