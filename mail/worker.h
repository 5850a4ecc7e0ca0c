#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "mail/deliverer.h"

namespace selfsame::mail {

/// Delivers on a thread of its own, again and again.
class Worker {
 public:
  struct Times {
    std::chrono::milliseconds period{1000};  ///< between looks into the outbox
    std::chrono::milliseconds grace{5000};   ///< for a mail that is being sent when stopping
  };

  explicit Worker(const Surroundings& surroundings) : Worker(surroundings, Times()) {}
  Worker(const Surroundings& surroundings, Times times);
  ~Worker();
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  void start();
  /// There may be something in the outbox. Safe from every thread.
  void notify();
  /// Ends the thread. What was not sent waits in the store.
  void stop();
  [[nodiscard]] const Deliverer::Counters& counters() const { return deliverer_.counters(); }

 private:
  void run();

  Transport& transport_;
  const Times times_;
  Deliverer deliverer_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool notified_ = false;
  bool ended_ = false;
  std::atomic<bool> stopping_ = false;
  std::thread thread_;
};

}  // namespace selfsame::mail
