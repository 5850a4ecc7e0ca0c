#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <string_view>
#include <thread>
#include <vector>

#include "core/access/catalogue.h"
#include "core/access/secret.h"
#include "core/billing/billing_rules.h"
#include "core/entropy.h"
#include "core/store.h"
#include "core/tenancy/role.h"
#include "core/time.h"

namespace selfsame::billing {

/// Told what an operator should know, on the scheduler's thread.
class SchedulerObserver {
 public:
  virtual ~SchedulerObserver() = default;
  /// The store cannot be read or written. Once, until it is back.
  virtual void scheduler_lost_store(std::string_view detail) = 0;
  /// What is due with a subscription cannot be done; the others go on. Each time it is tried.
  virtual void subscription_stuck(const core::SubscriptionKey& key, std::string_view detail) = 0;
};

/// What the scheduler needs; outlives it.
struct SchedulerSurroundings {
  core::Store& store;
  const core::Clock& clock;
  core::Entropy& entropy;
  const core::SecretHasher& hasher;
  const core::Catalogue& catalogue;
  const core::RoleCatalogue& roles;
  const core::BillingRules& rules;
  SchedulerObserver& observer;
};

/// Since the start. Safe from every thread.
struct SchedulerCounters {
  std::atomic<std::uint64_t> advanced = 0;  ///< subscriptions for which something fell due
  std::atomic<std::uint64_t> stuck = 0;     ///< times that one could not be advanced
  std::atomic<std::uint64_t> failures = 0;  ///< looks that ended early
};

/// Renews, fails and ends subscriptions when it is time, on a thread of its own. What is due is in
/// the store: after a pause it catches up, period by period, and with several schedulers on one store
/// each thing happens once, because the change reads the subscription again in its own transaction.
class Scheduler {
 public:
  struct Times {
    std::chrono::milliseconds period{1000};  ///< between looks for what is due
  };

  explicit Scheduler(const SchedulerSurroundings& surroundings)
      : Scheduler(surroundings, Times()) {}
  Scheduler(const SchedulerSurroundings& surroundings, Times times);
  ~Scheduler();
  Scheduler(const Scheduler&) = delete;
  Scheduler& operator=(const Scheduler&) = delete;

  void start();
  /// Ends the thread after the transaction that it is in.
  void stop();

  /// Does everything that is due now, on the calling thread. Throws what the store throws.
  void run_due();

  [[nodiscard]] const SchedulerCounters& counters() const { return counters_; }

 private:
  using Keys = std::vector<core::SubscriptionKey>;

  void run();
  void look();
  Keys find_due(std::uint32_t limit);
  /// All in one transaction, so that they share a commit.
  void advance_together(const Keys& keys);
  bool advance_alone(const core::SubscriptionKey& key);
  void advance(core::WriteTransaction& tx, const core::SubscriptionKey& key);

  const SchedulerSurroundings with_;
  const Times times_;
  SchedulerCounters counters_;
  bool store_lost_ = false;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::atomic<bool> stopping_ = false;
  std::thread thread_;
};

}  // namespace selfsame::billing
