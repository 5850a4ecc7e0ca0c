#include "http/stream.h"

#include <deque>
#include <gtest/gtest.h>
#include <latch>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>

#include "http/testing.h"

namespace selfsame::http::testing {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view kLastChunk = "0\r\n\r\n";
const std::string kOld = "GET /stream HTTP/1.0\r\n\r\n";

std::string get(const std::string& target, const std::string& lines = {}) {
  return "GET " + target + " HTTP/1.1\r\nHost: h\r\n" + lines + "\r\n";
}

Response head() {
  Response response;
  response.content_type = "text/csv";
  return response;
}

std::string large() { return std::string(50'000'000, 'x'); }

/// A server that defers `/stream...` until the test says otherwise, and echoes the rest; and the
/// streams that the test has begun. They outlive the server.
class Streams {
 public:
  explicit Streams(const ServerOptions& options = test_options())
      : server(options, [this](const Request& request, Response& response, Exchange& exchange) {
          if (!request.path.starts_with("/stream")) return echo(request, response, exchange);
          held.push_back(exchange.defer());
          ++deferred;
        }) {}

  /// Runs `work` on the loop's thread, and waits for it.
  void on_loop(const std::function<void()>& work) {
    std::latch done(1);
    server.loop().post([&] {
      work();
      done.count_down();
    });
    done.wait();
  }

  /// Waits for the next request that is to be streamed, and begins its answer.
  void begin() {
    const int wanted = ++begun_;
    ASSERT_TRUE(eventually([&] { return deferred == wanted; }));
    on_loop([&] {
      open.push_back(held.front().stream(head()));
      held.pop_front();
      open.back().on_close([this, &stream = open.back()] {
        EXPECT_FALSE(stream.is_open());
        ++closed;
      });
    });
  }
  void begin(Client& client, const std::string& request = get("/stream")) {
    client.send(request);
    begin();
  }
  BodyStream::Ready count_ready() {
    return [this](bool more) { ++(more ? ready : failed); };
  }
  /// Writes to the newest stream.
  void write(const std::string& piece) {
    on_loop([&] { open.back().write(piece, count_ready()); });
  }
  void write_and_wait(const std::string& piece) {
    const int before = ready;
    write(piece);
    EXPECT_TRUE(eventually([&] { return ready == before + 1; }));
  }
  void finish() {
    on_loop([&] { open.back().finish(); });
  }
  void drop() {
    on_loop([&] { open.pop_back(); });
  }
  [[nodiscard]] bool wait_for(const std::atomic<int>& count, int wanted) const {
    return eventually([&] { return count == wanted; });
  }
  [[nodiscard]] bool all_connections_end() const {
    return eventually([&] { return server.count(&LoopCounters::connections_open) == 0; });
  }

  std::deque<Deferred> held;    // on the loop's thread only
  std::deque<BodyStream> open;  // too
  std::atomic<int> deferred{0};
  std::atomic<int> ready{0};
  std::atomic<int> failed{0};
  std::atomic<int> closed{0};
  TestServer server;

 private:
  int begun_ = 0;
};

TEST(HttpStream, IsSentInChunksAndTheConnectionLivesOn) {
  Streams streams;
  Client client(streams.server.port());
  streams.begin(client);
  streams.write_and_wait("first,");
  streams.write_and_wait(std::string(26, 'x'));
  streams.finish();
  const std::string start = client.read_through("\r\n\r\n").value();
  EXPECT_TRUE(starts_with(start, "HTTP/1.1 200 OK\r\n"));
  EXPECT_NE(start.find("\r\nContent-Type: text/csv\r\n"), start.npos);
  EXPECT_NE(start.find("\r\nTransfer-Encoding: chunked\r\n"), start.npos);
  EXPECT_EQ(start.find("Content-Length"), start.npos);
  EXPECT_EQ(start.find("Connection"), start.npos);
  EXPECT_EQ(client.read_through(kLastChunk),
            "6\r\nfirst,\r\n1a\r\n" + std::string(26, 'x') + "\r\n0\r\n\r\n");
  client.send(get("/next"));
  EXPECT_EQ(client.read()->body, "GET /next []");
  EXPECT_EQ(streams.closed, 0);
  EXPECT_EQ(streams.failed, 0);
  EXPECT_EQ(streams.server.log(), std::vector<std::string>{});
}

TEST(HttpStream, IsCountedOnce) {
  Streams streams;
  Client client(streams.server.port());
  streams.begin(client);
  streams.write_and_wait("piece");
  streams.finish();
  const std::string bytes = client.read_through(kLastChunk).value();
  EXPECT_EQ(streams.server.count(&LoopCounters::requests), 1);
  EXPECT_EQ(streams.server.count(&LoopCounters::refusals), 0);
  EXPECT_EQ(streams.server.count(&LoopCounters::bytes_in), get("/stream").size());
  EXPECT_TRUE(
      eventually([&] { return streams.server.count(&LoopCounters::bytes_out) == bytes.size(); }));
}

TEST(HttpStream, SendsItsHeadAndEveryPieceAtOnce) {
  Streams streams;
  Client client(streams.server.port());
  streams.begin(client);
  EXPECT_TRUE(client.read_through("\r\n\r\n"));
  streams.write("event");
  EXPECT_EQ(client.read_through("event\r\n"), "5\r\nevent\r\n");
}

TEST(HttpStream, MayBeMadeByTheHandlerItself) {
  TestServer server(test_options(), [](const Request& request, Response&, Exchange& exchange) {
    auto stream = exchange.defer().stream(head());
    if (request.path == "/piece") stream.write("piece", {});
    stream.finish();
    EXPECT_EQ(request.header("host"), "h");
  });
  Client client(server.port());
  client.send(get("/piece") + get("/empty") + get("/piece", "Connection: close\r\n"));
  EXPECT_EQ(client.read()->body, "piece");
  EXPECT_EQ(client.read()->body, "");
  const auto last = client.read();
  EXPECT_EQ(last->body, "piece");
  EXPECT_EQ(last->header("Connection"), "close");
  EXPECT_TRUE(client.ended());
}

TEST(HttpStream, MayBeFinishedBehindAPieceThatIsBeingSent) {
  Streams streams;
  Client client(streams.server.port());
  streams.begin(client, get("/stream") + get("/then"));
  streams.on_loop([&] {
    streams.open.back().write(large(), streams.count_ready());
    streams.open.back().finish();
    EXPECT_FALSE(streams.open.back().is_open());
  });
  EXPECT_EQ(client.read()->body, large());
  EXPECT_EQ(client.read()->body, "GET /then []");
  EXPECT_EQ(streams.ready, 0);
  EXPECT_EQ(streams.failed, 0);
}

TEST(HttpStream, ToHttp10EndsWithTheConnection) {
  Streams streams;
  Client client(streams.server.port());
  streams.begin(client, "GET /stream HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  streams.write_and_wait("one,");
  streams.write_and_wait("two");
  streams.write_and_wait("");
  streams.finish();
  const std::string start = client.read_through("\r\n\r\n").value();
  EXPECT_NE(start.find("\r\nConnection: close\r\n"), start.npos);
  EXPECT_EQ(start.find("Transfer-Encoding"), start.npos);
  EXPECT_EQ(start.find("Content-Length"), start.npos);
  EXPECT_EQ(client.read_to_end(), "one,two");
}

TEST(HttpStream, ToHttp10IsResetIfItIsDropped) {
  Streams streams;
  Client client(streams.server.port());
  streams.begin(client, kOld);
  streams.write_and_wait("half of it");
  streams.drop();
  EXPECT_EQ(client.read_to_end(), std::nullopt);
}

TEST(HttpStream, ToHttp10IsResetIfItsEndIsNotRead) {
  auto options = test_options();
  options.write_time = 50ms;
  Streams streams(options);
  Client client(streams.server.port());
  streams.begin(client, kOld);
  streams.on_loop([&] {
    streams.open.back().write(large(), {});
    streams.open.back().finish();
  });
  EXPECT_TRUE(streams.all_connections_end());
  EXPECT_EQ(client.read_to_end(), std::nullopt);
}

TEST(HttpStream, ToHeadIsItsHeadAndClosedFromTheStart) {
  Streams streams;
  Client client(streams.server.port());
  streams.begin(client, "HEAD /stream HTTP/1.1\r\nHost: h\r\n\r\n" + get("/then"));
  streams.on_loop([&] { EXPECT_FALSE(streams.open.back().is_open()); });
  streams.write("piece");
  EXPECT_TRUE(streams.wait_for(streams.failed, 1));
  EXPECT_TRUE(streams.wait_for(streams.closed, 1));
  streams.finish();
  const auto answer = client.read(true);
  EXPECT_EQ(answer->header("Transfer-Encoding"), "chunked");
  EXPECT_EQ(client.read()->body, "GET /then []");
}

TEST(HttpStream, WithAStatusThatHasNoBodyIsClosedFromTheStart) {
  TestServer server(test_options(), [](const Request&, Response&, Exchange& exchange) {
    Response none;
    none.status = 204;
    const auto stream = exchange.defer().stream(std::move(none));
    EXPECT_FALSE(stream.is_open());
  });
  Client client(server.port());
  client.send(get("/a") + get("/b"));
  for (int i = 0; i < 2; ++i) {
    const auto answer = client.read();
    EXPECT_EQ(answer->status, 204);
    EXPECT_EQ(answer->header("Transfer-Encoding"), "");
  }
}

TEST(HttpStream, ClosesWhenTheClientGoesDuringSilence) {
  Streams streams;
  int gone = 0;
  for (const bool in_order : {true, false}) {
    for (const bool written : {false, true}) {
      std::optional<Client> client(streams.server.port());
      streams.begin(*client);
      EXPECT_TRUE(client->read_through("\r\n\r\n"));
      if (written) streams.write_and_wait("piece");
      if (written && in_order) {
        EXPECT_TRUE(client->read_through("piece\r\n"));
      }
      EXPECT_EQ(streams.closed, gone);
      if (!in_order) client->reset();
      client.reset();
      EXPECT_TRUE(streams.wait_for(streams.closed, ++gone));
    }
  }
  EXPECT_TRUE(streams.all_connections_end());
  streams.write("too late");
  EXPECT_TRUE(streams.wait_for(streams.failed, 1));
  streams.on_loop([&] { streams.open.clear(); });
  EXPECT_EQ(streams.closed, gone);
  EXPECT_EQ(streams.server.log(), std::vector<std::string>{});
}

TEST(HttpStream, ClosesWhenTheClientGoesDuringALargePiece) {
  Streams streams;
  Client client(streams.server.port());
  streams.begin(client);
  EXPECT_TRUE(client.read_through("\r\n\r\n"));
  streams.write(large());
  EXPECT_TRUE(client.read_through("xxx"));
  client.reset();
  EXPECT_TRUE(streams.wait_for(streams.failed, 1));
  EXPECT_TRUE(streams.wait_for(streams.closed, 1));
  EXPECT_EQ(streams.ready, 0);
}

TEST(HttpStream, ClosesWhenTheClientReadsNothingForTooLong) {
  auto options = test_options();
  options.write_time = 50ms;
  Streams streams(options);
  Client client(streams.server.port());
  streams.begin(client);
  streams.write(large());
  EXPECT_TRUE(streams.wait_for(streams.failed, 1));
  EXPECT_TRUE(streams.wait_for(streams.closed, 1));
  EXPECT_TRUE(streams.all_connections_end());
}

TEST(HttpStream, MayBeSilentForLongerThanAnythingElse) {
  auto options = test_options();
  options.header_time = options.body_time = options.idle_time = options.write_time = 500ms;
  Streams streams(options);
  Client client(streams.server.port());
  streams.begin(client);
  for (int i = 0; i < 2; ++i) {
    Client idle(streams.server.port());
    EXPECT_TRUE(idle.ended());
    streams.write_and_wait("still here");
  }
  streams.finish();
  EXPECT_EQ(client.read()->body, "still herestill here");
  EXPECT_TRUE(client.ended()) << "idle again, now that the stream is over";
}

TEST(HttpStream, LeavesTheLimitsOfTheNextRequestInForce) {
  auto options = test_options();
  options.header_time = 50ms;
  Streams streams(options);
  Client client(streams.server.port());
  streams.begin(client);
  streams.finish();
  EXPECT_EQ(client.read()->body, "");
  client.send("GET /slow HTTP/1.1\r\n");
  const auto answer = client.read();
  EXPECT_EQ(answer->status, 408);
  EXPECT_EQ(answer->body, "refused 408 /slow");
  EXPECT_TRUE(client.ended());
}

TEST(HttpStream, DroppedIsCutBeforeItsEnd) {
  Streams streams;
  Client client(streams.server.port());
  streams.begin(client, get("/stream") + get("/then"));
  streams.write_and_wait("half");
  streams.drop();
  EXPECT_TRUE(client.read_through("\r\n\r\n"));
  EXPECT_EQ(client.read_to_end(), "4\r\nhalf\r\n");
  EXPECT_EQ(streams.closed, 0);
  EXPECT_EQ(streams.server.log(),
            std::vector<std::string>{"handler_failed: a streamed answer was dropped"});
}

TEST(HttpStream, IsDroppedWhenAnotherTakesItsPlace) {
  Streams streams;
  Client first(streams.server.port());
  Client second(streams.server.port());
  streams.begin(first);
  streams.begin(second);
  streams.on_loop([&] {
    streams.open.front() = std::move(streams.open.back());
    streams.open.pop_back();
  });
  EXPECT_TRUE(first.read_through("\r\n\r\n"));
  EXPECT_EQ(first.read_to_end(), "");
  streams.finish();
  EXPECT_EQ(second.read()->body, "");
}

TEST(HttpStream, DroppedTellsItsMakerNothingMore) {
  Streams streams;
  Client client(streams.server.port());
  streams.begin(client);
  streams.write(large());
  streams.drop();
  EXPECT_TRUE(streams.all_connections_end());
  EXPECT_EQ(ask(streams.server.port(), get("/other")).status, 200);
  EXPECT_EQ(streams.closed, 0);
  EXPECT_EQ(streams.ready, 0);
  EXPECT_EQ(streams.failed, 0);
}

TEST(HttpStream, DroppedWhenItFailsIsNotToldThatItClosed) {
  Streams streams;
  Client client(streams.server.port());
  streams.begin(client);
  streams.on_loop([&] {
    streams.open.back().write(large(), [&](bool open) {
      ++(open ? streams.ready : streams.failed);
      streams.open.pop_back();
    });
  });
  EXPECT_TRUE(client.read_through("xxx"));
  client.reset();
  EXPECT_TRUE(streams.wait_for(streams.failed, 1));
  EXPECT_TRUE(streams.all_connections_end());
  EXPECT_EQ(streams.closed, 0);
}

TEST(HttpStream, DroppedByItsHandlerIsCut) {
  TestServer server(test_options(), [](const Request& request, Response&, Exchange& exchange) {
    auto stream = exchange.defer().stream(head());
    if (request.path == "/written") stream.write("piece", {});
    if (request.path == "/thrown") throw std::runtime_error("the reason");
  });
  for (const std::string target : {"/", "/written", "/thrown"}) {
    Client client(server.port());
    client.send(get(target) + get(target));
    const auto bytes = client.read_to_end();
    EXPECT_TRUE(!bytes || bytes->find(kLastChunk) == bytes->npos) << *bytes;
  }
  EXPECT_TRUE(eventually([&] { return server.count(&LoopCounters::connections_open) == 0; }));
  EXPECT_EQ(server.log().size(), 4);
  EXPECT_EQ(server.log().back(), "handler_failed: the reason");
}

TEST(HttpStream, KeptByAHandlerThatThrowsGoesOn) {
  std::optional<BodyStream> kept;
  TestServer server(test_options(), [&](const Request&, Response&, Exchange& exchange) {
    kept.emplace(exchange.defer().stream(head()));
    throw std::runtime_error("late");
  });
  Client client(server.port());
  client.send(get("/"));
  EXPECT_TRUE(client.read_through("\r\n\r\n"));
  server.loop().post([&] { kept->finish(); });
  EXPECT_EQ(client.read_through(kLastChunk), kLastChunk);
}

TEST(HttpStream, MayBeDroppedByTheHandlerOfAnotherConnection) {
  std::deque<BodyStream> open;
  std::atomic<int> begun = 0;
  TestServer server(test_options(),
                    [&](const Request& request, Response& response, Exchange& exchange) {
                      if (request.path == "/drop") {
                        open.clear();
                        return echo(request, response, exchange);
                      }
                      open.push_back(exchange.defer().stream(head()));
                      ++begun;
                    });
  std::deque<Client> clients;
  for (int i = 0; i < 10; ++i) clients.emplace_back(server.port()).send(get("/"));
  EXPECT_TRUE(eventually([&] { return begun == 10; }));
  EXPECT_EQ(ask(server.port(), get("/drop")).status, 200);
  for (auto& client : clients) EXPECT_TRUE(client.read_to_end());
}

TEST(HttpStream, HoldsUpTheRequestsBehindIt) {
  Streams streams;
  Client client(streams.server.port());
  streams.begin(client, get("/1") + get("/stream") + get("/2") + get("/stream") + get("/3"));
  EXPECT_EQ(client.read()->body, "GET /1 []");
  streams.write_and_wait("a");
  EXPECT_EQ(streams.server.count(&LoopCounters::requests), 2);
  streams.finish();
  EXPECT_EQ(client.read()->body, "a");
  EXPECT_EQ(client.read()->body, "GET /2 []");
  streams.begin();
  streams.write_and_wait("b");
  EXPECT_EQ(streams.server.count(&LoopCounters::requests), 4);
  streams.finish();
  EXPECT_EQ(client.read()->body, "b");
  EXPECT_EQ(client.read()->body, "GET /3 []");
}

TEST(HttpStream, LosesNothingOfWhatIsSentMeanwhile) {
  Streams streams;
  Client client(streams.server.port());
  std::uint64_t sent = 0;
  const auto send = [&](const std::string& bytes) {
    sent += bytes.size();
    client.send(bytes);
  };
  const auto heard = [&] {
    return eventually([&] { return streams.server.count(&LoopCounters::bytes_in) == sent; });
  };
  send(get("/stream"));
  streams.begin();
  for (int i = 0; i < 100; ++i) send(get("/" + std::to_string(i)));
  streams.write_and_wait("a");
  send("POST /chunks HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\na");
  EXPECT_TRUE(heard());
  EXPECT_EQ(streams.server.count(&LoopCounters::requests), 1);
  streams.finish();
  EXPECT_EQ(client.read()->body, "a");
  for (int i = 0; i < 100; ++i) {
    EXPECT_EQ(client.read()->body, "GET /" + std::to_string(i) + " []");
  }
  for (const std::string part : {"b", "c\r\n", "2\r\nde", "\r\n0", "\r\n\r\n"}) {
    send(part);
    EXPECT_TRUE(heard());
  }
  EXPECT_EQ(client.read()->body, "POST /chunks [abcde]");
}

TEST(HttpStream, KeepsWhatComesDuringTheDeferredAnswerBehindIt) {
  Streams streams;
  Client client(streams.server.port());
  streams.begin(client, get("/stream") + get("/stream/dropped"));
  streams.finish();
  EXPECT_EQ(client.read()->body, "");
  EXPECT_TRUE(streams.wait_for(streams.deferred, 2));
  client.send(get("/then"));
  EXPECT_EQ(ask(streams.server.port(), get("/other")).status, 200);
  streams.on_loop([&] { streams.held.clear(); });
  EXPECT_EQ(client.read()->body, "refused 500 /stream/dropped");
  EXPECT_EQ(client.read()->body, "GET /then []");
}

TEST(HttpStream, ReadsOnlySoFarAhead) {
  Streams streams;
  Client client(streams.server.port());
  streams.begin(client);
  client.send(std::string(100'000, 'x'));
  EXPECT_TRUE(eventually([&] { return streams.server.count(&LoopCounters::bytes_in) > 16'000; }));
  streams.write_and_wait("a");
  EXPECT_EQ(ask(streams.server.port(), get("/other")).status, 200);
  EXPECT_LT(streams.server.count(&LoopCounters::bytes_in), 20'000);
  streams.finish();
  EXPECT_EQ(client.read()->body, "a");
  EXPECT_EQ(client.read()->status, 414);
}

TEST(HttpStream, ThatEndsItsConnectionReadsWhatComesAfterIt) {
  Streams streams;
  Client client(streams.server.port());
  streams.begin(client, get("/stream", "Connection: close\r\n"));
  streams.write_and_wait("a");
  client.send(std::string(100, 'x'));
  streams.finish();
  client.send(std::string(1000, 'x'));
  EXPECT_EQ(client.read()->body, "a");
  EXPECT_TRUE(client.ended());
  client.finish_sending();
  EXPECT_TRUE(streams.all_connections_end());
}

TEST(HttpStream, CallsReadyForEmptyPiecesAndSendsNothing) {
  Streams streams;
  Client client(streams.server.port());
  streams.begin(client);
  streams.on_loop([&] {
    streams.open.back().write("", streams.count_ready());
    EXPECT_EQ(streams.ready, 0) << "not from within";
  });
  EXPECT_TRUE(streams.wait_for(streams.ready, 1));
  streams.write_and_wait("");
  streams.write_and_wait("a");
  streams.write("");
  streams.finish();
  EXPECT_TRUE(client.read_through("\r\n\r\n"));
  EXPECT_EQ(client.read_through(kLastChunk), "1\r\na\r\n0\r\n\r\n");
}

/// Writes the same piece again and again, each when the one before it has gone.
class Repeater : public std::enable_shared_from_this<Repeater> {
 public:
  Repeater(BodyStream stream, std::string piece, int times)
      : stream_(std::move(stream)), piece_(std::move(piece)), left_(times) {}

  void go_on() {
    if (left_-- == 0) return stream_.finish();
    within_write_ = true;
    stream_.write(piece_, [self = shared_from_this()](bool open) {
      EXPECT_FALSE(self->within_write_);
      if (open) self->go_on();
    });
    within_write_ = false;
  }

 private:
  BodyStream stream_;
  const std::string piece_;
  int left_;
  bool within_write_ = false;
};

TEST(HttpStream, TakesTenThousandSmallPieces) {
  TestServer server(test_options(), [](const Request& request, Response&, Exchange& exchange) {
    const std::string piece = request.path == "/empty" ? "" : "x";
    std::make_shared<Repeater>(exchange.defer().stream(head()), piece, 10'000)->go_on();
  });
  Client client(server.port());
  client.send(get("/pieces") + get("/empty") + get("/pieces"));
  for (const std::size_t size : {10'000UL, 0UL, 10'000UL}) {
    std::string bytes = client.read_through("\r\n" + std::string(kLastChunk)).value();
    EXPECT_EQ(parse_answer(bytes, false)->body, std::string(size, 'x'));
  }
}

TEST(HttpStream, DoesNotMindHowTheRequestsBehindItArrive) {
  constexpr int kRequests = 200;
  TestServer server(
      test_options(), [](const Request& request, Response& response, Exchange& exchange) {
        if (request.path.ends_with("7")) return echo(request, response, exchange);
        std::make_shared<Repeater>(exchange.defer().stream(head()), std::string(request.path), 3)
            ->go_on();
      });
  Client client(server.port());
  std::jthread sender([&] {
    std::string requests;
    for (int i = 0; i < kRequests; ++i) requests += get("/" + std::to_string(i));
    for (std::size_t at = 0; at < requests.size(); at += 13) client.send(requests.substr(at, 13));
  });
  for (int i = 0; i < kRequests; ++i) {
    const std::string path = "/" + std::to_string(i);
    const auto answer = client.read();
    ASSERT_TRUE(answer) << i;
    EXPECT_EQ(answer->body, i % 10 == 7 ? "GET " + path + " []" : path + path + path);
  }
}

TEST(HttpStream, WaitsUntilThereIsRoom) {
  Streams streams;
  Client client(streams.server.port());
  streams.begin(client);
  streams.write(large());
  EXPECT_TRUE(client.read_through("xxx"));
  EXPECT_EQ(ask(streams.server.port(), get("/other")).status, 200);
  EXPECT_EQ(streams.ready, 0);
  streams.on_loop([&] {
    EXPECT_THROW(streams.open.back().write("b", streams.count_ready()), std::logic_error);
  });
  EXPECT_TRUE(client.read_through("\r\n"));
  EXPECT_TRUE(streams.wait_for(streams.ready, 1));
}

TEST(HttpStream, IsCutIfItsMakerThrows) {
  Streams streams;
  Client client(streams.server.port());
  streams.begin(client);
  streams.on_loop([&] {
    streams.open.back().write("half", [](bool) { throw std::runtime_error("no more"); });
  });
  EXPECT_TRUE(client.read_through("\r\n\r\n"));
  EXPECT_EQ(client.read_to_end(), "4\r\nhalf\r\n");
  EXPECT_TRUE(streams.wait_for(streams.closed, 1));
  EXPECT_EQ(streams.server.log(), std::vector<std::string>{"handler_failed: no more"});
}

TEST(HttpStream, TellsThatItClosedAlsoIfReadyThrows) {
  Streams streams;
  Client client(streams.server.port());
  streams.begin(client);
  streams.on_loop([&] {
    streams.open.back().write(large(), [](bool) { throw std::runtime_error("no more"); });
  });
  client.reset();
  EXPECT_TRUE(streams.wait_for(streams.closed, 1));
}

TEST(HttpStream, MayLetItsMakerGoFromWithinEitherCall) {
  struct Maker {
    explicit Maker(BodyStream&& begun) : stream(std::move(begun)) {}
    BodyStream stream;
  };
  Streams streams;
  for (const bool by_ready : {true, false}) {
    Client client(streams.server.port());
    client.send(get("/stream"));
    EXPECT_TRUE(eventually([&] { return streams.deferred > (by_ready ? 0 : 1); }));
    std::weak_ptr<Maker> watched;
    streams.on_loop([&] {
      auto maker = std::make_shared<Maker>(streams.held.front().stream(head()));
      streams.held.pop_front();
      watched = maker;
      auto& stream = maker->stream;
      // The calls are all that keeps it alive.
      stream.on_close([maker] {});
      if (by_ready) stream.write("a", [maker](bool) { maker->stream.finish(); });
    });
    if (by_ready) {
      EXPECT_EQ(client.read()->body, "a");
    } else {
      client.reset();
    }
    EXPECT_TRUE(eventually([&] { return watched.expired(); }));
  }
}

TEST(HttpStream, BegunForAClientThatHasGoneIsClosed) {
  auto options = test_options();
  options.stop_time = 10ms;
  std::optional<BodyStream> stream;
  {
    Streams streams(options);
    std::optional<Client> client(streams.server.port());
    client->send(get("/stream"));
    EXPECT_TRUE(streams.wait_for(streams.deferred, 1));
    streams.server->stop();
    stream.emplace(streams.held.front().stream(head()));
    streams.held.clear();
  }
  EXPECT_FALSE(stream->is_open());
  stream->on_close([] { ADD_FAILURE() << "nobody can call this"; });
  stream->write("to nobody", [](bool) { ADD_FAILURE() << "nor this"; });
}

TEST(HttpStream, MayOutliveItsServer) {
  std::deque<BodyStream> kept;
  {
    Streams streams;
    std::deque<Client> clients;
    for (int i = 0; i < 3; ++i) streams.begin(clients.emplace_back(streams.server.port()));
    streams.server->stop();
    EXPECT_EQ(streams.closed, 3);
    kept = std::move(streams.open);
  }
  EXPECT_FALSE(kept[0].is_open());
  kept[0].write("to nobody", {});
  kept[1].finish();
}

TEST(HttpStream, MayNotBeUsedAfterItsEnd) {
  Streams streams;
  Client client(streams.server.port());
  streams.begin(client);
  streams.on_loop([&] {
    auto& stream = streams.open.back();
    stream.finish();
    EXPECT_FALSE(stream.is_open());
    EXPECT_THROW(stream.write("a", {}), std::logic_error);
    EXPECT_THROW(stream.finish(), std::logic_error);
  });
  EXPECT_EQ(client.read()->body, "");
}

TEST(HttpStream, WithABodyInItsHeadIsABug) {
  TestServer server(test_options(), [](const Request&, Response&, Exchange& exchange) {
    Response response;
    response.body = "too early";
    static_cast<void>(exchange.defer().stream(std::move(response)));
  });
  EXPECT_EQ(ask(server.port(), get("/")).status, 500);
  EXPECT_TRUE(eventually([&] { return !server.log().empty(); }));
}

class HttpStreamStop : public ::testing::Test {
 protected:
  static ServerOptions patient() {
    auto options = test_options();
    options.stop_time = 60s;
    return options;
  }
  void stop() {
    const auto before = std::chrono::steady_clock::now();
    streams.server->stop();
    EXPECT_LT(std::chrono::steady_clock::now() - before, 30s);
  }
  Streams streams{patient()};
};

TEST_F(HttpStreamStop, CutsStreamsThatAreSilent) {
  std::deque<Client> clients;
  for (int i = 0; i < 5; ++i) {
    streams.begin(clients.emplace_back(streams.server.port()));
    if (i > 0) streams.write_and_wait("half");
  }
  stop();
  EXPECT_EQ(streams.closed, 5);
  for (auto& client : clients) {
    const auto bytes = client.read_to_end();
    ASSERT_TRUE(bytes);
    EXPECT_EQ(bytes->find(kLastChunk), bytes->npos);
  }
}

TEST_F(HttpStreamStop, ResetsThoseOfHttp10) {
  Client client(streams.server.port());
  streams.begin(client, kOld);
  stop();
  EXPECT_EQ(streams.closed, 1);
  EXPECT_EQ(client.read_to_end(), std::nullopt);
}

TEST_F(HttpStreamStop, DoesNotWaitForAClientThatDoesNotRead) {
  Client client(streams.server.port());
  streams.begin(client);
  streams.write(large());
  EXPECT_TRUE(client.read_through("xxx"));
  stop();
  EXPECT_EQ(streams.failed, 1);
  EXPECT_EQ(streams.closed, 1);
}

TEST_F(HttpStreamStop, LetsAFinishedStreamBeReadToItsEnd) {
  Client client(streams.server.port());
  streams.begin(client);
  streams.on_loop([&] {
    streams.open.back().write(large(), {});
    streams.open.back().finish();
  });
  EXPECT_TRUE(client.read_through("\r\n\r\n"));
  Client idle(streams.server.port());
  EXPECT_TRUE(
      eventually([&] { return streams.server.count(&LoopCounters::connections_accepted) == 2; }));
  std::thread stopper([&] { stop(); });
  EXPECT_TRUE(idle.ended());
  EXPECT_TRUE(client.read_through(kLastChunk));
  EXPECT_TRUE(client.ended());
  stopper.join();
}

TEST_F(HttpStreamStop, LetsAStreamThatBeginsThenSendWhatItHas) {
  Client whole(streams.server.port());
  Client cut(streams.server.port());
  for (Client* const each : {&whole, &cut}) {
    each->send(get("/stream"));
    EXPECT_TRUE(streams.wait_for(streams.deferred, each == &whole ? 1 : 2));
  }
  Client idle(streams.server.port());
  EXPECT_TRUE(
      eventually([&] { return streams.server.count(&LoopCounters::connections_accepted) == 3; }));
  std::thread stopper([&] { stop(); });
  EXPECT_TRUE(idle.ended());
  streams.on_loop([&] {
    for (auto& each : streams.held) {
      streams.open.push_back(each.stream(head()));
      EXPECT_FALSE(streams.open.back().is_open());
    }
    streams.open.front().finish();
    streams.open.back().on_close([&] { ++streams.closed; });
    streams.open.back().write("refused", streams.count_ready());
  });
  const auto answer = whole.read();
  EXPECT_EQ(answer->body, "");
  EXPECT_EQ(answer->header("Connection"), "close");
  EXPECT_TRUE(cut.read_through("\r\n\r\n"));
  EXPECT_EQ(cut.read_to_end(), "");
  whole.finish_sending();
  stopper.join();
  EXPECT_EQ(streams.failed, 1);
  EXPECT_EQ(streams.closed, 1);
}

TEST_F(HttpStreamStop, FinishesUnderLoad) {
  auto options = patient();
  options.threads = 2;
  std::atomic<int> answered = 0;
  TestServer server(options, [](const Request&, Response&, Exchange& exchange) {
    std::make_shared<Repeater>(exchange.defer().stream(head()), "piece", 3)->go_on();
  });
  std::deque<Client> clients;  // connected before any of them is so fast that the server stops
  for (int i = 0; i < 8; ++i) clients.emplace_back(server.port());
  std::vector<std::jthread> threads;
  for (Client& client : clients) {
    threads.emplace_back([&] {
      while (client.send(get("/")) && client.read()) ++answered;
    });
  }
  EXPECT_TRUE(eventually([&] { return answered > 200; }));
  server->stop();
  EXPECT_EQ(server.count(&LoopCounters::connections_open), 0);
}

TEST(HttpDeferredTarget, ThatKnowsNoStreamsSaysSo) {
  class Simple final : public Deferred::Target {
    void send(Response&&) override {}
    void dropped() override {}
  };
  EXPECT_THROW(Deferred(std::make_shared<Simple>()).stream(head()), std::logic_error);
}

}  // namespace
}  // namespace selfsame::http::testing
