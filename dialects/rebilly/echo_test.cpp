#include "dialects/rebilly/echo.h"

#include <gtest/gtest.h>

namespace selfsame::rebilly {
namespace {

TEST(Echo, ShowsWhatWasSent) { EXPECT_EQ(echo("createdTime"), "`createdTime`"); }

TEST(Echo, LeavesOutWhatAnAnswerCannotHold) {
  EXPECT_EQ(echo("a\xFF\xC3\n\x7F"
                 "b\x01"),
            "`ab`");
}

TEST(Echo, IsNotLongerThanItNeedBe) {
  EXPECT_EQ(echo(std::string(60, 'x')), '`' + std::string(60, 'x') + '`');
  EXPECT_EQ(echo(std::string(61, 'x')), '`' + std::string(60, 'x') + "...`");
}

}  // namespace
}  // namespace selfsame::rebilly
