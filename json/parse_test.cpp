#include "json/parse.h"

#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

#include "core/limits.h"

namespace selfsame::json {
namespace {

constexpr std::size_t kDepth = core::limits::kJsonDepth;

/// The value written again, or why it was refused.
std::string read(std::string_view text) {
  const auto value = parse(text, kDepth);
  return value ? boost::json::serialize(*value) : "refused: " + value.error();
}

testing::AssertionResult refuses(std::string_view text) {
  const auto value = parse(text, kDepth);
  if (value) return testing::AssertionFailure() << "read as " << boost::json::serialize(*value);
  if (value.error().empty()) return testing::AssertionFailure() << "without a reason";
  return testing::AssertionSuccess();
}

std::string nested(std::size_t depth, const std::string& open, const std::string& close) {
  std::string text;
  for (std::size_t i = 0; i < depth; ++i) text += open;
  for (std::size_t i = 0; i < depth; ++i) text += close;
  return text;
}

TEST(Parse, ReadsEveryKindOfValue) {
  for (const std::string text : {"null", "true", "false", "0", "-1", "\"\"", "\"a\"", "[]", "{}",
                                 R"({"b":1,"a":[true,null,{"c":"d"}]})"}) {
    EXPECT_EQ(read(text), text);
  }
  EXPECT_EQ(read(" \t\r\n{ \"a\" : 1 }\n "), R"({"a":1})");
}

TEST(Parse, KeepsTheOrderOfKeys) {
  EXPECT_EQ(read(R"({"z":1,"a":2,"m":{"y":3,"b":4}})"), R"({"z":1,"a":2,"m":{"y":3,"b":4}})");
}

TEST(Parse, ReadsDepthAtTheLimitAndRefusesOnePast) {
  for (const auto& [open, close] : {std::pair<std::string, std::string>{"[", "]"}}) {
    EXPECT_EQ(read(nested(kDepth, open, close)), nested(kDepth, open, close));
    EXPECT_EQ(read(nested(kDepth + 1, open, close)),
              "refused: nested deeper than 32 levels (at byte 32)");
  }
  const auto objects = [](std::size_t depth) {
    return nested(depth - 1, "{\"a\":", "}").insert((depth - 1) * 5, "{}");
  };
  EXPECT_EQ(read(objects(kDepth)), objects(kDepth));
  EXPECT_TRUE(refuses(objects(kDepth + 1)));
  EXPECT_TRUE(refuses(nested(100'000, "[", "]")));
  EXPECT_TRUE(refuses(std::string(1'000'000, '[')));
}

TEST(Parse, RefusesAKeyThatIsThereTwice) {
  for (const auto* text : {R"({"a":1,"a":1})", R"({"a":1,"b":2,"a":3})", R"([{"a":1,"a":2}])",
                           R"({"x":{"a":1,"a":2}})", R"({"":1,"":2})"}) {
    EXPECT_TRUE(read(text).starts_with("refused: an object has the same key twice")) << read(text);
  }
}

TEST(Parse, RefusesAKeyThatIsThereTwiceInDifferentSpellings) {
  for (const auto* text :
       {R"({"a":1,"\u0061":2})", R"({"\u0061":1,"a":2})", R"({"\u0061b":1,"a\u0062":2})",
        R"({"/":1,"\/":2})", "{\"\xC3\xA4\":1,\"\\u00e4\":2}", R"({"\u00E4":1,"\u00e4":2})",
        "{\"\xF0\x9F\x98\x80\":1,\"\\uD83D\\uDE00\":2}"}) {
    EXPECT_TRUE(read(text).starts_with("refused: an object has the same key twice")) << read(text);
  }
}

TEST(Parse, TheSameKeyInDifferentObjectsIsFine) {
  EXPECT_EQ(read(R"({"a":{"a":{"a":1}},"b":{"a":2}})"), R"({"a":{"a":{"a":1}},"b":{"a":2}})");
  EXPECT_EQ(read(R"([{"a":1},{"a":2}])"), R"([{"a":1},{"a":2}])");
  EXPECT_EQ(read(R"({"a":1,"A":2,"aa":3})"), R"({"a":1,"A":2,"aa":3})");
}

TEST(Parse, RefusesBadUtf8) {
  for (const std::string bytes :
       {"\x80", "\xC3", "\xC0\xAF", "\xE0\x80\xAF", "\xED\xA0\x80", "\xF4\x90\x80\x80",
        "\xF8\x88\x80\x80\x80", "\xFF", "\xFE", "\xE2\x82", "\xF0\x9F\x98", "\xC3\x28"}) {
    EXPECT_TRUE(refuses('"' + bytes + '"'));
    EXPECT_TRUE(refuses("{\"" + bytes + "\":1}"));
    EXPECT_TRUE(refuses("\"abc" + bytes + "def\""));
  }
}

TEST(Parse, RefusesLoneSurrogates) {
  for (const auto* text : {R"("\uD83D")", R"("\uDE00")", R"("\uD83Dx")", R"("\uD83D\u0041")",
                           R"("\uDE00\uD83D")", R"("\uD83D\uD83D")", R"({"\uD83D":1})"}) {
    EXPECT_TRUE(refuses(text)) << text;
  }
  EXPECT_EQ(read(R"("\uD83D\uDE00")"), "\"\xF0\x9F\x98\x80\"");
}

TEST(Parse, RefusesASampleTruncatedAtEveryByte) {
  const std::string sample =
      R"({"name":"a \u00e4 \uD83D\uDE00 \n","n":[-1.5e3,0,true,false,null],"o":{"k":{}}})";
  ASSERT_FALSE(refuses(sample));
  for (std::size_t length = 0; length < sample.size(); ++length) {
    EXPECT_TRUE(refuses(std::string_view(sample).substr(0, length))) << length;
  }
  EXPECT_TRUE(read("{\"a\":").starts_with("refused: the text ends too early"));
}

TEST(Parse, RefusesWhatFollowsTheValue) {
  for (const auto* text : {"{}x", "{}{}", "1 2", "null,", "[]]", "{}}", "\"a\"\"b\"", "{} //"}) {
    EXPECT_TRUE(refuses(text)) << text;
  }
  EXPECT_TRUE(refuses(std::string_view("{}\0", 3)));
}

TEST(Parse, RefusesWhatOtherDialectsOfJsonAllow) {
  for (const auto* text : {"",          " ",          "{a:1}",       "{'a':1}",
                           "[1,]",      "{\"a\":1,}", "[,1]",        "// x\n1",
                           "/* x */1",  "NaN",        "Infinity",    "-Infinity",
                           "+1",        "01",         "1.",          ".5",
                           "0x10",      "1e",         "1e+",         "-",
                           "True",      "nul",        "\"a\nb\"",    "\"\t\"",
                           R"("\x41")", R"("\u12")",  R"("\u12G4")", "\xEF\xBB\xBF{}",
                           "{1:2}",     "{\"a\"}",    "{\"a\" 1}",   "[1 2]",
                           "]",         ":"}) {
    EXPECT_TRUE(refuses(text)) << text;
  }
}

TEST(Parse, HugeNumbersDoNoHarm) {
  EXPECT_EQ(read("9223372036854775807"), "9223372036854775807");
  EXPECT_EQ(read("-9223372036854775808"), "-9223372036854775808");
  EXPECT_EQ(read("18446744073709551615"), "18446744073709551615");
  for (const std::string& text :
       {std::string("18446744073709551616"), std::string("-9223372036854775809"),
        std::string("1e308"), std::string("1e-400"), std::string(300, '9'),
        "0." + std::string(5000, '9')}) {
    const auto value = parse(text, kDepth);
    ASSERT_TRUE(value) << text;
    EXPECT_TRUE(value->is_double()) << text;
  }
  for (const auto* text : {"1e400", "-1e400", "1e999999999999", "1e-999999999999"}) {
    const auto value = parse(text, kDepth);
    EXPECT_TRUE(!value || value->is_double()) << text;
  }
}

TEST(Parse, LongStringsAndKeysComeWhole) {
  const std::string text(300'000, 'x');
  const auto value = parse("{\"" + text + "\":\"" + text + "\"}", kDepth);
  ASSERT_TRUE(value);
  EXPECT_EQ(value->at(text).as_string(), text);
}

TEST(Parse, RefusesNumbersPastADouble) {
  EXPECT_TRUE(parse("1e308", kDepth));
  EXPECT_FALSE(parse("1e309", kDepth));
  EXPECT_FALSE(parse(std::string(5000, '9'), kDepth));
  EXPECT_FALSE(parse(R"({"a":[-1e999]})", kDepth));
}

TEST(Parse, SaysWhereItStopped) {
  EXPECT_TRUE(read(R"({"a":1,"a":2})").ends_with("(at byte 9)") ||
              read(R"({"a":1,"a":2})").ends_with("(at byte 10)"))
      << read(R"({"a":1,"a":2})");
}

}  // namespace
}  // namespace selfsame::json
