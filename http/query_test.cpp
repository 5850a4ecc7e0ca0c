#include "http/query.h"

#include <gtest/gtest.h>

namespace selfsame::http {
namespace {

using Parameters = std::vector<QueryParameter>;

TEST(QueryParameters, AreDecodedAndKeepTheirOrder) {
  EXPECT_EQ(query_parameters("b=2&a=1&b=x%20y+z"),
            (Parameters{{"b", "2"}, {"a", "1"}, {"b", "x y z"}}));
  EXPECT_EQ(query_parameters("actor%2Eip.not=%3A%3A1"), (Parameters{{"actor.ip.not", "::1"}}));
  EXPECT_EQ(query_parameters("a=b=c&=d"), (Parameters{{"a", "b=c"}, {"", "d"}}));
}

TEST(QueryParameters, WithoutAValueAreNotThere) {
  for (const auto* query : {"", "&", "&&", "a", "a=", "a=&b&c="}) {
    EXPECT_EQ(query_parameters(query), Parameters{}) << query;
  }
  EXPECT_EQ(query_parameters("a=&a=1"), (Parameters{{"a", "1"}}));
}

}  // namespace
}  // namespace selfsame::http
