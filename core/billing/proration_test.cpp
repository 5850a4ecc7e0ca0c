#include "core/billing/proration.h"

#include <gtest/gtest.h>

#include "core/limits.h"
#include "tests/support/test_subscription.h"

namespace selfsame::core {
namespace {

using std::chrono::days;
using std::chrono::microseconds;
using testing::at;

const Timestamp kStart = at("2026-06-01T00:00:00Z");
const Period kMonth{kStart, kStart + days(30)};

std::int64_t used_after(std::int64_t price, std::chrono::microseconds time) {
  return used_part(price, kMonth, kStart + time);
}

TEST(UsedPart, IsNothingAtTheStartAndEverythingAtTheEnd) {
  EXPECT_EQ(used_after(3000, days(0)), 0);
  EXPECT_EQ(used_after(3000, -days(1)), 0);
  EXPECT_EQ(used_after(3000, days(30)), 3000);
  EXPECT_EQ(used_after(3000, days(31)), 3000);
  EXPECT_EQ(used_after(3000, microseconds(1)), 0);
  EXPECT_EQ(used_after(3000, days(30) - microseconds(1)), 3000);
}

TEST(UsedPart, IsThePartOfTheTime) {
  EXPECT_EQ(used_after(3000, days(1)), 100);
  EXPECT_EQ(used_after(3000, days(10)), 1000);
  EXPECT_EQ(used_after(0, days(10)), 0);
}

TEST(UsedPart, RoundsHalvesUp) {
  EXPECT_EQ(used_after(1, days(15)), 1);
  EXPECT_EQ(used_after(1, days(15) - microseconds(1)), 0);
  EXPECT_EQ(used_after(3, days(15)), 2);
  EXPECT_EQ(used_after(10, days(1)), 0);
  EXPECT_EQ(used_after(10, days(2)), 1);
  EXPECT_EQ(used_after(20, days(1)), 1);
}

TEST(UsedPart, OfThreePartsAddsUpToThePrice) {
  constexpr std::int64_t kPrice = 100;
  const auto first = used_after(kPrice, days(10));
  const auto second = used_after(kPrice, days(20)) - first;
  const auto third = kPrice - used_after(kPrice, days(20));
  EXPECT_EQ(first, 33);
  EXPECT_EQ(second, 34);
  EXPECT_EQ(third, 33);
}

TEST(UsedPart, IsExactForTheGreatestPriceOverAYear) {
  const Period year{kStart, kStart + days(366)};
  EXPECT_EQ(used_part(limits::kAmountMax, year, kStart + days(183)), (limits::kAmountMax + 1) / 2);
  EXPECT_EQ(used_part(limits::kAmountMax, year, year.end - microseconds(1)),
            limits::kAmountMax - 285);
}

TEST(UsedPart, OfNoTimeAtAllIsEverything) {
  EXPECT_EQ(used_part(7, {kStart, kStart}, kStart), 7);
  EXPECT_EQ(used_part(7, {kStart, kStart}, kStart - microseconds(1)), 0);
}

}  // namespace
}  // namespace selfsame::core
