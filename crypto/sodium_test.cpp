#include "crypto/sodium.h"

#include <algorithm>
#include <array>
#include <gtest/gtest.h>
#include <string>

namespace selfsame::crypto {
namespace {

std::string hex(std::span<const std::uint8_t> bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (const auto byte : bytes) {
    text += kDigits[byte >> 4U];
    text += kDigits[byte & 15U];
  }
  return text;
}

std::string hex(const core::SecretHash& hash) { return hex(hash.bytes); }

TEST(Sha256Hasher, IsTheOneOfFips180) {
  const Sha256Hasher hasher;
  EXPECT_EQ(hex(hasher.hash("")),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(hex(hasher.hash("abc")),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(HmacSha256, IsTheOneOfRfc4231) {
  // Test cases 2 and 6: a key shorter and one longer than a block.
  EXPECT_EQ(hex(hmac_sha256("Jefe", "what do ya want for nothing?")),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  EXPECT_EQ(hex(hmac_sha256(std::string(131, '\xAA'),
                            "Test Using Larger Than Block-Size Key - Hash Key First")),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
  EXPECT_EQ(hex(hmac_sha256("", "")),
            "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
}

TEST(SystemEntropy, FillsEverythingAnewEachTime) {
  initialize();
  SystemEntropy entropy;
  std::array<std::uint8_t, 64> first{};
  auto second = first;
  entropy.fill(first);
  entropy.fill(second);
  EXPECT_NE(first, second);
  EXPECT_NE(std::ranges::count(first, 0), 64);
  entropy.fill({});
}

TEST(Argon2idHasher, MakesAPhcStringWithASaltOfItsOwn) {
  initialize();
  const Argon2idHasher hasher;
  const auto first = hasher.hash("correct horse battery staple");
  EXPECT_TRUE(first.starts_with("$argon2id$v=19$m=65536,t=2,p=1$")) << first;
  EXPECT_NE(first, hasher.hash("correct horse battery staple"));
  EXPECT_EQ(first.find('\0'), std::string::npos);
}

}  // namespace
}  // namespace selfsame::crypto
