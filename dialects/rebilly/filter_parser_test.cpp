#include <gtest/gtest.h>
#include <random>

#include "core/limits.h"
#include "dialects/rebilly/filter.h"
#include "dialects/rebilly/filter_testing.h"

namespace selfsame::rebilly {
namespace {

/// What is said of a text that is refused.
std::string complaint(std::string_view text) {
  const auto filter = parse(text);
  if (filter) return "none: " + std::string(text);
  EXPECT_EQ(filter.error().code, core::ErrorCode::invalid);
  EXPECT_EQ(filter.error().fields.size(), 1U);
  EXPECT_EQ(filter.error().fields.front().pointer, "filter");
  return filter.error().fields.front().message;
}

std::string repeated(std::size_t count, const std::string& part, const std::string& separator) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += (i > 0 ? separator : "") + part;
  return text;
}

TEST(ParseFilter, SaysWhatIsWrongAndWhere) {
  EXPECT_EQ(complaint("count:1;phone:2"),
            "clause 2, after 8 bytes: `phone` is no field that can be filtered by");
  EXPECT_EQ(complaint("count:1,2x"), "clause 1, after 8 bytes: `2x` is not a whole number");
  EXPECT_EQ(complaint("count:1..y"), "clause 1, after 9 bytes: `y` is not a whole number");
  EXPECT_EQ(complaint("createdTime:now.."),
            "clause 1, after 12 bytes: `now` is not a date-time such as 2026-01-02T03:04:05Z");
  EXPECT_EQ(complaint("name:true"),
            "clause 1, after 5 bytes: `name` is text; the word is \"true\", in quotes");
}

TEST(ParseFilter, RefusesClausesThatAreNone) {
  for (const auto* text :
       {"name", ";", "name:x;", ";name:x", "name:x;;name:y", "name;count:1", "name:x;count"}) {
    EXPECT_TRUE(complaint(text).ends_with(": a clause is `field:value`")) << complaint(text);
  }
}

TEST(ParseFilter, RefusesUnknownFields) {
  for (const auto* text :
       {":x", "Name:x", " name:x", "name :x", "organization:x", "id:x", "organization.id.x:x",
        "organization.:x", "na,me:x", "!name:x", "na\xFFme:x"}) {
    EXPECT_TRUE(complaint(text).ends_with(" is no field that can be filtered by"))
        << complaint(text);
  }
}

TEST(ParseFilter, RefusesMissingValues) {
  for (const auto* text :
       {"name:", "name:x,", "name:,x", "name:x,,y", "name:!", "name:!x,!", "count:;name:x"}) {
    EXPECT_TRUE(complaint(text).contains("a value is missing")) << complaint(text);
  }
}

TEST(ParseFilter, RefusesListsOfTheServer) {
  for (const auto* text : {"name:@vips", "name:!@vips", "name:x,@vips", "count:@x"}) {
    EXPECT_TRUE(complaint(text).contains("lists of values (`@name`)")) << complaint(text);
  }
}

TEST(ParseFilter, RefusesANegationInTheMiddle) {
  EXPECT_TRUE(complaint("name:x,!y").contains("before the first value"));
  EXPECT_TRUE(complaint("name:x,y,!z;count:1").contains("before the first value"));
}

TEST(ParseFilter, RefusesRangesThatAreNone) {
  EXPECT_TRUE(complaint("count:..").contains("a range needs an end"));
  EXPECT_TRUE(complaint("count:!..").contains("a range needs an end"));
  EXPECT_TRUE(complaint("count:1..2..3").contains("a range is `least..most`"));
  EXPECT_TRUE(complaint("count:1..2..").contains("a range is `least..most`"));
  EXPECT_TRUE(complaint("count:....1").contains("value is missing"));
  EXPECT_TRUE(complaint("count:1...2").contains("`.2` is not a whole number"));
  EXPECT_TRUE(complaint("count:null..5").contains("`null` is not a whole number"));
  EXPECT_TRUE(complaint("count:1..\"2\"3").contains("a range is `least..most`"));
}

TEST(ParseFilter, HasRangesOfNumbersAndInstantsOnly) {
  for (const auto* text : {"name:a..b", "name:a..", "name:..b", "isOwner:false..true", "userId:a..",
                           "permissions:..b", "roleIds:a..b", "name:\"a\"..\"b\""}) {
    EXPECT_TRUE(complaint(text).contains(" has no ranges")) << complaint(text);
  }
}

TEST(ParseFilter, RefusesQuotesThatDoNotMatch) {
  for (const auto* text :
       {"name:\"", "name:\"x", "name:\"x\\\"", "name:x,\"y;count:1", "name:\"\\\\\\\""}) {
    EXPECT_TRUE(complaint(text).contains("the closing quote is missing")) << complaint(text);
  }
  for (const auto* text : {"name:\"x\"y", "name:\"x\"\"y\"", "name:\"x\" ,y", "name:\"\"."}) {
    EXPECT_TRUE(complaint(text).contains("must follow the closing quote")) << complaint(text);
  }
}

TEST(ParseFilter, RefusesValuesOfAnotherType) {
  for (const auto* text :
       {"count:x", "count:1.5", "count:+1", "count: 1", "count:1 ", "count:0x1", "count:\"\"",
        "count:9223372036854775808", "count:-9223372036854775809"}) {
    EXPECT_TRUE(complaint(text).ends_with(" is not a whole number")) << complaint(text);
  }
  for (const auto* text : {"isOwner:1", "isOwner:yes", "isOwner:True", "isOwner:\"\""}) {
    EXPECT_TRUE(complaint(text).ends_with("`isOwner` is true or false")) << complaint(text);
  }
  for (const auto* text : {"createdTime:2026-01-01", "createdTime:1", "createdTime:\"\"",
                           "createdTime:2026-02-30T00:00:00Z"}) {
    EXPECT_TRUE(complaint(text).contains(" is not a date-time")) << complaint(text);
  }
  for (const auto* text : {"name:true", "name:x,false", "permissions:true"}) {
    EXPECT_TRUE(complaint(text).contains(" is text; ")) << complaint(text);
  }
}

TEST(ParseFilter, RefusesWhatCanBeNoId) {
  EXPECT_EQ(complaint("userId:a b"), "clause 1, after 7 bytes: `a b` is no id for `userId`");
  EXPECT_TRUE(complaint("userId:\"\"").contains(" is no id "));
  EXPECT_TRUE(complaint("userId:" + std::string(51, 'x')).contains(" is no id "));
  EXPECT_TRUE(complaint("userId:org_0YVDM8RC7GDADADSBSMW124JA8").contains(" is no id "))
      << "of another kind";
}

TEST(ParseFilter, HasSoManyClauses) {
  const auto most = core::limits::kFilterClauses;
  EXPECT_EQ(parse(repeated(most, "count:1", ";"))->clauses.size(), most);
  EXPECT_EQ(complaint(repeated(most + 1, "count:1", ";")),
            "clause 51, after 400 bytes: there are more than 50 clauses");
}

TEST(ParseFilter, HasSoManyValuesInAClause) {
  const auto most = core::limits::kFilterValuesPerClause;
  const auto filter =
      parse("count:" + repeated(most, "1", ",") + ";name:" + repeated(most, "x", ","));
  ASSERT_TRUE(filter);
  EXPECT_EQ(filter->clauses[0].any_of.size(), most);
  EXPECT_EQ(filter->clauses[1].any_of.size(), most);
  EXPECT_EQ(complaint("count:" + repeated(most + 1, "1", ",")),
            "clause 1, after 206 bytes: there are more than 100 values");
}

/// Whatever comes: a filter that works, or a refusal that can be said.
TEST(ParseFilter, ReadsAnyTextToAnEnd) {
  const std::string_view pieces[] = {"name",
                                     "count",
                                     "isOwner",
                                     "createdTime",
                                     "userId",
                                     ":",
                                     ";",
                                     ",",
                                     "!",
                                     "..",
                                     ".",
                                     "\"",
                                     "\\",
                                     "@",
                                     "null",
                                     "true",
                                     "1",
                                     "-",
                                     "x",
                                     " ",
                                     "\xFF",
                                     "\n",
                                     "2026-01-02T03:04:05Z",
                                     "name:x",
                                     "count:1..2"};
  std::mt19937 random(7);
  std::size_t accepted = 0;
  for (int round = 0; round < 50'000; ++round) {
    std::string text;
    for (auto left = random() % 12; left > 0; --left) text += pieces[random() % std::size(pieces)];
    const auto filter = parse(text);
    if (filter) {
      ++accepted;
      matches(*filter, TestRecord{{"name", "x"}, {"count", 1}, {"isOwner", true}});
    } else {
      for (const char c : filter.error().fields.at(0).message) {
        ASSERT_TRUE(c >= 0x20 && c < 0x7F) << text;
      }
    }
  }
  EXPECT_GT(accepted, 100U);
}

}  // namespace
}  // namespace selfsame::rebilly
