#include <gtest/gtest.h>
#include <string>

#include "http/testing.h"

// Which bytes are a message, and what is answered to those that are none.
namespace selfsame::http::testing {
namespace {

class HttpMessage : public ::testing::Test {
 protected:
  unsigned status_of(std::string_view request) { return ask(server.port(), request).status; }
  std::string body_of(std::string_view request) { return ask(server.port(), request).body; }
  unsigned status_with(const std::string& lines) {
    return status_of("POST / HTTP/1.1\r\nHost: h\r\n" + lines + "\r\n");
  }

  TestServer server;
};

TEST_F(HttpMessage, AnswersWithDateTypeAndLength) {
  const Answer answer = ask(server.port(), "GET /a?b=c HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_EQ(answer.status, 200);
  EXPECT_TRUE(answer.head.starts_with("HTTP/1.1 200 OK\r\n"));
  EXPECT_EQ(answer.header("Content-Type"), "text/plain");
  EXPECT_EQ(answer.header("Date").size(), std::string("Sun, 06 Nov 1994 08:49:37 GMT").size());
  EXPECT_EQ(answer.header("Connection"), "");
  EXPECT_EQ(answer.body, "GET /a?b=c []");
}

TEST_F(HttpMessage, ReadsThePathOutOfAnAbsoluteTarget) {
  const auto path_of = [this](const std::string& target) {
    return body_of("GET " + target + " HTTP/1.1\r\nHost: h\r\n\r\n");
  };
  EXPECT_EQ(path_of("http://h/path?q"), "GET /path?q []");
  EXPECT_EQ(path_of("HTTPS://h:1/p"), "GET /p []");
  EXPECT_EQ(path_of("http://h"), "GET / []");
  EXPECT_EQ(path_of("http://h?q=1"), "GET /?q=1 []");
  EXPECT_EQ(path_of("*"), "GET * []");
  EXPECT_EQ(path_of("//twice"), "GET //twice []");
}

TEST_F(HttpMessage, KnowsItsMethods) {
  for (const std::string method : {"GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "BREW"}) {
    EXPECT_EQ(body_of(method + " / HTTP/1.1\r\nHost: h\r\n\r\n"), method + " / []");
  }
  EXPECT_EQ(to_string(Method::delete_), "DELETE");
  EXPECT_EQ(to_string(Method::other), "");
}

TEST_F(HttpMessage, RefusesWhatIsNoRequestLine) {
  for (const std::string line :
       {"GET / HTTP/2.0", "GET / HTTP/0.9", "GET / HTTP/1.2", "GET /", "GET", "GET  / HTTP/1.1",
        "GET / HTTP/1.1 ", "GET / HTT", "G@T / HTTP/1.1", "GET path HTTP/1.1", "GET /a#b HTTP/1.1",
        "GET /a b HTTP/1.1", " GET / HTTP/1.1", "GET ftp://h/ HTTP/1.1"}) {
    EXPECT_EQ(status_of(line + "\r\nHost: h\r\n\r\n"), 400) << line;
  }
}

TEST_F(HttpMessage, RefusesTlsOnAPlainPortAtOnce) { EXPECT_EQ(status_of("\x16\x03\x01\x02"), 400); }

TEST_F(HttpMessage, RefusesLinesThatEndInABareLineFeed) {
  EXPECT_EQ(status_of("GET / HTTP/1.1\nHost: h\n\n"), 400);
  EXPECT_EQ(status_of("GET / HTTP/1.1\r\nHost: h\nX: y\r\n\r\n"), 400);
}

TEST_F(HttpMessage, NeedsOneHostExactly) {
  EXPECT_EQ(status_of("GET / HTTP/1.1\r\n\r\n"), 400);
  EXPECT_EQ(status_of("GET / HTTP/1.1\r\nHost: h\r\nhost: h\r\n\r\n"), 400);
  EXPECT_EQ(status_of("GET / HTTP/1.0\r\n\r\n"), 200);
}

TEST_F(HttpMessage, RefusesControlBytesInHeaders) {
  using namespace std::string_literals;
  EXPECT_EQ(status_with("X: a\0b\r\n"s), 400);
  EXPECT_EQ(status_with("X: a\x01\r\n"), 400);
  EXPECT_EQ(status_with("X: a\x7f\r\n"), 400);
  EXPECT_EQ(status_with("X: a\rb\r\n"), 400);
  EXPECT_EQ(status_with("X : a\r\n"), 400);
  EXPECT_EQ(status_with(": a\r\n"), 400);
  EXPECT_EQ(status_with("no colon\r\n"), 400);
  EXPECT_EQ(status_with("X: tab\tand \xc3\xa4\r\n"), 200);
}

TEST_F(HttpMessage, RefusesFoldedLines) {
  EXPECT_EQ(status_with("X: a\r\n b\r\n"), 400);
  EXPECT_EQ(status_with("X:\r\n b\r\n"), 400);
  EXPECT_EQ(status_with("X: a\r\n \r\n"), 400);
  EXPECT_EQ(status_with("X:\r\n\t\r\n"), 400);
}

TEST_F(HttpMessage, RefusesEveryWayToMeanTwoLengths) {
  const std::string chunked = "Transfer-Encoding: chunked\r\n";
  const std::string length = "Content-Length: 5\r\n";
  EXPECT_EQ(status_with(chunked + length), 400);
  EXPECT_EQ(status_with(length + chunked), 400);
  EXPECT_EQ(status_with(length + "Content-Length: 6\r\n"), 400);
  EXPECT_EQ(status_with(length + length), 400);
  EXPECT_EQ(status_with("Content-Length: 5, 5\r\n"), 400);
  EXPECT_EQ(status_with("Content-Length: +5\r\n"), 400);
  EXPECT_EQ(status_with("Content-Length: -5\r\n"), 400);
  EXPECT_EQ(status_with("Content-Length: 0x5\r\n"), 400);
  EXPECT_EQ(status_with("Content-Length: 5 5\r\n"), 400);
  EXPECT_EQ(status_with("Content-Length:\r\n"), 400);
  EXPECT_EQ(status_with("Content-Length: 99999999999999999999999\r\n"), 400);
  EXPECT_EQ(status_with(chunked + chunked), 400);
}

TEST_F(HttpMessage, RefusesTransferEncodingsOtherThanChunked) {
  EXPECT_EQ(status_with("Transfer-Encoding: gzip\r\n"), 501);
  EXPECT_EQ(status_with("Transfer-Encoding: gzip, chunked\r\n"), 501);
  EXPECT_EQ(status_with("Transfer-Encoding: chunked, identity\r\n"), 501);
  EXPECT_EQ(status_with("Transfer-Encoding: \"chunked\"\r\n"), 501);
  EXPECT_EQ(status_with("Transfer-Encoding: xchunked\r\n"), 501);
  EXPECT_EQ(status_with("Transfer-Encoding:\r\n"), 501);
  EXPECT_EQ(status_of("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"), 400);
}

TEST_F(HttpMessage, NeverTakesTheRestOfARefusedMessageForAnother) {
  Client client(server.port());
  client.send(
      "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n"
      "0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n");
  const auto answer = client.read();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 400);
  EXPECT_EQ(answer->header("Connection"), "close");
  EXPECT_TRUE(client.ended());
  EXPECT_EQ(server.count(&LoopCounters::requests), 0);
}

TEST_F(HttpMessage, RefusesMalformedChunks) {
  const std::string header = "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n";
  for (const std::string chunks :
       {"x\r\n", "\r\n", "-1\r\n", "5\r\nhelloworld\r\n", "fffffffffffffffff\r\n", "1 \r\na\r\n",
        "1;=\r\na\r\n", "1;a=\"\n\"\r\nb\r\n", "1\r\na\rb\r\n", "0x1\r\na\r\n\r\n",
        "0\r\nContent-Length: 5\r\n\r\n", "0\r\nTransfer-Encoding: chunked\r\n\r\n",
        "0\r\nno colon\r\n\r\n"}) {
    EXPECT_EQ(status_of(header + chunks), 400) << chunks;
  }
}

TEST_F(HttpMessage, RefusalKnowsThePathOnceTheFirstLineIsThere) {
  EXPECT_EQ(body_of("GET /known HTTP/1.1\r\n\r\n"), "refused 400 /known");
  EXPECT_EQ(body_of("GET /known HTTP/1.1\r\nX: \x01"), "refused 400 /known");
  EXPECT_EQ(body_of("GET /unknown\x01"), "refused 400 ");
  EXPECT_EQ(server.count(&LoopCounters::refusals), 3);
}

TEST_F(HttpMessage, AnswersHeadLikeGetWithoutABody) {
  Client client(server.port());
  client.send("HEAD /h HTTP/1.1\r\nHost: h\r\n\r\nGET /g HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_EQ(client.read(true)->header("Content-Length"), "10");
  EXPECT_EQ(client.read()->body, "GET /g []");
}

TEST_F(HttpMessage, KeepsOrClosesAsItsVersionAndHeadersSay) {
  const auto persistence = [this](const std::string& rest) {
    return ask(server.port(), "GET / HTTP/1." + rest + "\r\n\r\n").header("Connection");
  };
  EXPECT_EQ(persistence("1\r\nHost: h"), "");
  EXPECT_EQ(persistence("1\r\nHost: h\r\nConnection: close"), "close");
  EXPECT_EQ(persistence("1\r\nHost: h\r\nConnection: x, Close"), "close");
  EXPECT_EQ(persistence("0"), "close");
  EXPECT_EQ(persistence("0\r\nConnection: Keep-Alive"), "keep-alive");

  Client client(server.port());
  client.send("GET /last HTTP/1.0\r\n\r\nGET /ignored HTTP/1.0\r\n\r\n");
  EXPECT_EQ(client.read()->body, "GET /last []");
  EXPECT_TRUE(client.ended());
}

TEST_F(HttpMessage, InvitesABodyThatWaitsForIt) {
  Client client(server.port());
  client.send("PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\nExpect: 100-Continue\r\n\r\n");
  EXPECT_EQ(client.read()->status, 100);
  client.send("ok");
  EXPECT_EQ(client.read()->body, "PUT / [ok]");
}

TEST_F(HttpMessage, DoesNotInviteABodyThatIsHereOrTooLarge) {
  EXPECT_EQ(body_of("PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\nExpect: 100-continue\r\n"
                    "\r\nok"),
            "PUT / [ok]");
  EXPECT_EQ(status_of("PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 1001\r\n"
                      "Expect: 100-continue\r\n\r\n"),
            413);
}

}  // namespace
}  // namespace selfsame::http::testing
