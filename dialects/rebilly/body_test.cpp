#include "dialects/rebilly/body.h"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

#include "core/limits.h"

namespace selfsame::rebilly {
namespace {

constexpr std::string_view kJson = "application/json";
constexpr std::string_view kForm = "application/x-www-form-urlencoded";

/// The object as it was read, or the status of the refusal.
std::string read(Body kind, std::string_view type, std::string_view body) {
  const auto value = read_body(kind, type, body);
  return value ? boost::json::serialize(*value) : std::to_string(value.error().status);
}

TEST(ReadBody, IsAnObject) {
  EXPECT_EQ(read(Body::required, kJson, R"({"a":[1]})"), R"({"a":[1]})");
  EXPECT_EQ(read(Body::optional, kJson, R"({"a":[1]})"), R"({"a":[1]})");
  EXPECT_EQ(read(Body::required, "application/json;charset=utf-8", "{}"), "{}");
}

TEST(ReadBody, ReadsAnEmptyArrayAsAnEmptyObject) {
  EXPECT_EQ(read(Body::required, kJson, "[]"), "{}");
  EXPECT_EQ(read(Body::optional, kJson, " [ ] "), "{}");
}

TEST(ReadBody, RefusesWhatIsNoObject) {
  for (const auto* body : {"[{}]", "1", "\"x\"", "null", "true"}) {
    EXPECT_EQ(read(Body::required, kJson, body), "422") << body;
    EXPECT_EQ(read(Body::optional, kJson, body), "422") << body;
  }
  EXPECT_EQ(read_body(Body::required, kJson, "1").error(),
            (Problem{422, "The body must be a JSON object", {{"", "must be a JSON object"}}}));
}

TEST(ReadBody, RefusesWhatIsNoJson) {
  for (const auto* body : {" ", "{", "{\"a\":1,\"a\":2}", "{}x", "{'a':1}", "{\"a\":\"\xFF\"}"}) {
    EXPECT_EQ(read(Body::required, kJson, body), "400") << body;
  }
  EXPECT_EQ(read_body(Body::required, kJson, "{").error().detail,
            "The body is not well-formed JSON: the text ends too early (at byte 1)");
}

TEST(ReadBody, RefusesWhatIsTooDeep) {
  const auto nested = [](std::size_t depth) {
    return R"({"a":)" + std::string(depth - 1, '[') + std::string(depth - 1, ']') + '}';
  };
  EXPECT_EQ(read(Body::required, kJson, nested(core::limits::kJsonDepth)),
            nested(core::limits::kJsonDepth));
  EXPECT_EQ(read(Body::required, kJson, nested(core::limits::kJsonDepth + 1)), "400");
}

TEST(ReadBody, MustBeThereWhereItIsRequired) {
  for (const auto type : {kJson, kForm, std::string_view()}) {
    EXPECT_EQ(read(Body::required, type, ""), "422");
    EXPECT_EQ(read(Body::optional, type, ""), "{}");
  }
}

TEST(ReadBody, RefusesBytesOfAnotherType) {
  for (const auto type : {kForm, std::string_view("text/plain"), std::string_view(),
                          std::string_view("application/jsonx")}) {
    EXPECT_EQ(read(Body::required, type, "{}"), "415") << type;
    EXPECT_EQ(read(Body::optional, type, "{}"), "415") << type;
  }
}

TEST(ReadBody, IsPassedOverWhereNoneIsTaken) {
  EXPECT_EQ(read(Body::none, kForm, ""), "{}");
  EXPECT_EQ(read(Body::none, kJson, R"({"authenticate":false})"), "{}");
  EXPECT_EQ(read(Body::none, "text/plain", "x"), "{}");
}

TEST(ReadObject, TakesTheEmptyArrayOfPhp) {
  const auto body =
      boost::json::parse(R"({"php":[],"object":{"a":1},"null":null,"list":[1],"text":"x"})");
  std::vector<core::FieldError> errors;
  json::ObjectReader in(body, "", errors);
  EXPECT_EQ(*read_object(in, "php"), boost::json::object());
  EXPECT_EQ(read_object(in, "object"), &body.at("object").get_object());
  EXPECT_EQ(read_object(in, "null"), nullptr);
  EXPECT_EQ(read_object(in, "absent"), nullptr);
  EXPECT_TRUE(errors.empty());
  EXPECT_EQ(read_object(in, "list"), nullptr);
  EXPECT_EQ(read_object(in, "text"), nullptr);
  EXPECT_EQ(errors, (std::vector<core::FieldError>{{"/list", "must be an object"},
                                                   {"/text", "must be an object"}}));
}

}  // namespace
}  // namespace selfsame::rebilly
