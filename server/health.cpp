#include "server/health.h"

#include <utility>

namespace selfsame::server {

Health::Health(core::Store& store, Log& log)
    : store_(store), log_(log), thread_([this] { run(); }) {}

Health::~Health() { stop(); }

void Health::ask(Answer answer) {
  {
    const std::scoped_lock lock(mutex_);
    if (!stopping_) {
      waiting_.push_back(std::move(answer));
      wake_.notify_one();
      return;
    }
  }
  answer(false);
}

void Health::stop() {
  {
    const std::scoped_lock lock(mutex_);
    stopping_ = true;
    wake_.notify_one();
  }
  if (thread_.joinable()) thread_.join();
}

void Health::run() {
  std::unique_lock lock(mutex_);
  while (true) {
    wake_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
    if (waiting_.empty()) return;
    auto answers = std::exchange(waiting_, {});
    lock.unlock();
    const bool ready = check();
    for (auto& answer : answers) answer(ready);
    lock.lock();
  }
}

/// Appends an audit record and takes it back: where that fails, every change is refused.
void Health::check_audit() {
  store_.write_and_wait([](core::WriteTransaction& tx) {
    core::AuditRecord record;
    record.operation = "health.check";
    record.action = record.operation;
    tx.append_audit_record(record);
    return false;
  });
}

bool Health::check() {
  try {
    store_.check();
    check_audit();
    return true;
  } catch (const std::exception& error) {
    log_.write(LogLevel::error, "store_not_ready", {{"detail", error.what()}});
    return false;
  }
}

}  // namespace selfsame::server
