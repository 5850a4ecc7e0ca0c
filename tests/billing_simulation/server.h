#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "billing/scheduler.h"
#include "core/store.h"
#include "tests/billing_simulation/loop.h"
#include "tests/billing_simulation/market.h"
#include "tests/billing_simulation/performer.h"
#include "tests/billing_simulation/run_files.h"
#include "tests/billing_simulation/shared_world.h"
#include "tests/billing_simulation/timeline.h"

namespace selfsame::simulation {

/// The process that is killed: the server's store, scheduler and operations, and around them the
/// people and the gateway, who go on where they were when the server before this one died.
class Server : private billing::SchedulerObserver {
 public:
  /// Opens the store.
  Server(const RunFiles& files, const Market& market);
  ~Server() override;
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  /// Lives until the end. Throws whatever goes wrong.
  void run(Stage end);

 private:
  void bring_users_in();
  void send_what_is_unanswered();
  void run_stage(Stage stage);
  void run_due();
  void let_gateway_act(Stage stage);
  void let_users_act(Stage stage);
  std::vector<core::Subscription> list_owing();
  bool has_ended(std::uint32_t user);

  void do_all(std::uint32_t user, Stage stage, const Acts& acts);
  void send(std::uint32_t user, const Act& act, bool is_resumed);
  void take_answer(std::uint32_t user, const Performer::Performed& performed);
  void wait_for_answers(std::size_t left);

  void scheduler_lost_store(std::string_view detail) override;
  void subscription_stuck(const core::SubscriptionKey& key, std::string_view detail) override;

  const Market& market_;
  SharedWorld world_;
  Installation installation_;
  Performer performer_;
  std::unique_ptr<core::Store> store_;
  Loop loop_;
  std::unique_ptr<core::StoreSession> session_;
  billing::Scheduler scheduler_;
  std::size_t in_flight_ = 0;
};

}  // namespace selfsame::simulation
