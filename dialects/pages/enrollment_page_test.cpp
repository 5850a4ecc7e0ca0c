#include "dialects/pages/enrollment_page.h"

#include <gtest/gtest.h>

namespace selfsame::pages {
namespace {

const std::string kMarkup = R"("><script>alert('&')</script>@example.com)";
const std::string kEscapedMarkup =
    "&quot;&gt;&lt;script&gt;alert(&apos;&amp;&apos;)&lt;/script&gt;@example.com";

std::string svg_of(std::string_view text) { return "<svg>" + std::string(text) + "</svg>"; }

core::Enrollment to_enroll(std::string email) {
  core::Enrollment enrollment{std::move(email)};
  enrollment.secret.emplace(core::PlainSecret("ABCDEFGHIJ"), core::PlainSecret("otpauth://totp/x"));
  return enrollment;
}

core::Enrollment to_prove() {
  core::Enrollment enrollment{"a@example.com"};
  enrollment.active = true;
  return enrollment;
}

core::RecoveryCodes some_codes() {
  core::RecoveryCodes codes;
  codes.emplace_back("aaaa-1111");
  codes.emplace_back("bbbb-2222");
  return codes;
}

class EnrollmentPage : public ::testing::Test {
 protected:
  http::Response response;

  [[nodiscard]] bool shows(std::string_view text) const {
    return response.body.find(text) != std::string::npos;
  }
};

TEST_F(EnrollmentPage, ShowsTheSecretAsACodeAndAsGroupsToType) {
  write_enrollment("Service", to_enroll("a@example.com"), svg_of, response);
  EXPECT_EQ(response.status, 200U);
  EXPECT_TRUE(shows("<h1>Set up your second factor</h1>"));
  EXPECT_TRUE(shows("<div class=\"qr\"><svg>otpauth://totp/x</svg></div>"));
  EXPECT_TRUE(shows(">ABCD EFGH IJ<"));
  EXPECT_TRUE(shows(">a@example.com<"));
  EXPECT_TRUE(shows("aria-describedby=\"code-hint\""));
  EXPECT_FALSE(shows("role=\"alert\""));
  EXPECT_FALSE(shows("Prove your second factor"));
}

TEST_F(EnrollmentPage, ShowsTheSecretAloneWhereThereAreNoQrCodes) {
  write_enrollment("Service", to_enroll("a@example.com"), {}, response);
  EXPECT_FALSE(shows("class=\"qr\""));
  EXPECT_FALSE(shows("Scan"));
  EXPECT_TRUE(shows(">ABCD EFGH IJ<"));
}

TEST_F(EnrollmentPage, OnlyAsksForACodeOfAFactorThatIsActive) {
  write_enrollment("Service", to_prove(), svg_of, response);
  EXPECT_TRUE(shows("<h1>Prove your second factor</h1>"));
  EXPECT_TRUE(shows("name=\"code\""));
  EXPECT_FALSE(shows("class=\"qr\""));
  EXPECT_FALSE(shows("class=\"secret\""));
  EXPECT_FALSE(shows("Set up"));
}

TEST_F(EnrollmentPage, SaysThatACodeIsWrongWhereItIsTyped) {
  write_wrong_code("Service", to_enroll("a@example.com"), svg_of, response);
  EXPECT_EQ(response.status, 422U);
  EXPECT_TRUE(shows("<title>Error: Set up your second factor"));
  EXPECT_TRUE(shows("id=\"code-error\" role=\"alert\""));
  EXPECT_TRUE(shows("aria-describedby=\"code-hint code-error\" aria-invalid=\"true\""));
  EXPECT_TRUE(shows(">ABCD EFGH IJ<"));
}

TEST_F(EnrollmentPage, EscapesWhatOthersHaveNamed) {
  write_enrollment(kMarkup, to_enroll(kMarkup), svg_of, response);
  EXPECT_FALSE(shows("<script"));
  EXPECT_FALSE(shows("alert('"));
  EXPECT_TRUE(shows("<header>" + kEscapedMarkup + "</header>"));
  EXPECT_TRUE(shows("class=\"email\">" + kEscapedMarkup + "</strong>"));
}

TEST_F(EnrollmentPage, ShowsRecoveryCodesOneToALine) {
  write_proof("Service", some_codes(), response);
  EXPECT_EQ(response.status, 200U);
  EXPECT_TRUE(shows(">aaaa-1111\nbbbb-2222</pre>"));
  EXPECT_TRUE(shows("Keep these recovery codes"));
}

TEST_F(EnrollmentPage, OnlySaysSoWhenThereAreNone) {
  write_proof("Service", {}, response);
  EXPECT_TRUE(shows("<h1>Your second factor is proved</h1>"));
  EXPECT_FALSE(shows("ecovery"));
}

}  // namespace
}  // namespace selfsame::pages
