#include "json/object_reader.h"

#include <functional>
#include <gtest/gtest.h>

#include "json/parse.h"

namespace selfsame::json {
namespace {

using Errors = std::vector<core::FieldError>;

class ReadObject : public ::testing::Test {
 protected:
  /// Reads from the JSON text, and says what was complained about.
  Errors read(std::string_view text, const std::function<void(ObjectReader&)>& body,
              std::string pointer = {}) {
    Errors errors;
    const auto value = parse(text, 32);
    EXPECT_TRUE(value) << text;
    ObjectReader in(*value, std::move(pointer), errors);
    body(in);
    return errors;
  }
  const Errors none_;
};

TEST_F(ReadObject, TakesFieldsOfTheirType) {
  EXPECT_EQ(read(R"({"s":"x","b":true,"o":{"k":1},"a":[1,2],"t":["p","q"]})",
                 [](ObjectReader& in) {
                   EXPECT_EQ(in.string("s"), "x");
                   EXPECT_EQ(in.boolean("b"), true);
                   EXPECT_EQ(in.object("o")->size(), 1U);
                   EXPECT_EQ(in.array("a")->size(), 2U);
                   EXPECT_EQ(in.strings("t"), (std::vector<std::string>{"p", "q"}));
                   EXPECT_EQ(in.required_string("s"), "x");
                   EXPECT_EQ(in.required_object("o")->size(), 1U);
                   EXPECT_EQ(in.required_array("a")->size(), 2U);
                 }),
            none_);
}

TEST_F(ReadObject, AbsentAndNullAreNoValue) {
  EXPECT_EQ(read(R"({"null":null})",
                 [](ObjectReader& in) {
                   for (const auto* key : {"null", "absent"}) {
                     EXPECT_EQ(in.string(key), std::nullopt);
                     EXPECT_EQ(in.boolean(key), std::nullopt);
                     EXPECT_EQ(in.object(key), nullptr);
                     EXPECT_EQ(in.array(key), nullptr);
                     EXPECT_EQ(in.strings(key), std::nullopt);
                     EXPECT_EQ(in.find(key), nullptr);
                   }
                   EXPECT_TRUE(in.has("null"));
                   EXPECT_FALSE(in.has("absent"));
                 }),
            none_);
}

TEST_F(ReadObject, NamesAnItemByItsPlace) {
  const auto errors = read(
      R"({"a/b":[1]})", [](ObjectReader& in) { in.refuse_item("a/b", 0, "is wrong"); }, "/top");
  EXPECT_EQ(errors, (Errors{{"/top/a~1b/0", "is wrong"}}));
}

TEST_F(ReadObject, AWrongTypeIsAnErrorAndNoValue) {
  const auto errors = read(R"({"x":1})", [](ObjectReader& in) {
    EXPECT_EQ(in.string("x"), std::nullopt);
    EXPECT_EQ(in.boolean("x"), std::nullopt);
    EXPECT_EQ(in.object("x"), nullptr);
    EXPECT_EQ(in.array("x"), nullptr);
    EXPECT_EQ(in.strings("x"), std::nullopt);
  });
  EXPECT_EQ(errors, (Errors{{"/x", "must be a string"},
                            {"/x", "must be true or false"},
                            {"/x", "must be an object"},
                            {"/x", "must be an array"},
                            {"/x", "must be an array"}}));
}

TEST_F(ReadObject, NothingIsTurnedIntoAnotherType) {
  EXPECT_EQ(read(R"({"a":"true","b":0,"c":1.0,"d":[1]})",
                 [](ObjectReader& in) {
                   EXPECT_EQ(in.boolean("a"), std::nullopt);
                   EXPECT_EQ(in.boolean("b"), std::nullopt);
                   EXPECT_EQ(in.string("c"), std::nullopt);
                   EXPECT_EQ(in.object("d"), nullptr);
                 })
                .size(),
            4U);
}

TEST_F(ReadObject, ARequiredFieldIsMissedOnce) {
  for (const auto* text : {"{}", R"({"x":null})"}) {
    const Errors missing{{"/x", "is required"}};
    EXPECT_EQ(read(text, [](ObjectReader& in) { EXPECT_EQ(in.required_string("x"), ""); }),
              missing);
    EXPECT_EQ(read(text, [](ObjectReader& in) { EXPECT_EQ(in.required_array("x"), nullptr); }),
              missing);
    EXPECT_EQ(read(text, [](ObjectReader& in) { EXPECT_EQ(in.required_object("x"), nullptr); }),
              missing);
  }
  EXPECT_EQ(read(R"({"x":1})", [](ObjectReader& in) { in.required_string("x"); }),
            (Errors{{"/x", "must be a string"}}));
}

TEST_F(ReadObject, EachEntryOfAListOfTextsIsNamed) {
  EXPECT_EQ(read(R"({"x":["a",1,"b",null]})",
                 [](ObjectReader& in) {
                   EXPECT_EQ(in.strings("x"), (std::vector<std::string>{"a", "b"}));
                 }),
            (Errors{{"/x/1", "must be a string"}, {"/x/3", "must be a string"}}));
}

TEST_F(ReadObject, WhatIsNoObjectReadsAsOneWithoutFields) {
  for (const auto* text : {"[]", "null", "1", "\"x\"", "true"}) {
    EXPECT_EQ(read(
                  text, [](ObjectReader& in) { EXPECT_FALSE(in.has("x")); }, "/at"),
              (Errors{{"/at", "must be an object"}}))
        << text;
  }
}

TEST_F(ReadObject, PointersStartWhereTheValueLies) {
  EXPECT_EQ(read(
                R"({"a/b~c":1})", [](ObjectReader& in) { in.string("a/b~c"); }, "/policies/0"),
            (Errors{{"/policies/0/a~1b~0c", "must be a string"}}));
}

TEST(PointerStep, EscapesKeysAndCountsEntries) {
  EXPECT_EQ(pointer_step("", "a"), "/a");
  EXPECT_EQ(pointer_step("/a", "b/c~d"), "/a/b~1c~0d");
  EXPECT_EQ(pointer_step("/a", std::size_t{7}), "/a/7");
}

}  // namespace
}  // namespace selfsame::json
