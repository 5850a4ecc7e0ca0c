#include "json/writer.h"

#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>
#include <limits>
#include <random>

#include "json/parse.h"

namespace selfsame::json {
namespace {

std::string written(std::string_view text) {
  std::string out;
  Writer(out).string(text);
  return out;
}

void append_utf8(std::string& text, std::uint32_t code) {
  const auto add = [&](std::uint32_t byte) { text += static_cast<char>(byte); };
  if (code < 0x80) {
    add(code);
  } else if (code < 0x800) {
    add(0xC0 | (code >> 6U));
    add(0x80 | (code & 0x3FU));
  } else if (code < 0x10000) {
    add(0xE0 | (code >> 12U));
    add(0x80 | ((code >> 6U) & 0x3FU));
    add(0x80 | (code & 0x3FU));
  } else {
    add(0xF0 | (code >> 18U));
    add(0x80 | ((code >> 12U) & 0x3FU));
    add(0x80 | ((code >> 6U) & 0x3FU));
    add(0x80 | (code & 0x3FU));
  }
}

TEST(Writer, PutsCommasWhereTheyBelong) {
  std::string out;
  Writer(out)
      .begin_object()
      .field("a", "x")
      .field("b", 1)
      .key("c")
      .begin_array()
      .number(1)
      .begin_object()
      .end_object()
      .begin_array()
      .end_array()
      .null()
      .end_array()
      .key("d")
      .begin_object()
      .field("e", true)
      .end_object()
      .key("f")
      .raw("[1]")
      .field("g", false)
      .end_object();
  EXPECT_EQ(out, R"({"a":"x","b":1,"c":[1,{},[],null],"d":{"e":true},"f":[1],"g":false})");
}

TEST(Writer, WritesEmptyObjectsAndArrays) {
  std::string out;
  Writer(out).begin_object().end_object();
  Writer(out).begin_array().end_array();
  EXPECT_EQ(out, "{}[]");
}

TEST(Writer, AppendsToWhatIsThere) {
  std::string out = "x=";
  Writer(out).string("y");
  EXPECT_EQ(out, R"(x="y")");
}

TEST(Writer, WritesNullForAbsentText) {
  std::string out;
  Writer(out)
      .begin_object()
      .optional_field("a", std::nullopt)
      .optional_field("b", "")
      .optional_field("c", "x")
      .end_object();
  EXPECT_EQ(out, R"({"a":null,"b":"","c":"x"})");
}

TEST(Writer, WritesWholeNumbersWhole) {
  std::string out;
  Writer(out)
      .begin_array()
      .number(std::numeric_limits<std::uint64_t>::max())
      .number(std::numeric_limits<std::int64_t>::min())
      .number(0)
      .end_array();
  EXPECT_EQ(out, "[18446744073709551615,-9223372036854775808,0]");
}

TEST(Writer, EscapesQuotesBackslashesAndControlCharacters) {
  EXPECT_EQ(written("a\"b"), R"("a\"b")");
  EXPECT_EQ(written("a\\b"), R"("a\\b")");
  EXPECT_EQ(written("\b\f\n\r\t"), R"("\b\f\n\r\t")");
  EXPECT_EQ(written(std::string_view("\0", 1)), R"("\u0000")");
  EXPECT_EQ(written("\x1F"), R"("\u001f")");
  for (int c = 0; c < 0x20; ++c) {
    const auto text = written(std::string("a") + static_cast<char>(c));
    for (const char out : text) EXPECT_GE(static_cast<unsigned char>(out), 0x20) << c;
  }
}

TEST(Writer, EscapesWhereverItIsInTextOfAnyLength) {
  for (std::size_t size = 1; size <= 70; ++size) {
    for (std::size_t i = 0; i < size; ++i) {
      std::string text(size, 'x');
      text[i] = '"';
      const auto rest = std::string(size - i - 1, 'x');
      EXPECT_EQ(written(text), '"' + std::string(i, 'x') + "\\\"" + rest + '"') << size << ' ' << i;
    }
  }
}

TEST(Writer, LeavesOtherTextAsItIs) {
  EXPECT_EQ(written(""), R"("")");
  EXPECT_EQ(written("/<>&'"), R"("/<>&'")");
  EXPECT_EQ(written("\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80"),
            "\"\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80\"");
}

TEST(Writer, EscapesKeysToo) {
  std::string out;
  Writer(out).begin_object().field("a\"b", 1).end_object();
  EXPECT_EQ(out, R"({"a\"b":1})");
}

TEST(Writer, WhatItWroteIsReadBack) {
  std::mt19937_64 engine(5);
  for (int round = 0; round < 5000; ++round) {
    std::string text;
    for (auto left = engine() % 20; left > 0; --left) {
      std::uint32_t code = static_cast<std::uint32_t>(engine() % (engine() % 2 ? 0x80 : 0x110000));
      if (code >= 0xD800 && code < 0xE000) code = '\\';
      append_utf8(text, code);
    }
    std::string out;
    Writer(out).begin_object().field(text, text).end_object();
    const auto value = parse(out, 8);
    ASSERT_TRUE(value) << out << ": " << value.error();
    ASSERT_EQ(value->as_object().begin()->key(), text);
    ASSERT_EQ(value->as_object().begin()->value().as_string(), text);
  }
}

}  // namespace
}  // namespace selfsame::json
