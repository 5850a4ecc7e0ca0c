#include "storage/sqlite/session_cache.h"

#include <gtest/gtest.h>
#include <string>

#include "storage/contract/test_data.h"

namespace selfsame::storage::sqlite {
namespace {

using Kind = SessionCache::Kind;
using contract::make_id;

class SessionCacheTest : public ::testing::Test {
 protected:
  void keep(std::uint64_t number, std::uint64_t moment, Kind kind = Kind::user) {
    const auto id = make_id<core::UserId>(number);
    cache_.keep(kind, id.bytes, id.bytes, moment,
                std::make_shared<const std::string>(text(number)));
  }
  bool holds(std::uint64_t number, Kind kind = Kind::user) {
    const auto found = cache_.find<std::string>(kind, make_id<core::UserId>(number).bytes);
    if (found) {
      EXPECT_EQ(*found, text(number));
    }
    return found != nullptr;
  }
  void commit(std::uint64_t number) {
    changes_.announce_commit(std::vector{contract::make_bytes(number)});
    changes_.end_commit();
  }
  static std::string text(std::uint64_t number) { return "user " + std::to_string(number); }

  static constexpr std::size_t kCapacity = 8;
  OwnerChanges changes_;
  SessionCache cache_{changes_, kCapacity};
};

TEST_F(SessionCacheTest, HoldsWhatWasKeptByKind) {
  keep(1, changes_.now());
  EXPECT_TRUE(holds(1));
  EXPECT_FALSE(holds(2));
  EXPECT_FALSE(holds(1, Kind::memberships));
  EXPECT_EQ(cache_.counters()->hits, 1U);
  EXPECT_EQ(cache_.counters()->misses, 2U);
}

TEST_F(SessionCacheTest, DropsAnOwnerWhoChangesAndNoOther) {
  keep(1, changes_.now());
  keep(2, changes_.now());
  commit(1);
  EXPECT_FALSE(holds(1));
  EXPECT_TRUE(holds(2));
  keep(1, changes_.now());
  EXPECT_TRUE(holds(1));
}

TEST_F(SessionCacheTest, DropsAnOwnerAsSoonAsTheirCommitIsAnnounced) {
  keep(1, changes_.now());
  changes_.announce_commit(std::vector{contract::make_bytes(1)});
  EXPECT_FALSE(holds(1));
  keep(1, changes_.now());  // read while the commit runs: before or after it, nobody knows
  EXPECT_FALSE(holds(1));
  changes_.end_commit();
  EXPECT_FALSE(holds(1));
  keep(1, changes_.now());
  EXPECT_TRUE(holds(1));
}

TEST_F(SessionCacheTest, NeverHoldsWhatWasReadBeforeACommit) {
  const std::uint64_t moment = changes_.now();
  commit(1);
  keep(1, moment);
  EXPECT_FALSE(holds(1));
}

TEST_F(SessionCacheTest, ForgetsTheLeastUsedWhenItIsFull) {
  for (std::uint64_t number = 1; number <= kCapacity; ++number) keep(number, 0);
  EXPECT_EQ(cache_.size(), kCapacity);
  keep(100, 0);  // the hand goes round once and takes the first
  EXPECT_TRUE(holds(100));
  EXPECT_FALSE(holds(1));
  for (std::uint64_t number = 101; number < 200; ++number) {
    EXPECT_TRUE(holds(5)) << number;
    keep(number, 0);
  }
  EXPECT_EQ(cache_.size(), kCapacity);
}

TEST_F(SessionCacheTest, OfNoSizeHoldsNothing) {
  SessionCache none(changes_, 0);
  const auto id = make_id<core::UserId>(1);
  none.keep(Kind::user, id.bytes, id.bytes, 0, std::make_shared<const std::string>());
  EXPECT_EQ(none.find<std::string>(Kind::user, id.bytes), nullptr);
}

}  // namespace
}  // namespace selfsame::storage::sqlite
