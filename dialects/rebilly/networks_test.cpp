#include "dialects/rebilly/networks.h"

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>
#include <string>

namespace selfsame::rebilly {
namespace {

/// As an answer shows what a body has, or where it is refused.
std::string round_trip(std::string_view body) {
  std::vector<core::FieldError> errors;
  const auto value = boost::json::parse(body);
  json::ObjectReader in(value, "", errors);
  const auto networks = read_networks(in, errors);
  if (!errors.empty()) return errors.front().pointer;
  if (!networks) return "absent";
  std::string text;
  json::Writer out(text);
  out.begin_object();
  encode_networks(*networks, out);
  out.end_object();
  return text;
}

TEST(AllowedIps, ComeBackAsTheyWereSent) {
  const std::string sent = R"({"allowedIps":["153.12.32.33","201.54.122.0/24","2001:db8::1"]})";
  EXPECT_EQ(round_trip(sent), sent);
}

TEST(AllowedIps, NullAndNoneMeanAnywhere) {
  EXPECT_EQ(round_trip(R"({"allowedIps":null})"), R"({"allowedIps":null})");
  EXPECT_EQ(round_trip(R"({"allowedIps":[]})"), R"({"allowedIps":null})");
  EXPECT_EQ(round_trip("{}"), "absent");
}

TEST(AllowedIps, ThatArePrivateOrNoneAreRefusedAtTheirPlace) {
  EXPECT_EQ(round_trip(R"({"allowedIps":["1.2.3.4","192.168.1.1"]})"), "/allowedIps/1");
  EXPECT_EQ(round_trip(R"({"allowedIps":["x"]})"), "/allowedIps/0");
  EXPECT_EQ(round_trip(R"({"allowedIps":[7]})"), "/allowedIps/0");
  EXPECT_EQ(round_trip(R"({"allowedIps":"1.2.3.4"})"), "/allowedIps");
}

}  // namespace
}  // namespace selfsame::rebilly
