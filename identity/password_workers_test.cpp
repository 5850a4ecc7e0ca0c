#include "identity/password_workers.h"

#include <atomic>
#include <future>
#include <gtest/gtest.h>
#include <latch>
#include <memory>
#include <new>
#include <semaphore>
#include <stdexcept>

#include "tests/support/fake_password_hasher.h"

namespace selfsame::identity {
namespace {

/// Says when a hash was begun, and ends it when it may.
class GatedHasher final : public testing::FakePasswordHasher {
 public:
  [[nodiscard]] std::string hash(std::string_view password) const override {
    begun.release();
    gate.wait();
    return FakePasswordHasher::hash(password);
  }

  mutable std::counting_semaphore<> begun{0};
  mutable std::latch gate{1};
};

/// No memory for it, as on a machine that has none left.
class StarvedHasher final : public testing::FakePasswordHasher {
 public:
  [[nodiscard]] std::string hash(std::string_view /*password*/) const override {
    throw std::bad_alloc();
  }
};

core::PasswordWork hash_once() {
  return [](const core::PasswordHasher& hasher) { static_cast<void>(hasher.hash("password")); };
}

PasswordWorkers::Done nothing() {
  return [](std::exception_ptr) {};
}

TEST(PasswordWorkers, GiveTheHasherToTheWorkAndSayWhenItIsDone) {
  const testing::FakePasswordHasher hasher;
  PasswordWorkers workers(hasher, 2, 8);
  std::string hash;
  std::promise<std::exception_ptr> done;
  ASSERT_TRUE(
      workers.submit([&](const core::PasswordHasher& given) { hash = given.hash("secret"); },
                     [&](std::exception_ptr error) { done.set_value(std::move(error)); }));
  EXPECT_FALSE(done.get_future().get());
  EXPECT_TRUE(hasher.verify("secret", hash));
}

TEST(PasswordWorkers, WorkOnThreadsOfTheirOwn) {
  const testing::FakePasswordHasher hasher;
  PasswordWorkers workers(hasher, 1, 8);
  std::thread::id worked;
  std::thread::id told;
  ASSERT_TRUE(
      workers.submit([&](const core::PasswordHasher&) { worked = std::this_thread::get_id(); },
                     [&](std::exception_ptr) { told = std::this_thread::get_id(); }));
  workers.close();
  EXPECT_NE(worked, std::this_thread::get_id());
  EXPECT_EQ(worked, told);
}

TEST(PasswordWorkers, HashAsManyAtOnceAsThereAreThreads) {
  const GatedHasher hasher;
  PasswordWorkers workers(hasher, 3, 8);
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(workers.submit(hash_once(), nothing()));
  for (int i = 0; i < 3; ++i) hasher.begun.acquire();
  // Every thread has its piece and waits at the gate, so the rest cannot have been begun.
  EXPECT_FALSE(hasher.begun.try_acquire());
  EXPECT_EQ(workers.statistics().waiting, 2U);
  hasher.gate.count_down();
  workers.close();
  EXPECT_EQ(workers.statistics().done, 5U);
}

TEST(PasswordWorkers, RefuseWhenTooMuchWaits) {
  const GatedHasher hasher;
  PasswordWorkers workers(hasher, 1, 2);
  ASSERT_TRUE(workers.submit(hash_once(), nothing()));
  hasher.begun.acquire();  // it no longer waits
  EXPECT_TRUE(workers.submit(hash_once(), nothing()));
  EXPECT_TRUE(workers.submit(hash_once(), nothing()));
  std::atomic<bool> called = false;
  EXPECT_FALSE(workers.submit([&](const core::PasswordHasher&) { called = true; },
                              [&](std::exception_ptr) { called = true; }));
  EXPECT_EQ(workers.statistics().waiting, 2U);
  EXPECT_EQ(workers.statistics().queued, 3U);
  EXPECT_EQ(workers.statistics().done, 0U);
  EXPECT_EQ(workers.statistics().refused, 1U);

  hasher.gate.count_down();
  hasher.begun.acquire();
  hasher.begun.acquire();
  EXPECT_TRUE(workers.submit(hash_once(), nothing()));  // there is room again
  workers.close();
  EXPECT_FALSE(called);
  EXPECT_EQ(workers.statistics().waiting, 0U);
  EXPECT_EQ(workers.statistics().queued, 4U);
  EXPECT_EQ(workers.statistics().done, 4U);
  EXPECT_EQ(workers.statistics().refused, 1U);
}

TEST(PasswordWorkers, HandOverWhatTheWorkThrew) {
  const StarvedHasher hasher;
  PasswordWorkers workers(hasher, 1, 8);
  std::promise<std::exception_ptr> starved;
  std::promise<std::exception_ptr> broken;
  std::promise<std::exception_ptr> well;
  ASSERT_TRUE(workers.submit(
      hash_once(), [&](std::exception_ptr error) { starved.set_value(std::move(error)); }));
  ASSERT_TRUE(
      workers.submit([](const core::PasswordHasher&) { throw std::runtime_error("broken"); },
                     [&](std::exception_ptr error) { broken.set_value(std::move(error)); }));
  ASSERT_TRUE(workers.submit([](const core::PasswordHasher&) {},
                             [&](std::exception_ptr error) { well.set_value(std::move(error)); }));
  EXPECT_THROW(std::rethrow_exception(starved.get_future().get()), std::bad_alloc);
  try {
    std::rethrow_exception(broken.get_future().get());
  } catch (const std::runtime_error& error) {
    EXPECT_STREQ(error.what(), "broken");
  }
  EXPECT_FALSE(well.get_future().get());  // the thread lives on
  workers.close();
  EXPECT_EQ(workers.statistics().done, 3U);
}

TEST(PasswordWorkers, LetGoOfTheWorkBeforeTheySayThatItIsDone) {
  const testing::FakePasswordHasher hasher;
  PasswordWorkers workers(hasher, 1, 8);
  auto secret = std::make_shared<std::string>("secret");
  const std::weak_ptr<std::string> kept = secret;
  bool was_kept = true;
  ASSERT_TRUE(workers.submit([secret = std::move(secret)](const core::PasswordHasher&) {},
                             [&](std::exception_ptr) { was_kept = !kept.expired(); }));
  workers.close();
  EXPECT_FALSE(was_kept);
}

TEST(PasswordWorkers, FinishWhatWaitsWhenTheyClose) {
  const GatedHasher hasher;
  std::atomic<int> done = 0;
  {
    PasswordWorkers workers(hasher, 2, 16);
    for (int i = 0; i < 10; ++i) {
      ASSERT_TRUE(workers.submit(hash_once(), [&](std::exception_ptr) { ++done; }));
    }
    hasher.gate.count_down();
  }
  EXPECT_EQ(done, 10);
}

TEST(PasswordWorkers, RefuseOnceTheyAreClosed) {
  const testing::FakePasswordHasher hasher;
  PasswordWorkers workers(hasher, 2, 8);
  workers.close();
  std::atomic<bool> called = false;
  EXPECT_FALSE(workers.submit([&](const core::PasswordHasher&) { called = true; },
                              [&](std::exception_ptr) { called = true; }));
  workers.close();  // again: nothing left to do
  EXPECT_FALSE(called);
  EXPECT_EQ(workers.statistics().queued, 0U);
  EXPECT_EQ(workers.statistics().refused, 1U);
}

TEST(PasswordWorkers, HaveOneThreadAndOnePlaceAtLeast) {
  const GatedHasher hasher;
  PasswordWorkers workers(hasher, 0, 0);
  ASSERT_TRUE(workers.submit(hash_once(), nothing()));
  hasher.begun.acquire();
  EXPECT_TRUE(workers.submit(hash_once(), nothing()));
  EXPECT_FALSE(workers.submit(hash_once(), nothing()));
  hasher.gate.count_down();
  workers.close();
  EXPECT_EQ(workers.statistics().done, 2U);
}

TEST(PasswordWorkers, TakeWorkFromManyThreads) {
  const testing::FakePasswordHasher hasher;
  PasswordWorkers workers(hasher, 3, 4);
  std::atomic<std::uint64_t> done = 0;
  std::atomic<std::uint64_t> taken = 0;
  std::vector<std::thread> callers;
  for (int caller = 0; caller < 4; ++caller) {
    callers.emplace_back([&] {
      for (int i = 0; i < 500; ++i) {
        // What failed is read by another thread than made it.
        if (workers.submit([](const core::PasswordHasher&) { throw std::bad_alloc(); },
                           [&](std::exception_ptr error) { done += error ? 1 : 0; })) {
          ++taken;
        }
      }
    });
  }
  for (auto& caller : callers) caller.join();
  workers.close();
  EXPECT_EQ(done, taken);
  EXPECT_EQ(workers.statistics().queued, taken);
  EXPECT_EQ(workers.statistics().refused, 2000 - taken);
}

}  // namespace
}  // namespace selfsame::identity
