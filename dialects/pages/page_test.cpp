#include "dialects/pages/page.h"

#include <gtest/gtest.h>

#include "dialects/pages/style_source.h"

namespace selfsame::pages {
namespace {

std::string header(const http::Response& response, const std::string& name) {
  const std::string lines(response.fixed_headers);
  const auto begin = lines.find(name + ": ");
  if (begin == std::string::npos) return "";
  const auto value = begin + name.size() + 2;
  return lines.substr(value, lines.find("\r\n", value) - value);
}

std::string between(const std::string& text, const std::string& begin, const std::string& end) {
  const auto from = text.find(begin);
  if (from == std::string::npos) return "";
  const auto start = from + begin.size();
  return text.substr(start, text.find(end, start) - start);
}

TEST(StyleSource, IsTheHashThatBrowsersCompute) {
  // FIPS 180-2, appendix B.1.
  EXPECT_EQ(style_source("abc"), "'sha256-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0='");
}

TEST(WritePage, LetsABrowserUseItsOwnStyleAndNothingElse) {
  http::Response response;
  write_page(200, "Service", "Title", "<p>x</p>", response);
  const auto style = between(response.body, "<style>", "</style>");
  EXPECT_NE(style, "");
  EXPECT_EQ(header(response, "Content-Security-Policy"),
            "default-src 'none'; style-src " + style_source(style) +
                "; form-action 'self'; frame-ancestors 'none'; base-uri 'none'");
  EXPECT_EQ(header(response, "Referrer-Policy"), "no-referrer");
  EXPECT_EQ(header(response, "Cache-Control"), "no-store");
  EXPECT_EQ(header(response, "X-Content-Type-Options"), "nosniff");
  EXPECT_EQ(response.content_type, "text/html; charset=utf-8");
}

TEST(WritePage, EscapesTheNamesAndKeepsTheContent) {
  http::Response response;
  write_page(418, R"(<b>&"'{{title}})", "</title><script>", "<p>content</p>", response);
  EXPECT_EQ(response.status, 418U);
  EXPECT_EQ(between(response.body, "<header>", "</header>"), "&lt;b&gt;&amp;&quot;&apos;{{title}}");
  EXPECT_EQ(between(response.body, "<title>", " –"), "&lt;/title&gt;&lt;script&gt;");
  EXPECT_NE(response.body.find("<p>content</p>"), std::string::npos);
}

TEST(WriteMessage, EscapesItsText) {
  http::Response response;
  write_message(404, "Service", "<i>", "<u>&", response);
  EXPECT_NE(response.body.find("<h1>&lt;i&gt;</h1>"), std::string::npos);
  EXPECT_NE(response.body.find("<p>&lt;u&gt;&amp;</p>"), std::string::npos);
}

TEST(WriteRefusal, HasWordsForEveryStatusThatThereIs) {
  http::Response other;
  write_refusal(500, "Service", other);
  for (const unsigned status : {400U, 404U, 405U, 408U, 413U, 414U, 415U, 431U, 503U}) {
    http::Response response;
    write_refusal(status, "Service", response);
    EXPECT_EQ(response.status, status);
    EXPECT_NE(response.body, other.body) << status;
  }
}

}  // namespace
}  // namespace selfsame::pages
