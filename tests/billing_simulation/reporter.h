#pragma once

#include <chrono>
#include <cstdint>
#include <iomanip>
#include <iostream>
#include <stdexcept>

#include "core/time.h"
#include "tests/billing_simulation/shared_world.h"
#include "tests/billing_simulation/timeline.h"

namespace selfsame::simulation {

/// Says what goes on, with the seconds since the start.
class Reporter {
 public:
  Reporter(SharedWorld& world, Stage end) : world_(world), end_(end) {}

  std::ostream& say() const {
    const auto passed =
        std::chrono::duration_cast<std::chrono::seconds>(Clock::now() - start_).count();
    return std::cout << std::setw(5) << passed << " s  ";
  }
  /// How far it is, every few seconds. Throws std::runtime_error if it gets no further.
  void look(std::uint64_t kills) {
    if (const auto stage = world_.stage().load(); stage != newest_stage_) {
      newest_stage_ = stage;
      newest_stage_at_ = Clock::now();
    } else if (Clock::now() > newest_stage_at_ + kPatience) {
      throw std::runtime_error("nothing goes on any more");
    }
    if (Clock::now() < next_look_) return;
    next_look_ = Clock::now() + std::chrono::seconds(5);
    say_progress(kills);
  }
  void say_progress(std::uint64_t kills) const {
    const Stage stage{world_.stage()};
    const auto& progress = world_.progress();
    say() << core::format_seconds(stage.time()).substr(0, 10) << std::setw(5)
          << stage.number * 100 / end_.number << "%  " << progress.advanced
          << " subscriptions advanced, " << progress.answers << " acts of people and the gateway, "
          << kills << " kills" << std::endl;
  }

 private:
  using Clock = std::chrono::steady_clock;
  static constexpr std::chrono::minutes kPatience{2};

  SharedWorld& world_;
  const Stage end_;
  const Clock::time_point start_ = Clock::now();
  Clock::time_point next_look_;
  std::uint64_t newest_stage_ = 0;
  Clock::time_point newest_stage_at_ = start_;
};

}  // namespace selfsame::simulation
