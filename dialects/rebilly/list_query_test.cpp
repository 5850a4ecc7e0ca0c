#include "dialects/rebilly/list_query.h"

#include <array>
#include <gtest/gtest.h>

namespace selfsame::rebilly {
namespace {

constexpr std::array<std::string_view, 3> kFields{"createdTime", "email", "id"};
using Keys = std::vector<SortKey>;
using Names = std::vector<std::string>;

ListQuery read(std::string_view query) {
  const auto asked = read_list_query(query, kFields);
  EXPECT_TRUE(asked) << query;
  return asked.value_or(ListQuery());
}

/// The parameters that are refused, with a blank after each.
std::string refused(std::string_view query) {
  const auto asked = read_list_query(query, kFields);
  if (asked) return "";
  EXPECT_EQ(asked.error().code, core::ErrorCode::invalid);
  std::string names;
  for (const auto& field : asked.error().fields) names += field.pointer + ' ';
  return names;
}

TEST(ListQuery, HasDefaults) {
  for (const auto* query : {"", "limit=&offset=&sort=&filter=&q=&expand=", "fields=a&criteria=b"}) {
    const auto asked = read(query);
    EXPECT_EQ(asked.limit, 100U);
    EXPECT_EQ(asked.offset, 0U);
    EXPECT_EQ(asked.sort, (Keys{{"createdTime", true}}));
    EXPECT_FALSE(asked.sorted);
    EXPECT_EQ(asked.filter, "");
    EXPECT_EQ(asked.q, "");
    EXPECT_EQ(asked.expand, Names{});
  }
}

TEST(ListQuery, HasNoOrderOfItsOwnWithoutACreatedTime) {
  constexpr std::array<std::string_view, 1> kOther{"email"};
  EXPECT_EQ(read_list_query("", kOther)->sort, Keys{});
  EXPECT_EQ(read_list_query("", {})->sort, Keys{});
}

TEST(ListQuery, LimitsTheLimit) {
  EXPECT_EQ(read("limit=0").limit, 0U);
  EXPECT_EQ(read("limit=1").limit, 1U);
  EXPECT_EQ(read("limit=1000").limit, 1000U);
  EXPECT_EQ(read("%6Cimit=%31").limit, 1U);
  for (const auto* text : {"1001", "-1", "+1", "x", "1x", "1.0", "0x1", "%201", "1%20", "1e2",
                           "18446744073709551616"}) {
    EXPECT_EQ(refused(std::string("limit=") + text), "limit ") << text;
  }
}

TEST(ListQuery, TakesAnyOffset) {
  EXPECT_EQ(read("offset=1001").offset, 1001U);
  EXPECT_EQ(read("offset=9223372036854775807").offset, 9223372036854775807U);
  for (const auto* text : {"9223372036854775808", "-1", "x", "1."}) {
    EXPECT_EQ(refused(std::string("offset=") + text), "offset ") << text;
  }
}

TEST(ListQuery, SortsInEveryWayThatClientsWriteIt) {
  const Keys wanted{{"createdTime", true}, {"email", false}};
  for (const auto* query :
       {"sort=-createdTime,email", "sort=-createdTime%2Cemail", "sort[]=-createdTime&sort[]=email",
        "sort%5B%5D=-createdTime&sort%5B%5D=email", "sort=-createdTime&sort=email",
        "sort=-createdTime&sort[]=email", "sort[]=-createdTime,email"}) {
    EXPECT_EQ(read(query).sort, wanted) << query;
  }
}

TEST(ListQuery, TellsAWishFromItsAbsence) {
  EXPECT_TRUE(read("sort=-createdTime").sorted);
  EXPECT_TRUE(read("sort[]=email").sorted);
}

TEST(ListQuery, SortsByAFieldOnce) {
  EXPECT_EQ(read("sort=email,-email,id,email").sort, (Keys{{"email", false}, {"id", false}}));
}

TEST(ListQuery, SortsByWhatIsThereOnly) {
  for (const auto* text : {"name", "-name", "--email", "+email", "Email", "email,", ",email", ",",
                           "-", "email%20", "email,name,other"}) {
    EXPECT_EQ(refused(std::string("sort=") + text), "sort ") << text;
  }
  EXPECT_EQ(read_list_query("sort=-n\xFF", kFields).error().fields.front().message,
            "cannot be `n`; the fields to sort by are createdTime, email, id");
}

TEST(ListQuery, KeepsTheFilterAsItIsMeant) {
  EXPECT_EQ(read("filter=firstName:John+B%3Bemail:%22a%2Cb%22").filter,
            "firstName:John B;email:\"a,b\"");
}

TEST(ListQuery, KeepsTheSearchedText) {
  EXPECT_EQ(read("q=a+b%20c%2Bd").q, "a b c+d");
  EXPECT_EQ(read("q=%FF").q, "\xFF");
}

TEST(ListQuery, ExpandsWhatIsNamed) {
  EXPECT_EQ(read("expand=juniors,roles").expand, (Names{"juniors", "roles"}));
  EXPECT_EQ(read("expand[]=juniors&expand[]=roles").expand, (Names{"juniors", "roles"}));
  EXPECT_EQ(read_expand("expand=,juniors,,&x=y"), (Names{"juniors"}));
}

TEST(ListQuery, NamesAllParametersThatAreWrong) {
  EXPECT_EQ(refused("sort=x&offset=y&limit=z"), "limit offset sort ");
}

}  // namespace
}  // namespace selfsame::rebilly
