#include "dialects/cloudflare/query_reader.h"

#include <gtest/gtest.h>

namespace selfsame::cloudflare {
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

TEST_F(ReadQuery, DecodesText) {
  EXPECT_EQ(in("name=Zone%20Read").text("name"), "Zone Read");
  EXPECT_EQ(in("name=Zone+Read").text("name"), "Zone Read");
  EXPECT_EQ(in("a=1&n%61me=x").text("name"), "x");
  EXPECT_EQ(in("name=a%2520b").text("name"), "a%20b") << "once";
  EXPECT_EQ(in("name=1&name=2").text("name"), "1") << "the first";
}

TEST_F(ReadQuery, AbsentAndEmptyAreNoValue) {
  for (const auto* query : {"", "x=1", "page=", "page", "&&", "=1"}) {
    EXPECT_EQ(in(query).text("page"), std::nullopt) << query;
    EXPECT_EQ(in(query).number("page"), std::nullopt) << query;
    EXPECT_EQ(in(query).boolean("page"), std::nullopt) << query;
    EXPECT_EQ(in(query).page().page, 1U) << query;
    EXPECT_EQ(in(query).page().per_page, std::nullopt) << query;
    EXPECT_FALSE(in(query).matches_any()) << query;
    EXPECT_EQ(complaint(), "") << query;
  }
}

TEST_F(ReadQuery, ReadsWholeNumbers) {
  EXPECT_EQ(in("n=0").number("n"), 0U);
  EXPECT_EQ(in("n=007").number("n"), 7U);
  EXPECT_EQ(in("n=50.0").number("n"), 50U) << "some SDKs write it so";
  EXPECT_EQ(in("n=9223372036854775807").number("n"), 9223372036854775807U);
  for (const auto* query : {"n=9223372036854775808", "n=18446744073709551616",
                            "n=99999999999999999999999999", "n=99999999999999999999999999.0"}) {
    EXPECT_EQ(in(query).number("n"), 9223372036854775807U) << query;
  }
  EXPECT_EQ(complaint(), "");
}

TEST_F(ReadQuery, RefusesWhatIsNoWholeNumber) {
  for (const auto* query : {"n=x", "n=-1", "n=+1", "n=1.5", "n=1.", "n=.0", "n=1e3", "n=0x10",
                            "n=1%20", "n=%201", "n=1,000", "n=1.0.0", "n=NaN"}) {
    EXPECT_EQ(in(query).number("n"), std::nullopt) << query;
    EXPECT_EQ(complaint(), "/n: must be a whole number") << query;
  }
}

TEST_F(ReadQuery, ReadsTruths) {
  EXPECT_EQ(in("b=true").boolean("b"), true);
  EXPECT_EQ(in("b=false").boolean("b"), false);
  for (const auto* query : {"b=1", "b=True", "b=yes", "b=null"}) {
    EXPECT_EQ(in(query).boolean("b"), std::nullopt) << query;
    EXPECT_EQ(complaint(), "/b: must be true or false") << query;
  }
}

TEST_F(ReadQuery, ReadsDirections) {
  EXPECT_EQ(in("direction=asc").direction(), core::Direction::ascending);
  EXPECT_EQ(in("direction=desc").direction(), core::Direction::descending);
  EXPECT_EQ(in("").direction(), std::nullopt);
  EXPECT_EQ(in("direction=up").direction(), std::nullopt);
  EXPECT_EQ(complaint(), "/direction: must be asc or desc");
}

TEST_F(ReadQuery, ReadsWhetherOneFilterIsEnough) {
  EXPECT_TRUE(in("match=any").matches_any());
  EXPECT_FALSE(in("match=all").matches_any());
  EXPECT_EQ(complaint(), "");
  in("match=some").matches_any();
  EXPECT_EQ(complaint(), "/match: must be any or all");
}

TEST_F(ReadQuery, ReadsOneOfTheWords) {
  constexpr Choices<int, 2> kOrders{{{"id", 1}, {"account.name", 2}}};
  EXPECT_EQ(in("order=account.name").choice("order", kOrders), 2);
  EXPECT_EQ(in("order=").choice("order", kOrders), std::nullopt);
  EXPECT_EQ(complaint(), "");
  EXPECT_EQ(in("order=name").choice("order", kOrders), std::nullopt);
  EXPECT_EQ(complaint(), "/order: must be id or account.name");
}

TEST_F(ReadQuery, ReadsInstants) {
  const auto of = [&](std::string_view text) {
    const auto at = in("t=" + std::string(text)).instant("t");
    EXPECT_EQ(complaint(), "") << text;
    return at ? core::format_microseconds(*at) : "nothing";
  };
  EXPECT_EQ(of("2019-04-30"), "2019-04-30T00:00:00.000000Z") << "in UTC";
  EXPECT_EQ(of("2019-04-30T01:12:20Z"), "2019-04-30T01:12:20.000000Z");
  EXPECT_EQ(of("2019-04-30t01:12:20.123456z"), "2019-04-30T01:12:20.123456Z");
  EXPECT_EQ(of("2019-04-30T01:12:20%2B02:00"), "2019-04-29T23:12:20.000000Z");
  EXPECT_EQ(of("2019-04-30T01:12:20-02:30"), "2019-04-30T03:42:20.000000Z");
  EXPECT_EQ(of("2019-04-30T01:12:20+02:00"), "2019-04-29T23:12:20.000000Z") << "a + not encoded";
  EXPECT_EQ(of("2024-02-29"), "2024-02-29T00:00:00.000000Z");
  EXPECT_EQ(of(""), "nothing");
}

TEST_F(ReadQuery, RefusesWhatIsNoInstant) {
  for (const auto* text :
       {"2026-02-30", "2025-02-29", "2026-13-01", "2026-1-1", "20260101", "yesterday", "0", "-1",
        "2026-01-01T00:00:00", "2026-01-01T00:00", "2026-01-01T24:00:00Z", "2026-01-01T00:00:60Z",
        "2026-01-01T00:00:00+25:00", "2026-01-01T00:00:00Zjunk", "1777777777",
        "0000-01-01T00:00:00%2B01:00"}) {
    EXPECT_EQ(in("t=" + std::string(text)).instant("t"), std::nullopt) << text;
    EXPECT_EQ(complaint(),
              "/t: must be a date, or a time with its offset such as 2019-04-30T01:12:20Z")
        << text;
  }
}

TEST_F(ReadQuery, ReadsTimesInTheirOrder) {
  const auto range = in("since=2026-01-01&before=2026-01-02").time_range();
  const auto midnight = *core::parse_rfc3339("2026-01-01T00:00:00Z");
  const std::chrono::microseconds tick(1);
  EXPECT_TRUE(range.contains(midnight)) << "`since` is inclusive";
  EXPECT_FALSE(range.contains(midnight - tick));
  EXPECT_TRUE(range.contains(midnight + std::chrono::days(1) - tick));
  EXPECT_FALSE(range.contains(midnight + std::chrono::days(1))) << "`before` is exclusive";
  EXPECT_FALSE(in("since=2026-01-01&before=2026-01-01").time_range().contains(midnight));
  EXPECT_EQ(complaint(), "") << "empty, but in order";
  EXPECT_TRUE(in("").time_range().contains(midnight));
  in("since=2026-01-02&before=2026-01-01").time_range();
  EXPECT_EQ(complaint(), "/before: must not be earlier than `since`");
  in("before=2026-01-01").required_time_range();
  EXPECT_EQ(complaint(), "/since: is required");
}

TEST(CanonicalQuery, IsOneForAllThatSayTheSame) {
  const auto of = [](std::string_view query) {
    return canonical_query(query, [](std::string_view name) { return name != "page"; });
  };
  EXPECT_EQ(of("a=1&b=2"), of("b=%32&page=3&a=1&c="));
  EXPECT_NE(of("a=1&b=2"), of("a=2&b=1"));
  EXPECT_NE(of("a=1&a=2"), of("a=1"));
  EXPECT_NE(of("a=1%26b%3D2"), of("a=1&b=2"));
  EXPECT_NE(of("a=1b%3D1:2"), of("a=1&b=2"));
}

TEST_F(ReadQuery, PagesStartAtOne) {
  EXPECT_EQ(in("page=7").page().page, 7U);
  EXPECT_EQ(in("page=7&per_page=1000").page().per_page, 1000U) << "the core clamps it";
  EXPECT_EQ(complaint(), "");
  in("page=0").page();
  EXPECT_EQ(complaint(), "/page: must be 1 or more");
  EXPECT_EQ(in("page=x").page().page, 1U);
  EXPECT_EQ(complaint(), "/page: must be a whole number");
}

}  // namespace
}  // namespace selfsame::cloudflare
