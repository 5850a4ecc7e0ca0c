#include "dialects/rebilly/page.h"

#include <gtest/gtest.h>

namespace selfsame::rebilly {
namespace {

std::string written(const Page& page, const std::vector<int>& items) {
  http::Response response;
  response.status = 500;
  response.body = "what was there before";
  write_page(page, items, [](int item, json::Writer& out) { out.number(item); }, response);
  EXPECT_EQ(response.status, 200U);
  EXPECT_EQ(response.content_type, "application/json");
  EXPECT_TRUE(response.fixed_headers.contains("no-store"));
  return response.headers() + response.body;
}

TEST(WritePage, IsABareArray) {
  EXPECT_EQ(written({7, 2, 4}, {5, 6}),
            "Pagination-Total: 7\r\nPagination-Limit: 2\r\nPagination-Offset: 4\r\n[5,6]");
}

TEST(WritePage, SaysZeroOfAnEmptyList) {
  EXPECT_EQ(written({0, 100, 0}, {}),
            "Pagination-Total: 0\r\nPagination-Limit: 100\r\nPagination-Offset: 0\r\n[]");
}

TEST(Slice, LiesWithinTheList) {
  const std::vector<int> all{0, 1, 2, 3};
  const auto part = [&](std::uint64_t limit, std::uint64_t offset) {
    const auto items = slice(std::span(all), limit, offset);
    return std::vector<int>(items.begin(), items.end());
  };
  EXPECT_EQ(part(2, 0), (std::vector{0, 1}));
  EXPECT_EQ(part(2, 3), (std::vector{3}));
  EXPECT_EQ(part(100, 0), all);
  EXPECT_EQ(part(0, 1), std::vector<int>{});
  EXPECT_EQ(part(1, 4), std::vector<int>{});
  EXPECT_EQ(part(UINT64_MAX, 3), (std::vector{3}));
  EXPECT_EQ(part(1, UINT64_MAX), std::vector<int>{});
}

}  // namespace
}  // namespace selfsame::rebilly
