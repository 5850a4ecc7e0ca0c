#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "core/store.h"
#include "core/time.h"
#include "server/log.h"

namespace selfsame::server {

/// Asks the store whether it is well, on a thread of its own: no event loop waits for a disk. An
/// answer holds for a moment, so that asking often costs the store nothing.
class Health {
 public:
  using Answer = std::move_only_function<void(bool ready)>;

  Health(core::Store& store, const core::Clock& clock, Log& log);
  ~Health();
  Health(const Health&) = delete;
  Health& operator=(const Health&) = delete;

  /// Calls `answer` on the health thread. Questions that wait together share one check.
  void ask(Answer answer);
  /// Answers what waits, then ends the thread. Later questions are answered `false`.
  void stop();

 private:
  void run();
  bool is_ready();
  bool check();
  void check_audit();

  core::Store& store_;
  const core::Clock& clock_;
  Log& log_;
  bool ready_ = false;
  std::optional<core::Timestamp> checked_at_;  // of the health thread, like ready_
  std::mutex mutex_;
  std::condition_variable wake_;
  std::vector<Answer> waiting_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace selfsame::server
