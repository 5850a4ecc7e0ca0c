#include "billing/zones.h"

#include <gtest/gtest.h>
#include <thread>

#include "core/time.h"

namespace selfsame::billing {
namespace {

using std::chrono::hours;
using std::chrono::microseconds;
using std::chrono::minutes;
using std::chrono::seconds;

core::Timestamp utc(std::string_view text) { return core::parse_rfc3339(text).value(); }
/// Written as if it were UTC.
core::LocalTime local(std::string_view text) {
  return core::LocalTime(utc(text).time_since_epoch());
}
std::string show(core::LocalTime time) {
  return core::format_seconds(core::Timestamp(time.time_since_epoch()));
}

class SystemZonesTest : public ::testing::Test {
 protected:
  const core::TimeZone& zone(std::string_view name) {
    const auto* found = zones_.find(name);
    if (found == nullptr) throw std::runtime_error("no zone " + std::string(name));
    return *found;
  }
  std::string to_local(std::string_view name, std::string_view at) {
    return show(zone(name).to_local(utc(at)));
  }
  std::string to_utc(std::string_view name, std::string_view time) {
    return core::format_seconds(zone(name).to_utc(local(time)));
  }

  const SystemZones zones_;
};

TEST_F(SystemZonesTest, KnowsSummerAndWinter) {
  EXPECT_EQ(to_local("Europe/Berlin", "2026-01-15T12:00:00Z"), "2026-01-15T13:00:00Z");
  EXPECT_EQ(to_local("Europe/Berlin", "2026-07-15T12:00:00Z"), "2026-07-15T14:00:00Z");
  EXPECT_EQ(to_local("America/New_York", "2026-01-15T02:00:00Z"), "2026-01-14T21:00:00Z");
  EXPECT_EQ(to_utc("America/New_York", "2026-07-15T12:00:00Z"), "2026-07-15T16:00:00Z");
  EXPECT_EQ(to_local("Asia/Kathmandu", "2026-07-15T12:00:00Z"), "2026-07-15T17:45:00Z");
  EXPECT_EQ(to_utc("Asia/Kathmandu", "2026-07-15T17:45:00Z"), "2026-07-15T12:00:00Z");
}

TEST_F(SystemZonesTest, TakesTheFirstOfTwoTimesThatClocksShowAlike) {
  EXPECT_EQ(to_utc("Europe/Berlin", "2026-10-25T01:59:59Z"), "2026-10-24T23:59:59Z");
  EXPECT_EQ(to_utc("Europe/Berlin", "2026-10-25T02:30:00Z"), "2026-10-25T00:30:00Z");
  EXPECT_EQ(to_utc("Europe/Berlin", "2026-10-25T03:00:00Z"), "2026-10-25T02:00:00Z");
  EXPECT_EQ(to_utc("America/New_York", "2026-11-01T01:30:00Z"), "2026-11-01T05:30:00Z");
}

TEST_F(SystemZonesTest, TakesTheChangeForATimeThatClocksNeverShow) {
  for (const auto* time :
       {"2026-03-29T02:00:00Z", "2026-03-29T02:30:00Z", "2026-03-29T02:59:59Z"}) {
    EXPECT_EQ(to_utc("Europe/Berlin", time), "2026-03-29T01:00:00Z") << time;
  }
  EXPECT_EQ(to_utc("Europe/Berlin", "2026-03-29T01:59:59Z"), "2026-03-29T00:59:59Z");
  EXPECT_EQ(to_utc("Europe/Berlin", "2026-03-29T03:00:00Z"), "2026-03-29T01:00:00Z");
  EXPECT_EQ(to_utc("America/New_York", "2026-03-08T02:30:00Z"), "2026-03-08T07:00:00Z");
}

TEST_F(SystemZonesTest, KnowsClocksThatAreChangedByHalfAnHour) {
  // Back from +11:00 to +10:30 at two o'clock, and forward again in October.
  EXPECT_EQ(to_utc("Australia/Lord_Howe", "2026-04-05T01:45:00Z"), "2026-04-04T14:45:00Z");
  EXPECT_EQ(to_utc("Australia/Lord_Howe", "2026-04-05T02:00:00Z"), "2026-04-04T15:30:00Z");
  EXPECT_EQ(to_utc("Australia/Lord_Howe", "2026-10-04T02:15:00Z"), "2026-10-03T15:30:00Z");
  EXPECT_EQ(to_utc("Australia/Lord_Howe", "2026-10-04T02:30:00Z"), "2026-10-03T15:30:00Z");
}

TEST_F(SystemZonesTest, KnowsADayThatNeverWas) {
  EXPECT_EQ(to_local("Pacific/Apia", "2011-12-30T09:59:59Z"), "2011-12-29T23:59:59Z");
  EXPECT_EQ(to_local("Pacific/Apia", "2011-12-30T10:00:00Z"), "2011-12-31T00:00:00Z");
  for (const auto* time :
       {"2011-12-30T00:00:00Z", "2011-12-30T12:00:00Z", "2011-12-30T23:59:59Z"}) {
    EXPECT_EQ(to_utc("Pacific/Apia", time), "2011-12-30T10:00:00Z") << time;
  }
}

TEST_F(SystemZonesTest, GoesOnAfterTheLastChangeThatTheDatabaseLists) {
  for (const auto* year : {"2037", "2038", "2045", "2199"}) {
    const std::string prefix(year);
    EXPECT_EQ(to_local("Europe/Berlin", prefix + "-07-15T12:00:00Z"), prefix + "-07-15T14:00:00Z");
    EXPECT_EQ(to_local("Europe/Berlin", prefix + "-01-15T12:00:00Z"), prefix + "-01-15T13:00:00Z");
    EXPECT_EQ(to_local("Australia/Lord_Howe", prefix + "-07-15T12:00:00Z"),
              prefix + "-07-15T22:30:00Z");
  }
}

TEST_F(SystemZonesTest, KeepsParts) {
  const auto& berlin = zone("Europe/Berlin");
  for (const auto part : {microseconds(0), microseconds(1), microseconds(999'999)}) {
    const auto at = utc("2026-07-15T12:00:00Z") + part;
    EXPECT_EQ(berlin.to_local(at), local("2026-07-15T14:00:00Z") + part);
    EXPECT_EQ(berlin.to_utc(berlin.to_local(at)), at);
    const auto before_1970 = core::Timestamp(-hours(1) - part);
    EXPECT_EQ(berlin.to_utc(berlin.to_local(before_1970)), before_1970);
    // A part of a second that the clocks never show.
    EXPECT_EQ(berlin.to_utc(local("2026-03-29T02:30:00Z") + part), utc("2026-03-29T01:00:00Z"));
  }
}

TEST_F(SystemZonesTest, LeadsBackFromEveryHourOfAYear) {
  for (const auto* name : {"Europe/Berlin", "America/New_York", "Australia/Lord_Howe",
                           "Pacific/Apia", "Asia/Kathmandu", "Africa/Casablanca"}) {
    const auto& place = zone(name);
    const auto end = utc("2012-02-01T00:00:00Z");
    for (auto at = utc("2011-01-01T00:00:00Z"); at < end; at += minutes(15)) {
      const auto back = place.to_utc(place.to_local(at));
      // Of two times that look alike, the first.
      EXPECT_TRUE(back == at || (back < at && place.to_local(back) == place.to_local(at)))
          << name << ' ' << core::format_seconds(at);
    }
  }
}

TEST_F(SystemZonesTest, HasUtcAndKeepsWhatItHasRead) {
  EXPECT_EQ(zones_.find("UTC"), &core::utc_zone());
  EXPECT_EQ(zones_.find("Europe/Berlin"), zones_.find("Europe/Berlin"));
  EXPECT_NE(zones_.find("Etc/GMT+5"), nullptr);
  EXPECT_NE(zones_.find("America/Argentina/Buenos_Aires"), nullptr);
  EXPECT_NE(zones_.find("America/Port-au-Prince"), nullptr);
}

TEST_F(SystemZonesTest, HasNothingElse) {
  for (const auto* name : {"",
                           " ",
                           "Nowhere",
                           "Europe",
                           "Europe/",
                           "Europe/Nowhere",
                           "europe/berlin",
                           "EUROPE/BERLIN",
                           "../etc/passwd",
                           "/etc/passwd",
                           "/usr/share/zoneinfo/Europe/Berlin",
                           "../zoneinfo/UTC",
                           "Europe/../Europe/Berlin",
                           "./Europe/Berlin",
                           "file:Europe/Berlin",
                           "libc:Europe/Berlin",
                           "Fixed/UTC+01:00:00",
                           "localtime",
                           "posixrules",
                           "posix/Europe/Berlin",
                           "right/Europe/Berlin",
                           "tzdata.zi",
                           "zone.tab",
                           "leapseconds",
                           "Europe/Berlin ",
                           "\xC3\xA4"}) {
    EXPECT_EQ(zones_.find(name), nullptr) << name;
  }
  EXPECT_EQ(zones_.find(std::string("UTC\0x", 5)), nullptr);
  EXPECT_EQ(zones_.find(std::string(10'000, 'a')), nullptr);
}

TEST_F(SystemZonesTest, GivesAllThreadsTheSame) {
  std::vector<const core::TimeZone*> found(8);
  std::vector<std::thread> threads;
  threads.reserve(found.size());
  for (auto& mine : found) {
    threads.emplace_back([&mine, this] { mine = zones_.find("Europe/Vienna"); });
  }
  for (auto& thread : threads) thread.join();
  for (const auto* mine : found) EXPECT_EQ(mine, zones_.find("Europe/Vienna"));
  EXPECT_NE(found.front(), nullptr);
}

}  // namespace
}  // namespace selfsame::billing
