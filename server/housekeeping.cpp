#include "server/housekeeping.h"

#include <exception>
#include <utility>

#include "core/limits.h"

namespace selfsame::server {
namespace {

constexpr std::uint32_t kPerTransaction = 1000;

using Forget = std::uint64_t (core::WriteTransaction::*)(core::Timestamp before,
                                                         std::uint32_t limit);

/// Forgets in steps that hold nobody up. Returns how many.
std::uint64_t forget(core::Store& store, Forget forget_some, core::Timestamp before,
                     const std::atomic<bool>& stopping) {
  std::uint64_t total = 0;
  std::uint64_t forgotten = kPerTransaction;
  while (forgotten == kPerTransaction && !stopping) {
    store.write_and_wait([&](core::WriteTransaction& tx) {
      forgotten = (tx.*forget_some)(before, kPerTransaction);
      return true;
    });
    total += forgotten;
  }
  return total;
}

}  // namespace

std::uint64_t forget_what_is_over(core::Store& store, core::Timestamp now,
                                  const std::atomic<bool>& stopping) {
  using core::WriteTransaction;
  return forget(store, &WriteTransaction::forget_answers, now - core::limits::kIdempotencyLifetime,
                stopping) +
         forget(store, &WriteTransaction::forget_sessions, now, stopping) +
         forget(store, &WriteTransaction::forget_action_links, now, stopping);
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
    forget_what_is_over(store, now, stopping_);
    store_lost_ = false;
  } catch (const std::exception& error) {
    if (std::exchange(store_lost_, true)) return;
    log_.write(LogLevel::error, "housekeeping_waits_for_store", {{"detail", error.what()}});
  }
}

}  // namespace selfsame::server
