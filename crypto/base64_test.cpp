#include "crypto/base64.h"

#include <gtest/gtest.h>
#include <string>

namespace selfsame::crypto {
namespace {

std::string encode(std::string_view bytes) {
  return to_base64url(std::span(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()));
}

TEST(Base64Url, IsTheOneOfRfc4648) {
  // Section 10, without padding, and section 5's own two characters.
  EXPECT_EQ(encode(""), "");
  EXPECT_EQ(encode("f"), "Zg");
  EXPECT_EQ(encode("fo"), "Zm8");
  EXPECT_EQ(encode("foo"), "Zm9v");
  EXPECT_EQ(encode("foobar"), "Zm9vYmFy");
  EXPECT_EQ(encode("\xFB\xFF\xBF"), "-_-_");
}

TEST(Base64Url, ReadsWhatItWrites) {
  std::string bytes;
  for (int i = 0; i < 300; ++i) {
    EXPECT_EQ(from_base64url(encode(bytes)), bytes);
    bytes += static_cast<char>(i * 7);
  }
}

TEST(Base64Url, HasOneSpellingForEverything) {
  EXPECT_EQ(from_base64url("Zg"), "f");
  for (const char* const bad : {"Zh", "Zm9", "Zg==", "Zg=", "Z", "Zm9vY", "+/+/", "Zm 8", " Zm8",
                                "Zm8 ", "Zm8\n", "Zm8."}) {
    EXPECT_EQ(from_base64url(bad), std::nullopt) << bad;
  }
  EXPECT_EQ(from_base64url(std::string("Zm8\0", 4)), std::nullopt);
}

}  // namespace
}  // namespace selfsame::crypto
