#include "http/response.h"

#include <gtest/gtest.h>
#include <stdexcept>

#include "http/answer.h"
#include "http/http_date.h"
#include "http/request.h"

namespace selfsame::http {
namespace {

std::string written(const Response& response, const AnswerStyle& style = {}) {
  std::string out = "before|";
  append_answer(out, response, style);
  return out;
}

TEST(Response, RefusesHeadersThatWouldBreakTheAnswer) {
  using namespace std::string_view_literals;
  Response response;
  EXPECT_THROW(response.add_header("X", "a\r\nSet-Cookie: b"), std::logic_error);
  EXPECT_THROW(response.add_header("X", "a\nb"), std::logic_error);
  EXPECT_THROW(response.add_header("X", "a\0b"sv), std::logic_error);
  EXPECT_THROW(response.add_header("", "a"), std::logic_error);
  EXPECT_THROW(response.add_header("X:Y", "a"), std::logic_error);
  EXPECT_THROW(response.set_location("/a\r\nSet-Cookie: b"), std::logic_error);
  EXPECT_THROW(response.set_cookie("a=b\r\nX: y"), std::logic_error);
  EXPECT_EQ(response.headers(), "");
  EXPECT_EQ(response.location(), "");
  EXPECT_EQ(response.cookie(), "");
}

TEST(Response, SaysOnceWhatMayBeSaidAgain) {
  Response response;
  for (const auto* number : {"1", "2"}) {
    response.set_location(std::string("/things/") + number);
    response.set_cookie(std::string("session=") + number);
  }
  const auto text = written(response);
  EXPECT_NE(text.find("\r\nLocation: /things/2\r\nSet-Cookie: session=2\r\n"), std::string::npos);
  EXPECT_EQ(text.find("=1"), std::string::npos);
  response.clear();
  EXPECT_EQ(written(response).find("Location"), std::string::npos);
  EXPECT_EQ(written(response).find("Set-Cookie"), std::string::npos);
}

TEST(Response, IsWrittenWithAllItsHeaders) {
  Response response;
  response.status = 404;
  response.content_type = "text/plain";
  response.fixed_headers = "A: 1\r\nB: 2\r\n";
  response.add_header("C", "3");
  response.body = "none";
  EXPECT_EQ(written(response, {.date_line = "Date: now\r\n", .persistence = Persistence::close}),
            "before|HTTP/1.1 404 Not Found\r\nDate: now\r\nContent-Type: text/plain\r\n"
            "Content-Length: 4\r\nConnection: close\r\nA: 1\r\nB: 2\r\nC: 3\r\n\r\nnone");
}

TEST(Response, ToHeadHasALengthButNoBody) {
  Response response;
  response.content_type = {};
  response.body = "four";
  EXPECT_EQ(written(response, {.persistence = Persistence::keep_alive, .head = true}),
            "before|HTTP/1.1 200 OK\r\nContent-Length: 4\r\nConnection: keep-alive\r\n\r\n");
}

TEST(Response, WithoutContentHasNeitherBodyNorLength) {
  for (const unsigned status : {204U, 304U}) {
    Response response;
    response.status = status;
    response.body = "ignored";
    EXPECT_EQ(written(response), "before|HTTP/1.1 " + std::to_string(status) + " " +
                                     std::string(reason_phrase(status)) + "\r\n\r\n");
  }
}

TEST(Response, IsAsNewOnceCleared) {
  Response response;
  response.status = 500;
  response.content_type = {};
  response.fixed_headers = "A: 1\r\n";
  response.add_header("B", "2");
  response.body = "body";
  response.close = true;
  response.clear();
  EXPECT_EQ(written(response), written(Response()));
  EXPECT_FALSE(response.close);
}

TEST(Response, NamesUnknownStatuses) { EXPECT_EQ(reason_phrase(799), "Unknown"); }

TEST(HttpDate, IsWrittenAsTheStandardSays) {
  EXPECT_EQ(http_date(784111777), "Sun, 06 Nov 1994 08:49:37 GMT");
}

TEST(RequestHeader, IsFoundWithoutRegardToCase) {
  Request request;
  request.header_lines[0] = {"Name", "one"};
  request.header_lines[1] = {"name", "two"};
  request.header_lines[2] = {"Empty", std::string_view("", 0)};
  request.header_count = 3;
  EXPECT_EQ(request.header("NAME"), "one");
  EXPECT_TRUE(request.has_header("empty"));
  EXPECT_FALSE(request.has_header("absent"));
}

}  // namespace
}  // namespace selfsame::http
