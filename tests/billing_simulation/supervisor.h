#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace selfsame::simulation {

/// How long the server lives until it is killed: some time from the shortest to the longest.
struct Lifetimes {
  std::chrono::milliseconds shortest{100};
  std::chrono::milliseconds longest{3000};
};

/// Starts this program again with `arguments`, kills it (SIGKILL) when its time has come, and starts
/// it again, until it ends by itself. Returns how often it was killed. Throws std::runtime_error if
/// it fails, or dies otherwise, or this program is asked to stop. `look` is called many times a second.
std::uint64_t supervise(const std::vector<std::string>& arguments, const Lifetimes& lifetimes,
                        std::uint64_t seed, const std::function<void(std::uint64_t kills)>& look);

/// For the program that is started: not to outlive the one that kills it.
void die_with_parent();

}  // namespace selfsame::simulation
