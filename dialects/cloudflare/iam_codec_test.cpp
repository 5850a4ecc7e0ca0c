#include "dialects/cloudflare/iam_codec.h"

#include <gtest/gtest.h>

#include "dialects/cloudflare/grants_codec.h"
#include "dialects/cloudflare/testing.h"

namespace selfsame::cloudflare {
namespace {

const std::string kOrganization = "023e105f4ecef8ad9ca31a8372d0c353";
const std::string kId = std::string(32, 'a');
const std::string kZone = std::string(32, 'b');
const std::string kOtherZone = std::string(32, 'c');
const std::string kScopeKey = "com.cloudflare.api.account." + kOrganization;

core::ResourceGroup group_of(const std::string& id, std::vector<core::ZoneId> zones) {
  return {*core::ResourceGroupId::parse(id),
          *core::OrganizationId::parse(kOrganization),
          "Group",
          std::move(zones),
          {},
          {}};
}

std::vector<core::ZoneId> both_zones() {
  return {*core::ZoneId::parse(kZone), *core::ZoneId::parse(kOtherZone)};
}

TEST(EncodeRole, WritesExactlyThis) {
  core::Role role;
  role.id = *core::RoleId::parse(kId);
  role.name = "Billing";
  role.description = "Can pay.";
  role.grants.raise(core::Area::billing, core::Level::edit);
  EXPECT_EQ(encoded(encode_role, role),
            R"({"id":")" + kId + R"(","name":"Billing","description":"Can pay.",)" +
                R"("permissions":)" + encoded(encode_grants, role.grants) + '}');
}

TEST(EncodeIamGroup, HasTextsOnlyInItsMeta) {
  core::IamGroup group{
      *core::IamGroupId::parse(kId), "DNS", "dns_admin", "Edits DNS.", {}, false, {}};
  const auto head = R"({"id":")" + kId + R"(","name":"DNS","meta":{"label":"dns_admin",)";
  const auto tail = std::string(R"("description":"Edits DNS.","editable":"false"})");
  EXPECT_EQ(encoded(encode_iam_group, group),
            head + R"("scopes":"com.cloudflare.api.account",)" + tail + '}');
  EXPECT_EQ(encoded(encode_listed_iam_group, group),
            head + R"("scopes":"com.cloudflare.api.account",)" + tail + R"(,"status":"V"})");
  group.of_zones = true;
  EXPECT_EQ(encoded(encode_iam_group, group),
            head + R"("scopes":"com.cloudflare.api.account.zone",)" + tail + '}');
}

TEST(EncodeResourceGroup, OfTheWholeOrganizationIsFixed) {
  EXPECT_EQ(encoded(encode_resource_group, group_of(kOrganization, {})),
            R"({"id":")" + kOrganization + R"(","name":"Group","meta":{"editable":"false"},)" +
                R"("scope":{"key":")" + kScopeKey + R"(","objects":[{"key":"*"}]}})");
}

TEST(EncodeResourceGroup, NamesItsZones) {
  EXPECT_EQ(encoded(encode_resource_group, group_of(kId, both_zones())),
            R"({"id":")" + kId + R"(","name":"Group","meta":{"editable":"true"},)" +
                R"("scope":{"key":")" + kScopeKey +
                R"(","objects":[{"key":"com.cloudflare.api.account.zone.)" + kZone +
                R"("},{"key":"com.cloudflare.api.account.zone.)" + kOtherZone + R"("}]}})");
}

TEST(DecodeResourceGroup, ReadsWhatIsGiven) {
  const auto draft = decode_resource_group(parsed(
      R"({"name":"n","scope":{"key":"k","objects":[{"key":"a"},{"key":"b","x":1}]},"meta":1})"));
  ASSERT_TRUE(draft);
  EXPECT_EQ(draft->name, "n");
  EXPECT_EQ(draft->scope_key, "k");
  EXPECT_EQ(draft->objects, (Texts{"a", "b"}));
}

TEST(DecodeResourceGroup, NamesEveryWrongPlace) {
  const auto of = [](std::string_view body) {
    return complaints(decode_resource_group(parsed(body)));
  };
  EXPECT_EQ(of("{}"), (Texts{"/name: is required", "/scope: is required"}));
  EXPECT_EQ(of(R"({"name":1,"scope":[]})"),
            (Texts{"/name: must be a string", "/scope: must be an object"}));
  EXPECT_EQ(of(R"({"name":"n","scope":{}})"),
            (Texts{"/scope/key: is required", "/scope/objects: is required"}));
  EXPECT_EQ(of(R"({"name":"n","scope":{"key":1,"objects":{}}})"),
            (Texts{"/scope/key: must be a string", "/scope/objects: must be an array"}));
  EXPECT_EQ(of(R"({"name":"n","scope":{"key":"k","objects":[1,{},{"key":2}]}})"),
            (Texts{"/scope/objects/0: must be an object", "/scope/objects/0/key: is required",
                   "/scope/objects/1/key: is required", "/scope/objects/2/key: must be a string"}));
}

TEST(DecodeResourceGroupEdit, WhatIsAbsentStays) {
  const auto group = group_of(kId, both_zones());
  const auto after = [&](std::string_view body) {
    const auto edit = decode_resource_group_edit(parsed(body));
    EXPECT_TRUE(edit) << body;
    return edit->apply(group);
  };
  const Texts zones{"com.cloudflare.api.account.zone." + kZone,
                    "com.cloudflare.api.account.zone." + kOtherZone};
  const auto same = after("{}");
  EXPECT_EQ(same.name, "Group");
  EXPECT_EQ(same.scope_key, kScopeKey);
  EXPECT_EQ(same.objects, zones);
  const auto renamed = after(R"({"name":"New"})");
  EXPECT_EQ(renamed.name, "New");
  EXPECT_EQ(renamed.objects, zones);
  const auto moved = after(R"({"scope":{"key":"k","objects":[{"key":"*"}]}})");
  EXPECT_EQ(moved.name, "Group");
  EXPECT_EQ(moved.scope_key, "k");
  EXPECT_EQ(moved.objects, Texts{"*"});
  EXPECT_EQ(complaints(decode_resource_group_edit(parsed(R"({"scope":{}})"))),
            (Texts{"/scope/key: is required", "/scope/objects: is required"}));
}

}  // namespace
}  // namespace selfsame::cloudflare
