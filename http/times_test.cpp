#include <gtest/gtest.h>
#include <string>
#include <thread>

#include "http/testing.h"

// Nothing lasts for ever. Each test shortens one time and leaves the others long.
namespace selfsame::http::testing {
namespace {

using namespace std::chrono_literals;

const std::string kGet = "GET /path HTTP/1.1\r\nHost: h\r\n\r\n";
const std::string kPost = "POST /path HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\n";

void expect_timeout(Client& client, const std::string& body) {
  const auto answer = client.read();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 408);
  EXPECT_EQ(answer->body, body);
  EXPECT_EQ(answer->header("Connection"), "close");
  EXPECT_TRUE(client.ended());
}

TEST(HttpTimes, AHeaderThatTakesTooLongIsAnsweredWith408) {
  auto options = test_options();
  options.header_time = 50ms;
  TestServer server(options);
  Client client(server.port());
  client.send(kGet + "GET /slow HTTP/1.1\r\nHo");
  EXPECT_EQ(client.read()->status, 200);
  expect_timeout(client, "refused 408 /slow");
}

TEST(HttpTimes, AHeaderThatDripsIsAnsweredWith408) {
  auto options = test_options();
  options.header_time = 100ms;
  TestServer server(options);
  Client client(server.port());
  std::jthread sender([&](const std::stop_token& stop) {
    client.send("GET / HTTP/1.1\r\nX: ");
    while (!stop.stop_requested() && client.send("x")) std::this_thread::sleep_for(5ms);
  });
  EXPECT_EQ(client.read()->status, 408);
}

TEST(HttpTimes, ABodyThatTakesTooLongIsAnsweredWith408) {
  auto options = test_options();
  options.body_time = 50ms;
  TestServer server(options);
  Client client(server.port());
  client.send(kPost + "four");
  expect_timeout(client, "refused 408 /path");
}

TEST(HttpTimes, AnIdleConnectionIsClosedSilently) {
  auto options = test_options();
  options.idle_time = 50ms;
  TestServer server(options);
  Client fresh(server.port());
  EXPECT_TRUE(fresh.ended());
  Client used(server.port());
  used.send(kGet);
  EXPECT_EQ(used.read()->status, 200);
  EXPECT_TRUE(used.ended());
}

TEST(HttpTimes, AnAnswerThatNobodyReadsEndsTheConnection) {
  auto options = test_options();
  options.write_time = 50ms;
  TestServer server(options, [](const Request&, Response& response, Exchange&) {
    response.body.assign(50'000'000, 'x');
  });
  Client client(server.port());
  client.send(kGet);
  EXPECT_TRUE(eventually([&] { return server.count(&LoopCounters::bytes_out) > 0; }));
  EXPECT_TRUE(eventually([&] { return server.count(&LoopCounters::connections_open) == 0; }));
}

TEST(HttpTimes, AnAnswerThatIsReadSlowlyIsWrittenToItsEnd) {
  auto options = test_options();
  options.write_time = 500ms;
  TestServer server(options, [](const Request&, Response& response, Exchange&) {
    response.body.assign(20'000'000, 'x');
  });
  Client client(server.port());
  client.send(kGet);
  const auto answer = client.read();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->body.size(), 20'000'000);
}

TEST(HttpTimes, AClientThatNeverStopsSendingAfterARefusalIsClosed) {
  TestServer server;
  Client client(server.port());
  client.send("nonsense\r\n\r\n");
  EXPECT_EQ(client.read()->status, 400);
  bool alive = true;
  const std::string rest(10'000, 'x');
  while (alive) alive = client.send(rest);
  EXPECT_TRUE(eventually([&] { return server.count(&LoopCounters::connections_open) == 0; }));
}

TEST(HttpTimes, AHandlerThatHoldsTheLoopUpDoesNotTimeItsClientsOut) {
  auto options = test_options();
  options.header_time = 200ms;
  TestServer server(options, [](const Request& request, Response& response, Exchange& exchange) {
    if (request.path == "/block") std::this_thread::sleep_for(600ms);
    echo(request, response, exchange);
  });
  Client waiting(server.port());
  waiting.send("GET /wait HTTP/1.1\r\n");
  EXPECT_TRUE(eventually([&] { return server.count(&LoopCounters::bytes_in) > 0; }));
  Client blocking(server.port());
  blocking.send("GET /block HTTP/1.1\r\nHost: h\r\n\r\n");
  std::this_thread::sleep_for(50ms);
  waiting.send("Host: h\r\n\r\n");
  EXPECT_EQ(waiting.read()->status, 200);
  EXPECT_EQ(blocking.read()->status, 200);
}

}  // namespace
}  // namespace selfsame::http::testing
