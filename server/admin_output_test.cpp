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

TEST(PrintObject, ShowsAmountsWithTheirDecimals) {
  std::ostringstream out;
  print_object(boost::json::parse(R"({"price":2000,"currency":"USD","exponent":2,"balance":-5,)"
                                  R"("amount":null,"failures":2})")
                   .as_object(),
               out);
  EXPECT_EQ(out.str(),
            "price     20.00 USD\n"
            "balance   -0.05 USD\n"
            "amount    -\n"
            "failures  2\n");
  out.str("");
  print_object(boost::json::parse(R"({"amount":5,"currency":"USD"})").as_object(), out);
  EXPECT_EQ(out.str(), "amount    5\ncurrency  USD\n") << "how many decimals is not known";
}

TEST(PrintObject, ShowsPeriodsAndNamesForShort) {
  std::ostringstream out;
  print_object(boost::json::parse(R"({"period":{"start":"a","end":"b"},"zone":{"id":"1",)"
                                  R"("name":"x.example"},"card":{"last_four":"4242"}})")
                   .as_object(),
               out);
  EXPECT_EQ(out.str(),
            "period  a to b\n"
            "zone    x.example\n"
            "card    {\"last_four\":\"4242\"}\n");
}

TEST(PrintTable, ShowsTheAmountsOfEachRow) {
  constexpr std::array<std::string_view, 1> kColumns{"amount"};
  std::ostringstream out;
  Table(kColumns, out)
      .print(boost::json::parse(R"([{"amount":5,"currency":"JPY","exponent":0},)"
                                R"({"amount":-5,"currency":"KWD","exponent":3}])")
                 .as_array());
  EXPECT_EQ(out.str(), "amount\n5 JPY\n-0.005 KWD\n");
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
