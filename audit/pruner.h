#pragma once

#include <atomic>
#include <chrono>

#include "audit/keeper_surroundings.h"
#include "core/store.h"

namespace selfsame::audit {

/// Forgets records that are older than an operator wants to keep. What is too old goes within a day:
/// at once would leave as many records of forgetting as there were records.
class Pruner {
 public:
  Pruner(const KeeperSurroundings& surroundings, KeeperCounters& counters)
      : with_(surroundings), counters_(counters) {}

  /// Goes through all logs and all views. Each log that loses something says so in a record, which
  /// stays. Throws what the store throws.
  void prune_all(std::chrono::days retention, const std::atomic<bool>& stopping);

 private:
  void prune_logs(core::Timestamp before, const std::atomic<bool>& stopping);
  /// Forgets a part of a log; false if there is nothing (more) to forget.
  bool prune_log(const core::IdBytes& owner, core::Timestamp before);
  void prune_views(core::Timestamp before, const std::atomic<bool>& stopping);

  const KeeperSurroundings& with_;
  KeeperCounters& counters_;
};

}  // namespace selfsame::audit
