#include "dialects/cloudflare/grants_codec.h"

#include <gtest/gtest.h>

#include "json/parse.h"

namespace selfsame::cloudflare {
namespace {

using core::Area;
using core::Grants;
using core::Level;

std::string encode(const Grants& grants) {
  std::string text;
  json::Writer out(text);
  encode_grants(grants, out);
  return text;
}

std::string names(const Grants& grants) {
  std::string text;
  json::Writer out(text);
  encode_permission_names(grants, out);
  return text;
}

Grants some() {
  Grants grants;
  grants.raise(Area::zones, Level::edit);
  grants.raise(Area::analytics, Level::read);
  return grants;
}

TEST(EncodeGrants, WritesEveryAreaWithAllThreeTruths) {
  for (const auto& grants : {Grants(), some(), Grants::everything()}) {
    const auto value = json::parse(encode(grants), 8);
    ASSERT_TRUE(value);
    const auto& object = value->as_object();
    ASSERT_EQ(object.size(), core::kAreaCount);
    for (std::size_t i = 0; i < core::kAreaCount; ++i) {
      const auto area = static_cast<Area>(i);
      const auto& truths = object.at(core::area_name(area)).as_object();
      EXPECT_EQ(truths.size(), 3U);
      EXPECT_EQ(truths.at("read").as_bool(), grants.allow(area, Level::read));
      EXPECT_EQ(truths.at("edit").as_bool(), grants.allow(area, Level::edit));
      EXPECT_EQ(truths.at("write").as_bool(), grants.allow(area, Level::edit));
    }
  }
}

TEST(EncodeGrants, StartsExactlySo) {
  EXPECT_TRUE(
      encode(some()).starts_with(R"({"access":{"read":false,"edit":false,"write":false},)"
                                 R"("analytics":{"read":true,"edit":false,"write":false},)"));
  EXPECT_TRUE(encode(some()).ends_with(R"("zones":{"read":true,"edit":true,"write":true}})"));
}

TEST(EncodePermissionNames, ListsWhatIsAllowedInTheOrderOfAreas) {
  EXPECT_EQ(names(Grants()), "[]");
  EXPECT_EQ(names(some()), R"(["#analytics:read","#zones:read","#zones:edit"])");
}

TEST(EncodePermissionNames, OfEverythingNamesEveryAreaTwice) {
  const auto value = json::parse(names(Grants::everything()), 8);
  ASSERT_TRUE(value);
  EXPECT_EQ(value->as_array().size(), 2 * core::kAreaCount);
  EXPECT_EQ(value->as_array().front().as_string(), "#access:read");
  EXPECT_EQ(value->as_array().back().as_string(), "#zones:edit");
  EXPECT_EQ(names(Grants::everything()), names(Grants::everything())) << "the second is kept";
}

TEST(EncodePermissionNames, StandAmongOtherValues) {
  std::string text;
  json::Writer out(text);
  out.begin_array();
  encode_permission_names(Grants(), out);
  encode_permission_names(some(), out);
  out.end_array();
  EXPECT_EQ(text, R"([[],["#analytics:read","#zones:read","#zones:edit"]])");
}

}  // namespace
}  // namespace selfsame::cloudflare
