#include "dialects/rebilly/target.h"

#include <gtest/gtest.h>

namespace selfsame::rebilly {
namespace {

struct Row {
  const char* path;
  Target target;
};

TEST(SplitTarget, FindsContextAndResource) {
  const Row rows[] = {
      {"/profile", {"", "/profile"}},
      {"/profile/mfa", {"", "/profile/mfa"}},
      {"/users/", {"", "/users"}},
      {"/organizations", {"", "/organizations"}},
      {"/organizations/", {"", "/organizations"}},
      {"/organizations/org_1", {"", "/organizations/org_1"}},
      {"/organizations/org_1/", {"", "/organizations/org_1"}},
      {"/organizations/org_1/users", {"org_1", "/users"}},
      {"/organizations/org_1/users/", {"org_1", "/users"}},
      {"/organizations/org_1/memberships/org_2/usr_3", {"org_1", "/memberships/org_2/usr_3"}},
      {"/organizations/org_1/organizations", {"org_1", "/organizations"}},
      {"/organizations/org_1/organizations/org_2", {"org_1", "/organizations/org_2"}},
      {"/organizations/organizations/organizations", {"organizations", "/organizations"}},
      {"/organizations/a%40b/users", {"a%40b", "/users"}},
  };
  for (const auto& [path, target] : rows) EXPECT_EQ(split_target(path), target) << path;
}

TEST(SplitTarget, LeavesOddPathsForTheRoutesToRefuse) {
  const Row rows[] = {
      {"", {"", ""}},
      {"/", {"", ""}},
      {"//", {"", "/"}},
      {"/users//", {"", "/users/"}},
      {"/organizations//", {"", "/organizations/"}},
      {"/organizations//users", {"", "/organizations//users"}},
      {"/organizations/org_1//", {"", "/organizations/org_1/"}},
      {"/organizations/org_1//users", {"org_1", "//users"}},
      {"/organization/org_1/users", {"", "/organization/org_1/users"}},
      {"/Organizations/org_1/users", {"", "/Organizations/org_1/users"}},
      {"/organizationsx/y/users", {"", "/organizationsx/y/users"}},
  };
  for (const auto& [path, target] : rows) EXPECT_EQ(split_target(path), target) << path;
}

TEST(WireId, HasTheCharactersOfThePattern) {
  for (const auto* text : {"a", "Z", "0", "_", "@", "~", "-", ".", "usr_0YV", "a.b-c~d@e_F9"}) {
    EXPECT_TRUE(is_wire_id(text)) << text;
  }
  for (const auto* text : {"", " ", "a b", "a/b", "a%40", "a:b", "a+b", "\xC3\xA4", "a\n", "a?"}) {
    EXPECT_FALSE(is_wire_id(text)) << text;
  }
  EXPECT_FALSE(is_wire_id(std::string_view("a\0b", 3)));
}

TEST(WireId, IsAtMost50CharactersLong) {
  EXPECT_TRUE(is_wire_id(std::string(50, 'x')));
  EXPECT_FALSE(is_wire_id(std::string(51, 'x')));
}

TEST(WireId, IsDecodedFirst) {
  EXPECT_EQ(wire_id("my-second-key"), "my-second-key");
  EXPECT_EQ(wire_id("a%40b%7Ec"), "a@b~c");
  std::string encoded;
  for (int i = 0; i < 50; ++i) encoded += "%78";
  EXPECT_EQ(wire_id(encoded), std::string(50, 'x'));
  EXPECT_EQ(wire_id(encoded + "%78"), std::nullopt);
  for (const auto* segment : {"", "%", "%4", "%zz", "a%2Fb", "a+b", "a%20b", "%00", "%C3%A4"}) {
    EXPECT_EQ(wire_id(segment), std::nullopt) << segment;
  }
}

}  // namespace
}  // namespace selfsame::rebilly
