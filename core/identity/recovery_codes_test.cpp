#include "core/identity/recovery_codes.h"

#include <gtest/gtest.h>
#include <set>

#include "core/limits.h"
#include "tests/support/seeded_entropy.h"

namespace selfsame::core {
namespace {

using testing::ConstantEntropy;
using testing::SeededEntropy;

constexpr std::string_view kAlphabet = "0123456789abcdefghjkmnpqrstvwxyz";

/// Counts up from a byte on.
class CountingEntropy final : public Entropy {
 public:
  explicit CountingEntropy(std::uint8_t first) : next_(first) {}
  void fill(std::span<std::uint8_t> bytes) override {
    for (auto& byte : bytes) byte = next_++;
  }

 private:
  std::uint8_t next_;
};

TEST(MakeRecoveryCodes, MakesTenInGroupsOfFour) {
  SeededEntropy entropy;
  const auto codes = make_recovery_codes(entropy);
  EXPECT_EQ(codes.size(), 10U);
  EXPECT_EQ(codes.size(), limits::kRecoveryCodes);
  for (const auto& code : codes) {
    const auto text = code.reveal();
    ASSERT_EQ(text.size(), 19U);
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (i % 5 == 4) {
        EXPECT_EQ(text[i], '-') << text;
      } else {
        EXPECT_NE(kAlphabet.find(text[i]), std::string_view::npos) << text;
      }
    }
  }
}

TEST(MakeRecoveryCodes, NoTwoAreTheSame) {
  SeededEntropy entropy;
  std::set<std::string> seen;
  for (int i = 0; i < 200; ++i) {
    for (const auto& code : make_recovery_codes(entropy)) seen.emplace(code.reveal());
  }
  EXPECT_EQ(seen.size(), 200U * limits::kRecoveryCodes);
}

TEST(MakeRecoveryCodes, EachCharacterIsFiveBitsOfItsOwn) {
  CountingEntropy counting(0);
  const auto codes = make_recovery_codes(counting);
  EXPECT_EQ(codes[0].reveal(), "0123-4567-89ab-cdef");
  EXPECT_EQ(codes[1].reveal(), "ghjk-mnpq-rstv-wxyz");
  EXPECT_EQ(codes[2].reveal(), "0123-4567-89ab-cdef") << "bytes 32 to 47";
  ConstantEntropy highest(255);
  EXPECT_EQ(make_recovery_codes(highest).front().reveal(), "zzzz-zzzz-zzzz-zzzz");
}

TEST(MakeRecoveryCodes, EveryCharacterIsAsLikelyAsEveryOther) {
  CountingEntropy every_byte(0);  // ten codes take 160 bytes: eight times ten are 5 times 256
  std::array<int, 256> count{};
  for (int i = 0; i < 8; ++i) {
    for (const auto& code : make_recovery_codes(every_byte)) {
      for (const char c : code.reveal()) ++count.at(static_cast<unsigned char>(c));
    }
  }
  for (const char c : kAlphabet) EXPECT_EQ(count.at(static_cast<unsigned char>(c)), 40) << c;
}

TEST(NormalizeRecoveryCode, ReadsWhatWasMade) {
  SeededEntropy entropy;
  for (const auto& code : make_recovery_codes(entropy)) {
    std::string expected(code.reveal());
    std::erase(expected, '-');
    EXPECT_EQ(normalize_recovery_code(code.reveal()), expected);
    EXPECT_EQ(normalize_recovery_code(expected), expected) << "what is normal stays";
  }
}

TEST(NormalizeRecoveryCode, TakesAnyCaseDashesAndSpaces) {
  for (const auto* text :
       {"abcd-efgh-jkmn-pqrs", "abcdefghjkmnpqrs", "ABCD-EFGH-JKMN-PQRS", "AbCdEfGhJkMnPqRs",
        "abcd efgh jkmn pqrs", "  abcd - efgh - jkmn - pqrs  ", "-abcdefgh--jkmnpqrs-",
        "a b c d e f g h j k m n p q r s"}) {
    EXPECT_EQ(normalize_recovery_code(text), "abcdefghjkmnpqrs") << text;
  }
}

TEST(NormalizeRecoveryCode, ReadsLettersAsTheDigitsTheyLookLike) {
  EXPECT_EQ(normalize_recovery_code("iIlL-oO00-1111-abcd"), "111100001111abcd");
}

TEST(NormalizeRecoveryCode, RefusesWhatCannotBeOne) {
  for (const std::string text :
       {"", " ", "-", "---", "abcd-efgh-jkmn-pqr", "abcd-efgh-jkmn-pqrst", "ubcd-efgh-jkmn-pqrs",
        "Ubcd-efgh-jkmn-pqrs", "abcd_efgh_jkmn_pqrs", "abcd.efgh.jkmn.pqrs", "abcd-efgh-jkmn-pqr!",
        "abcd-efgh-jkmn-pqrs\n", "\tabcd-efgh-jkmn-pqrs", "abcd\u2013efgh\u2013jkmn\u2013pqrs",
        "abcd\u00A0efgh\u00A0jkmn\u00A0pqrs",
        "\uFF11"
        "bcd-efgh-jkmn-pqrs"}) {
    EXPECT_EQ(normalize_recovery_code(text), std::nullopt) << text;
  }
  EXPECT_EQ(normalize_recovery_code(std::string("abcd-efgh-jkmn-pqr\0", 19)), std::nullopt);
  EXPECT_EQ(normalize_recovery_code(std::string(1 << 20, 'a')), std::nullopt);
}

}  // namespace
}  // namespace selfsame::core
