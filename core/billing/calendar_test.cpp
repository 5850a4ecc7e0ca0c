#include "core/billing/calendar.h"

#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "tests/support/test_subscription.h"
#include "tests/support/test_zones.h"

namespace selfsame::core {
namespace {

using std::chrono::days;
using std::chrono::hours;
using testing::at;
using testing::TestZones;

const TimeZone& zone_of(std::string_view name) {
  static const TestZones zones;
  return *zones.find(name);
}

std::string boundary(std::string_view anchor, Frequency frequency, std::uint32_t count,
                     std::string_view zone = kUtc) {
  return format_seconds(period_boundary(at(anchor), frequency, count, zone_of(zone)));
}

std::vector<std::string> boundaries(std::string_view anchor, Frequency frequency,
                                    std::uint32_t count) {
  std::vector<std::string> dates;
  for (std::uint32_t i = 0; i < count; ++i) {
    dates.push_back(boundary(anchor, frequency, i).substr(0, std::string("2026-01-31").size()));
  }
  return dates;
}

TEST(FrequencyName, IsAWord) {
  EXPECT_EQ(frequency_name(Frequency::weekly), "weekly");
  EXPECT_EQ(frequency_name(Frequency::monthly), "monthly");
  EXPECT_EQ(frequency_name(Frequency::quarterly), "quarterly");
  EXPECT_EQ(frequency_name(Frequency::yearly), "yearly");
}

TEST(PeriodBoundary, ReturnsToThe31st) {
  EXPECT_EQ(boundaries("2027-01-31T10:00:00Z", Frequency::monthly, 14),
            (std::vector<std::string>{"2027-01-31", "2027-02-28", "2027-03-31", "2027-04-30",
                                      "2027-05-31", "2027-06-30", "2027-07-31", "2027-08-31",
                                      "2027-09-30", "2027-10-31", "2027-11-30", "2027-12-31",
                                      "2028-01-31", "2028-02-29"}));
}

TEST(PeriodBoundary, OfThe30thAnd29thIsShortInFebruaryOnly) {
  EXPECT_EQ(boundaries("2027-01-30T00:00:00Z", Frequency::monthly, 4),
            (std::vector<std::string>{"2027-01-30", "2027-02-28", "2027-03-30", "2027-04-30"}));
  EXPECT_EQ(boundaries("2027-12-29T00:00:00Z", Frequency::monthly, 4),
            (std::vector<std::string>{"2027-12-29", "2028-01-29", "2028-02-29", "2028-03-29"}));
}

TEST(PeriodBoundary, OfAYearFromALeapDayReturnsToIt) {
  EXPECT_EQ(boundaries("2096-02-29T00:00:00Z", Frequency::yearly, 9),
            (std::vector<std::string>{"2096-02-29", "2097-02-28", "2098-02-28", "2099-02-28",
                                      "2100-02-28",  // no leap year
                                      "2101-02-28", "2102-02-28", "2103-02-28", "2104-02-29"}));
  EXPECT_EQ(boundary("1996-02-29T00:00:00Z", Frequency::yearly, 4), "2000-02-29T00:00:00Z");
}

TEST(PeriodBoundary, OfAQuarterIsThreeMonths) {
  EXPECT_EQ(boundaries("2026-11-30T00:00:00Z", Frequency::quarterly, 6),
            (std::vector<std::string>{"2026-11-30", "2027-02-28", "2027-05-30", "2027-08-30",
                                      "2027-11-30", "2028-02-29"}));
}

TEST(PeriodBoundary, OfAWeekIsSevenDays) {
  EXPECT_EQ(boundaries("2028-02-25T00:00:00Z", Frequency::weekly, 3),
            (std::vector<std::string>{"2028-02-25", "2028-03-03", "2028-03-10"}));
}

TEST(PeriodBoundary, KeepsTheMicroseconds) {
  const auto anchor = at("2026-01-31T23:59:59.999999Z");
  EXPECT_EQ(format_microseconds(period_boundary(anchor, Frequency::monthly, 1, utc_zone())),
            "2026-02-28T23:59:59.999999Z");
}

TEST(PeriodBoundary, WorksBefore1970) {
  EXPECT_EQ(boundary("1967-12-31T00:00:01Z", Frequency::monthly, 2), "1968-02-29T00:00:01Z");
}

TEST(PeriodBoundary, CountsTheDaysOfTheZone) {
  // The 1st there already, the 31st here still.
  EXPECT_EQ(boundary("2026-01-31T12:00:00Z", Frequency::monthly, 1, "Pacific/Kiritimati"),
            "2026-02-28T12:00:00Z");
  EXPECT_EQ(boundary("2026-01-31T12:00:00Z", Frequency::monthly, 2, "Pacific/Kiritimati"),
            "2026-03-31T12:00:00Z");
  EXPECT_EQ(boundary("2026-01-31T12:00:00Z", Frequency::monthly, 3, "Pacific/Kiritimati"),
            "2026-04-30T12:00:00Z");
  // The other way round.
  EXPECT_EQ(boundary("2026-03-01T05:00:00Z", Frequency::monthly, 1, "Pacific/Pago_Pago"),
            "2026-03-29T05:00:00Z");
}

TEST(PeriodBoundary, KeepsTheTimeOfDayWhenTheClocksChange) {
  EXPECT_EQ(boundary("2026-03-15T09:00:00Z", Frequency::monthly, 1, "Europe/Berlin"),
            "2026-04-15T08:00:00Z");
  EXPECT_EQ(boundary("2026-03-25T09:00:00Z", Frequency::weekly, 1, "Europe/Berlin"),
            "2026-04-01T08:00:00Z");
  EXPECT_EQ(boundary("2026-03-15T09:00:00Z", Frequency::monthly, 8, "Europe/Berlin"),
            "2026-11-15T09:00:00Z");
}

TEST(PeriodBoundary, ThatTheClocksPassOverIsWhenTheyArePutForward) {
  // 02:30 in Berlin, which 29 March 2026 does not have.
  constexpr auto kAnchor = "2026-02-28T01:30:00Z";
  EXPECT_EQ(boundary("2026-02-22T01:30:00Z", Frequency::weekly, 5, "Europe/Berlin"),
            "2026-03-29T01:00:00Z");
  EXPECT_EQ(boundary("2026-01-29T01:30:00Z", Frequency::monthly, 2, "Europe/Berlin"),
            "2026-03-29T01:00:00Z");
  EXPECT_EQ(boundary(kAnchor, Frequency::monthly, 1, "Europe/Berlin"), "2026-03-28T01:30:00Z");
  // The one after it is at 02:30 again.
  EXPECT_EQ(boundary("2026-01-29T01:30:00Z", Frequency::monthly, 3, "Europe/Berlin"),
            "2026-04-29T00:30:00Z");
  // Midnight, which one Sunday in October does not have in São Paulo.
  EXPECT_EQ(boundary("2026-09-18T03:00:00Z", Frequency::monthly, 1, "America/Sao_Paulo"),
            "2026-10-18T03:00:00Z");
}

TEST(PeriodBoundary, ThatTheClocksShowTwiceIsTheFirstTime) {
  // 02:30 in Berlin on 25 October 2026 is at 00:30 and at 01:30 in UTC.
  EXPECT_EQ(boundary("2026-09-25T00:30:00Z", Frequency::monthly, 1, "Europe/Berlin"),
            "2026-10-25T00:30:00Z");
}

TEST(PeriodBoundary, NumberZeroIsTheAnchorEvenIfTheClocksShowItTwice) {
  EXPECT_EQ(boundary("2026-10-25T01:30:00Z", Frequency::monthly, 0, "Europe/Berlin"),
            "2026-10-25T01:30:00Z");
  EXPECT_EQ(boundary("2026-10-25T01:30:00Z", Frequency::monthly, 1, "Europe/Berlin"),
            "2026-11-25T01:30:00Z");
}

TEST(DaysLater, KeepsTheTimeOfDay) {
  const auto from = at("2026-03-25T09:00:00Z");
  EXPECT_EQ(days_later(from, days(7), utc_zone()), from + days(7));
  EXPECT_EQ(days_later(from, days(7), zone_of("Europe/Berlin")), from + days(7) - hours(1));
  EXPECT_EQ(days_later(at("2026-03-28T01:30:00Z"), days(1), zone_of("Europe/Berlin")),
            at("2026-03-29T01:00:00Z"));
}

TEST(DaysLater, OfNoDaysIsTheSameInstant) {
  const auto from = at("2026-10-25T01:30:00Z");
  EXPECT_EQ(days_later(from, days(0), zone_of("Europe/Berlin")), from);
}

// What the other tests rely on.
TEST(TestZones, ChangeTheirClocksLikeTheirModels) {
  const auto local = [](std::string_view zone, std::string_view utc) {
    return format_seconds(Timestamp(zone_of(zone).to_local(at(utc)).time_since_epoch()));
  };
  EXPECT_EQ(local("Europe/Berlin", "2026-03-29T00:59:59Z"), "2026-03-29T01:59:59Z");
  EXPECT_EQ(local("Europe/Berlin", "2026-03-29T01:00:00Z"), "2026-03-29T03:00:00Z");
  EXPECT_EQ(local("Europe/Berlin", "2026-10-25T00:59:59Z"), "2026-10-25T02:59:59Z");
  EXPECT_EQ(local("Europe/Berlin", "2026-10-25T01:00:00Z"), "2026-10-25T02:00:00Z");
  EXPECT_EQ(local("Australia/Sydney", "2026-10-03T15:59:59Z"), "2026-10-04T01:59:59Z");
  EXPECT_EQ(local("Australia/Sydney", "2026-10-03T16:00:00Z"), "2026-10-04T03:00:00Z");
  EXPECT_EQ(local("Australia/Sydney", "2026-01-01T00:00:00Z"), "2026-01-01T11:00:00Z");
  EXPECT_EQ(local("Australia/Sydney", "2026-04-04T16:00:00Z"), "2026-04-05T02:00:00Z");
  EXPECT_EQ(local("Asia/Kathmandu", "2026-04-04T16:00:00Z"), "2026-04-04T21:45:00Z");
}

}  // namespace
}  // namespace selfsame::core
