#include "dialects/rebilly/sort.h"

#include <gtest/gtest.h>

namespace selfsame::rebilly {
namespace {

struct Record {
  std::string label;
  Value name;
  Value count;
  Value id;
};

std::string sorted(std::vector<Record> records, const std::vector<SortKey>& keys) {
  sort_records(records, std::span(keys), [](const Record& record, std::string_view field) {
    if (field == "name") return record.name;
    return field == "count" ? record.count : record.id;
  });
  std::string labels;
  for (const auto& record : records) labels += record.label;
  return labels;
}

Value id(char digit) { return core::parse_id(std::string(32, digit)).value(); }

TEST(SortRecords, SortsByIdWhenAllElseIsAlike) {
  const std::vector<Record> records{
      {"b", "x", 1, id('b')}, {"c", "X", 1, id('c')}, {"a", "x", 1, id('a')}};
  EXPECT_EQ(sorted(records, {}), "abc");
  EXPECT_EQ(sorted(records, {{"name", true}}), "abc");
  EXPECT_EQ(sorted(records, {{"id", true}}), "cba");
}

TEST(SortRecords, LetsTheFirstKeyDecideFirst) {
  const std::vector<Record> records{{"1", "b", 1, id('1')},
                                    {"2", "a", 2, id('2')},
                                    {"3", "b", 3, id('3')},
                                    {"4", "a", 4, id('4')}};
  EXPECT_EQ(sorted(records, {{"name", false}, {"count", true}}), "4231");
  EXPECT_EQ(sorted(records, {{"name", true}, {"count", false}}), "1324");
  EXPECT_EQ(sorted(records, {{"count", true}, {"name", false}}), "4321");
}

TEST(SortRecords, PutsNullFirstAndBackwardsLast) {
  const std::vector<Record> records{{"b", "B", 0, id('1')},
                                    {"-", {}, 0, id('2')},
                                    {"a", "a", 0, id('3')},
                                    {"c", "c", 0, id('4')}};
  EXPECT_EQ(sorted(records, {{"name", false}}), "-abc");
  EXPECT_EQ(sorted(records, {{"name", true}}), "cba-");
}

TEST(SortRecords, KeepsTheOrderOfWhatIsAlike) {
  const std::vector<Record> records{{"1", "x", 1, {}}, {"2", "x", 1, {}}, {"3", "x", 0, {}}};
  EXPECT_EQ(sorted(records, {{"name", false}}), "123");
  EXPECT_EQ(sorted(records, {{"name", true}}), "123");
  EXPECT_EQ(sorted(records, {{"count", false}}), "312");
}

TEST(SortRecords, SortsNothing) { EXPECT_EQ(sorted({}, {{"name", false}}), ""); }

TEST(Compare, OrdersTheValuesOfEveryType) {
  using std::chrono::seconds;
  const std::pair<Value, Value> pairs[] = {
      {Value(), Value("")},        {Value(-1), Value(1)},
      {Value(false), Value(true)}, {core::Timestamp(seconds(1)), core::Timestamp(seconds(2))},
      {id('1'), id('2')},          {Value("a"), Value("B")},
      {Value("a"), Value("aa")},   {Value("z"), Value("\xC3\xA4")},
  };
  for (const auto& [less, more] : pairs) {
    EXPECT_TRUE(compare(less, more) < 0);
    EXPECT_TRUE(compare(more, less) > 0);
    EXPECT_TRUE(compare(less, less) == 0);
  }
  EXPECT_TRUE(compare(Value("abc"), Value("ABC")) == 0);
}

}  // namespace
}  // namespace selfsame::rebilly
