#include "dialects/rebilly/links.h"

#include <gtest/gtest.h>
#include <memory>

namespace selfsame::rebilly {
namespace {

std::unique_ptr<http::Request> request_to(std::string_view host, bool secure = true) {
  auto request = std::make_unique<http::Request>();
  request->secure = secure;
  request->header_lines[0] = {"Accept", "*/*"};
  request->header_lines[1] = {"host", host};
  request->header_count = 2;
  return request;
}

TEST(LinkBase, IsWhereTheRequestCameTo) {
  EXPECT_EQ(LinkBase(*request_to("h.example"), "", "/reb", "").href("/profile"),
            "https://h.example/reb/profile");
  EXPECT_EQ(LinkBase(*request_to("h:8080", false), "", "", "").href("/users"),
            "http://h:8080/users");
  EXPECT_EQ(LinkBase(*request_to("[::1]:80", false), "", "", "").href("/users"),
            "http://[::1]:80/users");
}

TEST(LinkBase, NamesTheContextIfTheRequestDid) {
  EXPECT_EQ(LinkBase(*request_to("h"), "", "/reb", "org_1").href("/roles/x"),
            "https://h/reb/organizations/org_1/roles/x");
}

TEST(LinkBase, IsWhatTheOperatorSays) {
  for (const auto* url : {"https://id.example.com", "https://id.example.com/"}) {
    EXPECT_EQ(LinkBase(*request_to("inside", false), url, "/reb", "org_1").href("/users"),
              "https://id.example.com/reb/organizations/org_1/users");
  }
  EXPECT_EQ(LinkBase(*request_to("h"), "http://x/behind", "", "").href("/users"),
            "http://x/behind/users");
}

TEST(LinkBase, TakesNoHostThatIsNone) {
  for (const auto* host : {"", "a/b", "a b", "user@h", "h\"", "h?x", "h#", "h\\", "\xC3\xA4"}) {
    EXPECT_EQ(LinkBase(*request_to(host), "", "/reb", "").href("/users"), "/reb/users") << host;
  }
  const auto without = std::make_unique<http::Request>();
  EXPECT_EQ(LinkBase(*without, "", "", "o").href("/users"), "/organizations/o/users");
}

TEST(WriteLinks, IsAnArray) {
  const LinkBase base(*request_to("h"), "", "", "");
  const Link links[] = {{"self", base.href("/roles/a")}, {"juniorRoles", base.href("/roles")}};
  std::string text;
  json::Writer out(text);
  out.begin_object().field("id", "a");
  write_links(links, out);
  out.end_object();
  EXPECT_EQ(text, R"({"id":"a","_links":[{"rel":"self","href":"https://h/roles/a"},)"
                  R"({"rel":"juniorRoles","href":"https://h/roles"}]})");
}

}  // namespace
}  // namespace selfsame::rebilly
