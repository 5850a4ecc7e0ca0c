#include "core/tenancy/network_rules.h"

#include <gtest/gtest.h>

#include "core/limits.h"

namespace selfsame::core {
namespace {

std::string held(std::string_view text) {
  const auto network = parse_allowed_network(text);
  return network ? network->text : "none";
}

bool touches(std::string_view text) {
  return touches_special_network(*parse_allowed_network(text));
}

TEST(AllowedNetworks, ComeInFiveForms) {
  EXPECT_EQ(held("153.12.32.33"), "153.12.32.33/32");
  EXPECT_EQ(held("201.54.122.0/24"), "201.54.122.0/24");
  EXPECT_EQ(held("2001:0db8:abcd:0012:0000:0000:0000:ffff"), "2001:db8:abcd:12::ffff/128");
  EXPECT_EQ(held("2001:db8:abcd:12::1/64"), "2001:db8:abcd:12::1/64") << "host bits are kept";
  EXPECT_EQ(held("76.*.*.*"), "76.0.0.0/8");
  EXPECT_EQ(held("76.5.*.*"), "76.5.0.0/16");
  EXPECT_EQ(held("76.5.4.*"), "76.5.4.0/24");
  EXPECT_EQ(held("::ffff:153.12.32.33"), "153.12.32.33/32");
  EXPECT_TRUE(parse_allowed_network("2001:db8:abcd:12::1/64")
                  ->contains(*IpAddress::parse("2001:db8:abcd:12:9::")));
}

TEST(AllowedNetworks, OtherTextIsNone) {
  for (const char* text :
       {"",         "*",          "*.*.*.*",        "76.*",        "76.*.*",      "*.1.2.3",
        "76.*.3.*", "76.1.2.3.*", "76.*.*.*/8",     "300.1.1.1",   "1.2.3",       "1.2.3.4/33",
        "1.2.3.4/", "/24",        "2001:db8::/129", "2001:db8::*", "example.com", " 1.2.3.4",
        "1.2.3.4 ", "01.2.3.4",   "1.2.3.4/08",     "76..*.*",     ".*.*.*"}) {
    EXPECT_EQ(held(text), "none") << text;
  }
}

TEST(AllowedNetworks, AreReadBackAsAddressesWhereTheyAreOne) {
  EXPECT_EQ(network_text(*parse_allowed_network("153.12.32.33")), "153.12.32.33");
  EXPECT_EQ(network_text(*parse_allowed_network("2001:db8::1")), "2001:db8::1");
  EXPECT_EQ(network_text(*parse_allowed_network("201.54.122.0/24")), "201.54.122.0/24");
  EXPECT_EQ(network_text(*parse_allowed_network("76.*.*.*")), "76.0.0.0/8");
}

/// A special range: an address in it, one network that holds it, the addresses just outside.
struct Special {
  const char* first;
  const char* last;
  const char* range;
  const char* around;
  const char* before;  ///< empty: there is none, or it is special too
  const char* after;
};

class SpecialNetworks : public ::testing::TestWithParam<Special> {};

TEST_P(SpecialNetworks, AreRefusedWhetherTheyHoldOrAreHeld) {
  const auto& [first, last, range, around, before, after] = GetParam();
  for (const char* inside : {first, last, range, around}) EXPECT_TRUE(touches(inside)) << inside;
  for (const std::string outside : {before, after}) {
    if (outside.empty()) continue;
    EXPECT_FALSE(touches(outside)) << outside;
  }
}

INSTANTIATE_TEST_SUITE_P(
    Reference65, SpecialNetworks,
    ::testing::Values(Special{"10.0.0.0", "10.255.255.255", "10.0.0.0/8", "8.0.0.0/6",
                              "9.255.255.255", "11.0.0.0"},
                      Special{"172.16.0.0", "172.31.255.255", "172.16.0.0/12", "172.0.0.0/8",
                              "172.15.255.255", "172.32.0.0"},
                      Special{"192.168.0.0", "192.168.255.255", "192.168.0.0/16", "192.160.0.0/11",
                              "192.167.255.255", "192.169.0.0"},
                      Special{"127.0.0.1", "127.255.255.255", "127.*.*.*", "126.0.0.0/7",
                              "126.255.255.255", "128.0.0.0"},
                      Special{"169.254.0.0", "169.254.255.255", "169.254.0.0/16", "169.0.0.0/8",
                              "169.253.255.255", "169.255.0.0"},
                      Special{"100.64.0.0", "100.127.255.255", "100.64.0.0/10", "100.0.0.0/8",
                              "100.63.255.255", "100.128.0.0"},
                      Special{"0.0.0.0", "0.255.255.255", "0.0.0.0/8", "0.0.0.0/0", "", "1.0.0.0"},
                      Special{"::1", "::1", "::1/128", "::/64", "", "::2"},
                      Special{"::", "::", "::/128", "::/0", "", "::2"},
                      Special{"fc00::", "fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "fc00::/7",
                              "f000::/4", "fbff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "fe00::"},
                      Special{"fe80::", "febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "fe80::1/64",
                              "fe00::/8", "fe7f:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "fec0::"}));

INSTANTIATE_TEST_SUITE_P(
    Mapped, SpecialNetworks,
    ::testing::Values(Special{"::ffff:10.0.0.1", "::ffff:a00:1", "::ffff:10.0.0.0/104",
                              "::ffff:0:0/96", "", "::ffff:11.0.0.0"},
                      Special{"::ffff:172.16.0.1", "::ffff:ac1f:ffff", "::ffff:172.16.0.0/108",
                              "::ffff:172.0.0.0/104", "", "::ffff:172.32.0.0"},
                      Special{"::ffff:192.168.0.1", "::ffff:c0a8:ffff", "::ffff:192.168.0.0/112",
                              "::ffff:192.0.0.0/104", "", "::ffff:192.169.0.0"},
                      Special{"::ffff:127.0.0.1", "::ffff:7f00:1", "::ffff:127.0.0.0/104",
                              "::ffff:127.0.0.1/1", "", "::ffff:128.0.0.0"},
                      Special{"::ffff:169.254.0.1", "::ffff:a9fe:1", "::ffff:169.254.0.0/112",
                              "::ffff:169.254.0.1/111", "", "::ffff:169.253.0.0"},
                      Special{"::ffff:100.64.0.1", "::ffff:6440:1", "::ffff:100.64.0.0/106",
                              "::ffff:100.0.0.0/104", "", "::ffff:100.128.0.0"},
                      Special{"::ffff:0.0.0.1", "::ffff:0:1", "::ffff:0.0.0.0/104", "::ffff:0:0/95",
                              "", "::ffff:1.0.0.0"}));

TEST(AllowedNetworks, OfTheDocumentationAreAllowed) {
  for (const char* text : {"2001:db8::/32", "153.12.32.33", "203.0.113.0/24", "2000::/3"}) {
    EXPECT_FALSE(touches(text)) << text;
  }
}

TEST(AllowedNetworks, AListNamesEachBadEntry) {
  std::vector<FieldError> errors;
  const auto networks = read_allowed_networks(errors, "/allowed_networks",
                                              {"1.2.3.4", "10.1.1.1", "nonsense", "76.*.*.*"});
  ASSERT_EQ(networks.size(), 2U);
  ASSERT_EQ(errors.size(), 2U);
  EXPECT_EQ(errors[0].pointer, "/allowed_networks/1");
  EXPECT_EQ(errors[1].pointer, "/allowed_networks/2");
}

TEST(AllowedNetworks, AreOnlySoMany) {
  std::vector<FieldError> errors;
  const std::vector<std::string> most(limits::kAllowedNetworks, "1.2.3.4");
  EXPECT_EQ(read_allowed_networks(errors, "/n", most).size(), most.size());
  EXPECT_TRUE(errors.empty());
  auto more = most;
  more.emplace_back("1.2.3.4");
  EXPECT_TRUE(read_allowed_networks(errors, "/n", more).empty());
  ASSERT_EQ(errors.size(), 1U);
  EXPECT_EQ(errors[0].pointer, "/n");
}

}  // namespace
}  // namespace selfsame::core
