#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <thread>

#include "core/store.h"
#include "core/time.h"
#include "server/log.h"

namespace selfsame::server {

/// Forgets the answers that are kept for requests that come again, `limits::kIdempotencyLifetime`
/// after they were given, and sessions and links that are over: so many in one transaction that no
/// change waits long. Returns how many. `stopping` ends it between two transactions. Throws what the
/// store throws.
std::uint64_t forget_what_is_over(core::Store& store, core::Timestamp now,
                                  const std::atomic<bool>& stopping);

/// Forgets what has served its time, on a thread of its own, again and again.
class Housekeeping {
 public:
  explicit Housekeeping(Log& log, std::chrono::milliseconds period = std::chrono::minutes(10))
      : log_(log), period_(period) {}
  ~Housekeeping();
  Housekeeping(const Housekeeping&) = delete;
  Housekeeping& operator=(const Housekeeping&) = delete;

  /// Both outlive `stop`.
  void start(core::Store& store, const core::Clock& clock);
  /// Ends the thread after what it is in the middle of: one transaction.
  void stop();

 private:
  void run(core::Store& store, const core::Clock& clock);
  void look(core::Store& store, core::Timestamp now);

  Log& log_;
  const std::chrono::milliseconds period_;
  bool store_lost_ = false;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::atomic<bool> stopping_ = false;
  std::thread thread_;
};

}  // namespace selfsame::server
