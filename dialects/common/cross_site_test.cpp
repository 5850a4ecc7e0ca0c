#include "dialects/common/cross_site.h"

#include <gtest/gtest.h>
#include <memory>

namespace selfsame::dialect {
namespace {

const std::vector<std::string> kTrusted{"https://app.example.com"};

/// Whether a request with these headers is another site's; empty: not sent.
bool cross(std::string_view origin, std::string_view site,
           std::string_view base = "https://id.example.com/accounts") {
  const auto request = std::make_unique<http::Request>();
  for (const auto& [name, value] :
       {std::pair{"Origin", origin}, std::pair{"Sec-Fetch-Site", site}}) {
    if (!value.empty()) request->header_lines[request->header_count++] = {name, value};
  }
  return is_cross_site(*request, base, kTrusted);
}

TEST(CrossSite, WhatNoBrowserSendsIsNot) { EXPECT_FALSE(cross("", "")); }

TEST(CrossSite, OwnPagesAreNot) {
  EXPECT_FALSE(cross("https://id.example.com", ""));
  EXPECT_FALSE(cross("https://id.example.com", "same-origin"));
  EXPECT_FALSE(cross("", "same-origin"));
  EXPECT_FALSE(cross("", "none")) << "typed into the address bar";
  EXPECT_FALSE(cross("https://id.example.com", "same-origin", "http://inside:8420"))
      << "behind a proxy that we know nothing of";
}

TEST(CrossSite, TrustedPagesAreNot) {
  EXPECT_FALSE(cross("https://app.example.com", ""));
  EXPECT_FALSE(cross("https://app.example.com", "same-site"));
}

TEST(CrossSite, OthersAre) {
  EXPECT_TRUE(cross("https://evil.example", ""));
  EXPECT_TRUE(cross("https://evil.example", "cross-site"));
  EXPECT_TRUE(cross("https://other.example.com", "same-site"));
  EXPECT_TRUE(cross("http://id.example.com", "")) << "another scheme is another origin";
  EXPECT_TRUE(cross("https://id.example.com.evil.example", ""));
  EXPECT_TRUE(cross("null", "")) << "a sandboxed frame";
  EXPECT_TRUE(cross("", "cross-site"));
  EXPECT_TRUE(cross("https://evil.example", "", "")) << "where we do not know ourselves";
}

}  // namespace
}  // namespace selfsame::dialect
