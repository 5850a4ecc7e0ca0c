#include <gtest/gtest.h>
#include <string>

#include "http/testing.h"

namespace selfsame::http::testing {
namespace {

const ServerOptions kOptions = test_options();

std::string get(const std::string& target, const std::string& lines = {}) {
  return "GET " + target + " HTTP/1.1\r\nHost: h\r\n" + lines + "\r\n";
}

std::string path_of_size(std::size_t size) {
  std::string path(size, 'u');
  path[0] = '/';
  return path;
}

std::string header_of_size(std::size_t size) {
  const std::string empty = get("/", "X: \r\n");
  return get("/", "X: " + std::string(size - empty.size(), 'x') + "\r\n");
}

std::string post(std::size_t declared, std::size_t sent) {
  return "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: " + std::to_string(declared) + "\r\n\r\n" +
         std::string(sent, 'b');
}

std::string chunk(std::size_t size) {
  char hex[20];
  std::snprintf(hex, sizeof hex, "%zx", size);
  return hex + ("\r\n" + std::string(size, 'c') + "\r\n");
}

const std::string kChunked = "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n";

class HttpLimits : public ::testing::Test {
 protected:
  unsigned status_of(std::string_view request) { return ask(server.port(), request).status; }
  TestServer server;
};

TEST_F(HttpLimits, AcceptsTheLongestUrl) {
  EXPECT_EQ(status_of(get(path_of_size(kOptions.url_bytes))), 200);
}

TEST_F(HttpLimits, RefusesAUrlOneByteTooLong) {
  EXPECT_EQ(status_of(get(path_of_size(kOptions.url_bytes + 1))), 414);
  EXPECT_EQ(status_of(get(path_of_size(kOptions.url_bytes - 1) + "?q")), 414);
}

TEST_F(HttpLimits, RefusesAFirstLineThatDoesNotEnd) {
  EXPECT_EQ(status_of("GET /" + std::string(kOptions.header_bytes, 'u')), 414);
}

TEST_F(HttpLimits, AcceptsTheLargestHeader) {
  const std::string request = header_of_size(kOptions.header_bytes);
  ASSERT_EQ(request.size(), kOptions.header_bytes);
  EXPECT_EQ(status_of(request), 200);
}

TEST_F(HttpLimits, RefusesAHeaderOneByteTooLarge) {
  EXPECT_EQ(status_of(header_of_size(kOptions.header_bytes + 1)), 431);
}

TEST_F(HttpLimits, RefusesAHeaderThatDoesNotEndAsSoonAsItIsTooLarge) {
  const std::string request = header_of_size(2 * kOptions.header_bytes);
  EXPECT_EQ(status_of(request.substr(0, kOptions.header_bytes)), 431);
}

TEST(HttpHeaderLines, AreAsManyAsARequestHolds) {
  auto options = test_options();
  options.header_bytes = 16384;
  TestServer server(options, [](const Request& request, Response& response, Exchange&) {
    response.body = std::to_string(request.header_count);
  });
  std::string lines;
  for (std::size_t i = 1; i < Request::kMaxHeaderLines; ++i) lines += "X: y\r\n";
  EXPECT_EQ(ask(server.port(), get("/", lines)).body, "128");
  EXPECT_EQ(ask(server.port(), get("/", lines + "X: y\r\n")).status, 431);
}

TEST_F(HttpLimits, SurvivesAHundredThousandHeaderLines) {
  std::string lines;
  for (int i = 0; i < 100'000; ++i) lines += "X:y\r\n";
  Client client(server.port());
  client.send(get("/", lines));
  const auto answer = client.read();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 431);
  EXPECT_EQ(status_of(get("/")), 200);
}

TEST_F(HttpLimits, AcceptsTheLargestBody) {
  EXPECT_EQ(status_of(post(kOptions.body_bytes, kOptions.body_bytes)), 200);
  EXPECT_EQ(status_of(kChunked + chunk(kOptions.body_bytes) + "0\r\n\r\n"), 200);
  EXPECT_EQ(status_of(kChunked + chunk(1) + chunk(kOptions.body_bytes - 1) + "0\r\n\r\n"), 200);
}

TEST_F(HttpLimits, RefusesABodyOneByteTooLargeBeforeItCame) {
  EXPECT_EQ(status_of(post(kOptions.body_bytes + 1, 0)), 413);
  EXPECT_EQ(status_of(kChunked + chunk(kOptions.body_bytes + 1)), 413);
  EXPECT_EQ(status_of(kChunked + chunk(1) + chunk(kOptions.body_bytes)), 413);
}

TEST_F(HttpLimits, TellsASenderOfAHugeBodyInsteadOfResetting) {
  Client client(server.port());
  client.send(post(500'000, 500'000));
  const auto answer = client.read();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 413);
  EXPECT_EQ(answer->header("Connection"), "close");
  EXPECT_TRUE(client.ended());
}

TEST_F(HttpLimits, EndsABodyThatNeverEnds) {
  Client client(server.port());
  client.send(kChunked);
  const std::string part = chunk(100);
  bool alive = true;
  for (int i = 0; alive && i < 1'000'000; ++i) alive = client.send(part);
  EXPECT_FALSE(alive);
  EXPECT_EQ(status_of(get("/")), 200);
}

TEST(HttpConnections, AreRefusedAboveTheLimitAndOthersDoNotNotice) {
  auto options = test_options();
  options.connections = 2;
  TestServer server(options);
  auto first = std::make_unique<Client>(server.port());
  Client second(server.port());
  for (Client* each : {first.get(), &second}) {
    each->send(get("/in"));
    EXPECT_EQ(each->read()->status, 200);
  }

  Client third(server.port());
  const auto refusal = third.read();
  ASSERT_TRUE(refusal);
  EXPECT_EQ(refusal->status, 503);
  EXPECT_EQ(refusal->body, "refused 503 ");
  EXPECT_TRUE(third.ended());
  second.send(get("/still"));
  EXPECT_EQ(second.read()->status, 200);
  EXPECT_EQ(server.count(&LoopCounters::connections_refused), 1);

  first.reset();
  EXPECT_TRUE(eventually([&] { return ask(server.port(), get("/")).status == 200; }));
}

TEST(HttpConnections, GatherALargeOutputWithoutReadingOn) {
  TestServer server(test_options(), [](const Request&, Response& response, Exchange&) {
    response.body.assign(100'000, 'x');
  });
  Client client(server.port());
  std::string requests;
  for (int i = 0; i < 500; ++i) requests += get("/");
  client.send(requests);
  for (int i = 0; i < 500; ++i) {
    const auto answer = client.read();
    ASSERT_TRUE(answer) << i;
    ASSERT_EQ(answer->body.size(), 100'000);
  }
}

}  // namespace
}  // namespace selfsame::http::testing
