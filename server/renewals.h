#pragma once

#include <memory>
#include <string_view>

#include "billing/scheduler.h"
#include "server/log.h"
#include "server/metrics.h"

namespace selfsame::server {

/// Lets subscriptions go on by themselves while the server runs, and tells the operator what does
/// not.
class Renewals : private billing::SchedulerObserver {
 public:
  explicit Renewals(Log& log) : log_(log) {}
  ~Renewals() override;
  Renewals(const Renewals&) = delete;
  Renewals& operator=(const Renewals&) = delete;

  /// What renewing needs; outlives `stop`.
  struct Surroundings {
    core::Store& store;
    const core::Clock& clock;
    core::Entropy& entropy;
    const core::SecretHasher& hasher;
    const core::Catalogue& catalogue;
    const core::RoleCatalogue& roles;
    const core::BillingRules& rules;
  };
  void start(const Surroundings& surroundings);
  void stop();
  [[nodiscard]] BillingCounts counts() const;

 private:
  void scheduler_lost_store(std::string_view detail) override;
  void subscription_stuck(const core::SubscriptionKey& key, std::string_view detail) override;

  Log& log_;
  std::unique_ptr<billing::Scheduler> scheduler_;
};

}  // namespace selfsame::server
