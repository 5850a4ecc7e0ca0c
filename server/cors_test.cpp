#include "server/cors.h"

#include <gtest/gtest.h>
#include <memory>

namespace selfsame::server {
namespace {

constexpr const char* kApp = "https://app.example.com";

std::unique_ptr<http::Request> preflight_of(std::string_view origin) {
  auto request = std::make_unique<http::Request>();
  request->method = http::Method::options;
  request->header_lines[0] = {"origin", origin};
  request->header_lines[1] = {"Access-Control-Request-Method", "PUT"};
  request->header_lines[2] = {"Access-Control-Request-Headers", "content-type,x-stainless-lang"};
  request->header_count = 3;
  return request;
}

TEST(CheckOrigin, TakesWhatBrowsersSend) {
  for (const auto* origin : {"*", kApp, "http://localhost:3000", "http://[::1]:80"}) {
    EXPECT_EQ(check_origin(origin), "") << origin;
  }
  for (const auto* origin : {"", "null", "app.example.com", "https://", "https://app.example.com/",
                             "https://App.example.com", "https://*.example.com", "ftp://h"}) {
    EXPECT_NE(check_origin(origin), "") << origin;
  }
}

TEST(Cors, LetsNamedOriginsReadAlsoWithTheirCookies) {
  http::Response response;
  Cors({kApp}).admit(kApp, response);
  EXPECT_NE(response.headers().find("Access-Control-Allow-Origin: https://app.example.com\r\n"),
            std::string::npos);
  EXPECT_NE(response.headers().find("Access-Control-Allow-Credentials: true\r\n"),
            std::string::npos);
  EXPECT_NE(response.headers().find("Pagination-Total"), std::string::npos);
}

TEST(Cors, LetsNobodyElseReadAndHasCachesTellThemApart) {
  for (const auto* origin : {"https://app.example.com.evil.example", "null", ""}) {
    http::Response response;
    Cors({kApp}).admit(origin, response);
    EXPECT_EQ(response.headers(), "Vary: Origin\r\n") << origin;
  }
}

TEST(Cors, AnyPageReadsWithoutCookies) {
  http::Response response;
  Cors({"*", kApp}).admit("https://other.example", response);
  EXPECT_NE(response.headers().find("Access-Control-Allow-Origin: *\r\n"), std::string::npos);
  EXPECT_EQ(response.headers().find("Credentials"), std::string::npos);
  EXPECT_EQ(Cors({"*", kApp}).named(), std::vector<std::string>{kApp});
}

TEST(Cors, IsOffUnlessConfigured) {
  http::Response response;
  const Cors off({});
  off.admit(kApp, response);
  EXPECT_EQ(response.headers(), "");
  EXPECT_FALSE(off.answer_preflight(*preflight_of(kApp), response));
  EXPECT_EQ(off.origin_of(*preflight_of(kApp)), "");
}

TEST(Cors, AnswersWhatBrowsersAskFirst) {
  http::Response response;
  const Cors cors({kApp});
  ASSERT_TRUE(cors.answer_preflight(*preflight_of(kApp), response));
  EXPECT_EQ(response.status, 204U);
  EXPECT_NE(response.headers().find("Access-Control-Allow-Methods: GET, HEAD, POST, PUT"),
            std::string::npos);
  EXPECT_NE(response.headers().find("Access-Control-Allow-Headers: content-type,x-stainless-lang"),
            std::string::npos);
  EXPECT_FALSE(cors.answer_preflight(*preflight_of("https://evil.example"), response));
  const auto other = preflight_of(kApp);
  other->method = http::Method::get;
  EXPECT_FALSE(cors.answer_preflight(*other, response));
  other->method = http::Method::options;
  other->header_count = 1;
  EXPECT_FALSE(cors.answer_preflight(*other, response));
}

}  // namespace
}  // namespace selfsame::server
