#include "identity/password_texts.h"

#include <gtest/gtest.h>

namespace selfsame::embedded {
extern const std::string_view kCommonPasswords;
}  // namespace selfsame::embedded

namespace selfsame::identity {
namespace {

const PasswordTexts kTexts;

TEST(PasswordTexts, NormalizesToNfkc) {
  EXPECT_EQ(kTexts.normalize("a\xCC\x88"), "\xC3\xA4");           // a, diaeresis
  EXPECT_EQ(kTexts.normalize("\xEF\xBC\xA1\xEF\xBC\x91"), "A1");  // full width
  EXPECT_EQ(kTexts.normalize("\xEF\xAC\x81\xC2\xB2"), "fi2");     // ligature, superscript
  EXPECT_EQ(kTexts.normalize("\xE2\x84\xAB"), "\xC3\x85");        // Angstrom sign
  EXPECT_EQ(kTexts.normalize("a\xC2\xA0"
                             "b"),
            "a b");                                                         // no-break space
  EXPECT_EQ(kTexts.normalize("\xE1\x84\x92\xE1\x85\xA1"), "\xED\x95\x98");  // Hangul jamo
  EXPECT_EQ(kTexts.normalize("Stra\xC3\x9F"
                             "e 1!"),
            "Stra\xC3\x9F"
            "e 1!");  // as it is
  EXPECT_EQ(kTexts.normalize("\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x94\xA7"),
            "\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x94\xA7");  // a joined emoji
  EXPECT_EQ(kTexts.normalize(""), "");
}

TEST(PasswordTexts, TakesWhatIsNormalizedAsItIs) {
  for (const std::string_view password : {"a\xCC\x88\xCC\xA3", "\xEF\xB7\xBA", "\xC7\xB1"}) {
    const auto normalized = kTexts.normalize(password);
    ASSERT_TRUE(normalized);
    EXPECT_EQ(kTexts.normalize(*normalized), normalized);
  }
}

TEST(PasswordTexts, RefusesWhatIsNotUtf8) {
  for (const std::string_view password :
       {"\xC3", "\xFF", "\xC0\xAF", "\xED\xA0\x80", "\xF4\x90\x80\x80", "abc\x80"}) {
    EXPECT_FALSE(kTexts.normalize(password)) << password;
  }
}

TEST(PasswordTexts, RefusesEveryControlCharacter) {
  for (int c = 0; c < 0xA0; ++c) {
    const bool control = c < 0x20 || c >= 0x7F;
    std::string text = "ab";
    if (c >= 0x80) text += '\xC2';
    text += static_cast<char>(c);
    EXPECT_EQ(kTexts.normalize(text + "cd").has_value(), !control) << c;
  }
}

TEST(PasswordTexts, CountsCodePoints) {
  EXPECT_EQ(kTexts.length(""), 0U);
  EXPECT_EQ(kTexts.length("a\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80"), 4U);
}

TEST(PasswordTexts, FoldsCase) {
  EXPECT_EQ(kTexts.fold("\xC3\x96ZDEMIR"), "\xC3\xB6zdemir");
  EXPECT_EQ(kTexts.fold("\xCE\xA3\xCE\xA3"), kTexts.fold("\xCF\x83\xCF\x82"));  // both sigmas
  EXPECT_EQ(kTexts.fold("pass\xC2\xADword\xE2\x80\x8B"), "password");  // soft hyphen, no width
  EXPECT_THROW(static_cast<void>(kTexts.fold("\xFF")), std::invalid_argument);
}

TEST(CommonPasswords, AreFoundEachAndNothingBeside) {
  std::string_view list = embedded::kCommonPasswords;
  std::size_t count = 0;
  for (; !list.empty(); ++count) {
    const std::string word(list.substr(0, list.find('\n')));
    list.remove_prefix(word.size() + 1);
    ASSERT_TRUE(kTexts.is_common(word)) << word;
  }
  EXPECT_GT(count, 10'000U);
  for (const std::string_view other : {"", "!", "passwore", "passwordx", "basebal", "zzzzzzzy",
                                       "~~~~~~~y", "password\nbaseball", "\n\n\nx"}) {
    EXPECT_FALSE(kTexts.is_common(other)) << other;
  }
}

TEST(CommonPasswords, AreCommonInAnyCase) {
  EXPECT_TRUE(kTexts.is_common("PassWord"));
  EXPECT_TRUE(kTexts.is_common("BASEBALL"));
  EXPECT_TRUE(kTexts.is_common("pass\xC2\xADword"));  // with a soft hyphen
  EXPECT_TRUE(
      kTexts.is_common(*kTexts.normalize("\xEF\xBC\xB0"
                                         "assword")));  // full width
}

TEST(CommonPasswords, StayCommonWithDigitsAndPunctuationAfterThem) {
  EXPECT_TRUE(kTexts.is_common("Baseball1!"));
  EXPECT_TRUE(kTexts.is_common("baseball\xE2\x82\xAC \xE2\x80\x99"));  // a euro, a blank, a quote
  EXPECT_TRUE(kTexts.is_common("baseball!8?7"));                       // two thirds are left
  EXPECT_FALSE(kTexts.is_common("baseball!8?7%"));                     // fewer
  EXPECT_FALSE(kTexts.is_common("baseballx!8?"));
  EXPECT_FALSE(kTexts.is_common("!8?baseball"));
}

TEST(CommonPasswords, AreStemsOfSixCharactersAndMore) {
  EXPECT_TRUE(kTexts.is_common("abcdef!8?"));
  EXPECT_FALSE(kTexts.is_common("abcde!8"));
}

TEST(CommonPasswords, AreWhatIsRepeated) {
  for (const std::string_view password :
       {"aaaaaaaaaaaaaaa", "abcabcabcabcabc", "abcabcabcabcabca", "passwordpassword",
        "PasswordpassworD", "baseballbaseball12!", "k3x9k3x9k3x9k3x9",
        "\xC3\xA4\xC3\x84\xC3\xA4\xC3\xA4\xC3\xA4\xC3\xA4\xC3\xA4\xC3\xA4"}) {
    EXPECT_TRUE(kTexts.is_common(password)) << password;
  }
  EXPECT_FALSE(kTexts.is_common("k3x9qk3x9"));
  EXPECT_FALSE(kTexts.is_common("aaaaaaaaaaaaaab"));
}

TEST(CommonPasswords, AreNotMadeByRepeatingWhatIsLongEnough) {
  const std::string fourteen = "k3x9 q7vw m2zt";
  EXPECT_TRUE(kTexts.is_common(fourteen + fourteen));
  EXPECT_FALSE(kTexts.is_common(fourteen + "b" + fourteen + "b"));
  EXPECT_TRUE(kTexts.is_common("qwerty123456789qwerty123456789"));  // fifteen, listed
}

TEST(CommonPasswords, AreSequences) {
  for (const std::string_view password :
       {"123456789012345", "abcdefghijklmno", "ABCDEFGHIJKLMNO", "987654321098765",
        "onmlkjihgfedcba", "uvwxyzabcdefghi", "345678901234567",
        "\xD0\xB0\xD0\xB1\xD0\xB2\xD0\xB3\xD0\xB4\xD0\xB5\xD0\xB6\xD0\xB7"}) {
    EXPECT_TRUE(kTexts.is_common(password)) << password;
  }
  EXPECT_FALSE(kTexts.is_common("abcdefghijklmnp"));
  EXPECT_FALSE(kTexts.is_common("abcdefgfedcbabc"));
  EXPECT_FALSE(kTexts.is_common("135798642013579"));
}

TEST(CommonPasswords, AreNotWhatPeopleShouldChoose) {
  for (const std::string_view password :
       {"correct horse battery staple", "my 2 cats eat at 7 o'clock", "yk3vq9wm",
        "\xD0\xBC\xD0\xBE\xD0\xB9 \xD0\xBA\xD0\xBE\xD1\x82 \xD0\xB5\xD1\x81\xD1\x82"}) {
    EXPECT_FALSE(kTexts.is_common(password)) << password;
  }
}

TEST(PasswordTexts, AreThoseOfTheRule) {
  const std::string_view context[] = {"\xC3\x96zlem.Demir@example.com", "Selfsame"};
  const auto is_refused = [&](std::string_view password, bool second_factor = false) {
    return core::password_problem(kTexts, *kTexts.normalize(password), context, second_factor)
        .has_value();
  };
  EXPECT_FALSE(is_refused("my 2 cats eat at 7 o'clock"));
  EXPECT_FALSE(is_refused("yk3vq9wm", true));
  EXPECT_TRUE(is_refused("yk3vq9wm"));
  EXPECT_TRUE(is_refused("\xC3\xB6zlemDEMIR selfsame"));
  EXPECT_TRUE(is_refused("o\xCC\x88zlem demir selfsame"));  // o, diaeresis
  EXPECT_TRUE(is_refused("passwordpassword"));
  std::string unseen;
  for (int i = 0; i < 20; ++i) unseen += "\xE2\x80\x8B";  // a space of no width
  EXPECT_TRUE(is_refused(unseen));
}

}  // namespace
}  // namespace selfsame::identity
