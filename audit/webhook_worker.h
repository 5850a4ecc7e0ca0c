#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "audit/webhook.h"

namespace selfsame::audit {

/// Delivers to the webhook on a thread of its own, again and again.
class WebhookWorker {
 public:
  struct Times {
    std::chrono::milliseconds period{1000};  ///< between looks for records to send
    std::chrono::milliseconds grace{2000};   ///< for a request in progress when stopping
  };

  explicit WebhookWorker(const WebhookSurroundings& surroundings)
      : WebhookWorker(surroundings, Times()) {}
  WebhookWorker(const WebhookSurroundings& surroundings, Times times);
  ~WebhookWorker();
  WebhookWorker(const WebhookWorker&) = delete;
  WebhookWorker& operator=(const WebhookWorker&) = delete;

  void start();
  /// There may be records to send. Safe from every thread.
  void notify();
  /// Ends the thread. What was not sent waits in the store.
  void stop();
  [[nodiscard]] const WebhookDeliverer::Counters& counters() const { return deliverer_.counters(); }

 private:
  void run();

  WebhookTransport& transport_;
  const Times times_;
  WebhookDeliverer deliverer_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool notified_ = false;
  bool ended_ = false;
  std::atomic<bool> stopping_ = false;
  std::thread thread_;
};

}  // namespace selfsame::audit
