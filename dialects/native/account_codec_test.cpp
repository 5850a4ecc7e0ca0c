#include "dialects/native/account_codec.h"

#include <gtest/gtest.h>

#include "core/limits.h"
#include "dialects/native/testing.h"

namespace selfsame::native {
namespace {

const std::string kLong(core::limits::kPasswordBytes + 1, 'p');

TEST(DecodeSignIn, ReadsAPasswordAndHowTheTokenIsDelivered) {
  const auto plain = decode(decode_sign_in, R"({"email":"a@b.c","password":"p","x":1})");
  ASSERT_TRUE(plain);
  EXPECT_EQ(plain->sign_in.email, "a@b.c");
  EXPECT_EQ(plain->password.reveal(), "p");
  EXPECT_EQ(plain->delivery, Delivery::cookie);
  EXPECT_EQ(plain->sign_in.expires_at, std::nullopt);
  const auto full = decode(decode_sign_in, R"({"email":"a@b.c","password":"p","deliver":"token",)"
                                           R"("expires_on":")" +
                                               kNoonText + R"("})");
  ASSERT_TRUE(full);
  EXPECT_EQ(full->delivery, Delivery::token);
  EXPECT_EQ(full->sign_in.expires_at, kNoon);
}

TEST(DecodeSignIn, NamesWhatIsWrong) {
  EXPECT_EQ(complaints(decode(decode_sign_in, "{}")), "/email /password ");
  EXPECT_EQ(complaints(decode(decode_sign_in, R"({"email":1,"password":[],"deliver":"mail",)"
                                              R"("expires_on":"soon"})")),
            "/email /password /expires_on /deliver ");
  EXPECT_EQ(complaints(decode(decode_sign_in, R"({"email":"a","password":")" + kLong + R"("})")),
            "/password ");
}

TEST(DecodeSecondStep, ReadsOneCodeOfTwoKinds) {
  const auto code = decode(decode_second_step, R"({"sign_in_token":"t","one_time_code":"1"})");
  ASSERT_TRUE(code);
  EXPECT_EQ(code->proof.one_time_code, "1");
  EXPECT_EQ(code->proof.recovery_code, std::nullopt);
  const auto other = decode(decode_second_step, R"({"sign_in_token":"t","recovery_code":"1",)"
                                                R"("one_time_code":null,"deliver":"token"})");
  ASSERT_TRUE(other);
  EXPECT_EQ(other->proof.recovery_code, "1");
  EXPECT_EQ(other->delivery, Delivery::token);
  EXPECT_EQ(complaints(decode(decode_second_step, R"({"sign_in_token":"t","recovery_code":"1",)"
                                                  R"("one_time_code":"2"})")),
            "/recovery_code ");
  EXPECT_EQ(complaints(decode(decode_second_step, R"({"one_time_code":123456})")),
            "/sign_in_token /one_time_code ");
}

TEST(DecodeSignUp, WantsAnAddressAndAPassword) {
  const auto least = decode(decode_sign_up, R"({"email":"a@b.example","password":"p"})");
  ASSERT_TRUE(least);
  EXPECT_EQ(least->sign_up.company, std::nullopt);
  EXPECT_EQ(complaints(decode(decode_sign_up, R"({"email":"a b","first_name":1})")),
            "/email /first_name /password ");
}

TEST(DecodeOthers, NameWhatIsWrong) {
  EXPECT_EQ(complaints(decode(decode_link_token, R"({"token":{}})")), "/token ");
  EXPECT_EQ(complaints(decode(decode_forgotten, R"({"email":"nobody"})")), "/email ");
  EXPECT_EQ(complaints(decode(decode_reset, "{}")), "/token /new_password ");
  EXPECT_EQ(complaints(decode(decode_change, "{}")), "/current_password /new_password ");
  EXPECT_EQ(complaints(decode(decode_change, "[]")), " /current_password /new_password ");
}

TEST(EncodeSession, SaysWhichOneIsTheCallers) {
  core::Session session;
  session.id = core::SessionId{kIdA};
  session.permissions = {"GetUser", "GetUsers"};
  session.created_at = kNoon;
  session.expires_at = kNoon;
  const auto encode = [&](const core::Session* own) {
    std::string text;
    json::Writer out(text);
    encode_session(session, own, out);
    return text;
  };
  const std::string rest = R"(,"permissions":["GetUser","GetUsers"],"client_address":null,)"
                           R"("user_agent":"","created_on":")" +
                           kNoonText + R"(","expires_on":")" + kNoonText + R"("})";
  EXPECT_EQ(encode(nullptr), R"({"id":")" + kA + R"(","current":false)" + rest);
  EXPECT_EQ(encode(&session), R"({"id":")" + kA + R"(","current":true)" + rest);
  session.client_address = core::IpAddress::parse("192.0.2.1");
  session.user_agent = "curl \"8\"";
  EXPECT_NE(encode(nullptr).find(R"("client_address":"192.0.2.1","user_agent":"curl \"8\"")"),
            std::string::npos);
}

TEST(EncodeSignedIn, ShowsTheTokenOnlyWhereNoCookieHoldsIt) {
  const core::IssuedSession issued{core::Session(), core::PlainSecret("a.b.c")};
  for (const auto delivery : {Delivery::cookie, Delivery::token}) {
    std::string text;
    json::Writer out(text);
    encode_signed_in(issued, delivery, core::User(), out);
    EXPECT_EQ(text.find("a.b.c") != std::string::npos, delivery == Delivery::token);
    EXPECT_TRUE(text.starts_with(R"({"state":"signed_in",)")) << text;
  }
}

}  // namespace
}  // namespace selfsame::native
