#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "core/store.h"

namespace selfsame::simulation {

/// What is simulated.
struct Scale {
  std::uint32_t subscriptions = 10'000;
  std::uint32_t years = 10;
  std::uint64_t seed = 1;
};

/// The files of one run, in its directory.
struct RunFiles {
  std::string directory;

  [[nodiscard]] std::string world() const { return directory + "/world"; }
  [[nodiscard]] std::string store() const { return directory + "/store.db"; }
};

/// As `selfsame serve` opens it. Throws core::StoreUnavailable.
std::unique_ptr<core::Store> open_store(const RunFiles& files);

}  // namespace selfsame::simulation
