#include "core/listing.h"

#include <gtest/gtest.h>
#include <numeric>

namespace selfsame::core {
namespace {

std::vector<int> numbers(int count) {
  std::vector<int> all(static_cast<std::size_t>(count));
  std::iota(all.begin(), all.end(), 0);
  return all;
}

std::vector<int> page(int count, std::uint64_t number, std::optional<std::uint64_t> per_page) {
  return page_of(numbers(count), {number, per_page}).items;
}

TEST(PageOf, SaysHowManyThereAreAndWhichPageThisIs) {
  const auto listed = page_of(numbers(12), {.page = 2, .per_page = 5});
  EXPECT_EQ(listed.items, (std::vector{5, 6, 7, 8, 9}));
  EXPECT_EQ(listed.total_count, 12U);
  EXPECT_EQ(listed.page, 2U);
  EXPECT_EQ(listed.per_page, 5U);
}

TEST(PageOf, ClampsTheSizeOfAPage) {
  EXPECT_EQ(page(100, 1, std::nullopt).size(), limits::kPageDefault);
  EXPECT_EQ(page(100, 1, 0).size(), limits::kPageMin);
  EXPECT_EQ(page(100, 1, limits::kPageMin - 1).size(), limits::kPageMin);
  EXPECT_EQ(page(100, 1, limits::kPageMin).size(), limits::kPageMin);
  EXPECT_EQ(page(100, 1, limits::kPageMax).size(), limits::kPageMax);
  EXPECT_EQ(page(100, 1, limits::kPageMax + 1).size(), limits::kPageMax);
  EXPECT_EQ(page(100, 1, ~std::uint64_t{0}).size(), limits::kPageMax);
}

TEST(PageOf, TheLastPageMayBeShortAndPastItIsNothing) {
  EXPECT_EQ(page(12, 3, 5), (std::vector{10, 11}));
  EXPECT_TRUE(page(12, 4, 5).empty());
  EXPECT_EQ(page(10, 2, 5).size(), 5U);
  EXPECT_TRUE(page(10, 3, 5).empty());
  EXPECT_TRUE(page(0, 1, 5).empty());
  for (const auto huge : {std::uint64_t{1} << 63U, ~std::uint64_t{0}}) {
    EXPECT_TRUE(page(12, huge, 50).empty()) << "does not wrap";
  }
}

TEST(PageOf, PageZeroIsTheFirst) { EXPECT_EQ(page(12, 0, 5), page(12, 1, 5)); }

}  // namespace
}  // namespace selfsame::core
