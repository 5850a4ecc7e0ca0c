#include "audit/webhook_worker.h"

namespace selfsame::audit {

WebhookWorker::WebhookWorker(const WebhookSurroundings& surroundings, Times times)
    : transport_(surroundings.transport), times_(times), deliverer_(surroundings) {}

WebhookWorker::~WebhookWorker() { stop(); }

void WebhookWorker::start() {
  thread_ = std::thread([this] { run(); });
}

void WebhookWorker::notify() {
  const std::scoped_lock lock(mutex_);
  notified_ = true;
  changed_.notify_all();
}

void WebhookWorker::stop() {
  if (!thread_.joinable()) return;
  {
    std::unique_lock lock(mutex_);
    stopping_ = true;
    changed_.notify_all();
    if (!changed_.wait_for(lock, times_.grace, [this] { return ended_; })) transport_.cancel();
  }
  thread_.join();
}

void WebhookWorker::run() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    notified_ = false;
    lock.unlock();
    deliverer_.deliver_due(stopping_);
    lock.lock();
    changed_.wait_for(lock, times_.period, [this] { return stopping_ || notified_; });
  }
  ended_ = true;
  changed_.notify_all();
}

}  // namespace selfsame::audit
