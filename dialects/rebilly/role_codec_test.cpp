#include "dialects/rebilly/role_codec.h"

#include <gtest/gtest.h>

#include "dialects/rebilly/people_testing.h"
#include "tests/support/fake_hasher.h"

namespace selfsame::rebilly {
namespace {

const testing::FakeHasher kHasher;

boost::json::object encoded(const core::RoleView& view,
                            const std::vector<std::string>& expand = {}) {
  return written([&](json::Writer& out) { encode_role(view, expand, test_links(), out); });
}

core::Result<core::RoleDraft> decoded(std::string_view text) {
  return decode_role(boost::json::parse(text), kHasher);
}

TEST(EncodeRole, ShowsWhatItIsAndWhatStandsAroundIt) {
  core::RoleView view;
  view.role = test_role('9', "Support");
  view.role.acl = {{{}, {"GetUser", "GetRole"}}};
  view.role.allowed_networks = {core::Cidr::parse("203.0.113.0/24").value(),
                                core::Cidr::parse("198.51.100.7/32").value()};
  view.seniors = {test_role('8', "Lead")};
  view.seniors[0].chosen_id = "lead";
  view.users_count = 3;
  const auto id = std::string(encoded(view).at("id").as_string());
  EXPECT_EQ(id.substr(0, 5), "role_");
  EXPECT_EQ(core::RoleId::parse(id), view.role.id);
  auto role = encoded(view);
  const auto links = role.at("_links").as_array();
  EXPECT_EQ(links.at(0).at("href").as_string(), "https://h/rebilly/roles/" + id);
  EXPECT_EQ(links.at(1).at("href").as_string(), "https://h/rebilly/roles?filter=juniorIds:" + id);
  EXPECT_EQ(links.at(2).at("rel").as_string(), "juniorRoles");
  role.erase("_links");
  role.erase("id");
  EXPECT_EQ(role, boost::json::parse(R"({
      "name": "Support", "description": null,
      "acl": [{"scope": {}, "permissions": ["GetUser", "GetRole"]}],
      "allowedIps": ["203.0.113.0/24", "198.51.100.7"],
      "seniorIds": ["lead"], "juniorIds": [], "usersCount": 3,
      "createdTime": "2026-01-02T03:04:05+00:00", "updatedTime": "2026-01-02T03:04:06+00:00"})"));
}

TEST(EncodeRole, EmbedsJuniorsUnderTheKeyThatIsAskedFor) {
  core::RoleView view;
  view.role = test_role('9', "Lead");
  view.juniors = {test_role('8', "Support")};
  EXPECT_FALSE(encoded(view).contains("_embedded"));
  EXPECT_FALSE(encoded(view, {"seniors"}).contains("_embedded"));
  for (const auto* key : {"juniors", "juniorRoles"}) {
    const auto role = encoded(view, {key});
    const auto& embedded = role.at("_embedded").as_object();
    ASSERT_EQ(embedded.size(), 1U);
    EXPECT_EQ(embedded.at(key).at(0).at("name").as_string(), "Support");
  }
}

TEST(EncodeRole, ShowsTheIdThatAClientChose) {
  core::RoleView view;
  view.role = test_role('9', "Support");
  view.role.chosen_id = "my-role";
  EXPECT_EQ(encoded(view).at("id").as_string(), "my-role");
}

TEST(DecodeRole, TellsAbsentFromNull) {
  const auto bare = decoded(R"({"name": "n", "acl": []})");
  ASSERT_TRUE(bare);
  EXPECT_EQ(bare->name, "n");
  EXPECT_EQ(bare->acl, std::vector<core::AclEntry>());
  EXPECT_FALSE(bare->description || bare->junior_ids || bare->allowed_networks);
  const auto cleared = decoded(
      R"({"name": "n", "acl": [], "description": null, "juniorIds": null, "allowedIps": null})");
  ASSERT_TRUE(cleared);
  EXPECT_EQ(cleared->description, "");
  EXPECT_EQ(cleared->junior_ids, std::vector<std::string>());
  EXPECT_EQ(cleared->allowed_networks, std::vector<std::string>());
}

TEST(DecodeRole, TakesBackWhatItShows) {
  core::RoleView view;
  view.role = test_role('9', "Support");
  view.role.description = "two\nlines";
  view.role.acl = {{{}, {"GetUser"}}};
  view.juniors = {test_role('8', "Junior")};
  const auto draft = decode_role(encoded(view), kHasher);
  ASSERT_TRUE(draft);
  EXPECT_EQ(draft->description, view.role.description);
  EXPECT_EQ(draft->acl, view.role.acl);
  ASSERT_EQ(draft->junior_ids->size(), 1U);
  EXPECT_EQ(core::RoleId::parse(draft->junior_ids->front()), view.juniors[0].id);
}

TEST(DecodeRole, NamesAllThatIsWrong) {
  EXPECT_EQ(places_of(decoded("{}").error()), "/name /acl ");
  EXPECT_EQ(places_of(decoded(R"({"name": 1, "acl": [{"scope": {}, "permissions": ["Nope"]}],
                                  "description": 2, "juniorIds": ["a", 3], "allowedIps": {}})")
                          .error()),
            "/name /acl/0/permissions/0 /description /juniorIds/1 /allowedIps ");
}

}  // namespace
}  // namespace selfsame::rebilly
