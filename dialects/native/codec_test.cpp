#include "dialects/native/codec.h"

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

#include "core/limits.h"
#include "dialects/native/testing.h"

namespace selfsame::native {
namespace {

core::User user() {
  core::User made;
  made.id = *core::UserId::parse(kA);
  made.email = "a@b";
  made.username = "ann";
  made.first_name = "Ann";
  made.created_at = kNoon;
  made.modified_at = kNoon;
  return made;
}

const std::string kUserFields =
    R"("id":")" + kA + R"(","email":"a@b","email_verified":true,"username":"ann",)" +
    R"("first_name":"Ann","last_name":null,"two_factor_authentication_enabled":false,)" +
    R"("suspended":false,"created_on":")" + kNoonText + R"(","modified_on":")" + kNoonText + '"';

TEST(EncodeUser, ShowsTheKeyOnlyToWhoMadeThem) {
  EXPECT_EQ(encoded(encode_user, user()), '{' + kUserFields + '}');
  const core::UserWithKey made{std::make_shared<const core::User>(user()),
                               core::PlainSecret("ssgk_x")};
  EXPECT_EQ(encoded(encode_new_user, made), '{' + kUserFields + R"(,"global_api_key":"ssgk_x"})");
}

TEST(EncodeUser, NeverShowsThePassword) {
  auto with_password = user();
  with_password.password_hash = "$argon2id$";
  EXPECT_EQ(encoded(encode_user, with_password).find("argon"), std::string::npos);
}

TEST(EncodeOrganization, SaysWhichTenantItIs) {
  core::Organization organization;
  organization.id = *core::OrganizationId::parse(kA);
  organization.name = "Acme";
  organization.created_at = kNoon;
  organization.modified_at = kNoon;
  const auto tail = R"(,"abuse_contact_email":null,"enforce_twofactor":false,"created_on":")" +
                    kNoonText + R"(","modified_on":")" + kNoonText + R"("})";
  const auto head = R"({"id":")" + kA + R"(","name":"Acme",)";
  EXPECT_EQ(encoded(encode_organization, organization),
            head + R"("type":"standard","tenant":false,"operator":false,"parent_id":null)" + tail);
  organization.kind = core::OrganizationKind::enterprise;
  organization.tenant = core::TenantKind::tenant;
  organization.parent = core::OrganizationId::parse(kB);
  EXPECT_EQ(encoded(encode_organization, organization),
            head + R"("type":"enterprise","tenant":true,"operator":false,"parent_id":")" + kB +
                '"' + tail);
  organization.tenant = core::TenantKind::operator_;
  EXPECT_NE(encoded(encode_organization, organization).find(R"("tenant":true,"operator":true)"),
            std::string::npos);
}

TEST(EncodeMail, LeavesTheValuesOut) {
  core::Mail mail;
  mail.id = *core::MailId::parse(kA);
  mail.recipient = "a@b";
  mail.kind = "invite";
  mail.values = {{"link", "secret"}};
  mail.state = core::MailState::dead;
  mail.attempts = 3;
  mail.created_at = kNoon;
  mail.next_attempt_at = kNoon;
  mail.last_error = "550 no";
  EXPECT_EQ(encoded(encode_mail, mail),
            R"({"id":")" + kA + R"(","recipient":"a@b","kind":"invite","language":"",)" +
                R"("state":"dead","attempts":3,"created_on":")" + kNoonText +
                R"(","next_attempt_on":")" + kNoonText + R"(","last_error":"550 no"})");
}

TEST(EncodeList, SaysWhereToGoOn) {
  core::Zone zone;
  zone.id = *core::ZoneId::parse(kA);
  const auto next = [](const std::vector<core::Zone>& zones, std::uint64_t limit) {
    std::string body;
    encode_list(zones, limit, encode_zone, body);
    const auto list = boost::json::parse(body);
    EXPECT_EQ(list.at("items").as_array().size(), zones.size());
    const auto& id = list.at("next");
    return id.is_null() ? std::string("null") : std::string(id.as_string());
  };
  EXPECT_EQ(next({}, 1), "null");
  EXPECT_EQ(next({zone}, 2), "null");
  EXPECT_EQ(next({zone}, 1), kA);
  EXPECT_EQ(next({zone, zone}, kNoLimit), "null");
}

TEST(DecodeNewUser, ReadsWhatIsGiven) {
  const auto wanted = decode(decode_new_user, R"({"email":"a@b","first_name":"A","last_name":null,)"
                                              R"("language":"de-DE","email_verified":false})");
  ASSERT_TRUE(wanted);
  EXPECT_EQ(wanted->email, "a@b");
  EXPECT_EQ(wanted->first_name, "A");
  EXPECT_EQ(wanted->last_name, std::nullopt);
  EXPECT_EQ(wanted->language, "de-DE");
  EXPECT_FALSE(wanted->email_verified);
  EXPECT_TRUE(decode(decode_new_user, R"({"email":"a@b"})")->email_verified);
}

TEST(DecodeNewUser, NamesWhatIsWrong) {
  EXPECT_EQ(complaints(decode(decode_new_user, "{}")), "/email ");
  EXPECT_EQ(complaints(decode(decode_new_user, "[]")).substr(0, 1), " ");
  EXPECT_EQ(complaints(decode(decode_new_user,
                              R"({"email":1,"first_name":1,"last_name":{},"language":[],)"
                              R"("email_verified":"yes"})")),
            "/email /first_name /last_name /language /email_verified ");
}

TEST(DecodeNewOrganization, ReadsWhatIsGiven) {
  const auto wanted = decode(decode_new_organization, R"({"name":"Acme","owner_id":")" + kA +
                                                          R"(","type":"enterprise","parent_id":")" +
                                                          kB + R"(","tenant":true})");
  ASSERT_TRUE(wanted);
  EXPECT_EQ(wanted->name, "Acme");
  EXPECT_EQ(wanted->owner.hex(), kA);
  EXPECT_EQ(wanted->kind, core::OrganizationKind::enterprise);
  EXPECT_EQ(wanted->parent->hex(), kB);
  EXPECT_TRUE(wanted->tenant);
  const auto least =
      decode(decode_new_organization, R"({"name":"Acme","owner_id":")" + kA + R"("})");
  ASSERT_TRUE(least);
  EXPECT_EQ(least->kind, core::OrganizationKind::standard);
  EXPECT_FALSE(least->parent);
  EXPECT_FALSE(least->tenant);
}

TEST(DecodeNewOrganization, NamesWhatIsWrong) {
  EXPECT_EQ(complaints(decode(decode_new_organization, "{}")), "/name /owner_id ");
  EXPECT_EQ(complaints(decode(decode_new_organization,
                              R"({"name":1,"owner_id":"","type":"x","parent_id":"x","tenant":1})")),
            "/name /owner_id /type /parent_id /tenant ");
  EXPECT_EQ(complaints(decode(decode_new_organization, R"({"name":"a","owner_id":1})")),
            "/owner_id ");
}

TEST(DecodeTenantEdit, TellsAbsentFromNull) {
  const auto nothing = decode(decode_tenant_edit, "{}");
  EXPECT_FALSE(nothing->tenant);
  EXPECT_FALSE(nothing->parent);
  const auto cleared = decode(decode_tenant_edit, R"({"tenant":false,"parent_id":null})");
  EXPECT_EQ(cleared->tenant, false);
  ASSERT_TRUE(cleared->parent);
  EXPECT_FALSE(*cleared->parent);
  const auto set = decode(decode_tenant_edit, R"({"parent_id":")" + kA + R"("})");
  EXPECT_EQ((*set->parent)->hex(), kA);
  EXPECT_EQ(complaints(decode(decode_tenant_edit, R"({"tenant":1,"parent_id":"x"})")),
            "/tenant /parent_id ");
}

TEST(DecodeZoneName, IsRequired) {
  EXPECT_EQ(decode(decode_zone_name, R"({"name":"example.com"})"), "example.com");
  EXPECT_EQ(complaints(decode(decode_zone_name, "{}")), "/name ");
}

TEST(DecodeAfter, ClampsTheLimit) {
  const auto limit = [](std::string_view query) {
    std::vector<core::FieldError> errors;
    dialect::QueryReader in(query, errors);
    const auto clamped = decode_after<core::UserId>(in).clamped_limit();
    return errors.empty() ? std::to_string(clamped) : errors.front().pointer;
  };
  EXPECT_EQ(limit(""), std::to_string(core::limits::kNativePageDefault));
  EXPECT_EQ(limit("limit=0"), "1");
  EXPECT_EQ(limit("limit=1"), "1");
  EXPECT_EQ(limit("limit=500"), "500");
  EXPECT_EQ(limit("limit=501"), "500");
  EXPECT_EQ(limit("limit=x"), "/limit");
  EXPECT_EQ(limit("after=x"), "/after");
}

}  // namespace
}  // namespace selfsame::native
