#include "server/admin_output.h"

#include <array>
#include <boost/json/parse.hpp>
#include <gtest/gtest.h>
#include <sstream>

namespace selfsame::server {
namespace {

TEST(PrintObject, ShowsEveryFieldToPeople) {
  std::ostringstream out;
  print_object(boost::json::parse(R"({"id":"a","parent_id":null,"tenant":true,"n":3,"last":""})")
                   .as_object(),
               out);
  EXPECT_EQ(out.str(),
            "id         a\n"
            "parent id  -\n"
            "tenant     yes\n"
            "n          3\n"
            "last       -\n");
}

TEST(PrintObject, ShowsNothingThatATerminalWouldObey) {
  std::ostringstream out;
  print_object(boost::json::parse(R"({"last_error":"550 \u001b[31mno\u007f\r\n"})").as_object(),
               out);
  EXPECT_EQ(out.str(), "last error  550 ?[31mno???\n");
}

TEST(PrintTable, MakesItsColumnsAsWideAsTheirCells) {
  constexpr std::array<std::string_view, 3> kColumns{"id", "first_name", "suspended"};
  std::ostringstream out;
  Table(kColumns, out)
      .print(boost::json::parse(R"([{"id":"a","first_name":"Zoë","suspended":false},)"
                                R"({"id":"bbbb","first_name":null,"suspended":true},{}])")
                 .as_array());
  EXPECT_EQ(out.str(),
            "id    first name  suspended\n"
            "a     Zoë         no\n"
            "bbbb  -           yes\n"
            "-     -           -\n");
}

}  // namespace
}  // namespace selfsame::server
