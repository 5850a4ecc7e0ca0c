#include "core/access/secret_format.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <set>
#include <type_traits>

#include "tests/support/seeded_entropy.h"

namespace selfsame::core {
namespace {

constexpr SecretKind kKinds[] = {SecretKind::user_token, SecretKind::account_token,
                                 SecretKind::global_key, SecretKind::organization_key};

std::string make(SecretKind kind, std::uint64_t seed = 1) {
  testing::SeededEntropy entropy(seed);
  return std::string(make_secret(kind, entropy).reveal());
}

bool is_alphanumeric(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool is_lower_hex(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); }

TEST(Crc32, IsTheOneOfIeee8023) {
  EXPECT_EQ(crc32("123456789"), 0xCBF43926U);
  EXPECT_EQ(crc32(""), 0U);
  EXPECT_EQ(crc32("The quick brown fox jumps over the lazy dog"), 0x414FA339U);
}

TEST(MakeSecret, HasPrefixFortyAlphanumericsAndEightHexDigits) {
  for (const auto kind : kKinds) {
    const auto secret = make(kind);
    const auto prefix = secret_prefix(kind);
    ASSERT_EQ(secret.size(), prefix.size() + 48);
    EXPECT_TRUE(secret.starts_with(prefix));
    const auto random = std::string_view(secret).substr(prefix.size(), 40);
    EXPECT_TRUE(std::ranges::all_of(random, is_alphanumeric)) << secret;
    const auto sum = std::string_view(secret).substr(prefix.size() + 40);
    EXPECT_TRUE(std::ranges::all_of(sum, is_lower_hex)) << secret;
  }
}

TEST(MakeSecret, AUserTokenHas53Characters) {
  EXPECT_EQ(make(SecretKind::user_token).size(), 53U);
  EXPECT_TRUE(make(SecretKind::user_token).starts_with("ssut_"));
}

TEST(MakeSecret, ChecksumIsTheCrcOfAllBeforeIt) {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    const auto secret = make(SecretKind::user_token, seed);
    const auto sum = std::stoul(secret.substr(45), nullptr, 16);
    EXPECT_EQ(sum, crc32(std::string_view(secret).substr(0, 45))) << secret;
  }
}

TEST(MakeSecret, UsesEveryCharacterAboutEquallyOften) {
  std::array<int, 256> count{};
  testing::SeededEntropy entropy(3);
  constexpr int kSecrets = 3000;
  for (int i = 0; i < kSecrets; ++i) {
    const auto secret = make_secret(SecretKind::user_token, entropy);
    for (const char c : secret.reveal().substr(5, 40)) ++count.at(static_cast<unsigned char>(c));
  }
  constexpr double kExpected = kSecrets * 40 / 62.0;
  for (int c = 0; c < 128; ++c) {
    if (!is_alphanumeric(static_cast<char>(c))) continue;
    EXPECT_NEAR(count.at(static_cast<std::size_t>(c)), kExpected, kExpected * 0.15)
        << static_cast<char>(c);
  }
}

TEST(MakeSecret, NeverRepeats) {
  testing::SeededEntropy entropy;
  std::set<std::string> made;
  for (int i = 0; i < 2000; ++i) {
    made.emplace(make_secret(SecretKind::user_token, entropy).reveal());
  }
  EXPECT_EQ(made.size(), 2000U);
}

TEST(SecretForm, KnowsOurs) {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    EXPECT_EQ(secret_form(make(SecretKind::user_token, seed)), SecretForm::ours);
    EXPECT_EQ(secret_form(make(SecretKind::account_token, seed)), SecretForm::ours);
    EXPECT_EQ(secret_form(make(SecretKind::global_key, seed)), SecretForm::ours);
  }
}

TEST(SecretForm, FindsAnyOneWrongCharacter) {
  for (const auto kind :
       {SecretKind::user_token, SecretKind::account_token, SecretKind::global_key}) {
    const auto secret = make(kind);
    for (std::size_t i = secret_prefix(kind).size(); i < secret.size(); ++i) {
      for (const char other : std::string_view("0aAzZ9fF_-. \x80")) {
        if (other == secret[i]) continue;
        auto changed = secret;
        changed[i] = other;
        EXPECT_EQ(secret_form(changed), SecretForm::mistyped) << i << ' ' << other;
      }
    }
  }
}

TEST(SecretForm, FindsTwoSwappedCharacters) {
  const auto secret = make(SecretKind::user_token);
  for (std::size_t i = 5; i + 1 < secret.size(); ++i) {
    auto swapped = secret;
    std::swap(swapped[i], swapped[i + 1]);
    if (swapped == secret) continue;
    EXPECT_EQ(secret_form(swapped), SecretForm::mistyped) << i;
  }
}

TEST(SecretForm, FindsAWrongLength) {
  const auto secret = make(SecretKind::user_token);
  for (std::size_t length = 5; length < secret.size(); ++length) {
    EXPECT_EQ(secret_form(secret.substr(0, length)), SecretForm::mistyped) << length;
  }
  EXPECT_EQ(secret_form(secret + '0'), SecretForm::mistyped);
  EXPECT_EQ(secret_form(secret + secret), SecretForm::mistyped);
  EXPECT_EQ(secret_form("ssut_"), SecretForm::mistyped);
}

TEST(SecretForm, TakesTheChecksumInSmallLettersOnly) {
  // Of some seed the checksum has letters.
  std::string secret;
  for (std::uint64_t seed = 0;
       secret.size() < 45 || secret.find_first_of("abcdef", 45) == std::string::npos; ++seed) {
    secret = make(SecretKind::user_token, seed);
  }
  std::transform(secret.begin() + 45, secret.end(), secret.begin() + 45,
                 [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  EXPECT_EQ(secret_form(secret), SecretForm::mistyped);
}

TEST(SecretForm, APrefixOfAnotherKindDoesNotPass) {
  const auto token = make(SecretKind::user_token);
  EXPECT_EQ(secret_form("ssgk_" + token.substr(5)), SecretForm::mistyped);
}

TEST(SecretForm, LeavesForeignFormsToTheLookUp) {
  for (const std::string text :
       {"", "8M7wS6hCpXVc-DoRnPPY_UCWPgy8aea4Wy6kCe5T", "144c9defac04969c7bfad8efaa8ea194",
        "cfut_0123456789012345678901234567890123456789deadbeef", "SSUT_abc", "ssut-abc", "ssu",
        " ssut_abc", "sk_live_whatever"}) {
    EXPECT_EQ(secret_form(text), SecretForm::foreign) << text;
  }
  EXPECT_EQ(secret_form(make(SecretKind::organization_key)), SecretForm::foreign);
}

TEST(MakePassword, Has26CharactersThatAreEasyToTellApart) {
  testing::SeededEntropy entropy;
  std::set<std::string> made;
  for (int i = 0; i < 500; ++i) {
    const auto password = make_password(entropy);
    EXPECT_EQ(password.reveal().size(), 26U);
    EXPECT_EQ(password.reveal().find_first_of("01loILO"), std::string_view::npos);
    made.emplace(password.reveal());
  }
  EXPECT_EQ(made.size(), 500U);
}

TEST(PlainSecret, CannotBeCopiedOrCompared) {
  static_assert(!std::is_copy_constructible_v<PlainSecret>);
  static_assert(!std::is_copy_assignable_v<PlainSecret>);
  static_assert(!std::equality_comparable<PlainSecret>);
}

TEST(PlainSecret, MovingLeavesNothingBehind) {
  PlainSecret from("abc");
  PlainSecret to = std::move(from);
  EXPECT_EQ(to.reveal(), "abc");
  EXPECT_EQ(from.reveal(), "");  // NOLINT(bugprone-use-after-move): what is left is the question
  PlainSecret other("def");
  other = std::move(to);
  EXPECT_EQ(other.reveal(), "abc");
  EXPECT_EQ(to.reveal(), "");  // NOLINT(bugprone-use-after-move)
}

TEST(HideSecrets, LeavesOnlyThePrefixOfOurs) {
  for (const auto kind : {SecretKind::user_token, SecretKind::account_token, SecretKind::global_key,
                          SecretKind::organization_key, SecretKind::action_link}) {
    const auto secret = make(kind);
    const auto hidden = std::string(secret_prefix(kind)) + "***";
    EXPECT_EQ(hide_secrets(secret), hidden);
    EXPECT_EQ(hide_secrets("/a/" + secret + "/b"), "/a/" + hidden + "/b");
    EXPECT_EQ(hide_secrets(secret + '/' + secret), hidden + '/' + hidden);
    EXPECT_EQ(hide_secrets("/a/" + secret.substr(0, 30)), "/a/" + hidden) << "also a part of one";
  }
}

TEST(HideSecrets, LeavesEverythingElse) {
  for (const auto* text : {"", "/rebilly/sessions/0123", "550 no such user", "ssal", "SSAL_x"}) {
    EXPECT_EQ(hide_secrets(text), text);
  }
}

}  // namespace
}  // namespace selfsame::core
