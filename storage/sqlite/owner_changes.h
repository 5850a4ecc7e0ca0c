#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <span>

#include "core/id.h"

namespace selfsame::storage::sqlite {

/// When each owner (a user or an organization) last changed, in numbers of commits: how caches know,
/// without a lock, that what they hold is still true. Owners share slots, so a change may make
/// others read again, never the other way round.
///
/// A reader takes `now()` before its snapshot begins and keeps the number with what it read; that
/// is true for as long as `unchanged_since` says so. The writer announces a commit before it
/// begins, so that nobody combines what it holds with a snapshot that has the commit, and ends it
/// after it is done and before anybody is told of it.
class OwnerChanges {
 public:
  [[nodiscard]] std::uint64_t now() const { return now_.load(std::memory_order_acquire); }

  static std::uint32_t slot_of(const core::IdBytes& owner) {
    // Ids have constant bits, and some are chosen by callers: the high bits of a product have none.
    return static_cast<std::uint32_t>((core::IdHash{}(owner) * 0x9E3779B97F4A7C15ULL) >>
                                      (64 - kSlotBits));
  }

  [[nodiscard]] bool unchanged_since(std::uint64_t moment, std::uint32_t slot) const {
    return slots_[slot].load(std::memory_order_acquire) <= moment;
  }

  /// Called by the writer's thread alone, like `end_commit`.
  void announce_commit(std::span<const core::IdBytes> changed_owners) {
    const std::uint64_t moment = now_.load(std::memory_order_relaxed) + 1;
    for (const core::IdBytes& owner : changed_owners) {
      slots_[slot_of(owner)].store(moment, std::memory_order_release);
    }
  }
  /// Also called when the commit failed: nobody can say for sure what a failing disk has kept.
  void end_commit() {
    // Who sees this moment sees its slots, and begins a snapshot that has the commit.
    now_.store(now_.load(std::memory_order_relaxed) + 1, std::memory_order_release);
  }

 private:
  static constexpr unsigned kSlotBits = 14;

  std::atomic<std::uint64_t> now_ = 0;
  std::array<std::atomic<std::uint64_t>, std::size_t{1} << kSlotBits> slots_{};
};

}  // namespace selfsame::storage::sqlite
