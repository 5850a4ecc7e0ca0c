#include "audit/keeper.h"

#include <gtest/gtest.h>
#include <semaphore>

#include "core/access/operations.h"
#include "tests/audit/audit_store.h"
#include "tests/support/fake_hasher.h"
#include "tests/support/small_role_catalogue.h"
#include "tests/support/test_billing.h"
#include "tests/support/test_catalogue.h"

namespace selfsame::testing {
namespace {

using namespace std::chrono_literals;
using std::chrono::days;
using Numbers = std::vector<std::uint64_t>;

class LoudObserver final : public audit::KeeperObserver {
 public:
  void keeper_lost_store(std::string_view detail) override {
    details.emplace_back(detail);
    lost.release();
  }
  std::vector<std::string> details;
  std::counting_semaphore<> lost{0};
};

class KeeperTest : public AuditStore {
 protected:
  audit::KeeperSurroundings surroundings() {
    return {
        *store_,  *key_, clock_, entropy_, hasher_, test_catalogue(), roles_, test_billing_rules(),
        observer_};
  }
  /// One whole look at everything.
  void sign_all() { audit::Signer(with_, counters_).sign_all(stopping_); }
  void prune(days retention) { audit::Pruner(with_, counters_).prune_all(retention, stopping_); }

  Numbers signed_up_to(const core::AuditOwner& owner) {
    Numbers numbers;
    for (const auto& checkpoint : checkpoints(owner)) numbers.push_back(checkpoint.sequence);
    return numbers;
  }
  Numbers kept(const core::AuditOwner& owner) {
    Numbers numbers;
    for (const auto& record : records(owner)) numbers.push_back(record.sequence);
    return numbers;
  }
  /// Waits for what the keeper's thread does; in vain until the test's time is over.
  template <class Condition>
  void wait_until(Condition condition) {
    while (!condition()) std::this_thread::yield();
  }

  FakeHasher hasher_;
  core::RoleCatalogue roles_ = small_role_catalogue();
  LoudObserver observer_;
  audit::KeeperSurroundings with_ = surroundings();
  audit::KeeperCounters counters_;
  std::atomic<bool> stopping_ = false;
  core::AuditOwner owner_ = random_owner();
  core::AuditOwner other_ = random_owner();
};

TEST_F(KeeperTest, SignsTheEndOfEveryLogOnce) {
  append(owner_, 3);
  append(other_, 1);
  sign_all();
  EXPECT_EQ(signed_up_to(owner_), Numbers{3});
  EXPECT_EQ(signed_up_to(other_), Numbers{1});
  EXPECT_EQ(counters_.checkpoints, 2U);
  EXPECT_EQ(head(owner_)->signed_sequence, 3U);
  const auto checkpoint = checkpoints(owner_).front();
  EXPECT_TRUE(audit::is_genuine(checkpoint, key_->public_key()));
  EXPECT_EQ(checkpoint.hash, records(owner_).back().hash);
  EXPECT_EQ(checkpoint.signed_at, clock_.now());

  clock_.advance(1h);
  sign_all();
  EXPECT_EQ(counters_.checkpoints, 2U);
  append(owner_, 1);
  sign_all();
  EXPECT_EQ(signed_up_to(owner_), (Numbers{3, 4}));
  EXPECT_TRUE(verify().is_whole());
}

TEST_F(KeeperTest, LeavesNoTwoCheckpointsFarApart) {
  append(owner_, 10);
  sign_all();
  append(owner_, 3000);
  append(other_, audit::kRecordsPerCheckpointMax);
  sign_all();
  EXPECT_EQ(signed_up_to(owner_), (Numbers{10, 1034, 2058, 3010}));
  EXPECT_EQ(signed_up_to(other_), Numbers{1024});
  append(other_, 1025);
  sign_all();
  EXPECT_EQ(signed_up_to(other_), (Numbers{1024, 2048, 2049}));
  EXPECT_TRUE(verify().is_whole());
}

TEST_F(KeeperTest, SignsMoreLogsThanFitIntoOneTransaction) {
  write([&](core::WriteTransaction& tx) {
    for (int i = 0; i < 450; ++i) tx.append_audit_record(record_of(random_owner()));
  });
  sign_all();
  EXPECT_EQ(counters_.checkpoints, 450U);
  const auto report = verify();
  EXPECT_TRUE(report.is_whole());
  EXPECT_EQ(report.checkpoints, 450U);
}

TEST_F(KeeperTest, SignsOnDemand) {
  append(owner_, 2050);
  core::AuditCheckpoint checkpoint;
  audit::Keeper keeper(surroundings());
  write([&](core::WriteTransaction& tx) {
    checkpoint = keeper.sign_now(tx, tx.find_audit_head(owner_.id).value());
  });
  EXPECT_EQ(checkpoint.sequence, 2050U);
  EXPECT_EQ(signed_up_to(owner_), (Numbers{1024, 2048, 2050}));
  clock_.advance(1min);
  EXPECT_EQ(sign(owner_).signed_at, clock_.now());
  EXPECT_EQ(signed_up_to(owner_), (Numbers{1024, 2048, 2050}));
  EXPECT_TRUE(verify().is_whole());
}

TEST_F(KeeperTest, GoesOnPastALogThatIsDamaged) {
  append(owner_, 3000);
  append(other_, 1);
  RawConnection raw(path_);
  raw.run("DELETE FROM audit_records WHERE sequence = 1024");
  sign_all();
  EXPECT_EQ(signed_up_to(owner_), Numbers{3000});
  EXPECT_EQ(signed_up_to(other_), Numbers{1});
  raw.run("UPDATE audit_heads SET sequence = 9000000000000000000 WHERE owner_id = " +
          blob_literal(other_.id));
  sign_all();
  EXPECT_EQ(signed_up_to(other_), (Numbers{1, 9'000'000'000'000'000'000U}));
}

TEST_F(KeeperTest, ForgetsWhatIsTooOld) {
  append(owner_, 5);
  clock_.advance(days(31));
  append(owner_, 5);
  sign_all();
  prune(days(30));
  EXPECT_EQ(kept(owner_), (Numbers{6, 7, 8, 9, 10, 11}));
  EXPECT_EQ(counters_.pruned, 5U);
  const auto record = records(owner_).back();
  EXPECT_EQ(record.operation, core::operation(core::OperationId::store_audit_prune).name);
  EXPECT_EQ(record.changes[0].after, "5");
  EXPECT_EQ(record.changes[1].after, "6");
  EXPECT_EQ(record.occurred_at, clock_.now());
  EXPECT_EQ(head(owner_)->first_sequence, 6U);
  EXPECT_TRUE(verify().is_whole());
  sign_all();
  EXPECT_TRUE(verify().is_whole());
}

TEST_F(KeeperTest, WaitsADayWithForgetting) {
  append(owner_, 1);
  const auto first = clock_.now();
  clock_.advance(1h);
  append(owner_, 2);
  clock_.advance(first + days(31) - clock_.now());
  prune(days(30));
  EXPECT_EQ(kept(owner_), (Numbers{1, 2, 3}));
  clock_.advance(1us);
  prune(days(30));
  EXPECT_EQ(kept(owner_), (Numbers{3, 4})) << "and the second goes with the first";
}

TEST_F(KeeperTest, NeverForgetsTheNewest) {
  append(owner_, 1);
  append(other_, 2);
  clock_.advance(days(1000));
  prune(days(1));
  EXPECT_EQ(kept(owner_), Numbers{1});
  EXPECT_EQ(kept(other_), (Numbers{3, 4})) << "what tells of the first is newer than the second";
}

TEST_F(KeeperTest, ComesToRestInALogThatRests) {
  append(owner_, 10);
  for (int i = 0; i < 10; ++i) {
    clock_.advance(days(100));
    prune(days(30));
    prune(days(30));
    sign_all();
  }
  EXPECT_EQ(kept(owner_), (Numbers{11, 12}));
  EXPECT_EQ(counters_.pruned, 10U);
  EXPECT_TRUE(verify().is_whole());
  append(owner_, 3);
  clock_.advance(days(100));
  prune(days(30));
  EXPECT_EQ(kept(owner_), (Numbers{16, 17}));
}

TEST_F(KeeperTest, ForgetsMuchInParts) {
  append(owner_, 1200);
  append(other_, 600);
  clock_.advance(days(10));
  append(other_, 1);
  prune(days(1));
  EXPECT_EQ(kept(owner_), (Numbers{1201, 1202, 1203}));
  EXPECT_EQ(kept(other_), (Numbers{601, 602, 603}));
  EXPECT_TRUE(verify().is_whole());
}

TEST_F(KeeperTest, ForgetsInViewsWhatIsTooOld) {
  const core::UserId user{random_id()};
  const auto act = [&](std::uint64_t count) {
    write([&](core::WriteTransaction& tx) {
      for (std::uint64_t i = 0; i < count; ++i) {
        auto record = record_of(owner_);
        record.actor = user;
        tx.append_audit_record(record);
      }
    });
  };
  const auto bounds = [&] {
    return read(
        [&](core::ReadTransaction& tx) { return tx.audit_bounds(core::AuditLog::view_of(user)); });
  };
  act(3);
  clock_.advance(days(31) + 1us);
  act(2);
  prune(days(30));
  EXPECT_EQ(bounds(), (core::AuditBounds{4, 5}));
}

TEST_F(KeeperTest, LooksAtItsStartAndWhenNotified) {
  append(owner_, 1);
  audit::Keeper keeper(surroundings(), {1h, 1h, days(0)});
  keeper.start();
  wait_until([&] { return keeper.counters().checkpoints == 1; });
  append(owner_, 1);
  keeper.notify();
  wait_until([&] { return keeper.counters().checkpoints == 2; });
  keeper.stop();
  EXPECT_EQ(signed_up_to(owner_), (Numbers{1, 2}));
  EXPECT_EQ(keeper.counters().failures, 0U);
}

TEST_F(KeeperTest, LooksAgainAfterItsPeriod) {
  audit::Keeper keeper(surroundings(), {1ms, 1h, days(0)});
  keeper.start();
  append(owner_, 1);
  wait_until([&] { return keeper.counters().checkpoints == 1; });
  append(owner_, 1);
  wait_until([&] { return keeper.counters().checkpoints == 2; });
}

TEST_F(KeeperTest, ForgetsByTheClockItWasGiven) {
  append(owner_, 4);
  audit::Keeper keeper(surroundings(), {1ms, 1h, days(30)});
  keeper.start();
  wait_until([&] { return keeper.counters().checkpoints == 1; });
  clock_.advance(days(32));
  wait_until([&] { return keeper.counters().pruned >= 3; });
  keeper.stop();
  EXPECT_TRUE(verify().is_whole());
}

TEST_F(KeeperTest, KeepsEverythingUnlessTold) {
  append(owner_, 4);
  clock_.advance(days(100'000));
  audit::Keeper keeper(surroundings(), {1ms, 1ms, days(0)});
  keeper.start();
  wait_until([&] { return keeper.counters().checkpoints == 1; });
  keeper.stop();
  EXPECT_EQ(kept(owner_), (Numbers{1, 2, 3, 4}));
}

TEST_F(KeeperTest, SaysOnceThatTheStoreIsLost) {
  append(owner_, 1);
  store_->close();
  audit::Keeper keeper(surroundings(), {1ms, 1h, days(0)});
  keeper.start();
  observer_.lost.acquire();
  wait_until([&] { return keeper.counters().failures >= 3; });
  keeper.stop();
  EXPECT_EQ(observer_.details.size(), 1U);
}

TEST_F(KeeperTest, StopsTwiceAndWithoutAStart) {
  audit::Keeper never(surroundings());
  never.stop();
  audit::Keeper keeper(surroundings());
  keeper.start();
  keeper.stop();
  keeper.stop();
}

}  // namespace
}  // namespace selfsame::testing
