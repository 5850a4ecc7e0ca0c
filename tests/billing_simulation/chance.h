#pragma once

#include <cstdint>

namespace selfsame::simulation {

/// The finalizer of SplitMix64: numbers that are alike become numbers that are not.
constexpr std::uint64_t mix(std::uint64_t number) {
  number += 0x9E3779B97F4A7C15ULL;
  number = (number ^ (number >> 30U)) * 0xBF58476D1CE4E5B9ULL;
  number = (number ^ (number >> 27U)) * 0x94D049BB133111EBULL;
  return number ^ (number >> 31U);
}

/// What looks like chance and is the same for the same number, however often it is asked.
class Chance {
 public:
  explicit Chance(std::uint64_t number) : state_(number) {}

  std::uint64_t below(std::uint64_t count) { return next() % count; }
  bool one_in(std::uint64_t count) { return below(count) == 0; }
  bool percent(std::uint64_t percent) { return below(100) < percent; }

 private:
  std::uint64_t next() {
    state_ += 0x9E3779B97F4A7C15ULL;
    return mix(state_);
  }

  std::uint64_t state_;
};

}  // namespace selfsame::simulation
