#include "server/renewals.h"

namespace selfsame::server {

Renewals::~Renewals() = default;

void Renewals::start(const Surroundings& with) {
  scheduler_ = std::make_unique<billing::Scheduler>(
      billing::SchedulerSurroundings{with.store, with.clock, with.entropy, with.hasher,
                                     with.catalogue, with.roles, with.rules, *this});
  scheduler_->start();
}

void Renewals::stop() {
  if (scheduler_ != nullptr) scheduler_->stop();
}

BillingCounts Renewals::counts() const {
  if (scheduler_ == nullptr) return {};
  const auto& counters = scheduler_->counters();
  return {counters.advanced, counters.stuck, counters.failures};
}

void Renewals::scheduler_lost_store(std::string_view detail) {
  log_.write(LogLevel::error, "renewals_wait_for_store", {{"detail", detail}});
}

void Renewals::subscription_stuck(const core::SubscriptionKey& key, std::string_view detail) {
  log_.write(LogLevel::error, "subscription_stuck",
             {{"owner_id", core::HexId(key.owner.id)},
              {"subscription_id", key.id.hex_view()},
              {"detail", detail},
              {"hint", "look at it with: selfsame billing show OWNER"}});
}

}  // namespace selfsame::server
