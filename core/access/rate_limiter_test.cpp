#include "core/access/rate_limiter.h"

#include <gtest/gtest.h>
#include <latch>
#include <thread>
#include <vector>

#include "tests/support/fake_clock.h"

namespace selfsame::core {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::kNoon;

constexpr seconds kWindow{300};
constexpr std::uint32_t kMax = 5;

IdBytes user(std::uint8_t number) { return {number}; }

class TakeFromBucket : public ::testing::Test {
 protected:
  RateBucket::Outcome take(Timestamp now) { return bucket_.take(kMax, kWindow, now); }
  void use_up(Timestamp now) {
    for (std::uint32_t i = 0; i < kMax; ++i) EXPECT_TRUE(take(now).allowed) << i;
  }
  RateBucket bucket_;
};

TEST_F(TakeFromBucket, AllowsExactlyTheLimit) {
  for (std::uint32_t i = 1; i <= kMax; ++i) {
    const auto outcome = take(kNoon);
    EXPECT_TRUE(outcome.allowed) << i;
    EXPECT_EQ(outcome.remaining, kMax - i);
    EXPECT_EQ(outcome.reset, kWindow);
  }
  const auto outcome = take(kNoon);
  EXPECT_FALSE(outcome.allowed);
  EXPECT_EQ(outcome.remaining, 0U);
}

TEST_F(TakeFromBucket, TheWindowStartsWithItsFirstRequest) {
  use_up(kNoon);
  const Timestamp next = kNoon + kWindow;
  const auto outcome = take(next);
  EXPECT_TRUE(outcome.allowed);
  EXPECT_EQ(outcome.remaining, kMax - 1);
  EXPECT_EQ(outcome.reset, kWindow);
}

TEST_F(TakeFromBucket, ResetCountsDownToTheEndOfTheWindow) {
  EXPECT_EQ(take(kNoon).reset, seconds(300));
  EXPECT_EQ(take(kNoon + milliseconds(1999)).reset, seconds(299));
  EXPECT_EQ(take(kNoon + seconds(299)).reset, seconds(1));
}

TEST_F(TakeFromBucket, WhoeverExceedsItIsRefusedForAWholeWindowFromThen) {
  use_up(kNoon);
  const Timestamp exceeded = kNoon + seconds(200);
  const auto refused = take(exceeded);
  EXPECT_FALSE(refused.allowed);
  EXPECT_EQ(refused.reset, kWindow);
  EXPECT_FALSE(take(kNoon + kWindow).allowed) << "the old window's end no longer counts";
  EXPECT_FALSE(take(exceeded + kWindow - milliseconds(1)).allowed);
  EXPECT_TRUE(take(exceeded + kWindow).allowed);
}

TEST_F(TakeFromBucket, AskingWhileRefusedDoesNotMakeItLonger) {
  use_up(kNoon);
  for (int i = 0; i < 299; ++i) {
    const auto outcome = take(kNoon + seconds(i));
    EXPECT_FALSE(outcome.allowed) << i;
    EXPECT_EQ(outcome.reset, kWindow - seconds(i));
  }
  EXPECT_TRUE(take(kNoon + kWindow).allowed);
}

TEST_F(TakeFromBucket, TheNextWindowHasTheWholeLimitAgain) {
  use_up(kNoon);
  EXPECT_FALSE(take(kNoon).allowed);
  use_up(kNoon + kWindow);
  EXPECT_FALSE(take(kNoon + kWindow).allowed);
}

TEST_F(TakeFromBucket, ManyRefusalsDoNotOverflowIntoAllowing) {
  use_up(kNoon);
  for (int i = 0; i < 100'000; ++i) ASSERT_FALSE(take(kNoon + seconds(1)).allowed);
}

TEST_F(TakeFromBucket, AClockThatGoesBackAllowsNothingMore) {
  use_up(kNoon);
  const auto outcome = take(kNoon - seconds(10));
  EXPECT_FALSE(outcome.allowed);
  EXPECT_GE(outcome.reset, seconds(1));
}

TEST_F(TakeFromBucket, IsIdleOnceItsWindowIsOver) {
  EXPECT_TRUE(bucket_.is_idle(kWindow, kNoon));
  take(kNoon);
  EXPECT_FALSE(bucket_.is_idle(kWindow, kNoon + kWindow - milliseconds(1)));
  EXPECT_TRUE(bucket_.is_idle(kWindow, kNoon + kWindow));
}

TEST_F(TakeFromBucket, ConcurrentTakesAllowExactlyTheLimit) {
  constexpr std::uint32_t kLimit = 10'000;
  constexpr int kThreads = 4;
  for (int round = 0; round < 5; ++round) {
    const Timestamp now = kNoon + kWindow * round;
    std::atomic<std::uint32_t> allowed{0};
    std::latch go(kThreads);
    std::vector<std::thread> threads;
    for (int i = 0; i < kThreads; ++i) {
      threads.emplace_back([&] {
        go.arrive_and_wait();
        for (std::uint32_t n = 0; n < kLimit; ++n) {
          if (bucket_.take(kLimit, kWindow, now).allowed) ++allowed;
        }
      });
    }
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(allowed, kLimit) << round;
  }
}

TEST(RateLimiter, EveryLoopCountsInTheSameBucket) {
  RateLimiter limiter(kMax, kWindow);
  LocalRateBuckets first(limiter);
  LocalRateBuckets second(limiter);
  std::uint32_t allowed = 0;
  for (std::uint32_t i = 0; i < kMax; ++i) {
    allowed += first.take(user(1), kNoon).allowed ? 1 : 0;
    allowed += second.take(user(1), kNoon).allowed ? 1 : 0;
  }
  EXPECT_EQ(allowed, kMax);
}

TEST(RateLimiter, OneUserDoesNotUseUpAnothersLimit) {
  RateLimiter limiter(kMax, kWindow);
  LocalRateBuckets buckets(limiter);
  for (std::uint32_t i = 0; i <= kMax; ++i) buckets.take(user(1), kNoon);
  EXPECT_FALSE(buckets.take(user(1), kNoon).allowed);
  EXPECT_EQ(buckets.take(user(2), kNoon).remaining, kMax - 1);
}

TEST(RateLimiter, ForgettingIdleUsersKeepsTheOthers) {
  RateLimiter limiter(kMax, kWindow);
  const auto held = limiter.bucket(user(1), kNoon);
  for (std::uint32_t i = 0; i < kMax; ++i) held->take(kMax, kWindow, kNoon);
  for (std::uint32_t number = 0; number < 5000; ++number) {
    IdBytes other{};
    other[0] = 0xFF;
    other[1] = static_cast<std::uint8_t>(number >> 8U);
    other[2] = static_cast<std::uint8_t>(number);
    limiter.bucket(other, kNoon);
  }
  EXPECT_EQ(limiter.bucket(user(1), kNoon), held);
  EXPECT_FALSE(held->take(kMax, kWindow, kNoon).allowed);
}

TEST(RateLimiter, ALoopThatDropsItsTableDoesNotResetAUserOfAnotherLoop) {
  RateLimiter limiter(kMax, kWindow);
  LocalRateBuckets busy(limiter);
  LocalRateBuckets quiet(limiter);
  for (std::uint32_t i = 0; i < kMax; ++i) EXPECT_TRUE(quiet.take(user(1), kNoon).allowed);
  for (std::uint32_t number = 0; number < 25'000; ++number) {
    IdBytes other{};
    other[0] = 0xFF;
    other[1] = static_cast<std::uint8_t>(number >> 8U);
    other[2] = static_cast<std::uint8_t>(number);
    busy.take(other, kNoon);
  }
  EXPECT_FALSE(busy.take(user(1), kNoon).allowed);
}

}  // namespace
}  // namespace selfsame::core
