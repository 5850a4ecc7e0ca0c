#include "core/identity/password_rules.h"

#include <gtest/gtest.h>
#include <vector>

#include "core/limits.h"
#include "tests/support/fake_password_texts.h"

namespace selfsame::core {
namespace {

using Context = std::vector<std::string_view>;

constexpr std::string_view kTooCommon = "must not be one of those that are tried first";
constexpr std::string_view kOfContext = "must not be made of names or addresses that belong to it";

/// Empty if nothing is wrong.
std::string problem(std::string_view password, const Context& context = {},
                    bool second_factor = false) {
  const testing::FakePasswordTexts texts({"correct horse battery"});
  return password_problem(texts, password, context, second_factor).value_or("");
}

std::string times(std::size_t count, std::string_view character) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += character;
  return text;
}

TEST(PasswordProblem, TakesLengthsAtTheLimitsAndRefusesOnePast) {
  for (const std::string_view character : {"x", "\xC3\xA4", "\xF0\x9F\x98\x80"}) {
    EXPECT_EQ(problem(times(limits::kPasswordCharactersMin - 1, character)),
              "must be at least 15 characters long");
    EXPECT_EQ(problem(times(limits::kPasswordCharactersMin, character)), "");
    EXPECT_EQ(problem(times(limits::kPasswordCharacters, character)), "");
    EXPECT_EQ(problem(times(limits::kPasswordCharacters + 1, character)),
              "must be at most 256 characters long");
  }
  EXPECT_EQ(problem(""), "must be at least 15 characters long");
}

TEST(PasswordProblem, TakesAShorterOneBesideASecondFactor) {
  EXPECT_EQ(problem("yk3vq9w", {}, true), "must be at least 8 characters long");
  EXPECT_EQ(problem("yk3vq9wm", {}, true), "");
  EXPECT_EQ(problem(times(limits::kPasswordCharacters + 1, "x"), {}, true),
            "must be at most 256 characters long");
}

TEST(PasswordProblem, RefusesACommonOne) {
  EXPECT_EQ(problem("correct horse battery"), kTooCommon);
  EXPECT_EQ(problem("Correct Horse Battery", {}, true), kTooCommon);
  EXPECT_EQ(problem("correct horse batteries"), "");
}

TEST(PasswordProblem, RefusesOneMadeOfContextInAnyCase) {
  const Context context{"Josephine", "McAllister", "Selfsame"};
  EXPECT_EQ(problem("JosephineMcAllister", context), kOfContext);
  EXPECT_EQ(problem("selfsameSELFSAME", context), kOfContext);
  EXPECT_EQ(problem("mcallister1josephine", context), kOfContext);
  EXPECT_EQ(problem("Selfsame", context, true), kOfContext);
  EXPECT_EQ(problem("JosephineMcAllister"), "");
}

TEST(PasswordProblem, TakesOneWithMoreThanThreeOtherCharacters) {
  const Context context{"Josephine", "Selfsame"};
  EXPECT_EQ(problem("josephineselfsame2\xC3\xA4!", context), kOfContext);
  EXPECT_EQ(problem("josephineselfsame2\xC3\xA4!?", context), "");
  EXPECT_EQ(problem("1josephine2selfsame3", context), kOfContext);
  EXPECT_EQ(problem("1josephine2selfsame34", context), "");
}

TEST(PasswordProblem, KnowsThePartsOfAMailAddress) {
  const Context context{"jane.doering@mail.wonder-land.example"};
  EXPECT_EQ(problem("jane.doering@mail.wonder-land.example", context), kOfContext);
  EXPECT_EQ(problem("jane.doeringmail", context), kOfContext);
  EXPECT_EQ(problem("wonder-landexample1", context), kOfContext);
  EXPECT_EQ(problem("DoeringJaneLand", context), kOfContext);
  EXPECT_EQ(problem("doering-elsewhere", context), "");
}

TEST(PasswordProblem, KnowsTheNamesInAName) {
  EXPECT_EQ(problem("MariaHuberAnna12", Context{"Anna Maria Huber"}), kOfContext);
  EXPECT_EQ(problem("annamariahuber12", Context{"Anna-Maria O'Huber"}), kOfContext);
}

TEST(PasswordProblem, CountsNoWordOfFewerThanFourCharacters) {
  EXPECT_EQ(problem("anneanneanneanne", Context{"Anne"}), kOfContext);
  EXPECT_EQ(problem("anianianianiani", Context{"Ani"}), "");
  // Three characters of more bytes.
  EXPECT_EQ(problem(times(5, "\xC3\xA4\xC3\xB6\xC3\xBC"), Context{"\xC3\xA4\xC3\xB6\xC3\xBC"}), "");
  EXPECT_EQ(problem("a1b2c3d4e5f6g7h8", Context{"a", "b", "c", "d", "e", "f", "g", "h", ""}), "");
}

TEST(PasswordProblem, FindsTheWordsHoweverTheyOverlap) {
  // Whoever takes the first or the longest word first is left with too much.
  EXPECT_EQ(problem("aaaabaaaaccccdddd", Context{"aaaabaaaa", "aaaab", "aaaacccc", "dddd"}),
            kOfContext);
  EXPECT_EQ(problem("aaaabbbbccccdddd", Context{"aaaabbbb", "aaaa", "bbbbccccdddd"}), kOfContext);
}

TEST(PasswordProblem, PassesOverContextThatIsNoText) {
  EXPECT_EQ(problem("josephine\x01josephine", Context{"josephine\x01josephine"}), "");
}

}  // namespace
}  // namespace selfsame::core
