#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <utility>

#include "core/store.h"

namespace selfsame::simulation {

/// The thread of a session: what is posted runs where `run_one` is called.
class Loop {
 public:
  core::Post post() {
    return [this](std::move_only_function<void()> function) {
      const std::scoped_lock lock(mutex_);
      queue_.push_back(std::move(function));
      wake_.notify_one();
    };
  }
  /// Waits for the next function and runs it.
  void run_one() {
    std::unique_lock lock(mutex_);
    wake_.wait(lock, [this] { return !queue_.empty(); });
    auto function = std::move(queue_.front());
    queue_.pop_front();
    lock.unlock();
    function();
  }

 private:
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::move_only_function<void()>> queue_;
};

}  // namespace selfsame::simulation
