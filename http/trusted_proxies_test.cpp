#include "http/trusted_proxies.h"

#include <arpa/inet.h>
#include <array>
#include <gtest/gtest.h>
#include <stdexcept>

#include "http/testing.h"

namespace selfsame::http::testing {
namespace {

AddressBytes address(std::string_view text) { return parse_address(text).value(); }

/// Echoes the client's address.
void who(const Request& request, Response& response, Exchange&) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  response.body = inet_ntop(AF_INET6, request.client_address.data(), text.data(), text.size());
}

std::string client_seen(const std::vector<std::string>& trusted, const std::string& lines) {
  auto options = test_options();
  options.trusted_proxies = trusted;
  TestServer server(options, who);
  return ask(server.port(), "GET / HTTP/1.1\r\nHost: h\r\n" + lines + "\r\n").body;
}

TEST(ParseAddress, ReadsBothFamiliesWithAndWithoutAPort) {
  EXPECT_EQ(address("192.0.2.1"), address("::ffff:192.0.2.1"));
  EXPECT_EQ(address("192.0.2.1:80"), address("192.0.2.1"));
  EXPECT_EQ(address("[2001:db8::1]:80"), address("2001:db8::1"));
  EXPECT_EQ(address("[2001:db8::1]"), address("2001:db8::1"));
}

TEST(ParseAddress, RefusesWhatIsNone) {
  for (const auto text : {"", "unknown", "192.0.2", "192.0.2.256", "[::1", "[::1]x", "::g", "a:1",
                          "1:2:3:4:5:6:7:8:9:1:2:3:4:5:6:7:8:9:1:2:3:4:5:6:7"}) {
    EXPECT_FALSE(parse_address(text)) << text;
  }
}

TEST(TrustedProxies, MatchesByPrefixWithinOneFamily) {
  const TrustedProxies proxies({"10.0.0.0/9", "192.0.2.7", "2001:db8::/33", "::/0"});
  EXPECT_TRUE(proxies.contains(address("10.127.255.255")));
  EXPECT_FALSE(proxies.contains(address("10.128.0.0")));
  EXPECT_TRUE(proxies.contains(address("192.0.2.7")));
  EXPECT_FALSE(proxies.contains(address("192.0.2.6")));
  EXPECT_TRUE(proxies.contains(address("::1")));

  const TrustedProxies v6({"2001:db8::/33"});
  EXPECT_TRUE(v6.contains(address("2001:db8:7fff::1")));
  EXPECT_FALSE(v6.contains(address("2001:db8:8000::1")));
  EXPECT_TRUE(TrustedProxies({"0.0.0.0/0"}).contains(address("::ffff:1.2.3.4")));
  EXPECT_FALSE(TrustedProxies({"0.0.0.0/0"}).contains(address("::1")));
}

TEST(TrustedProxies, RefusesWrongNetworks) {
  for (const std::string text : {"", "10.0.0.0/", "10.0.0.0/33", "::/129", "10.0.0.0/8x", "host"}) {
    EXPECT_THROW(TrustedProxies({text}), std::runtime_error) << text;
  }
}

TEST(TrustedProxies, IgnoresForwardedAddressesFromOthers) {
  EXPECT_EQ(client_seen({}, "X-Forwarded-For: 192.0.2.1\r\n"), "::ffff:127.0.0.1");
  EXPECT_EQ(client_seen({"10.0.0.0/8"}, "X-Forwarded-For: 192.0.2.1\r\n"), "::ffff:127.0.0.1");
}

TEST(TrustedProxies, TakesTheNearestAddressThatIsNotTrusted) {
  const std::vector<std::string> trusted{"127.0.0.0/8", "10.0.0.0/8", "2001:db8::/32"};
  EXPECT_EQ(client_seen(trusted, ""), "::ffff:127.0.0.1");
  EXPECT_EQ(client_seen(trusted, "X-Forwarded-For: 192.0.2.1\r\n"), "::ffff:192.0.2.1");
  EXPECT_EQ(client_seen(trusted, "x-forwarded-for: 192.0.2.9, 192.0.2.1,10.0.0.1\r\n"),
            "::ffff:192.0.2.1");
  EXPECT_EQ(client_seen(trusted,
                        "X-Forwarded-For: 2001:db9::1, 192.0.2.1\r\n"
                        "X-Forwarded-For: 2001:db8::7, 10.0.0.1\r\n"),
            "::ffff:192.0.2.1");
  EXPECT_EQ(client_seen(trusted, "X-Forwarded-For: [2001:db9::1]:123\r\n"), "2001:db9::1");
  EXPECT_EQ(client_seen(trusted, "X-Forwarded-For: 10.0.0.2, 10.0.0.1\r\n"), "::ffff:10.0.0.2");
}

TEST(TrustedProxies, StopsAtTheLastGoodAddress) {
  const std::vector<std::string> trusted{"127.0.0.1", "10.0.0.0/8"};
  EXPECT_EQ(client_seen(trusted, "X-Forwarded-For: 192.0.2.1, unknown, 10.0.0.1\r\n"),
            "::ffff:10.0.0.1");
  EXPECT_EQ(client_seen(trusted, "X-Forwarded-For: 192.0.2.1, \r\n"), "::ffff:127.0.0.1");
  EXPECT_EQ(client_seen(trusted, "X-Forwarded-For:\r\n"), "::ffff:127.0.0.1");
}

}  // namespace
}  // namespace selfsame::http::testing
