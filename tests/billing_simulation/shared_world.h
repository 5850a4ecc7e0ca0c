#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <span>
#include <string>

#include "tests/billing_simulation/outside.h"

namespace selfsame::simulation {

/// For people to see that something goes on; exact but for what a kill cuts off.
struct Progress {
  std::atomic<std::uint64_t> users = 0;     ///< brought in
  std::atomic<std::uint64_t> advanced = 0;  ///< subscriptions for which something fell due
  std::atomic<std::uint64_t> answers = 0;   ///< to reports and to what people did
  /// Acts that the server had done without anybody hearing of it before it was killed.
  std::atomic<std::uint64_t> unheard = 0;
};

/// The world around the server, in a file that the server's process and the one that kills it map:
/// it goes on when the server dies.
class SharedWorld {
 public:
  /// Makes the file. Throws std::system_error.
  static void create(const std::string& path, std::uint32_t users);
  /// Throws std::system_error.
  explicit SharedWorld(const std::string& path);
  ~SharedWorld();
  SharedWorld(const SharedWorld&) = delete;
  SharedWorld& operator=(const SharedWorld&) = delete;

  /// The number of the stage that runs.
  std::atomic<std::uint64_t>& stage() { return header_->stage; }
  Progress& progress() { return header_->progress; }
  [[nodiscard]] const Outside& outside(std::uint32_t user) const {
    const Slot& slot = slots_[user];
    return slot.versions.at(slot.current.load(std::memory_order_acquire));
  }
  /// All of it or nothing, also if the process is killed in here.
  void replace(std::uint32_t user, const Outside& outside);

 private:
  struct Header {
    std::atomic<std::uint64_t> stage = 0;
    Progress progress;
  };
  struct Slot {
    std::array<Outside, 2> versions;
    std::atomic<std::uint32_t> current = 0;
  };

  void* memory_ = nullptr;
  std::size_t size_ = 0;
  Header* header_ = nullptr;
  std::span<Slot> slots_;
};

}  // namespace selfsame::simulation
