#include "dialects/rebilly/select_records.h"

#include <array>
#include <gtest/gtest.h>

#include "dialects/rebilly/filter_testing.h"
#include "dialects/rebilly/people_testing.h"
#include "dialects/rebilly/shown_id.h"

namespace selfsame::rebilly {
namespace {

constexpr std::array<std::string_view, 2> kSortFields{"createdTime", "name"};

std::string selected(std::string_view query_text) {
  const auto query = read_list_query(query_text, kSortFields);
  EXPECT_TRUE(query) << query_text;
  const auto filter = parse(query->filter);
  EXPECT_TRUE(filter) << query_text;
  std::vector<std::string> names{"carol", "Alice", "bob"};
  select_records(
      names, *query, *filter,
      [](const std::string& name, std::string_view field) {
        return field == "name" ? Value(name) : Value();
      },
      [](const std::string& name) { return std::vector{name}; });
  std::string all;
  for (const auto& name : names) all += name + ' ';
  return all;
}

TEST(SelectRecords, SearchesFiltersAndSorts) {
  EXPECT_EQ(selected("sort=name"), "Alice bob carol ");
  EXPECT_EQ(selected("sort=-name&filter=name:!bob"), "carol Alice ");
  EXPECT_EQ(selected("sort=name&q=O"), "bob carol ");
  EXPECT_EQ(selected("q=o&filter=name:alice"), "");
}

TEST(WindowOf, IsThereUnlessAllMustBeLookedAt) {
  const auto window = [](std::string_view text) {
    return window_of(read_list_query(text, kSortFields).value());
  };
  const auto some = window("limit=7&offset=9&expand=roles");
  ASSERT_TRUE(some);
  EXPECT_EQ(some->offset, 9U);
  EXPECT_EQ(some->limit, 7U);
  for (const auto* text : {"sort=-createdTime", "filter=name:a", "q=a"}) {
    EXPECT_FALSE(window(text)) << text;
  }
}

TEST(FilteredIds, FindByEitherId) {
  auto role = test_role('9', "Support");
  const FilteredIds ids{kContext, kHasher};
  EXPECT_EQ(ids.of(role), std::vector{role.id.bytes});
  role.chosen_id = "my-role";
  const Value both = ids.of(role);
  for (const auto& text : {std::string("my-role"), role.id.hex()}) {
    const auto filter = parse("roleIds:" + text);
    ASSERT_TRUE(filter);
    EXPECT_TRUE(matches(*filter, TestRecord{{"roleIds", both}})) << text;
  }
  EXPECT_FALSE(matches(*parse("roleIds:other"), TestRecord{{"roleIds", both}}));
}

}  // namespace
}  // namespace selfsame::rebilly
