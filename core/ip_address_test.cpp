#include "core/ip_address.h"

#include <gtest/gtest.h>

namespace selfsame::core {
namespace {

IpAddress address(std::string_view text) {
  const auto parsed = IpAddress::parse(text);
  EXPECT_TRUE(parsed) << text;
  return parsed.value_or(IpAddress());
}

bool contains(std::string_view network, std::string_view member) {
  const auto parsed = Cidr::parse(network);
  EXPECT_TRUE(parsed) << network;
  return parsed && parsed->contains(address(member));
}

TEST(IpAddress, MappedAndPlainAreOne) {
  EXPECT_EQ(address("192.0.2.1"), address("::ffff:192.0.2.1"));
  EXPECT_EQ(address("192.0.2.1"), address("::FFFF:C000:0201"));
  EXPECT_TRUE(address("::ffff:192.0.2.1").is_v4());
  EXPECT_FALSE(address("::192.0.2.1").is_v4());
  EXPECT_FALSE(address("2001:db8::1").is_v4());
}

TEST(IpAddress, WritesTheShortestForm) {
  EXPECT_EQ(address("::ffff:192.0.2.1").text(), "192.0.2.1");
  EXPECT_EQ(address("2001:0DB8:0:0:0:0:0:0001").text(), "2001:db8::1");
  EXPECT_EQ(address("::").text(), "::");
  EXPECT_EQ(address("0.0.0.0").text(), "0.0.0.0");
}

TEST(IpAddress, RefusesJunk) {
  for (const auto* text : {"",
                           " ",
                           "1",
                           "1.2.3",
                           "1.2.3.4.5",
                           "1.2.3.256",
                           "01.2.3.4",
                           "1.2.3.4 ",
                           " 1.2.3.4",
                           "0x1.2.3.4",
                           "1.2.3.4/32",
                           "[::1]",
                           "::1%lo",
                           ":::",
                           "1:2:3:4:5:6:7",
                           "12345::",
                           "g::",
                           "localhost",
                           "1.2.3.-4",
                           "::ffff:1.2.3.256",
                           "0000:0000:0000:0000:0000:0000:0000:0000:0000:0000:0000:0000"}) {
    EXPECT_FALSE(IpAddress::parse(text)) << text;
  }
  EXPECT_FALSE(IpAddress::parse(std::string_view("1.2.3.4\0", 8)));
  EXPECT_FALSE(IpAddress::parse(std::string(5000, '1')));
}

TEST(Cidr, RefusesABareAddress) {
  EXPECT_FALSE(Cidr::parse("192.0.2.1"));
  EXPECT_FALSE(Cidr::parse("2001:db8::1"));
}

TEST(Cidr, RefusesJunk) {
  for (const auto* text : {"",
                           "/",
                           "/24",
                           "192.0.2.0/",
                           "192.0.2.0/33",
                           "192.0.2.0/-1",
                           "192.0.2.0/+8",
                           "192.0.2.0/ 8",
                           "192.0.2.0/8 ",
                           "192.0.2.0/08",
                           "192.0.2.0/00",
                           "192.0.2.0/8/8",
                           "192.0.2.0/a",
                           "192.0.2.0/1a",
                           "192.0.2/24",
                           "2001:db8::/129",
                           "2001:db8::/1000",
                           "::/999999999999",
                           "192.0.2.0/255.255.255.0",
                           "*",
                           "any",
                           "192.0.2.0\\24"}) {
    EXPECT_FALSE(Cidr::parse(text)) << text;
  }
}

TEST(Cidr, KeepsTheTextAsItWasWritten) {
  EXPECT_EQ(Cidr::parse("123.123.123.100/24")->text, "123.123.123.100/24");
  EXPECT_EQ(Cidr::parse("2001:DB8:0::/32")->text, "2001:DB8:0::/32");
}

TEST(Cidr, HostBitsAreMasked) {
  EXPECT_TRUE(contains("123.123.123.100/24", "123.123.123.1"));
  EXPECT_TRUE(contains("123.123.123.100/24", "123.123.123.255"));
  EXPECT_FALSE(contains("123.123.123.100/24", "123.123.124.100"));
  EXPECT_TRUE(contains("2001:db8::dead:beef/32", "2001:db8:ffff::1"));
}

TEST(Cidr, EveryLengthOfAnIpv4NetworkSplitsAtItsBit) {
  const auto base = address("170.85.170.85");
  for (unsigned bits = 0; bits <= 32; ++bits) {
    const auto network = Cidr::parse("170.85.170.85/" + std::to_string(bits));
    ASSERT_TRUE(network) << bits;
    for (unsigned flipped = 0; flipped < 32; ++flipped) {
      auto other = base;
      other.bytes[12 + flipped / 8] ^= static_cast<std::uint8_t>(0x80U >> (flipped % 8));
      EXPECT_EQ(network->contains(other), flipped >= bits) << bits << ' ' << flipped;
    }
    EXPECT_TRUE(network->contains(base));
  }
}

TEST(Cidr, EveryLengthOfAnIpv6NetworkSplitsAtItsBit) {
  const auto base = address("aa55:aa55:aa55:aa55:aa55:aa55:aa55:aa55");
  for (unsigned bits = 0; bits <= 128; ++bits) {
    const auto network =
        Cidr::parse("aa55:aa55:aa55:aa55:aa55:aa55:aa55:aa55/" + std::to_string(bits));
    ASSERT_TRUE(network) << bits;
    for (unsigned flipped = 0; flipped < 128; ++flipped) {
      auto other = base;
      other.bytes[flipped / 8] ^= static_cast<std::uint8_t>(0x80U >> (flipped % 8));
      EXPECT_EQ(network->contains(other), flipped >= bits) << bits << ' ' << flipped;
    }
  }
}

TEST(Cidr, AllOfOneFamilyIsNotAllOfTheOther) {
  EXPECT_TRUE(contains("0.0.0.0/0", "203.0.113.9"));
  EXPECT_TRUE(contains("0.0.0.0/0", "::ffff:203.0.113.9"));
  EXPECT_FALSE(contains("0.0.0.0/0", "2001:db8::1"));
  EXPECT_FALSE(contains("0.0.0.0/0", "::"));
  EXPECT_TRUE(contains("::/0", "2001:db8::1"));
  EXPECT_FALSE(contains("::/0", "203.0.113.9"));
  EXPECT_FALSE(contains("::/80", "203.0.113.9"));
  EXPECT_FALSE(contains("::ffff:0:0/95", "203.0.113.9"));
}

TEST(Cidr, ANetworkWrittenAsMappedReachesIpv4) {
  EXPECT_TRUE(contains("::ffff:0:0/96", "203.0.113.9"));
  EXPECT_FALSE(contains("::ffff:0:0/96", "2001:db8::1"));
  EXPECT_TRUE(contains("::ffff:203.0.113.0/120", "203.0.113.9"));
  EXPECT_FALSE(contains("::ffff:203.0.113.0/120", "203.0.114.9"));
  EXPECT_TRUE(contains("203.0.113.0/24", "::ffff:203.0.113.9"));
}

TEST(Cidr, OneAddressIsANetworkToo) {
  EXPECT_TRUE(contains("192.0.2.1/32", "192.0.2.1"));
  EXPECT_FALSE(contains("192.0.2.1/32", "192.0.2.2"));
  EXPECT_TRUE(contains("::1/128", "::1"));
  EXPECT_FALSE(contains("::1/128", "::2"));
}

}  // namespace
}  // namespace selfsame::core
