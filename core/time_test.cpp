#include "core/time.h"

#include <gtest/gtest.h>

#include "tests/support/fake_clock.h"

namespace selfsame::core {
namespace {

using std::chrono::microseconds;
using std::chrono::seconds;
using testing::kNoon;

std::string round_trip(std::string_view text) {
  const auto at = parse_rfc3339(text);
  return at ? format_microseconds(*at) : "refused";
}

TEST(ParseRfc3339, ReadsAnInstant) {
  EXPECT_EQ(parse_rfc3339("2026-03-01T12:00:00Z"), kNoon);
  EXPECT_EQ(parse_rfc3339("1970-01-01T00:00:00Z"), Timestamp());
  EXPECT_EQ(parse_rfc3339("1969-12-31T23:59:59Z"), Timestamp(seconds(-1)));
}

TEST(ParseRfc3339, TakesSmallLettersAndABlank) {
  EXPECT_EQ(parse_rfc3339("2026-03-01t12:00:00z"), kNoon);
  EXPECT_EQ(parse_rfc3339("2026-03-01 12:00:00Z"), kNoon);
}

TEST(ParseRfc3339, OffsetsAreTakenOff) {
  EXPECT_EQ(parse_rfc3339("2026-03-01T12:00:00+00:00"), kNoon);
  EXPECT_EQ(parse_rfc3339("2026-03-01T12:00:00-00:00"), kNoon);
  EXPECT_EQ(parse_rfc3339("2026-03-01T14:30:00+02:30"), kNoon);
  EXPECT_EQ(parse_rfc3339("2026-03-01T04:00:00-08:00"), kNoon);
  EXPECT_EQ(round_trip("2026-01-01T00:30:00+23:59"), "2025-12-31T00:31:00.000000Z");
}

TEST(ParseRfc3339, FractionsHaveUpToNineDigitsOfWhichSixCount) {
  EXPECT_EQ(parse_rfc3339("2026-03-01T12:00:00.5Z"), kNoon + microseconds(500'000));
  EXPECT_EQ(parse_rfc3339("2026-03-01T12:00:00.000001Z"), kNoon + microseconds(1));
  EXPECT_EQ(parse_rfc3339("2026-03-01T12:00:00.123456789Z"), kNoon + microseconds(123'456));
  EXPECT_EQ(parse_rfc3339("2026-03-01T12:00:00.999999999+00:00"), kNoon + microseconds(999'999));
  EXPECT_FALSE(parse_rfc3339("2026-03-01T12:00:00.1234567890Z"));
  EXPECT_FALSE(parse_rfc3339("2026-03-01T12:00:00.Z"));
  EXPECT_FALSE(parse_rfc3339("2026-03-01T12:00:00,5Z"));
}

TEST(ParseRfc3339, RefusesADayThatDoesNotExist) {
  for (const auto* day :
       {"2026-02-30", "2026-02-29", "2026-04-31", "2026-06-31", "2026-09-31", "2026-11-31",
        "2026-01-32", "2026-01-00", "2026-00-10", "2026-13-10", "2100-02-29", "1900-02-29"}) {
    EXPECT_FALSE(parse_rfc3339(std::string(day) + "T12:00:00Z")) << day;
  }
}

TEST(ParseRfc3339, KnowsLeapYears) {
  EXPECT_EQ(round_trip("2024-02-29T00:00:00Z"), "2024-02-29T00:00:00.000000Z");
  EXPECT_EQ(round_trip("2000-02-29T00:00:00Z"), "2000-02-29T00:00:00.000000Z");
  EXPECT_EQ(*parse_rfc3339("2024-03-01T00:00:00Z") - *parse_rfc3339("2024-02-28T00:00:00Z"),
            std::chrono::hours(48));
}

TEST(ParseRfc3339, RefusesATimeThatDoesNotExist) {
  for (const auto* time : {"24:00:00Z", "12:60:00Z", "12:00:60Z", "23:59:60Z", "12:00:00+24:00",
                           "12:00:00+00:60", "99:00:00Z"}) {
    EXPECT_FALSE(parse_rfc3339(std::string("2026-03-01T") + time)) << time;
  }
}

TEST(ParseRfc3339, RefusesOtherForms) {
  for (const auto* text : {"",
                           "2026",
                           "2026-03-01",
                           "2026-03-01T12:00Z",
                           "2026-03-01T12:00:00",
                           "2026-03-01T12:00:00 Z",
                           "2026-03-01T12:00:00Z ",
                           " 2026-03-01T12:00:00Z",
                           "2026-3-1T12:00:00Z",
                           "26-03-01T12:00:00Z",
                           "20260301T120000Z",
                           "2026-03-01X12:00:00Z",
                           "2026-03-01T12:00:00+0200",
                           "2026-03-01T12:00:00+02",
                           "2026-03-01T12:00:00+2:00",
                           "-026-03-01T12:00:00Z",
                           "+2026-03-01T12:00:00Z",
                           "2026-03-01T12:00:00ZZ",
                           "2026-03-01T12:00:00.5",
                           "2026-03-01T12:-1:00Z",
                           "12026-03-01T12:00:00Z",
                           "Sun, 01 Mar 2026 12:00:00 GMT",
                           "1772366400"}) {
    EXPECT_FALSE(parse_rfc3339(text)) << text;
  }
  EXPECT_FALSE(parse_rfc3339(std::string_view("2026-03-01T12:00:00Z\0", 21)));
}

TEST(ParseRfc3339, RefusesEveryTruncation) {
  const std::string whole = "2026-03-01T12:00:00.123456+02:30";
  ASSERT_TRUE(parse_rfc3339(whole));
  for (std::size_t length = 0; length < whole.size(); ++length) {
    EXPECT_FALSE(parse_rfc3339(whole.substr(0, length))) << length;
  }
}

TEST(ParseRfc3339, TakesTheFirstAndTheLastYear) {
  EXPECT_EQ(round_trip("0000-01-01T00:00:00Z"), "0000-01-01T00:00:00.000000Z");
  EXPECT_EQ(round_trip("9999-12-31T23:59:59.999999Z"), "9999-12-31T23:59:59.999999Z");
}

TEST(ParseRfc3339, RefusesAnInstantThatItsOffsetMovesOutOfTheYearsThatCanBeWritten) {
  EXPECT_FALSE(parse_rfc3339("0000-01-01T00:00:00+00:01"));
  EXPECT_FALSE(parse_rfc3339("9999-12-31T23:59:59-00:01"));
}

TEST(FormatTime, RoundsSecondsDown) {
  EXPECT_EQ(format_seconds(kNoon + microseconds(999'999)), "2026-03-01T12:00:00Z");
  EXPECT_EQ(format_seconds(Timestamp(microseconds(-1))), "1969-12-31T23:59:59Z");
}

TEST(FormatTime, WritesUtcAsWanted) {
  EXPECT_EQ(format_seconds(kNoon, "+00:00"), "2026-03-01T12:00:00+00:00");
}

TEST(FormatTime, MinutesAreForPeopleAndRoundedDown) {
  EXPECT_EQ(format_minutes(kNoon), "2026-03-01 12:00 UTC");
  EXPECT_EQ(format_minutes(kNoon + std::chrono::seconds(59)), "2026-03-01 12:00 UTC");
  EXPECT_EQ(format_minutes(Timestamp(microseconds(-1))), "1969-12-31 23:59 UTC");
  EXPECT_EQ(format_minutes(*parse_rfc3339("0007-01-02T03:04:05Z")), "0007-01-02 03:04 UTC");
}

TEST(FormatTime, PadsEveryField) {
  EXPECT_EQ(round_trip("0007-01-02T03:04:05.000006Z"), "0007-01-02T03:04:05.000006Z");
  EXPECT_EQ(format_microseconds(Timestamp(microseconds(-1))), "1969-12-31T23:59:59.999999Z");
}

TEST(FormatTime, EveryDayOfManyYearsComesBack) {
  for (int day = 0; day < 365 * 400; day += 3) {
    const Timestamp at = Timestamp() + std::chrono::days(day) + microseconds(day);
    EXPECT_EQ(parse_rfc3339(format_microseconds(at)), at);
  }
}

}  // namespace
}  // namespace selfsame::core
