#include "crypto/answer_sealer.h"

#include <gtest/gtest.h>
#include <string>

#include "crypto/sodium.h"
#include "tests/support/seeded_entropy.h"

namespace selfsame::crypto {
namespace {

const std::string kSecret = "ssut_secret";
const std::string kKey = "key-1";
const std::string kBody = R"({"value":"ssut_another"})";
constexpr std::size_t kOverhead = 24 + 16;  // nonce and tag

class AnswerSealerTest : public ::testing::Test {
 protected:
  AnswerSealerTest() { initialize(); }

  SystemEntropy entropy_;
  AnswerSealer sealer_{entropy_};
};

TEST_F(AnswerSealerTest, OpensWhatItSealed) {
  for (const auto& body :
       {kBody, std::string(), std::string("\0\xFF", 2), std::string(9000, 'x')}) {
    const auto sealed = sealer_.seal(body, kSecret, kKey);
    EXPECT_EQ(sealed.size(), body.size() + kOverhead);
    EXPECT_EQ(sealer_.open(sealed, kSecret, kKey), body);
  }
}

TEST_F(AnswerSealerTest, ShowsNothingOfTheBodyTheSecretOrTheKey) {
  const auto sealed = sealer_.seal(kBody, kSecret, kKey);
  for (const auto* text : {"value", "ssut_", "key-1"}) EXPECT_EQ(sealed.find(text), sealed.npos);
}

TEST_F(AnswerSealerTest, SealsTheSameOtherwiseEachTime) {
  EXPECT_NE(sealer_.seal(kBody, kSecret, kKey), sealer_.seal(kBody, kSecret, kKey));
}

TEST_F(AnswerSealerTest, OpensWithTheSameSecretAndKeyOnly) {
  const auto sealed = sealer_.seal(kBody, kSecret, kKey);
  EXPECT_EQ(sealer_.open(sealed, kSecret + 'x', kKey), std::nullopt);
  EXPECT_EQ(sealer_.open(sealed, kSecret, kKey + 'x'), std::nullopt);
  EXPECT_EQ(sealer_.open(sealed, kKey, kSecret), std::nullopt);
  EXPECT_EQ(sealer_.open(sealed, kSecret + kKey, ""), std::nullopt) << "where one text ends counts";
  EXPECT_EQ(sealer_.open(sealed, "", kSecret + kKey), std::nullopt);
}

TEST_F(AnswerSealerTest, OpensNothingThatWasAlteredOrCut) {
  const auto sealed = sealer_.seal(kBody, kSecret, kKey);
  for (std::size_t i = 0; i < sealed.size(); ++i) {
    auto altered = sealed;
    altered[i] = static_cast<char>(altered[i] ^ 1);
    EXPECT_EQ(sealer_.open(altered, kSecret, kKey), std::nullopt) << i;
    EXPECT_EQ(sealer_.open(sealed.substr(0, i), kSecret, kKey), std::nullopt) << i;
  }
  EXPECT_EQ(sealer_.open(sealed + 'x', kSecret, kKey), std::nullopt);
}

TEST(AnswerSealer, IsXChaCha20Poly1305UnderABlake2bKey) {
  // Computed apart from libsodium. What older stores hold is opened in the same way.
  initialize();
  testing::ConstantEntropy entropy(7);
  const auto sealed = AnswerSealer(entropy).seal(kBody, kSecret, kKey);
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string hex;
  for (const char c : sealed) {
    const auto byte = static_cast<std::uint8_t>(c);
    hex += kDigits[byte >> 4U];
    hex += kDigits[byte & 15U];
  }
  EXPECT_EQ(hex,
            "070707070707070707070707070707070707070707070707"
            "ceebe17c4530b79cdc74a9a326c2f43b9c14c37ce85c9ca0"
            "71c4317d923aa34d1fafb5f9b080d843");
}

}  // namespace
}  // namespace selfsame::crypto
