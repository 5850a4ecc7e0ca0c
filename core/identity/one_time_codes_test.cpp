#include "core/identity/one_time_codes.h"

#include <gtest/gtest.h>

namespace selfsame::core {
namespace {

const std::string kSecret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

TEST(OneTimeCodeUrl, SaysWhoseTheCodesAre) {
  EXPECT_EQ(one_time_code_url("Selfsame", "ada@example.com", kSecret),
            "otpauth://totp/Selfsame:ada%40example.com"
            "?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Selfsame");
}

TEST(OneTimeCodeUrl, EncodesSpacesAsBytesAndNotAsPlus) {
  EXPECT_EQ(one_time_code_url("Acme Cloud", "a+b@example.com", kSecret),
            "otpauth://totp/Acme%20Cloud:a%2Bb%40example.com"
            "?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Acme%20Cloud");
}

TEST(OneTimeCodeUrl, NoNameEndsThePartThatItStandsIn) {
  EXPECT_EQ(one_time_code_url("A:B/C?D#E&F=G%", "x&secret=y@z", "S"),
            "otpauth://totp/A%3AB%2FC%3FD%23E%26F%3DG%25:x%26secret%3Dy%40z"
            "?secret=S&issuer=A%3AB%2FC%3FD%23E%26F%3DG%25");
  EXPECT_EQ(one_time_code_url("\"<'>\\\n", "e", "S"),
            "otpauth://totp/%22%3C%27%3E%5C%0A:e?secret=S&issuer=%22%3C%27%3E%5C%0A");
}

TEST(OneTimeCodeUrl, EncodesEveryByteOfOtherAlphabets) {
  EXPECT_EQ(one_time_code_url("B\xC3\xBC"
                              "cher",
                              "\xF0\x9F\x94\x91@x", "S"),
            "otpauth://totp/B%C3%BCcher:%F0%9F%94%91%40x?secret=S&issuer=B%C3%BCcher");
}

TEST(OneTimeCodeUrl, LeavesAloneWhatMeansItself) {
  EXPECT_EQ(one_time_code_url("aZ09-._~", "aZ09-._~", "S"),
            "otpauth://totp/aZ09-._~:aZ09-._~?secret=S&issuer=aZ09-._~");
}

}  // namespace
}  // namespace selfsame::core
