#include "dialects/common/page_anchors.h"

#include <gtest/gtest.h>
#include <thread>

#include "tests/support/fake_clock.h"
#include "tests/support/fake_hasher.h"

namespace selfsame::dialect {
namespace {

using std::chrono::hours;
using std::chrono::microseconds;

PageKey key(std::string_view list, std::uint64_t page) {
  return {testing::FakeHasher().hash(list), page};
}

class RememberPages : public ::testing::Test {
 protected:
  void remember(const PageKey& page, const PageAnchor& anchor) {
    anchors_.remember(page, anchor, clock_.now());
  }
  std::optional<PageAnchor> find(const PageKey& page) { return anchors_.find(page, clock_.now()); }

  testing::FakeClock clock_;
  PageAnchors anchors_{3};
};

TEST_F(RememberPages, KnowsNoneAtFirst) { EXPECT_EQ(find(key("a", 2)), std::nullopt); }

TEST_F(RememberPages, EachListAndPageByItself) {
  remember(key("a", 2), {100, 51});
  remember(key("a", 3), {100, 1});
  remember(key("b", 2), {70, 60});
  EXPECT_EQ(find(key("a", 2)), (PageAnchor{100, 51}));
  EXPECT_EQ(find(key("a", 3)), (PageAnchor{100, 1}));
  EXPECT_EQ(find(key("b", 2)), (PageAnchor{70, 60}));
  EXPECT_EQ(find(key("b", 3)), std::nullopt);
}

TEST_F(RememberPages, ReplacesWhatWasRemembered) {
  remember(key("a", 2), {100, 51});
  remember(key("a", 2), {120, 71});
  EXPECT_EQ(find(key("a", 2)), (PageAnchor{120, 71}));
}

TEST_F(RememberPages, ForAnHourAfterTheyWereRemembered) {
  remember(key("a", 2), {100, 51});
  clock_.advance(hours(1) - microseconds(1));
  EXPECT_NE(find(key("a", 2)), std::nullopt);
  clock_.advance(microseconds(1));
  EXPECT_EQ(find(key("a", 2)), std::nullopt) << "looking at it does not make it younger";
  remember(key("a", 2), {100, 51});
  EXPECT_NE(find(key("a", 2)), std::nullopt);
}

TEST_F(RememberPages, ForgetsTheOldestWhereThereIsNoRoom) {
  remember(key("a", 2), {1, 1});
  remember(key("b", 2), {2, 2});
  remember(key("c", 2), {3, 3});
  remember(key("a", 2), {4, 4});  // now the youngest
  remember(key("d", 2), {5, 5});
  EXPECT_EQ(find(key("b", 2)), std::nullopt);
  EXPECT_EQ(find(key("a", 2)), (PageAnchor{4, 4}));
  EXPECT_EQ(find(key("c", 2)), (PageAnchor{3, 3}));
  EXPECT_EQ(find(key("d", 2)), (PageAnchor{5, 5}));
}

TEST(PageAnchors, AreForManyThreads) {
  PageAnchors anchors(50);
  const auto work = [&](std::string_view list) {
    for (std::uint64_t page = 2; page < 500; ++page) {
      anchors.remember(key(list, page), {page, page}, testing::kNoon);
      const auto found = anchors.find(key(list, page), testing::kNoon);
      if (found) {
        EXPECT_EQ(found->newest, page);
      }
    }
  };
  std::thread other(work, "a");
  work("b");
  other.join();
}

}  // namespace
}  // namespace selfsame::dialect
