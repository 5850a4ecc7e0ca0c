#include "dialects/rebilly/times.h"

#include <gtest/gtest.h>

namespace selfsame::rebilly {
namespace {

core::Timestamp at(std::string_view text) { return core::parse_rfc3339(text).value(); }

TEST(FormatTime, IsInWholeSecondsOfUtc) {
  EXPECT_EQ(format_time(at("2026-01-02T03:04:05Z")), "2026-01-02T03:04:05+00:00");
  EXPECT_EQ(format_time(at("2026-01-02T03:04:05.999999Z")), "2026-01-02T03:04:05+00:00");
  EXPECT_EQ(format_time(at("1969-12-31T23:59:59.5Z")), "1969-12-31T23:59:59+00:00");
  EXPECT_EQ(format_time(at("2026-01-02T03:04:05+02:00")), "2026-01-02T01:04:05+00:00");
}

TEST(ParseQueryTime, TakesEveryOffset) {
  const auto noon = at("2026-01-02T12:00:00Z");
  for (const auto* text : {"2026-01-02T12:00:00Z", "2026-01-02T13:00:00+01:00",
                           "2026-01-02T11:00:00-01:00", "2026-01-02T13:00:00 01:00",
                           "2026-01-02 13:00:00 01:00", "2026-01-02T12:00:00.000 00:00"}) {
    EXPECT_EQ(parse_query_time(text), noon) << text;
  }
}

TEST(ParseQueryTime, TakesNothingElse) {
  for (const auto* text :
       {"", " ", " 01:00", "2026-01-02", "2026-01-02T12:00:00", "2026-02-30T12:00:00Z",
        "2026-01-02T12:00:00 1:00", "12:00 01:00", "2026-01-02T12:00:00Z ", "now"}) {
    EXPECT_EQ(parse_query_time(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace selfsame::rebilly
