#include "dialects/common/json_body.h"

#include <gtest/gtest.h>

namespace selfsame::dialect {
namespace {

TEST(IsJsonType, PassesOverParametersAndCase) {
  for (const char* type : {"application/json", "Application/JSON", "application/json;charset=utf-8",
                           "application/json ; charset=utf-8", " application/json"}) {
    EXPECT_TRUE(is_json_type(type)) << type;
  }
  for (const char* type :
       {"", ";", "text/plain", "application/jsonp", "application/json5", "application",
        "application/problem+json", "application/x-www-form-urlencoded"}) {
    EXPECT_FALSE(is_json_type(type)) << type;
  }
}

}  // namespace
}  // namespace selfsame::dialect
