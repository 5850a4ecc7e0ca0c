#include "http/server.h"

#include <deque>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <string>
#include <sys/resource.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

#include "http/testing.h"

namespace selfsame::http::testing {
namespace {

using namespace std::chrono_literals;

const std::string kGet = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";

std::string start_error(const ServerOptions& options) {
  try {
    const TestServer server(options);
    return "started";
  } catch (const std::runtime_error& error) {
    return error.what();
  }
}

TEST(HttpServer, RefusesWrongOptionsByName) {
  const auto error_with = [](auto change) {
    auto options = test_options();
    change(options);
    return start_error(options);
  };
  EXPECT_TRUE(starts_with(error_with([](auto& o) { o.threads = 0; }), "threads: "));
  EXPECT_TRUE(starts_with(error_with([](auto& o) { o.header_time = 0ms; }), "header_time: "));
  EXPECT_TRUE(starts_with(error_with([](auto& o) { o.trusted_proxies = {"10.0.0.0/33"}; }),
                          "trusted_proxies: "));
  EXPECT_TRUE(starts_with(error_with([](auto& o) { o.tls_key_file = "key.pem"; }), "tls_cert"));
  for (const std::string listen : {"", "127.0.0.1", ":80", "127.0.0.1:", "127.0.0.1:x",
                                   "127.0.0.1:65536", "::1:80", "[]:80"}) {
    EXPECT_TRUE(starts_with(error_with([&](auto& o) { o.listen = listen; }), "listen: ")) << listen;
  }
  EXPECT_TRUE(starts_with(error_with([](auto& o) { o.listen = "no.such.host.invalid:0"; }),
                          "cannot listen on no.such.host.invalid"));
}

TEST(HttpServer, ListensOnANameAndSaysWhere) {
  auto options = test_options();
  options.listen = "localhost:0";
  TestServer server(options);
  EXPECT_EQ(server->url(), "http://127.0.0.1:" + std::to_string(server.port()));
  EXPECT_EQ(ask(server.port(), kGet).status, 200);
}

TEST(HttpServer, DoesNotShareItsPortWithAnother) {
  for (const unsigned threads : {1U, 2U}) {
    auto options = test_options();
    options.threads = threads;
    TestServer first(options);
    options.listen = "127.0.0.1:" + std::to_string(first.port());
    EXPECT_EQ(start_error(options),
              "cannot listen on " + options.listen + ": Address already in use");
  }
}

TEST(HttpServer, AnswersOnEveryLoop) {
  auto options = test_options();
  options.threads = 3;
  TestServer server(options);
  const auto every_loop_answered = [&] {
    EXPECT_EQ(ask(server.port(), kGet).status, 200);
    for (const auto& counters : server->counters()) {
      if (counters->requests == 0) return false;
    }
    return true;
  };
  EXPECT_TRUE(eventually(every_loop_answered));
}

TEST(HttpServer, CountsWhatItDoes) {
  TestServer server;
  const Answer answer = ask(server.port(), kGet);
  EXPECT_TRUE(eventually([&] { return server.count(&LoopCounters::connections_open) == 0; }));
  EXPECT_EQ(server.count(&LoopCounters::connections_accepted), 1);
  EXPECT_EQ(server.count(&LoopCounters::requests), 1);
  EXPECT_EQ(server.count(&LoopCounters::refusals), 0);
  EXPECT_EQ(server.count(&LoopCounters::bytes_in), kGet.size());
  EXPECT_EQ(server.count(&LoopCounters::bytes_out), answer.head.size() + 2 + answer.body.size());
}

TEST(HttpServer, SurvivesRunningOutOfFileDescriptors) {
  TestServer server;
  EXPECT_EQ(ask(server.port(), kGet).status, 200);
  Client waiting(server.port());  // connected before the shortage, so that only accepting fails
  waiting.send(kGet);
  EXPECT_EQ(waiting.read()->status, 200);

  rlimit before{};
  getrlimit(RLIMIT_NOFILE, &before);
  Client refused(server.port());
  EXPECT_TRUE(eventually([&] { return server.count(&LoopCounters::connections_accepted) == 3; }));
  std::vector<int> hoard;
  const rlimit few{.rlim_cur = 200, .rlim_max = before.rlim_max};
  setrlimit(RLIMIT_NOFILE, &few);
  for (int fd = 0; (fd = ::open("/dev/null", O_RDONLY)) >= 0;) hoard.push_back(fd);
  ::close(hoard.back());
  hoard.pop_back();
  Client starved(server.port());  // takes the last one
  starved.send(kGet);
  EXPECT_TRUE(eventually([&] { return !server.log().empty(); }));
  EXPECT_TRUE(starts_with(server.log()[0], "accept_failed: Too many open files"));
  waiting.send(kGet);
  EXPECT_EQ(waiting.read()->status, 200);

  for (const int fd : hoard) ::close(fd);
  setrlimit(RLIMIT_NOFILE, &before);
  EXPECT_EQ(starved.read()->status, 200);
  EXPECT_LT(server.log().size(), 50);
}

TEST(HttpStop, ClosesIdleConnectionsAndReturns) {
  TestServer server;
  Client fresh(server.port());
  Client used(server.port());
  used.send(kGet);
  EXPECT_EQ(used.read()->status, 200);
  EXPECT_TRUE(eventually([&] { return server.count(&LoopCounters::connections_accepted) == 2; }));
  server->stop();
  EXPECT_TRUE(fresh.ended());
  EXPECT_TRUE(used.ended());
  EXPECT_EQ(server.count(&LoopCounters::connections_open), 0);
  server->stop();
}

bool accepts(std::uint16_t port) {
  const int client = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const bool accepted =
      ::connect(client, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  ::close(client);
  return accepted;
}

TEST(HttpStop, ClosesEveryListenerBeforeAnyIdleConnection) {
  constexpr int kRounds = 30;  // it is a race between loops
  for (int round = 0; round < kRounds; ++round) {
    auto options = test_options();
    options.threads = 4;
    TestServer server(options);
    Client idle(server.port());
    idle.send(kGet);
    ASSERT_TRUE(idle.read());
    std::thread stopper([&] { server->stop(); });
    EXPECT_TRUE(idle.ended());
    EXPECT_FALSE(accepts(server.port())) << "in round " << round;
    stopper.join();
  }
}

TEST(HttpStop, LetsDeferredAnswersAndHalfReadRequestsFinish) {
  std::optional<Deferred> held;
  std::atomic<bool> deferred = false;
  TestServer server(test_options(),
                    [&](const Request& request, Response& response, Exchange& exchange) {
                      if (request.path != "/later") return echo(request, response, exchange);
                      held.emplace(exchange.defer());
                      deferred = true;
                    });
  Client later(server.port());
  const std::string get_later = "GET /later HTTP/1.1\r\nHost: h\r\n\r\n";
  later.send(get_later);
  Client half(server.port());
  const std::string post_half = "POST /half HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\n\r\nha";
  half.send(post_half);
  const std::uint64_t sent = get_later.size() + post_half.size();
  EXPECT_TRUE(
      eventually([&] { return deferred && server.count(&LoopCounters::bytes_in) == sent; }));
  Client idle(server.port());
  EXPECT_TRUE(eventually([&] { return server.count(&LoopCounters::connections_accepted) == 3; }));

  std::thread stopper([&] { server->stop(); });
  EXPECT_TRUE(idle.ended());
  half.send("lf");
  const auto half_answer = half.read();
  EXPECT_EQ(half_answer->body, "POST /half [half]");
  EXPECT_EQ(half_answer->header("Connection"), "close");
  server.loop().post([&] {
    Response response;
    response.body = "late";
    held->send(std::move(response));
  });
  const auto answer = later.read();
  EXPECT_EQ(answer->body, "late");
  EXPECT_EQ(answer->header("Connection"), "close");
  stopper.join();
}

TEST(HttpStop, DoesNotWaitLongerThanItsTime) {
  auto options = test_options();
  options.stop_time = 50ms;
  std::optional<Deferred> held;
  std::atomic<bool> deferred = false;
  TestServer server(options, [&](const Request&, Response&, Exchange& exchange) {
    held.emplace(exchange.defer());
    deferred = true;
  });
  Client client(server.port());
  client.send(kGet);
  EXPECT_TRUE(eventually([&] { return deferred.load(); }));
  const auto before = std::chrono::steady_clock::now();
  server->stop();
  EXPECT_LT(std::chrono::steady_clock::now() - before, 5s);
  EXPECT_FALSE(client.read());
}

TEST(HttpStop, FinishesUnderLoad) {
  auto options = test_options();
  options.threads = 2;
  TestServer server(options);
  std::atomic<int> answered = 0;
  std::deque<Client> clients;  // connected before any of them is so fast that the server stops
  for (int i = 0; i < 8; ++i) clients.emplace_back(server.port());
  std::vector<std::jthread> threads;
  for (Client& client : clients) {
    threads.emplace_back([&] {
      while (client.send(kGet) && client.read()) ++answered;
    });
  }
  EXPECT_TRUE(eventually([&] { return answered > 200; }));
  server->stop();
  EXPECT_EQ(server.count(&LoopCounters::connections_open), 0);
}

}  // namespace
}  // namespace selfsame::http::testing
