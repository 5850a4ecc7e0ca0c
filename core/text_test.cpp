#include "core/text.h"

#include <gtest/gtest.h>

#include "core/limits.h"

namespace selfsame::core {
namespace {

const std::string kEuro = "\xE2\x82\xAC";       // three bytes
const std::string kSmile = "\xF0\x9F\x98\x80";  // four bytes

std::string times(std::size_t count, const std::string& text) {
  std::string all;
  for (std::size_t i = 0; i < count; ++i) all += text;
  return all;
}

std::string complaint(std::string_view text, std::size_t characters_max) {
  std::vector<FieldError> errors;
  check_text(errors, "/field", text, characters_max);
  return errors.empty() ? "" : errors.front().message;
}

bool is_refused_as_required(std::string_view text, std::size_t characters_max) {
  std::vector<FieldError> errors;
  check_required_text(errors, "/field", text, characters_max);
  EXPECT_LE(errors.size(), 1U);
  return !errors.empty();
}

TEST(CountCharacters, CountsCodePointsNotBytes) {
  EXPECT_EQ(count_characters(""), 0U);
  EXPECT_EQ(count_characters("abc"), 3U);
  EXPECT_EQ(count_characters("\xC3\xA4" + kEuro + kSmile), 3U);
}

TEST(CheckText, TakesTextAtTheLimitAndRefusesOnePast) {
  for (const auto& character : {std::string("x"), kEuro, kSmile}) {
    EXPECT_EQ(complaint(times(60, character), 60), "");
    EXPECT_EQ(complaint(times(61, character), 60), "must be at most 60 characters long");
  }
  EXPECT_EQ(complaint("", 60), "");
}

TEST(CheckText, RefusesEveryControlCharacter) {
  for (int c = 0; c < 0x80; ++c) {
    const std::string text = std::string("a") + static_cast<char>(c) + 'b';
    const bool control = c < 0x20 || c == 0x7F;
    EXPECT_EQ(complaint(text, 60), control ? "must not contain control characters" : "") << c;
  }
}

TEST(CheckText, NamesThePlace) {
  std::vector<FieldError> errors;
  check_text(errors, "/a/b", "abc", 2);
  EXPECT_EQ(errors, (std::vector<FieldError>{{"/a/b", "must be at most 2 characters long"}}));
}

TEST(CheckRequiredText, RefusesEmptyAndBlank) {
  EXPECT_TRUE(is_refused_as_required("", 60));
  EXPECT_TRUE(is_refused_as_required("   ", 60));
  EXPECT_TRUE(is_refused_as_required("\n", 60));
  EXPECT_FALSE(is_refused_as_required(" x ", 60));
  EXPECT_FALSE(is_refused_as_required(times(60, kEuro), 60));
  EXPECT_TRUE(is_refused_as_required(times(61, kEuro), 60));
}

TEST(IsMailAddress, TakesOneAtWithTextOnBothSides) {
  for (const auto* text :
       {"a@b", "user@example.com", "O'Neil+tag@sub.example.co.uk", "\xC3\xA4@\xC3\xB6.example"}) {
    EXPECT_TRUE(is_mail_address(text)) << text;
  }
  for (const auto* text : {"", "@", "a@", "@b", "a", "a@@b", "a@b@c", "a b@c", "a@b ", " a@b",
                           "a@b\n", "a\t@b", "a@b\x7F"}) {
    EXPECT_FALSE(is_mail_address(text)) << text;
  }
  EXPECT_FALSE(is_mail_address(std::string_view("a@b\0", 4)));
}

TEST(IsMailAddress, TakesTheLimitAndRefusesOnePast) {
  const std::string tail = "@example.com";
  const std::string longest = std::string(limits::kEmailCharacters - tail.size(), 'x') + tail;
  EXPECT_TRUE(is_mail_address(longest));
  EXPECT_FALSE(is_mail_address('x' + longest));
}

TEST(ContainsIgnoringCase, FindsAPartAnywhereInAnyCase) {
  for (const auto* part : {"", "acme", "ACME", "me c", "corp", "AcMe Corp"}) {
    EXPECT_TRUE(contains_ignoring_case("Acme Corp", part)) << part;
  }
  for (const auto* part : {"acme  corp", "Acme Corp.", "x", "%", "_"}) {
    EXPECT_FALSE(contains_ignoring_case("Acme Corp", part)) << part;
  }
  EXPECT_FALSE(contains_ignoring_case("", "a"));
  EXPECT_TRUE(contains_ignoring_case("", ""));
}

TEST(ContainsIgnoringCase, TurnsNothingButAsciiLetters) {
  EXPECT_FALSE(contains_ignoring_case("\xC3\x84", "\xC3\xA4")) << "A with dots";
  EXPECT_TRUE(contains_ignoring_case("\xC3\x84", "\xC3\x84"));
  EXPECT_FALSE(contains_ignoring_case("[", "{"));
  EXPECT_FALSE(contains_ignoring_case("@", "`"));
}

TEST(EscapePointerStep, EscapesWhatPointersUse) {
  EXPECT_EQ(escape_pointer_step("a/b~c"), "a~1b~0c");
  EXPECT_EQ(escape_pointer_step("~1"), "~01");
  EXPECT_EQ(escape_pointer_step(""), "");
}

TEST(IsTokenText, TakesLettersDigitsAndThreeMarks) {
  EXPECT_TRUE(is_token_text(""));
  for (int byte = 0; byte < 256; ++byte) {
    const auto c = static_cast<char>(byte);
    const bool good = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                      c == '-' || c == '_' || c == '.';
    EXPECT_EQ(is_token_text(std::string("aZ") + c + "9-"), good) << byte;
  }
}

TEST(IsTokenText, RefusesABadCharacterAnywhere) {
  const std::string good(100, 'x');
  EXPECT_TRUE(is_token_text(good));
  for (std::size_t i = 0; i < good.size(); ++i) {
    auto bad = good;
    bad[i] = '+';
    EXPECT_FALSE(is_token_text(bad)) << i;
  }
}

TEST(CutToBytes, CutsBetweenCharacters) {
  EXPECT_EQ(cut_to_bytes("abc", 3), "abc");
  EXPECT_EQ(cut_to_bytes("abcd", 3), "abc");
  EXPECT_EQ(cut_to_bytes("aüb", 2), "a");
  EXPECT_EQ(cut_to_bytes("aüb", 3), "aü");
  EXPECT_EQ(cut_to_bytes("😀", 3), "");
  EXPECT_EQ(cut_to_bytes("", 0), "");
}

}  // namespace
}  // namespace selfsame::core
