#include "dialects/rebilly/membership_codec.h"

#include <gtest/gtest.h>

#include "dialects/rebilly/people_testing.h"

namespace selfsame::rebilly {
namespace {

boost::json::object encoded(const core::PlaceRecord& record,
                            const std::vector<std::string>& expand = {}) {
  return written([&](json::Writer& out) { encode_membership(record, expand, test_links(), out); });
}

core::Result<core::PlaceDraft> decoded(std::string_view text) {
  return decode_membership(boost::json::parse(text));
}

TEST(EncodeMembership, ShowsWhereWhoAndWhat) {
  auto record = test_place();
  record.place.permissions = {"GetUser"};
  record.permissions = {"GetRole", "GetUser"};
  record.roles = {test_role('9', "Support")};
  record.roles[0].chosen_id = "support";
  record.place.allowed_networks = {core::Cidr::parse("203.0.113.0/24").value()};
  record.place.is_default = true;
  auto membership = encoded(record);
  EXPECT_EQ(membership.at("_links").at(0).at("href").as_string(),
            "https://h/rebilly" + membership_path(record));
  const auto organization = membership.at("organization").as_object();
  EXPECT_EQ(core::OrganizationId::parse(organization.at("id").as_string()),
            record.organization->id);
  EXPECT_EQ(organization.at("updatedTime").as_string(), "2026-01-02T03:04:06+00:00");
  const auto user = membership.at("user").as_object();
  EXPECT_EQ(core::UserId::parse(user.at("id").as_string()), record.user->id);
  EXPECT_EQ(user.at("name").as_string(), "Ada Byron");
  for (const auto* key : {"_links", "organization", "user"}) membership.erase(key);
  EXPECT_EQ(membership, boost::json::parse(R"({
      "permissions": ["GetUser"], "roleIds": ["support"], "allowedIps": ["203.0.113.0/24"],
      "isOwner": false, "isDefault": true,
      "acl": [{"scope": {}, "permissions": ["GetRole", "GetUser"]}]})"));
}

TEST(EncodeMembership, AnOwnerMayDoEverything) {
  auto record = test_place();
  record.place.owner = true;
  EXPECT_EQ(encoded(record).at("permissions"), boost::json::parse(R"(["*"])"));
}

TEST(EncodeMembership, EmbedsRolesIfAskedTo) {
  auto record = test_place();
  record.roles = {test_role('9', "Support")};
  EXPECT_FALSE(encoded(record).contains("_embedded"));
  EXPECT_EQ(encoded(record, {"roles"}).at("_embedded").at("roles").at(0).at("name").as_string(),
            "Support");
}

TEST(EncodeMembership, LiesWhereAChosenIdSays) {
  auto record = test_place();
  auto user = *record.user;
  user.chosen_id = "ada";
  record.user = std::make_shared<const core::User>(user);
  EXPECT_TRUE(membership_path(record).ends_with("/ada"));
  EXPECT_EQ(encoded(record).at("user").at("id").as_string(), "ada");
}

TEST(DecodeMembership, TellsAbsentFromNull) {
  const auto bare = decoded(R"({"permissions": ["*"], "organization": {"id": "x"}})");
  ASSERT_TRUE(bare);
  EXPECT_EQ(bare->permissions, std::vector<std::string>{"*"});
  EXPECT_FALSE(bare->owner || bare->role_ids || bare->allowed_networks);
  const auto cleared =
      decoded(R"({"permissions": null, "roleIds": null, "allowedIps": null, "isOwner": false})");
  ASSERT_TRUE(cleared);
  EXPECT_EQ(cleared->permissions, std::vector<std::string>());
  EXPECT_EQ(cleared->role_ids, std::vector<std::string>());
  EXPECT_EQ(cleared->allowed_networks, std::vector<std::string>());
  EXPECT_EQ(cleared->owner, false);
}

TEST(DecodeMembership, NamesAllThatIsWrong) {
  EXPECT_EQ(places_of(decoded(R"({"permissions": "*", "roleIds": [1], "allowedIps": [null],
                                  "isOwner": "yes"})")
                          .error()),
            "/permissions /roleIds/0 /allowedIps/0 /isOwner ");
}

}  // namespace
}  // namespace selfsame::rebilly
