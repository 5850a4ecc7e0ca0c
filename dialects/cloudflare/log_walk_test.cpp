#include "dialects/cloudflare/log_walk.h"

#include <gtest/gtest.h>

#include "dialects/cloudflare/log_testing.h"

namespace selfsame::cloudflare {
namespace {

using core::Direction;
using Positions = std::vector<std::uint64_t>;

class WalkLog : public ::testing::TestWithParam<Direction> {
 protected:
  WalkLog() {
    for (int i = 0; i < 10; ++i) log_.append(token_record());
  }
  core::AuditWalk open(const core::AuditRange& range) {
    auto asked = range;
    asked.direction = GetParam();
    return *core::open_walk(log_, {}, asked);
  }
  /// The positions that are examined until the walk stops at one of them, or has seen so many.
  Positions walk(core::AuditWalk& walk, std::uint32_t most, std::uint64_t stop_at = 0) {
    Positions seen;
    examine(log_, walk, most, [&](const core::AuditEntry& entry) {
      seen.push_back(entry.position);
      return entry.position != stop_at;
    });
    return seen;
  }
  [[nodiscard]] static Positions in_direction(Positions ascending) {
    if (GetParam() == Direction::descending) std::ranges::reverse(ascending);
    return ascending;
  }
  [[nodiscard]] static std::uint64_t nth(std::uint64_t place) {
    return GetParam() == Direction::ascending ? place : 11 - place;
  }

  StubLog log_;
};

TEST_P(WalkLog, ExaminesSoManyAndGoesOnAfterThem) {
  auto walk_ = open({});
  EXPECT_EQ(walk(walk_, 4), (Positions{nth(1), nth(2), nth(3), nth(4)}));
  EXPECT_FALSE(walk_.done());
  EXPECT_EQ(passed(walk_), nth(4));
  EXPECT_EQ(walk(walk_, 4).size(), 4U);
  EXPECT_EQ(walk(walk_, 4), (Positions{nth(9), nth(10)}));
  EXPECT_TRUE(walk_.done());
}

TEST_P(WalkLog, StopsInTheMiddleAndGoesOnThere) {
  auto walk_ = open({});
  EXPECT_EQ(walk(walk_, 8, nth(3)), (Positions{nth(1), nth(2), nth(3)}));
  EXPECT_EQ(passed(walk_), nth(3));
  EXPECT_EQ(walk(walk_, 2), (Positions{nth(4), nth(5)}));
}

TEST_P(WalkLog, StopsAtTheEndOfWhatWasRead) {
  auto walk_ = open({});
  walk(walk_, 3, nth(3));
  EXPECT_EQ(passed(walk_), nth(3));
  EXPECT_EQ(walk(walk_, 100).size(), 7U);
}

TEST_P(WalkLog, StoppedAtTheLastIsDone) {
  auto walk_ = open({});
  walk(walk_, 100, nth(10));
  EXPECT_TRUE(walk_.done());
  auto stopped_before = open({});
  walk(stopped_before, 100, nth(9));
  EXPECT_FALSE(stopped_before.done());
  EXPECT_EQ(walk(stopped_before, 100), Positions{nth(10)});
}

TEST_P(WalkLog, CanBePutAsideWherever) {
  for (std::uint64_t place = 1; place <= 10; ++place) {
    auto first = open({});
    auto seen = walk(first, 100, nth(place));
    core::AuditRange range;
    range.after = passed(first);
    range.newest = first.newest;
    auto second = open(range);
    const auto rest = walk(second, 100);
    seen.insert(seen.end(), rest.begin(), rest.end());
    EXPECT_EQ(seen, in_direction({1, 2, 3, 4, 5, 6, 7, 8, 9, 10})) << place;
  }
}

TEST_P(WalkLog, PutAsideAtItsEndHasNothingLeft) {
  auto first = open({});
  walk(first, 100);
  ASSERT_TRUE(first.done());
  core::AuditRange range;
  range.after = passed(first);
  EXPECT_TRUE(open(range).done());
}

TEST_P(WalkLog, BeforeItsFirstStepHasPassedNothing) {
  auto fresh = open({});
  core::AuditRange range;
  range.after = passed(fresh);
  auto again = open(range);
  EXPECT_EQ(walk(again, 100).size(), 10U);
}

TEST_P(WalkLog, OfAnEmptyLogIsDone) {
  StubLog empty;
  core::AuditRange range;
  range.direction = GetParam();
  auto walk = *core::open_walk(empty, {}, range);
  EXPECT_TRUE(walk.done());
  examine(empty, walk, 10, [](const core::AuditEntry&) -> bool {
    ADD_FAILURE();
    return true;
  });
  range.after = passed(walk);
  EXPECT_TRUE(core::open_walk(empty, {}, range)->done());
}

INSTANTIATE_TEST_SUITE_P(Directions, WalkLog,
                         ::testing::Values(Direction::ascending, Direction::descending),
                         [](const auto& direction) {
                           return direction.param == Direction::ascending ? "Forward" : "Backward";
                         });

}  // namespace
}  // namespace selfsame::cloudflare
