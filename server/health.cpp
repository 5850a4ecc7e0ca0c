#include "server/health.h"

#include <chrono>
#include <utility>

namespace selfsame::server {

namespace {

constexpr std::chrono::milliseconds kAnswerHolds{500};

}  // namespace

Health::Health(core::Store& store, const core::Clock& clock, Log& log)
    : store_(store), clock_(clock), log_(log), thread_([this] { run(); }) {}

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
    const bool ready = is_ready();
    for (auto& answer : answers) answer(ready);
    lock.lock();
  }
}

bool Health::is_ready() {
  const auto now = clock_.now();
  const bool holds = checked_at_ && now >= *checked_at_ && now - *checked_at_ < kAnswerHolds;
  if (!holds) {
    ready_ = check();
    checked_at_ = clock_.now();
  }
  return ready_;
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
