#include "dialects/cloudflare/user_codec.h"

#include <gtest/gtest.h>

#include "json/parse.h"
#include "tests/support/fake_clock.h"

namespace selfsame::cloudflare {
namespace {

using testing::kNoon;

core::Result<core::ProfileEdit> decode(std::string_view text) {
  const auto value = json::parse(text, 32);
  EXPECT_TRUE(value) << text;
  return decode_profile_edit(*value);
}

std::string encode(const core::UserDetails& details) {
  std::string text;
  json::Writer out(text);
  encode_user(details, out);
  return text;
}

TEST(EncodeUser, WritesExactlyThis) {
  core::User user;
  user.id = *core::UserId::parse("6d7f2f5f5b1d4a0e9081fdc98d432fd1");
  user.email = "alice@example.com";
  user.username = "cfuser12345";
  user.first_name = "Alice";
  user.created_at = kNoon;
  user.modified_at = kNoon;
  core::Organization organization;
  organization.id = *core::OrganizationId::parse("023e105f4ecef8ad9ca31a8372d0c353");
  organization.name = "Example";
  core::UserPlace place{
      std::make_shared<const core::Organization>(organization), {}, {"Billing", "Zone \"Admin\""}};
  place.grants.raise(core::Area::zones, core::Level::read);
  EXPECT_EQ(
      encode({std::make_shared<const core::User>(user), {place}, true}),
      R"({"id":"6d7f2f5f5b1d4a0e9081fdc98d432fd1","email":"alice@example.com",)"
      R"("first_name":"Alice","last_name":null,"username":"cfuser12345","telephone":null,)"
      R"("country":null,"zipcode":null,"two_factor_authentication_enabled":false,)"
      R"("two_factor_authentication_locked":true,"created_on":"2026-03-01T12:00:00.000000Z",)"
      R"("modified_on":"2026-03-01T12:00:00.000000Z",)"
      R"("organizations":[{"id":"023e105f4ecef8ad9ca31a8372d0c353","name":"Example",)"
      R"("status":"member","permissions":["#zones:read"],"roles":["Billing","Zone \"Admin\""]}],)"
      R"("has_pro_zones":false,"has_business_zones":false,"has_enterprise_zones":false,)"
      R"("suspended":false,"betas":[]})");
}

TEST(EncodeUser, TellsOfThePlansOfZonesInEveryPlace) {
  core::Organization first;
  first.zone_levels.business = true;
  core::Organization second;
  second.zone_levels.pro = true;
  const auto user = std::make_shared<const core::User>();
  const auto place = [](const core::Organization& organization) {
    return core::UserPlace{std::make_shared<const core::Organization>(organization), {}, {}};
  };
  EXPECT_NE(
      encode({user, {place(first), place(second)}})
          .find(R"("has_pro_zones":true,"has_business_zones":true,"has_enterprise_zones":false)"),
      std::string::npos);
  second.zone_levels = {.enterprise = true};
  EXPECT_NE(
      encode({user, {place(second)}})
          .find(R"("has_pro_zones":false,"has_business_zones":false,"has_enterprise_zones":true)"),
      std::string::npos);
}

TEST(EncodeUser, NeverShowsThePasswordHash) {
  core::User user;
  user.password_hash = "$argon2id$secret";
  EXPECT_EQ(encode({std::make_shared<const core::User>(user), {}}).find("argon2id"),
            std::string::npos);
}

TEST(DecodeProfileEdit, AbsentLeavesAloneAndNullClears) {
  const auto edit = decode(R"({"first_name":"Anne","last_name":null,"zipcode":""})");
  ASSERT_TRUE(edit);
  EXPECT_EQ(edit->first_name, std::optional<std::string>("Anne"));
  ASSERT_TRUE(edit->last_name.has_value());
  EXPECT_FALSE(edit->last_name->has_value());
  EXPECT_EQ(edit->zipcode, std::optional<std::string>(""));
  EXPECT_FALSE(edit->telephone.has_value());
  EXPECT_FALSE(edit->country.has_value());
}

TEST(DecodeProfileEdit, PassesOverWhatIsReadOnly) {
  const auto edit = decode(R"({"email":"eve@example.com","username":1,"id":[],"suspended":false})");
  ASSERT_TRUE(edit);
  EXPECT_FALSE(edit->first_name.has_value());
}

TEST(DecodeProfileEdit, NamesEveryFieldOfTheWrongType) {
  const auto edit = decode(R"({"first_name":1,"last_name":{},"telephone":[],"country":true})");
  ASSERT_FALSE(edit);
  std::vector<std::string> places;
  for (const auto& field : edit.error().fields) places.push_back(field.pointer);
  EXPECT_EQ(places,
            (std::vector<std::string>{"/first_name", "/last_name", "/telephone", "/country"}));
  EXPECT_FALSE(decode("[]"));
}

}  // namespace
}  // namespace selfsame::cloudflare
