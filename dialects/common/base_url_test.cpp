#include "dialects/common/base_url.h"

#include <gtest/gtest.h>
#include <memory>

namespace selfsame::dialect {
namespace {

std::string base_of(std::string_view host, bool secure, std::string_view public_url = "") {
  const auto request = std::make_unique<http::Request>();
  request->secure = secure;
  request->header_lines[0] = {"host", host};
  request->header_count = 1;
  return base_url(*request, public_url);
}

TEST(BaseUrl, IsWhereTheRequestCameTo) {
  EXPECT_EQ(base_of("h.example:8080", true), "https://h.example:8080");
  EXPECT_EQ(base_of("[::1]:80", false), "http://[::1]:80");
}

TEST(BaseUrl, IsWhatTheOperatorSays) {
  EXPECT_EQ(base_of("h", false, "https://id.example.com"), "https://id.example.com");
  EXPECT_EQ(base_of("h", false, "https://example.com/id/"), "https://example.com/id");
}

TEST(BaseUrl, IsNothingThatCouldBreakOutOfAUrl) {
  for (const auto* host : {"", "h/evil", "h?x", "h\"", "user@h"})
    EXPECT_EQ(base_of(host, true), "");
}

}  // namespace
}  // namespace selfsame::dialect
