#include "server/housekeeping.h"

#include <exception>
#include <utility>

#include "core/limits.h"

namespace selfsame::server {
namespace {

constexpr std::uint32_t kAnswersPerTransaction = 1000;

}  // namespace

std::uint64_t forget_old_answers(core::Store& store, core::Timestamp now,
                                 const std::atomic<bool>& stopping) {
  const auto before = now - core::limits::kIdempotencyLifetime;
  std::uint64_t total = 0;
  std::uint64_t forgotten = kAnswersPerTransaction;
  while (forgotten == kAnswersPerTransaction && !stopping) {
    store.write_and_wait([&](core::WriteTransaction& tx) {
      forgotten = tx.forget_answers(before, kAnswersPerTransaction);
      return true;
    });
    total += forgotten;
  }
  return total;
}

Housekeeping::~Housekeeping() { stop(); }

void Housekeeping::start(core::Store& store, const core::Clock& clock) {
  thread_ = std::thread([this, &store, &clock] { run(store, clock); });
}

void Housekeeping::stop() {
  if (!thread_.joinable()) return;
  {
    const std::scoped_lock lock(mutex_);
    stopping_ = true;
    changed_.notify_all();
  }
  thread_.join();
}

void Housekeeping::run(core::Store& store, const core::Clock& clock) {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    lock.unlock();
    look(store, clock.now());
    lock.lock();
    changed_.wait_for(lock, period_, [this] { return stopping_.load(); });
  }
}

void Housekeeping::look(core::Store& store, core::Timestamp now) {
  try {
    forget_old_answers(store, now, stopping_);
    store_lost_ = false;
  } catch (const std::exception& error) {
    if (std::exchange(store_lost_, true)) return;
    log_.write(LogLevel::error, "housekeeping_waits_for_store", {{"detail", error.what()}});
  }
}

}  // namespace selfsame::server
