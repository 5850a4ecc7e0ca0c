#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>

#include "audit/pruner.h"
#include "audit/signer.h"

namespace selfsame::audit {

/// Signs logs, and forgets what is old in them, on a thread of its own, again and again.
class Keeper {
 public:
  struct Times {
    std::chrono::milliseconds period{60'000};  ///< between looks for what is to be signed
    std::chrono::milliseconds pruning_period{3'600'000};
    std::chrono::days retention{0};  ///< 0: everything is kept
  };

  explicit Keeper(const KeeperSurroundings& surroundings) : Keeper(surroundings, Times()) {}
  Keeper(const KeeperSurroundings& surroundings, Times times);
  ~Keeper();
  Keeper(const Keeper&) = delete;
  Keeper& operator=(const Keeper&) = delete;

  void start();
  /// There may be much to sign. Safe from every thread.
  void notify();
  /// Ends the thread after what it is in the middle of: one transaction. What is not signed yet is
  /// signed after the next start.
  void stop();

  /// A checkpoint on demand; see audit/signer.h. Safe from every thread.
  [[nodiscard]] core::AuditCheckpoint sign_now(core::WriteTransaction& tx,
                                               const core::AuditHead& head) const {
    return audit::sign_now(tx, with_.key, head, with_.clock.now());
  }
  [[nodiscard]] const KeeperCounters& counters() const { return counters_; }

 private:
  void run();
  void look();
  void prune_if_due();

  const KeeperSurroundings with_;
  const Times times_;
  KeeperCounters counters_;
  Signer signer_;
  Pruner pruner_;
  std::optional<core::Timestamp> pruned_at_;
  bool store_lost_ = false;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool notified_ = false;
  std::atomic<bool> stopping_ = false;
  std::thread thread_;
};

}  // namespace selfsame::audit
