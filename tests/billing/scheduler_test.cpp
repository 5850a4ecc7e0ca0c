#include "billing/scheduler.h"

#include <atomic>
#include <functional>
#include <set>
#include <thread>

#include "tests/core_operations/billing_world.h"
#include "tests/support/forwarding_transaction.h"

namespace selfsame::billing {
namespace {

using core::SubscriptionState;
using std::chrono::days;

class Observer final : public SchedulerObserver {
 public:
  void scheduler_lost_store(std::string_view /*detail*/) override { ++lost; }
  void subscription_stuck(const core::SubscriptionKey& key, std::string_view /*detail*/) override {
    stuck.push_back(key.id);
  }

  std::atomic<int> lost = 0;
  std::vector<core::SubscriptionId> stuck;
};

/// A store whose changes of subscriptions somebody can break.
class BreakableStore final : public core::Store {
 public:
  explicit BreakableStore(core::Store& inner) : inner_(inner) {}

  std::function<void(const core::Subscription&)> before_update = [](const auto&) {};

  std::unique_ptr<core::StoreSession> open_session(core::Post post) override {
    return inner_.open_session(std::move(post));
  }
  void write_and_wait(core::WriteBody body) override {
    inner_.write_and_wait([&](core::WriteTransaction& tx) {
      Transaction broken(tx, before_update);
      return body(broken);
    });
  }
  void read_and_wait(core::ReadBody body) override { inner_.read_and_wait(std::move(body)); }
  void check() override { inner_.check(); }
  void close() override { inner_.close(); }
  [[nodiscard]] Statistics statistics() const override { return inner_.statistics(); }

 private:
  class Transaction final : public testing::ForwardingTransaction {
   public:
    Transaction(core::WriteTransaction& inner,
                const std::function<void(const core::Subscription&)>& before_update)
        : ForwardingTransaction(inner), inner_(inner), before_update_(before_update) {}
    bool update_subscription(const core::Subscription& subscription,
                             std::optional<core::Timestamp> next_step_at) override {
      before_update_(subscription);
      return inner_.update_subscription(subscription, next_step_at);
    }

   private:
    core::WriteTransaction& inner_;
    const std::function<void(const core::Subscription&)>& before_update_;
  };

  core::Store& inner_;
};

class SchedulerTest : public testing::BillingWorld {
 protected:
  SchedulerSurroundings surroundings(core::Store& store) {
    return {store,
            clock_,
            entropy_,
            hasher_,
            testing::test_catalogue(),
            testing::role_catalogue(),
            testing::test_billing_rules(),
            observer_};
  }
  /// Each for somebody else.
  std::vector<core::Subscription> buy_many(std::size_t count, const std::string& plan = "free") {
    std::vector<core::Subscription> bought;
    bought.reserve(count);
    for (std::size_t i = 0; i < count; ++i) {
      const auto user = add_user("buyer" + std::to_string(i) + "@example.com");
      bought.push_back(buy(system_, core::AnyBilling{user->id.bytes}, {plan, {}, {}}).value());
    }
    return bought;
  }

  Observer observer_;
};

TEST_F(SchedulerTest, DoesWhatIsDueAndNothingElse) {
  const auto bought = buy_many(40, "pro");
  Scheduler scheduler(surroundings(*store_));
  const auto before = contents();
  scheduler.run_due();
  EXPECT_EQ(contents(), before);
  clock_.advance(days(14));
  scheduler.run_due();
  for (const auto& one : bought) EXPECT_EQ(now(one).state, SubscriptionState::failed);
  EXPECT_EQ(scheduler.counters().advanced, bought.size());
  const auto after = contents();
  scheduler.run_due();
  EXPECT_EQ(contents(), after);
}

TEST_F(SchedulerTest, LooksAgainWhenTheRulesWereChanged) {
  const auto bought = buy("pro");
  auto rules = testing::test_billing_rules();
  rules.dunning.payment_term = days(20);
  const SchedulerSurroundings patient{
      *store_, clock_,   entropy_, hasher_, testing::test_catalogue(), testing::role_catalogue(),
      rules,   observer_};
  Scheduler scheduler(patient);
  clock_.advance(days(14));
  scheduler.run_due();
  EXPECT_EQ(now(bought), bought) << "it is not time yet";
  const auto due = read([&](auto& tx) { return tx.due_subscriptions(clock_.now(), 9); });
  EXPECT_TRUE(due.empty());
  clock_.advance(days(6));
  scheduler.run_due();
  EXPECT_EQ(now(bought).state, SubscriptionState::failed);
}

TEST_F(SchedulerTest, CatchesUpWithMoreThanOneChangeHolds) {
  auto bought = buy("free");
  clock_.advance(days(365) * 20);
  Scheduler(surroundings(*store_)).run_due();
  bought = now(bought);
  EXPECT_LE(bought.period.start, clock_.now());
  EXPECT_GT(bought.period.end, clock_.now());
  EXPECT_GT(bought.period_number, core::limits::kBillingStepsPerChange);
}

TEST_F(SchedulerTest, RunsOnceHoweverManyThereAre) {
  const auto bought = buy_many(100, "pro");
  for (const auto& one : bought) {
    const auto id = one.id.hex();
    ASSERT_TRUE(report(event(core::PaymentEventType::paid, one, id, one.balance, id)));
  }
  clock_.set(bought.back().period.end);
  std::vector<std::thread> nodes;
  for (int i = 0; i < 4; ++i) {
    nodes.emplace_back([&] { Scheduler(surroundings(*store_)).run_due(); });
  }
  for (auto& node : nodes) node.join();
  for (const auto& one : bought) {
    EXPECT_EQ(amounts(one.owner), (std::vector<std::int64_t>{2000, -2000, 2000}));
  }
}

TEST_F(SchedulerTest, GoesOnPastASubscriptionThatIsStuck) {
  const auto bought = buy_many(80, "pro");
  BreakableStore broken(*store_);
  broken.before_update = [&](const core::Subscription& one) {
    if (one.id == bought[3].id || one.id == bought[50].id) throw std::runtime_error("broken row");
  };
  clock_.advance(days(14));
  Scheduler scheduler(surroundings(broken));
  scheduler.run_due();
  EXPECT_EQ(std::set(observer_.stuck.begin(), observer_.stuck.end()),
            (std::set{bought[3].id, bought[50].id}));
  EXPECT_EQ(observer_.stuck.size(), 2U) << "each is told of once a look";
  EXPECT_EQ(scheduler.counters().advanced, bought.size() - 2);
  EXPECT_EQ(now(bought[3]), bought[3]) << "as it was";
  EXPECT_EQ(now(bought[79]).state, SubscriptionState::failed);
  broken.before_update = [](const auto&) {};
  scheduler.run_due();
  EXPECT_EQ(now(bought[3]).state, SubscriptionState::failed);
}

TEST_F(SchedulerTest, WaitsForALostStoreAndSaysSoOnce) {
  buy("pro");
  clock_.advance(days(14));
  BreakableStore broken(*store_);
  std::atomic<int> attempts = 0;
  broken.before_update = [&](const core::Subscription&) {
    ++attempts;
    throw core::StoreUnavailable("gone");
  };
  Scheduler scheduler(surroundings(broken), {.period = std::chrono::milliseconds(1)});
  scheduler.start();
  while (attempts < 5) std::this_thread::yield();
  scheduler.stop();
  EXPECT_EQ(observer_.lost, 1);
  EXPECT_TRUE(observer_.stuck.empty());
}

TEST_F(SchedulerTest, StopsWhileItWaits) {
  Scheduler scheduler(surroundings(*store_), {.period = std::chrono::hours(1)});
  scheduler.start();
  scheduler.stop();
}

}  // namespace
}  // namespace selfsame::billing
