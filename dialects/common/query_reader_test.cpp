#include "dialects/common/query_reader.h"

#include <gtest/gtest.h>

#include "core/id.h"

namespace selfsame::dialect {
namespace {

class ReadQuery : public ::testing::Test {
 protected:
  QueryReader in(std::string_view query) {
    errors_.clear();
    return {query, errors_};
  }
  std::string complaint() const {
    return errors_.empty() ? "" : errors_.front().pointer + ": " + errors_.front().message;
  }
  std::vector<core::FieldError> errors_;
};

TEST_F(ReadQuery, AbsentAndEmptyAreNoValue) {
  for (const auto* query : {"", "x=1", "n=", "n", "&&", "=1"}) {
    EXPECT_EQ(in(query).text("n"), std::nullopt) << query;
    EXPECT_EQ(in(query).number("n"), std::nullopt) << query;
    EXPECT_EQ(in(query).id<core::UserId>("n"), std::nullopt) << query;
    EXPECT_EQ(complaint(), "") << query;
  }
}

TEST_F(ReadQuery, ReadsWholeNumbers) {
  EXPECT_EQ(in("n=0").number("n"), 0U);
  EXPECT_EQ(in("n=007").number("n"), 7U);
  EXPECT_EQ(in("n=99999999999999999999999999").number("n"), 9223372036854775807U);
  EXPECT_EQ(complaint(), "");
  for (const auto* query : {"n=x", "n=-1", "n=+1", "n=1.5", "n=1e3", "n=1%20", "n=1x"}) {
    EXPECT_EQ(in(query).number("n"), std::nullopt) << query;
    EXPECT_EQ(complaint(), "/n: must be a whole number") << query;
  }
}

TEST_F(ReadQuery, ReadsIds) {
  const std::string hex(32, 'a');
  EXPECT_EQ(in("u=" + hex).id<core::UserId>("u")->hex(), hex);
  EXPECT_EQ(in("u=x").id<core::UserId>("u"), std::nullopt);
  EXPECT_EQ(complaint(), "/u: must be an id of 32 hex digits");
}

}  // namespace
}  // namespace selfsame::dialect
