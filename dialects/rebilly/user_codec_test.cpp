#include "dialects/rebilly/user_codec.h"

#include <gtest/gtest.h>

#include "core/limits.h"
#include "dialects/rebilly/people_testing.h"

namespace selfsame::rebilly {
namespace {

boost::json::object encoded(const core::PlaceRecord& record) {
  return written(
      [&](json::Writer& out) { encode_user({*record.user, &record, "EUR"}, test_links(), out); });
}

core::Result<DecodedUser> decoded(std::string_view text) {
  return decode_user(boost::json::parse(text));
}

constexpr auto kBare = R"({"email": "a@example.com", "firstName": "A", "lastName": "B"})";

TEST(EncodeUser, ShowsEveryPropertyAndNoPassword) {
  auto record = test_place();
  auto account = *record.user;
  account.password_hash = "$argon2id$secret";
  record.user = std::make_shared<const core::User>(account);
  record.place.permissions = {"GetUser"};
  record.permissions = {"GetRole", "GetUser"};
  record.roles = {test_role('9', "Support")};
  record.roles[0].chosen_id = "support";
  auto user = encoded(record);
  EXPECT_EQ(core::UserId::parse(user.at("id").as_string()), record.user->id);
  EXPECT_EQ(user.at("_links").at(0).at("rel").as_string(), "self");
  user.erase("id");
  user.erase("_links");
  EXPECT_EQ(user, boost::json::parse(R"({
      "email": "ada@example.com", "firstName": "Ada", "lastName": "Byron", "businessPhone": null,
      "mobilePhone": null, "permissions": ["GetUser"], "roleIds": ["support"], "allowedIps": null,
      "computedPermissions": ["GetRole", "GetUser"], "createdTime": "2026-01-02T03:04:05+00:00",
      "updatedTime": "2026-01-02T03:04:08+00:00", "loginTime": null, "reportingCurrency": "EUR",
      "availableCurrencies": ["EUR"], "status": "active", "country": null, "totpRequired": false,
      "preferences": {}})"));
}

TEST(EncodeUser, ShowsTheIdThatAClientChose) {
  auto record = test_place();
  auto account = *record.user;
  account.chosen_id = "ada";
  record.user = std::make_shared<const core::User>(account);
  const auto user = encoded(record);
  EXPECT_EQ(user.at("id").as_string(), "ada");
  EXPECT_EQ(user.at("_links").at(0).at("href").as_string(), "https://h/rebilly/users/ada");
}

TEST(EncodeUser, WithoutAPlaceMayDoNothing) {
  const auto record = test_place();
  const auto user = written(
      [&](json::Writer& out) { encode_user({*record.user, nullptr, "EUR"}, test_links(), out); });
  EXPECT_TRUE(user.at("permissions").as_array().empty());
  EXPECT_TRUE(user.at("computedPermissions").as_array().empty());
}

TEST(DecodeUser, LeavesAloneWhatIsAbsent) {
  const auto user = decoded(kBare);
  ASSERT_TRUE(user);
  const auto& draft = user->draft;
  EXPECT_EQ(draft.email, "a@example.com");
  EXPECT_FALSE(draft.telephone || draft.mobile_phone || draft.country || draft.preferences);
  EXPECT_FALSE(draft.place.permissions || draft.place.role_ids || draft.place.allowed_networks);
  EXPECT_FALSE(draft.place.owner || user->password);
}

TEST(DecodeUser, ClearsByNull) {
  const auto user = decoded(R"({"email": "a@example.com", "firstName": "A", "lastName": "B",
      "businessPhone": null, "mobilePhone": null, "country": null, "preferences": null,
      "isOwner": true})");
  ASSERT_TRUE(user);
  const core::OrganizationUserDraft::Field cleared{std::optional<std::string>()};
  EXPECT_EQ(user->draft.telephone, cleared);
  EXPECT_EQ(user->draft.mobile_phone, cleared);
  EXPECT_EQ(user->draft.country, cleared);
  EXPECT_EQ(user->draft.preferences, cleared);
  EXPECT_FALSE(user->draft.place.owner);
}

TEST(DecodeUser, TakesBackWhatItShows) {
  const auto user = decode_user(encoded(test_place()));
  ASSERT_TRUE(user);
  EXPECT_EQ(user->draft.preferences, core::OrganizationUserDraft::Field{"{}"});
  EXPECT_FALSE(user->password);
}

TEST(DecodeUser, NamesAllThatIsWrong) {
  EXPECT_EQ(places_of(decoded("{}").error()), "/email /firstName /lastName ");
  EXPECT_EQ(places_of(decoded(R"({"email": 1, "firstName": "A", "lastName": "B", "country": 2,
                                  "preferences": "x", "permissions": {}, "password": 3})")
                          .error()),
            "/email /country /preferences /permissions /password ");
}

TEST(DecodeUser, BoundsPasswords) {
  const auto with_password = [](std::size_t bytes) {
    auto body = boost::json::parse(kBare).as_object();
    body["password"] = std::string(bytes, 'p');
    return decode_user(body);
  };
  const auto longest = with_password(core::limits::kPasswordBytes);
  ASSERT_TRUE(longest);
  EXPECT_EQ(longest->password->reveal().size(), core::limits::kPasswordBytes);
  EXPECT_EQ(places_of(with_password(core::limits::kPasswordBytes + 1).error()), "/password ");
}

}  // namespace
}  // namespace selfsame::rebilly
