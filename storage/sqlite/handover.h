#pragma once

#include <chrono>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <utility>

namespace selfsame::storage::sqlite {

/// One thread waits for what another finishes. How it failed changes hands whole, under the lock:
/// a promise would leave a share of it with the thread that finished, to be destroyed there while
/// the other reads it, and nothing but a count inside the C++ run-time would hold that apart.
class Handover {
 public:
  /// Called once, with null if all went well. The lock is kept while it notifies, so that whoever
  /// waits may destroy this as soon as the wait is over.
  void finish(std::exception_ptr error) {
    const std::scoped_lock lock(mutex_);
    error_ = std::move(error);
    is_finished_ = true;
    finished_.notify_all();
  }

  /// False if `patience` ended first.
  [[nodiscard]] bool wait_for(std::chrono::seconds patience) {
    std::unique_lock lock(mutex_);
    return finished_.wait_for(lock, patience, [this] { return is_finished_; });
  }

  /// Waits, and throws what it was finished with.
  void get() {
    std::unique_lock lock(mutex_);
    finished_.wait(lock, [this] { return is_finished_; });
    auto error = std::exchange(error_, nullptr);
    lock.unlock();
    if (error) std::rethrow_exception(std::move(error));
  }

 private:
  std::mutex mutex_;
  std::condition_variable finished_;
  bool is_finished_ = false;
  std::exception_ptr error_;
};

}  // namespace selfsame::storage::sqlite
