#include "server/housekeeping.h"

#include <gtest/gtest.h>
#include <memory>
#include <string>
#include <string_view>
#include <thread>

#include "core/limits.h"
#include "server/open_store.h"
#include "tests/support/fake_clock.h"

namespace selfsame::server {
namespace {

using core::limits::kIdempotencyLifetime;
using std::chrono::microseconds;
using std::chrono::milliseconds;

/// A store that cannot be written.
class LostStore final : public core::Store {
 public:
  std::unique_ptr<core::StoreSession> open_session(core::Post) override { return nullptr; }
  void write_and_wait(core::WriteBody) override {
    ++attempts;
    throw core::StoreUnavailable("lost");
  }
  void read_and_wait(core::ReadBody) override {}
  void check() override {}
  void close() override {}
  [[nodiscard]] Statistics statistics() const override { return {}; }

  std::atomic<int> attempts = 0;
};

class HousekeepingTest : public ::testing::Test {
 protected:
  void keep(int first, int count, core::Timestamp created_at) {
    store_->write_and_wait([&](core::WriteTransaction& tx) {
      for (int i = first; i < first + count; ++i) {
        tx.keep_answer({1}, std::to_string(i), {{}, 200, "sealed", created_at});
      }
      return true;
    });
  }
  bool has(int number) {
    bool found = false;
    store_->read_and_wait([&](core::ReadTransaction& tx) {
      found = tx.find_answer({1}, std::to_string(number)).has_value();
    });
    return found;
  }

  Log log_{"error"};
  testing::FakeClock clock_;
  std::unique_ptr<core::Store> store_ = open_store("sqlite::memory:", log_, false);
  std::atomic<bool> stopping_ = false;
};

TEST_F(HousekeepingTest, ForgetsAnswersThatAreADayOld) {
  const auto now = clock_.now();
  keep(1, 1, now - kIdempotencyLifetime - microseconds(1));
  keep(2, 1, now - kIdempotencyLifetime);
  keep(3, 1, now);
  EXPECT_EQ(forget_what_is_over(*store_, now, stopping_), 1U);
  EXPECT_FALSE(has(1));
  EXPECT_TRUE(has(2));
  EXPECT_TRUE(has(3));
}

TEST_F(HousekeepingTest, ForgetsMoreThanFitIntoOneTransaction) {
  keep(0, 2500, clock_.now() - 2 * kIdempotencyLifetime);
  EXPECT_EQ(forget_what_is_over(*store_, clock_.now(), stopping_), 2500U);
  EXPECT_FALSE(has(2499));
  EXPECT_EQ(forget_what_is_over(*store_, clock_.now(), stopping_), 0U);
}

TEST_F(HousekeepingTest, EndsWhenItIsToStop) {
  keep(0, 1, clock_.now() - 2 * kIdempotencyLifetime);
  stopping_ = true;
  EXPECT_EQ(forget_what_is_over(*store_, clock_.now(), stopping_), 0U);
  EXPECT_TRUE(has(0));
}

TEST_F(HousekeepingTest, LooksAgainAndAgainUntilItIsStopped) {
  keep(1, 1, clock_.now());
  Housekeeping housekeeping(log_, milliseconds(1));
  housekeeping.start(*store_, clock_);
  EXPECT_TRUE(has(1));
  clock_.advance(kIdempotencyLifetime + microseconds(1));
  while (has(1)) std::this_thread::yield();  // in vain until the test's time is over
  housekeeping.stop();
  housekeeping.stop();
}

TEST_F(HousekeepingTest, GoesOnWithoutTheStoreAndSaysSoOnce) {
  LostStore lost;
  ::testing::internal::CaptureStderr();
  Housekeeping housekeeping(log_, milliseconds(1));
  housekeeping.start(lost, clock_);
  while (lost.attempts < 3) std::this_thread::yield();
  housekeeping.stop();
  const auto said = ::testing::internal::GetCapturedStderr();
  const std::string_view event = "housekeeping_waits_for_store";
  const auto first = said.find(event);
  ASSERT_NE(first, std::string::npos);
  EXPECT_EQ(said.find(event, first + 1), std::string::npos) << said;
}

}  // namespace
}  // namespace selfsame::server
