#include <deque>
#include <gtest/gtest.h>
#include <latch>
#include <stdexcept>
#include <string>
#include <thread>

#include "http/testing.h"

namespace selfsame::http::testing {
namespace {

using namespace std::chrono_literals;

std::string get(const std::string& target) {
  return "GET " + target + " HTTP/1.1\r\nHost: h\r\n\r\n";
}

Response text(std::string body) {
  Response response;
  response.body = std::move(body);
  return response;
}

/// Defers `/later...` until the test says otherwise; echoes the rest.
class HttpDeferred : public ::testing::Test {
 protected:
  void handle(const Request& request, Response& response, Exchange& exchange) {
    if (!request.path.starts_with("/later")) return echo(request, response, exchange);
    held_.push_back(exchange.defer());
    ++deferred_;
  }

  /// Runs `work` with the deferred answers on the loop's thread, and waits for it.
  void on_loop(const std::function<void(std::deque<Deferred>&)>& work) {
    std::latch done(1);
    server.loop().post([&] {
      work(held_);
      done.count_down();
    });
    done.wait();
  }
  void answer_oldest(const std::string& body) {
    on_loop([&](auto& held) {
      held.front().send(text(body));
      held.pop_front();
    });
  }
  [[nodiscard]] bool wait_for(int count) {
    return eventually([&] { return deferred_ == count; });
  }

  std::deque<Deferred> held_;  // on the loop's thread only
  std::atomic<int> deferred_{0};
  TestServer server{test_options(),
                    [this](const Request& request, Response& response, Exchange& exchange) {
                      handle(request, response, exchange);
                    }};
};

TEST_F(HttpDeferred, IsAnsweredFromAnotherThread) {
  Client client(server.port());
  client.send(get("/later"));
  ASSERT_TRUE(wait_for(1));
  std::thread([&] { answer_oldest("done"); }).join();
  EXPECT_EQ(client.read()->body, "done");
  client.send(get("/next"));
  EXPECT_EQ(client.read()->body, "GET /next []");
}

TEST_F(HttpDeferred, KeepsTheOrderOfPipelinedRequests) {
  Client client(server.port());
  client.send(get("/1") + get("/later") + get("/2") + get("/later") + get("/3"));
  EXPECT_EQ(client.read()->body, "GET /1 []");
  ASSERT_TRUE(wait_for(1));
  EXPECT_EQ(server.count(&LoopCounters::requests), 2);
  answer_oldest("a");
  EXPECT_EQ(client.read()->body, "a");
  EXPECT_EQ(client.read()->body, "GET /2 []");
  ASSERT_TRUE(wait_for(2));
  answer_oldest("b");
  EXPECT_EQ(client.read()->body, "b");
  EXPECT_EQ(client.read()->body, "GET /3 []");
}

TEST_F(HttpDeferred, DoesNotReadOnWhileItWaits) {
  Client client(server.port());
  client.send(get("/later"));
  ASSERT_TRUE(wait_for(1));
  const std::string more(100'000, 'x');
  client.send(more);
  Client other(server.port());
  other.send(get("/other"));
  EXPECT_EQ(other.read()->status, 200);
  EXPECT_LT(server.count(&LoopCounters::bytes_in), 1000);
  answer_oldest("a");
  EXPECT_EQ(client.read()->body, "a");
  EXPECT_EQ(client.read()->status, 414);
}

TEST_F(HttpDeferred, AnswersManyConnectionsFromOnePost) {
  std::deque<Client> clients;
  for (int i = 0; i < 20; ++i) {
    clients.emplace_back(server.port()).send(get("/later") + get("/then"));
    ASSERT_TRUE(wait_for(i + 1));
  }
  on_loop([](auto& held) {
    for (std::size_t i = 0; i < held.size(); ++i) held[i].send(text(std::to_string(i)));
    held.clear();
  });
  for (std::size_t i = 0; i < clients.size(); ++i) {
    EXPECT_EQ(clients[i].read()->body, std::to_string(i));
    EXPECT_EQ(clients[i].read()->body, "GET /then []");
  }
}

TEST_F(HttpDeferred, DroppedIsAnsweredWith500) {
  Client client(server.port());
  client.send(get("/later"));
  ASSERT_TRUE(wait_for(1));
  on_loop([](auto& held) { held.clear(); });
  const auto answer = client.read();
  EXPECT_EQ(answer->status, 500);
  EXPECT_EQ(answer->body, "refused 500 /later");
  ASSERT_EQ(server.log().size(), 1);
  EXPECT_EQ(server.log()[0], "handler_failed: a deferred answer was dropped");
  client.send(get("/next"));
  EXPECT_EQ(client.read()->status, 200);
}

TEST_F(HttpDeferred, IsIgnoredOnceTheClientHasGone) {
  for (int i = 0; i < 2; ++i) {
    Client client(server.port());
    client.send(get("/later") + get("/then"));
    ASSERT_TRUE(wait_for(i + 1));
    if (i == 0) client.reset();
  }
  on_loop([](auto& held) {
    for (auto& each : held) each.send(text(std::string(500'000, 'x')));
    held.clear();
  });
  EXPECT_TRUE(eventually([&] { return server.count(&LoopCounters::connections_open) == 0; }));
}

TEST_F(HttpDeferred, IsAnsweredToAClientThatHasFinishedSending) {
  Client client(server.port());
  client.send(get("/later"));
  client.finish_sending();
  ASSERT_TRUE(wait_for(1));
  answer_oldest("done");
  EXPECT_EQ(client.read()->body, "done");
  EXPECT_TRUE(client.ended());
}

TEST(HttpDeferredAnswer, MayOutliveItsServer) {
  auto options = test_options();
  options.stop_time = 10ms;
  std::optional<Deferred> kept;
  std::atomic<bool> deferred = false;
  {
    TestServer server(options, [&](const Request&, Response&, Exchange& exchange) {
      kept.emplace(exchange.defer());
      deferred = true;
    });
    Client client(server.port());
    client.send(get("/"));
    ASSERT_TRUE(eventually([&] { return deferred.load(); }));
  }
  kept->send(text("to nobody"));
}

TEST(HttpHandler, ThatThrowsIsLoggedAndAnsweredWith500) {
  TestServer server(test_options(), [](const Request& request, Response& response, Exchange&) {
    response.body = "half an answer";
    if (request.path == "/throw") throw std::runtime_error("the reason");
  });
  Client client(server.port());
  client.send(get("/throw") + get("/fine"));
  const auto answer = client.read();
  EXPECT_EQ(answer->status, 500);
  EXPECT_EQ(answer->body, "refused 500 /throw");
  EXPECT_EQ(client.read()->status, 200);
  EXPECT_EQ(server.log(), std::vector<std::string>{"handler_failed: the reason"});
}

TEST(HttpHandler, ThatThrowsAfterDeferringIsAnsweredOnce) {
  std::optional<Deferred> kept;
  TestServer server(test_options(), [&](const Request& request, Response&, Exchange& exchange) {
    if (request.path == "/fine") return;
    auto deferred = exchange.defer();
    if (request.path == "/kept") kept.emplace(std::move(deferred));
    if (request.path == "/sent") deferred.send(text("sent"));
    throw std::runtime_error("late");
  });
  Client client(server.port());
  client.send(get("/dropped") + get("/kept") + get("/sent") + get("/fine"));
  EXPECT_EQ(client.read()->status, 500);
  EXPECT_EQ(client.read()->status, 500);
  EXPECT_EQ(client.read()->body, "sent");
  EXPECT_EQ(client.read()->status, 200);
  EXPECT_EQ(server.log().size(), 3);
}

TEST(HttpHandler, ThatDefersAndForgetsIsAnsweredWith500) {
  TestServer server(test_options(), [](const Request&, Response&, Exchange& exchange) {
    const auto dropped = exchange.defer();
  });
  Client client(server.port());
  client.send(get("/a") + get("/b"));
  EXPECT_EQ(client.read()->body, "refused 500 /a");
  EXPECT_EQ(client.read()->body, "refused 500 /b");
}

TEST(HttpHandler, EndsTheConnectionIfItSaysSo) {
  TestServer server(test_options(),
                    [](const Request&, Response& response, Exchange&) { response.close = true; });
  Client client(server.port());
  client.send(get("/a") + get("/b"));
  EXPECT_EQ(client.read()->header("Connection"), "close");
  EXPECT_TRUE(client.ended());
}

TEST(HttpLoop, RunsWorkAgainAndAgain) {
  TestServer server;
  std::atomic<int> runs{0};
  server.loop().post([&] {
    server.loop().every(1ms, [&] {
      if (++runs == 1) throw std::runtime_error("once");
    });
  });
  EXPECT_TRUE(eventually([&] { return runs > 3; }));
  server->stop();
  const int last = runs;
  EXPECT_EQ(server.log(), std::vector<std::string>{"handler_failed: once"});
  EXPECT_EQ(runs, last);
}

TEST(HttpLoop, RunsWorkOnceLater) {
  TestServer server;
  std::vector<int> ran;
  std::latch done(1);
  server.loop().post([&] {
    server.loop().after(20ms, [&] {
      ran.push_back(3);
      done.count_down();
    });
    server.loop().after(10ms, [&] { ran.push_back(2); });
    server.loop().after(0ms, [&, only_moved = std::make_unique<int>(1)] {
      ran.push_back(*only_moved);
      throw std::runtime_error("logged");
    });
    EXPECT_TRUE(ran.empty());
  });
  done.wait();
  EXPECT_EQ(ran, (std::vector<int>{1, 2, 3}));
  EXPECT_EQ(server.log(), std::vector<std::string>{"handler_failed: logged"});
}

TEST(HttpLoop, DropsWhatIsLaterThanItsEnd) {
  TestServer server;
  const auto held = std::make_shared<int>(0);
  std::latch done(1);
  server.loop().post([&] {
    server.loop().after(24h, [held] { ADD_FAILURE() << "too early"; });
    done.count_down();
  });
  done.wait();
  EXPECT_EQ(held.use_count(), 2);
  server->stop();
  EXPECT_EQ(held.use_count(), 1);
}

TEST(HttpLoop, DropsWhatIsPostedTooLateBeforeItsHandler) {
  struct Watch {
    ~Watch() {
      if (token) *seen = token.use_count();
    }
    Watch(const std::shared_ptr<int>& watched, long& count) : token(watched), seen(&count) {}
    Watch(Watch&&) = default;
    Watch& operator=(Watch&&) = delete;
    std::shared_ptr<int> token;
    long* seen;
  };
  const auto token = std::make_shared<int>(0);
  long before = 0;
  long seen = 0;
  {
    TestServer server(test_options(), [token](const Request&, Response&, Exchange&) {});
    server->stop();
    server.loop().post([watch = Watch(token, seen)] {});
    before = token.use_count();
  }
  EXPECT_EQ(seen, before) << "the handler holds the token too";
}

TEST(HttpLoop, RunsWhatManyThreadsPost) {
  TestServer server;
  int runs = 0;
  std::latch done(4000);
  std::vector<std::jthread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int j = 0; j < 1000; ++j) {
        server.loop().post([&] {
          ++runs;
          done.count_down();
        });
      }
    });
  }
  done.wait();
  EXPECT_EQ(runs, 4000);
}

}  // namespace
}  // namespace selfsame::http::testing
