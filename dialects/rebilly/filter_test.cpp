#include "dialects/rebilly/filter.h"

#include <gtest/gtest.h>

#include "dialects/rebilly/filter_testing.h"

namespace selfsame::rebilly {
namespace {

bool fits(std::string_view text, const TestRecord& record) {
  const auto filter = parse(text);
  EXPECT_TRUE(filter) << text << ": " << (filter ? "" : filter.error().message);
  return filter && matches(*filter, record);
}

Value time(std::string_view text) { return core::parse_rfc3339(text).value(); }

const core::IdBytes kA = core::parse_id(std::string(32, 'a')).value();
const core::IdBytes kB = core::parse_id(std::string(32, 'b')).value();

TEST(Filter, WithoutClausesFitsAll) { EXPECT_TRUE(fits("", {})); }

TEST(Filter, ComparesTextWholeAndInAnyCase) {
  const TestRecord john{{"name", "John"}};
  EXPECT_TRUE(fits("name:John", john));
  EXPECT_TRUE(fits("name:jOHN", john));
  EXPECT_FALSE(fits("name:Joh", john));
  EXPECT_FALSE(fits("name:Johnny", john));
  EXPECT_FALSE(fits("name:\"\"", john));
  EXPECT_TRUE(fits("name:\"\"", {{"name", ""}}));
  EXPECT_TRUE(fits("name:12:30", {{"name", "12:30"}})) << "only the first colon ends the field";
  EXPECT_TRUE(fits("name:J\xC3\xB6rg", {{"name", "J\xC3\xB6rg"}}));
}

TEST(Filter, IsOrOfValuesAndAndOfClauses) {
  const TestRecord record{{"name", "Bob"}, {"count", 3}};
  EXPECT_TRUE(fits("name:John,Bob", record));
  EXPECT_FALSE(fits("name:John,Eve", record));
  EXPECT_TRUE(fits("name:John,Bob;count:3", record));
  EXPECT_FALSE(fits("name:John,Bob;count:4", record));
  EXPECT_FALSE(fits("name:Bob;name:John", record));
}

TEST(Filter, NegatesAllValuesOfAClauseEitherWay) {
  for (const auto* text : {"name:!John,Bob", "name:!John,!Bob"}) {
    EXPECT_FALSE(fits(text, {{"name", "john"}})) << text;
    EXPECT_FALSE(fits(text, {{"name", "bob"}})) << text;
    EXPECT_TRUE(fits(text, {{"name", "eve"}})) << text;
    EXPECT_TRUE(fits(text, {})) << text;
  }
  EXPECT_TRUE(fits("name:!John;count:3", {{"name", "x"}, {"count", 3}}));
  EXPECT_FALSE(fits("name:!John;count:4", {{"name", "x"}, {"count", 3}}));
}

TEST(Filter, NamesNull) {
  EXPECT_TRUE(fits("name:null", {}));
  EXPECT_FALSE(fits("name:null", {{"name", "null"}}));
  EXPECT_FALSE(fits("name:null", {{"name", ""}}));
  EXPECT_TRUE(fits("name:\"null\"", {{"name", "null"}}));
  EXPECT_FALSE(fits("name:\"null\"", {}));
  EXPECT_TRUE(fits("name:null,Bob", {{"name", "Bob"}}));
  EXPECT_FALSE(fits("name:!null", {}));
  EXPECT_TRUE(fits("createdTime:null;count:null;isOwner:null;userId:null;roleIds:null", {}));
  EXPECT_FALSE(fits("permissions:null", {{"permissions", std::vector<std::string>()}}));
}

TEST(Filter, FitsNoNullByAValue) {
  for (const auto* text : {"name:x", "count:0", "count:..5", "isOwner:false", "userId:x",
                           "createdTime:..2026-01-01T00:00:00Z", "permissions:x", "roleIds:x"}) {
    EXPECT_FALSE(fits(text, {})) << text;
  }
}

TEST(Filter, TakesQuotedTextAsItStands) {
  EXPECT_TRUE(fits(R"(name:"a,b;c:d..e")", {{"name", "a,b;c:d..e"}}));
  EXPECT_TRUE(fits(R"(name:"say \"x\" \\ \n")", {{"name", R"(say "x" \ \n)"}}));
  EXPECT_TRUE(fits(R"(name:"!x")", {{"name", "!x"}}));
  EXPECT_TRUE(fits(R"(name:!"!x")", {{"name", "x"}}));
  EXPECT_TRUE(fits(R"(name:"@x","y")", {{"name", "@x"}}));
  EXPECT_TRUE(fits(R"(name:5"disk)", {{"name", "5\"disk"}}));
  EXPECT_TRUE(fits(R"(name:"true")", {{"name", "true"}}));
  EXPECT_TRUE(fits(R"(count:"3";isOwner:"true")", {{"count", 3}, {"isOwner", true}}));
}

TEST(Filter, HasRangesWithBothEnds) {
  const auto fits_count = [](std::string_view values, std::int64_t count) {
    return fits("count:" + std::string(values), {{"count", count}});
  };
  EXPECT_FALSE(fits_count("1..10", 0));
  EXPECT_TRUE(fits_count("1..10", 1));
  EXPECT_TRUE(fits_count("1..10", 10));
  EXPECT_FALSE(fits_count("1..10", 11));
  EXPECT_TRUE(fits_count("1..", 1));
  EXPECT_FALSE(fits_count("1..", 0));
  EXPECT_TRUE(fits_count("..10", 10));
  EXPECT_FALSE(fits_count("..10", 11));
  EXPECT_TRUE(fits_count("-5..-3", -4));
  EXPECT_TRUE(fits_count("1..2,5..6,9", 9));
  EXPECT_TRUE(fits_count("1..2,5..6,9", 5));
  EXPECT_FALSE(fits_count("1..2,5..6,9", 3));
  EXPECT_FALSE(fits_count("!1..10", 5));
  EXPECT_TRUE(fits_count("!1..10", 11));
  EXPECT_FALSE(fits_count("10..1", 5));
  EXPECT_TRUE(fits_count("9223372036854775807", INT64_MAX));
  EXPECT_TRUE(fits_count("-9223372036854775808..", INT64_MIN));
}

TEST(Filter, ComparesInstantsAsTheWireShowsThem) {
  const TestRecord record{{"createdTime", time("2026-01-02T03:04:05.7Z")}};
  EXPECT_TRUE(fits("createdTime:2026-01-02T03:04:05Z", record));
  EXPECT_TRUE(fits("createdTime:2026-01-02T04:04:05+01:00", record));
  EXPECT_TRUE(fits("createdTime:2026-01-02T04:04:05 01:00", record)) << "a `+` in a query";
  EXPECT_TRUE(fits("createdTime:..2026-01-02T03:04:05Z", record));
  EXPECT_TRUE(fits("createdTime:2026-01-02T03:04:05Z..2026-01-02T03:04:05Z", record));
  EXPECT_TRUE(fits("createdTime:\"2026-01-02T03:04:05Z\"..", record));
  EXPECT_FALSE(fits("createdTime:2026-01-02T03:04:06Z..", record));
  EXPECT_FALSE(fits("createdTime:..2026-01-02T03:04:04.9Z", record));
}

TEST(Filter, ComparesTruth) {
  EXPECT_TRUE(fits("isOwner:true", {{"isOwner", true}}));
  EXPECT_FALSE(fits("isOwner:true", {{"isOwner", false}}));
  EXPECT_TRUE(fits("isOwner:false", {{"isOwner", false}}));
  EXPECT_TRUE(fits("isOwner:true,false", {{"isOwner", false}}));
  EXPECT_TRUE(fits("isOwner:!true", {{"isOwner", false}}));
}

TEST(Filter, ComparesIdsInEverySpelling) {
  const TestRecord record{{"organization.id", kA}};
  for (const auto& text : {core::id_to_hex(kA), core::id_to_uuid(kA), core::id_to_base32(kA),
                           spell_id(kA, IdKind::organization)}) {
    EXPECT_TRUE(fits("organization.id:" + text, record)) << text;
    EXPECT_FALSE(fits("organization.id:" + text, {{"organization.id", kB}})) << text;
  }
  const auto chosen = chosen_id("my-user", IdKind::user, kContext, kHasher);
  EXPECT_TRUE(fits("userId:my-user", {{"userId", chosen}}));
  EXPECT_FALSE(fits("userId:My-user", {{"userId", chosen}}));
}

TEST(Filter, FitsAListByAnyElement) {
  const TestRecord record{{"permissions", std::vector<std::string>{"GetUser", "PutUser"}},
                          {"roleIds", std::vector<core::IdBytes>{kA}}};
  EXPECT_TRUE(fits("permissions:putuser", record));
  EXPECT_TRUE(fits("permissions:x,GetUser", record));
  EXPECT_FALSE(fits("permissions:GetUsers", record));
  EXPECT_FALSE(fits("permissions:!PutUser", record));
  EXPECT_TRUE(fits("permissions:!PutRole", record));
  EXPECT_TRUE(fits("roleIds:" + spell_id(kA, IdKind::role), record));
  EXPECT_FALSE(fits("roleIds:" + spell_id(kB, IdKind::role), record));
  EXPECT_FALSE(fits("roleIds:x", {{"roleIds", std::vector<core::IdBytes>()}}));
}

TEST(Filter, ThrowsWhenARecordIsNotOfItsTypes) {
  const auto filter = parse("count:1").value();
  EXPECT_THROW(matches(filter, {{"count", "1"}}), std::bad_variant_access);
}

}  // namespace
}  // namespace selfsame::rebilly
