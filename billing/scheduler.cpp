#include "billing/scheduler.h"

#include <algorithm>
#include <exception>
#include <stdexcept>
#include <utility>

#include "core/billing/payment_operations.h"

namespace selfsame::billing {
namespace {

/// Subscriptions that go in one transaction: few enough that no change of others waits long.
constexpr std::uint32_t kTogether = 32;

}  // namespace

Scheduler::Scheduler(const SchedulerSurroundings& surroundings, Times times)
    : with_(surroundings), times_(times) {}

Scheduler::~Scheduler() { stop(); }

void Scheduler::start() {
  thread_ = std::thread([this] { run(); });
}

void Scheduler::stop() {
  if (!thread_.joinable()) return;
  {
    const std::scoped_lock lock(mutex_);
    stopping_ = true;
    changed_.notify_all();
  }
  thread_.join();
}

void Scheduler::run() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    lock.unlock();
    look();
    lock.lock();
    changed_.wait_for(lock, times_.period, [this] { return stopping_.load(); });
  }
}

void Scheduler::look() {
  try {
    run_due();
    store_lost_ = false;
  } catch (const std::exception& error) {
    ++counters_.failures;
    if (!std::exchange(store_lost_, true)) with_.observer.scheduler_lost_store(error.what());
  }
}

void Scheduler::run_due() {
  Keys stuck;
  while (!stopping_) {
    // What is stuck stays first in line; it is tried again at the next look.
    auto due = find_due(kTogether + static_cast<std::uint32_t>(stuck.size()));
    std::erase_if(due,
                  [&](const auto& key) { return std::ranges::find(stuck, key) != stuck.end(); });
    if (due.empty()) return;
    try {
      advance_together(due);
      counters_.advanced += due.size();
    } catch (const core::StoreUnavailable&) {
      throw;
    } catch (const std::exception&) {
      // One of them is broken. Which one, and why, is told when each has its own transaction.
      for (const auto& key : due) {
        if (!advance_alone(key)) stuck.push_back(key);
      }
    }
  }
}

Scheduler::Keys Scheduler::find_due(std::uint32_t limit) {
  Keys due;
  with_.store.read_and_wait(
      [&](core::ReadTransaction& tx) { due = tx.due_subscriptions(with_.clock.now(), limit); });
  return due;
}

void Scheduler::advance_together(const Keys& keys) {
  with_.store.write_and_wait([&](core::WriteTransaction& tx) {
    for (const auto& key : keys) advance(tx, key);
    return true;
  });
}

bool Scheduler::advance_alone(const core::SubscriptionKey& key) {
  try {
    advance_together({key});
    ++counters_.advanced;
    return true;
  } catch (const core::StoreUnavailable&) {
    throw;
  } catch (const std::exception& error) {
    ++counters_.stuck;
    with_.observer.subscription_stuck(key, error.what());
    return false;
  }
}

void Scheduler::advance(core::WriteTransaction& tx, const core::SubscriptionKey& key) {
  const core::Principal program;
  const core::OperationContext context{with_.catalogue, with_.roles,   with_.rules,
                                       with_.hasher,    with_.entropy, with_.clock.now(),
                                       program};
  const auto status = core::advance_subscription(tx, context, key);
  if (!status) throw std::runtime_error(status.error().message);
}

}  // namespace selfsame::billing
