#include "audit/keeper.h"

#include <exception>
#include <utility>

namespace selfsame::audit {

Keeper::Keeper(const KeeperSurroundings& surroundings, Times times)
    : with_(surroundings), times_(times), signer_(with_, counters_), pruner_(with_, counters_) {}

Keeper::~Keeper() { stop(); }

void Keeper::start() {
  thread_ = std::thread([this] { run(); });
}

void Keeper::notify() {
  const std::scoped_lock lock(mutex_);
  notified_ = true;
  changed_.notify_all();
}

void Keeper::stop() {
  if (!thread_.joinable()) return;
  {
    const std::scoped_lock lock(mutex_);
    stopping_ = true;
    changed_.notify_all();
  }
  thread_.join();
}

void Keeper::run() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    notified_ = false;
    lock.unlock();
    look();
    lock.lock();
    changed_.wait_for(lock, times_.period, [this] { return stopping_ || notified_; });
  }
}

void Keeper::look() {
  try {
    signer_.sign_all(stopping_);
    prune_if_due();
    store_lost_ = false;
  } catch (const std::exception& error) {
    ++counters_.failures;
    if (!std::exchange(store_lost_, true)) with_.observer.keeper_lost_store(error.what());
  }
}

void Keeper::prune_if_due() {
  if (times_.retention == std::chrono::days(0)) return;
  const auto now = with_.clock.now();
  // A clock that was put back does not stop the pruning.
  if (pruned_at_ && now >= *pruned_at_ && now - *pruned_at_ < times_.pruning_period) return;
  pruner_.prune_all(times_.retention, stopping_);
  pruned_at_ = now;
}

}  // namespace selfsame::audit
