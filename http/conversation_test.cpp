#include "http/conversation.h"

#include <gtest/gtest.h>
#include <string>

#include "http/testing.h"

namespace selfsame::http {
namespace {

using testing::FunctionHandler;

/// A conversation whose bytes come from the test instead of a socket.
class Spoken final : public Conversation {
 public:
  using Conversation::Conversation;
  using Conversation::Phase;
  using Conversation::phase;

  void hear(std::string_view bytes) {
    while (!bytes.empty()) {
      const auto space = room();
      const std::size_t size = std::min(space.size(), bytes.size());
      bytes.copy(space.data(), size);
      received(size);
      bytes.remove_prefix(size);
      go_on();
    }
  }
  std::string said;

 private:
  void resume() override { go_on(); }
  void close() override {}
  void go_on() {
    bool more = true;
    while (more) {
      more = advance();
      said += output();
      output().clear();
    }
  }
};

void recite(const Request& request, Response& response, Exchange& exchange) {
  testing::echo(request, response, exchange);
  for (std::size_t i = 0; i < request.header_count; ++i) {
    response.body.append("\n").append(request.header_lines[i].name);
    response.body.append("=").append(request.header_lines[i].value);
  }
  response.body.append("\n").append(request.authorization);
  response.body.append("\n").append(request.content_type);
  response.body.append("\n").append(request.user_agent);
}

class ConversationTest : public ::testing::Test {
 protected:
  static ServerOptions roomy() {
    auto options = testing::test_options();
    options.header_bytes = 16384;
    options.body_bytes = 1 << 20;
    return options;
  }

  std::string answers_to(const std::vector<std::string_view>& parts) {
    Spoken spoken(context, AddressBytes{}, false);
    for (const auto part : parts) spoken.hear(part);
    phase = spoken.phase();
    return spoken.said;
  }

  const ServerOptions options = roomy();
  const TrustedProxies proxies{{}};
  const LogSink log = [](std::string_view, std::string_view) {};
  LoopCounters counters;
  FunctionHandler handler{recite};
  LoopContext context{.options = options,
                      .trusted_proxies = proxies,
                      .log = log,
                      .counters = counters,
                      .handler = &handler};
  Spoken::Phase phase = Spoken::Phase::idle;
};

const std::string kStream =
    "\r\nGET /one?a=b HTTP/1.1\r\nHost: h\r\nAuthorization:  Bearer x \r\nUser-Agent: t\r\n\r\n"
    "POST /two HTTP/1.1\r\nHost: h\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\nhello"
    "POST /three HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nX-Last: yes\r\n\r\n"
    "3;name=\"v\"\r\nabc\r\n00a\r\n0123456789\r\n0\r\nTrailer: t\r\n\r\n"
    "HEAD /four HTTP/1.1\r\nHost: h\r\n\r\n"
    "POST /five HTTP/1.0\r\nContent-Length: 4\r\nConnection: keep-alive\r\n\r\n\r\n\r\n"
    "DELETE /six HTTP/1.1\r\nConnection: close\r\nHost: h\r\n\r\n";

TEST_F(ConversationTest, AnswersAStreamOfMessagesInOrder) {
  std::string said = answers_to({kStream});
  const std::vector<std::string> starts{"GET /one?a=b []\nHost=h\nAuthorization=Bearer x",
                                        "POST /two [hello]\nHost=h",
                                        "POST /three [abc0123456789]\nHost=h",
                                        "",
                                        "POST /five [\r\n\r\n]\n",
                                        "DELETE /six []\n"};
  for (std::size_t i = 0; i < starts.size(); ++i) {
    const auto answer = testing::parse_answer(said, i == 3);
    ASSERT_TRUE(answer) << i;
    EXPECT_EQ(answer->status, 200);
    EXPECT_TRUE(answer->body.starts_with(starts[i])) << answer->body;
  }
  EXPECT_EQ(said, "");
  EXPECT_EQ(phase, Spoken::Phase::over);
}

TEST_F(ConversationTest, DoesNotDependOnWhereTheStreamIsCutInTwo) {
  const std::string whole = answers_to({kStream});
  const std::string_view stream = kStream;
  for (std::size_t cut = 1; cut < stream.size(); ++cut) {
    EXPECT_EQ(answers_to({stream.substr(0, cut), stream.substr(cut)}), whole) << cut;
  }
}

TEST_F(ConversationTest, DoesNotDependOnTheSizeOfThePieces) {
  const std::string whole = answers_to({kStream});
  for (std::size_t size = 1; size < 20; ++size) {
    std::vector<std::string_view> parts;
    for (std::size_t at = 0; at < kStream.size(); at += size) {
      parts.push_back(std::string_view(kStream).substr(at, size));
    }
    EXPECT_EQ(answers_to(parts), whole) << size;
  }
}

TEST_F(ConversationTest, KeepsTheHeaderIntactWhileABodyLargerThanTheBufferArrives) {
  const std::string body(300'000, 'b');
  const std::string header =
      "POST /large?q=1 HTTP/1.1\r\nHost: h\r\nX-Filler: " + std::string(3000, 'f') +
      "\r\nContent-Type: text/x\r\nContent-Length: 300000\r\n\r\n";
  const std::string request = header + body;
  const std::string whole = answers_to({request});
  EXPECT_NE(whole.find("POST /large?q=1 [bbb"), whole.npos);
  EXPECT_NE(whole.find("\nX-Filler=fff"), whole.npos);
  EXPECT_NE(whole.find("\ntext/x\n"), whole.npos);
  for (const std::size_t size : {1000UL, 4096UL, 5000UL, 100'000UL}) {
    std::vector<std::string_view> parts;
    for (std::size_t at = 0; at < request.size(); at += size) {
      parts.push_back(std::string_view(request).substr(at, size));
    }
    EXPECT_EQ(answers_to(parts), whole) << size;
  }
}

TEST_F(ConversationTest, FindsABufferedHeaderAgainWhenTheBufferMoves) {
  const std::string first = "GET /a HTTP/1.1\r\nHost: h\r\n\r\n";
  const std::string second = "POST /b HTTP/1.1\r\nHost: second\r\nX: " + std::string(3990, 'x') +
                             "\r\nContent-Length: 3\r\n\r\n";
  const std::string both = first + second;
  const std::string said = answers_to({both, "a", "b", "c"});
  EXPECT_NE(said.find("POST /b [abc]\nHost=second\nX=xxx"), said.npos);
}

TEST_F(ConversationTest, RefusesABodyWhoseChunksAreMostlyFraming) {
  std::string request = "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n";
  for (int i = 0; i < 100; ++i) request += "1;x=" + std::string(1000, 'e') + "\r\na\r\n";
  EXPECT_TRUE(answers_to({request}).starts_with("HTTP/1.1 400 "));
}

TEST_F(ConversationTest, AcceptsABodyOfOneByteChunks) {
  std::string request = "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n";
  for (int i = 0; i < 10'000; ++i) request += "1\r\na\r\n";
  EXPECT_TRUE(answers_to({request + "0\r\n\r\n"}).starts_with("HTTP/1.1 200 "));
}

TEST_F(ConversationTest, RefusesATrailerThatDoesNotEnd) {
  const std::string request =
      "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX: " +
      std::string(20'000, 'x');
  EXPECT_TRUE(answers_to({request}).starts_with("HTTP/1.1 431 "));
}

TEST_F(ConversationTest, LeavesTheRequestReadableForAHandlerThatKeepsItsPromiseAtOnce) {
  FunctionHandler prompt([](const Request& request, Response&, Exchange& exchange) {
    auto deferred = exchange.defer();
    Response response;
    response.body = "early";
    deferred.send(std::move(response));
    EXPECT_EQ(request.path, "/p");
    EXPECT_EQ(request.header("host"), "h");
  });
  context.handler = &prompt;
  const std::string one = "GET /p HTTP/1.1\r\nHost: h\r\n\r\n";
  std::string said = answers_to({one + one});
  EXPECT_EQ(testing::parse_answer(said, false)->body, "early");
  EXPECT_EQ(testing::parse_answer(said, false)->body, "early");
  EXPECT_EQ(phase, Spoken::Phase::idle);
}

TEST_F(ConversationTest, RefusesWithABareStatusIfTheRefusalItselfThrows) {
  class Hopeless final : public Handler {
    void handle(const Request&, Response&, Exchange&) override { throw 1; }
    void refuse(unsigned, const Request&, Response& response) override {
      response.body = "half";
      throw std::runtime_error("again");
    }
  } hopeless;
  context.handler = &hopeless;
  std::string said = answers_to({"GET / HTTP/1.1\r\nHost: h\r\n\r\n"});
  const auto answer = testing::parse_answer(said, false);
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 500);
  EXPECT_EQ(answer->body, "");
}

}  // namespace
}  // namespace selfsame::http
