#include "dialects/cloudflare/choices.h"

#include <gtest/gtest.h>

#include "json/parse.h"

namespace selfsame::cloudflare {
namespace {

constexpr Choices<int, 3> kSizes{{{"small", 1}, {"large", 3}, {"big", 3}}};
constexpr Choices<bool, 2> kTruths{{{"yes", true}, {"no", false}}};

TEST(Choices, LeadFromWordToValueAndBack) {
  EXPECT_EQ(find_choice(kSizes, "large"), 3);
  EXPECT_EQ(find_choice(kSizes, "big"), 3);
  EXPECT_EQ(find_choice(kTruths, "no"), std::optional(false));
  for (const auto* word : {"", "Large", "larg", "largee"}) {
    EXPECT_EQ(find_choice(kSizes, word), std::nullopt) << word;
  }
  EXPECT_EQ(word_of(kSizes, 3), "large") << "the first";
  EXPECT_EQ(word_of(kSizes, 2), "");
}

TEST(Choices, AreListedForWhomPicksNone) {
  EXPECT_EQ(must_be(kSizes), "must be small, large or big");
  EXPECT_EQ(must_be(kTruths), "must be yes or no");
}

TEST(ReadChoice, NamesThePlaceOfAnUnknownWord) {
  const auto body = json::parse(R"({"a":"yes","b":"maybe","c":1,"d":null})", 8);
  std::vector<core::FieldError> errors;
  json::ObjectReader in(*body, "/x", errors);
  EXPECT_EQ(read_choice(in, "a", kTruths), std::optional(true));
  EXPECT_EQ(read_choice(in, "d", kTruths), std::nullopt);
  EXPECT_EQ(read_choice(in, "e", kTruths), std::nullopt);
  EXPECT_TRUE(errors.empty());
  EXPECT_EQ(read_choice(in, "b", kTruths), std::nullopt);
  EXPECT_EQ(read_choice(in, "c", kTruths), std::nullopt);
  EXPECT_EQ(errors, (std::vector<core::FieldError>{{"/x/b", "must be yes or no"},
                                                   {"/x/c", "must be a string"}}));
}

}  // namespace
}  // namespace selfsame::cloudflare
