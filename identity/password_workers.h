#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

#include "core/identity/password_workers.h"

namespace selfsame::identity {

/// Threads that do one piece of work each at a time, so that hashing never takes more memory than
/// that of so many hashes. Work that cannot begin soon is refused instead of kept waiting.
class PasswordWorkers final : public core::PasswordWorkers {
 public:
  using Done = std::move_only_function<void(std::exception_ptr)>;

  /// At least one thread; at most `waiting_max` pieces of work wait (at least one). The hasher is
  /// kept by reference.
  PasswordWorkers(const core::PasswordHasher& hasher, std::size_t threads, std::size_t waiting_max);
  ~PasswordWorkers() override { close(); }
  PasswordWorkers(const PasswordWorkers&) = delete;
  PasswordWorkers& operator=(const PasswordWorkers&) = delete;

  /// `done` must not throw. False also once `close` has begun.
  [[nodiscard]] bool submit(core::PasswordWork work, Done done) override;

  /// Finishes what waits and stops the threads; not to be called on one of them.
  void close();

  struct Statistics {
    std::size_t waiting = 0;  ///< now
    std::uint64_t queued = 0;
    std::uint64_t done = 0;
    std::uint64_t refused = 0;
  };
  [[nodiscard]] Statistics statistics() const;

 private:
  struct Job {
    core::PasswordWork work;
    Done done;
  };

  void start(std::size_t threads);
  void run();
  void run(Job job) const;

  const core::PasswordHasher& hasher_;
  const std::size_t waiting_max_;

  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Job> queue_;
  Statistics counts_;  ///< but for `waiting`
  bool is_closing_ = false;
  std::once_flag closed_;
  std::vector<std::thread> threads_;
};

}  // namespace selfsame::identity
