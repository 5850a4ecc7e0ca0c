#include "dialects/rebilly/problem.h"

#include <gtest/gtest.h>

namespace selfsame::rebilly {
namespace {

using std::chrono::seconds;

std::string answer(const Problem& problem) {
  http::Response response;
  response.body = "what was there before";
  response.content_type = "text/plain";
  write_problem(problem, response);
  EXPECT_EQ(response.content_type, "application/json");
  EXPECT_EQ(response.fixed_headers,
            "cache-control: no-store\r\nx-content-type-options: nosniff\r\n");
  return std::to_string(response.status) + ' ' + response.body;
}

TEST(WriteProblem, HasFourMembers) {
  EXPECT_EQ(
      answer({404, "Why \"not\"."}),
      R"(404 {"type":"about:blank","title":"Not Found","status":404,"detail":"Why \"not\"."})");
}

TEST(WriteProblem, NamesTheFieldsInTheWaysOfEveryRelease) {
  const Problem problem{422, "a.0: is bad", {{"a.0", "is bad"}, {"a.0", "is \"x\""}}};
  EXPECT_EQ(answer(problem),
            R"(422 {"type":"about:blank","title":"Unprocessable Content","status":422,)"
            R"("detail":"a.0: is bad","error":"a.0: is bad","details":["is bad","is \"x\""],)"
            R"("invalidFields":[{"field":"a.0","message":"is bad"},)"
            R"({"field":"a.0","message":"is \"x\""}]})");
}

TEST(WriteProblem, GivesTheMessageOfA400WhereOldReleasesLook) {
  EXPECT_EQ(answer({400, "Why."}),
            R"(400 {"type":"about:blank","title":"Bad Request","status":400,"detail":"Why.",)"
            R"("error":"Why."})");
  EXPECT_EQ(answer({400, "sort: is bad", {{"sort", "is bad"}}}),
            R"(400 {"type":"about:blank","title":"Bad Request","status":400,)"
            R"("detail":"sort: is bad","error":"sort: is bad","details":["is bad"],)"
            R"("invalidFields":[{"field":"sort","message":"is bad"}]})");
}

TEST(WriteProblem, HasBothListsInEvery422) {
  EXPECT_EQ(answer({422, "Why."}),
            R"(422 {"type":"about:blank","title":"Unprocessable Content","status":422,)"
            R"("detail":"Why.","error":"Why.","details":[],"invalidFields":[]})");
}

TEST(WriteProblem, NamesNoFieldsWithAStatusThatHasNone) {
  EXPECT_EQ(answer({409, "Why.", {{"email", "is taken"}}}),
            R"(409 {"type":"about:blank","title":"Conflict","status":409,"detail":"Why."})");
}

TEST(WriteProblem, SaysHowToAuthenticate) {
  http::Response response;
  write_problem({401, "Why."}, response);
  EXPECT_EQ(response.headers(), "WWW-Authenticate: Bearer\r\n");
  http::Response other;
  write_problem({403, "Why."}, other);
  EXPECT_EQ(other.headers(), "");
}

TEST(WriteProblem, TakesBackWhereAChangeWasMadeThatWasUndone) {
  http::Response response;
  response.set_location("/rebilly/users/1");
  write_problem({503, "Why."}, response);
  EXPECT_EQ(response.location(), "");
}

TEST(TransportProblem, HasWordsForEveryStatusThatTheServerGives) {
  for (const unsigned status :
       {400U, 404U, 405U, 408U, 413U, 414U, 415U, 429U, 431U, 501U, 503U, 500U}) {
    EXPECT_EQ(transport_problem(status).status, status);
    EXPECT_EQ(transport_problem(status).detail == transport_problem(500).detail, status == 500)
        << status;
  }
}

TEST(TransportProblem, IsAnInternalErrorWithoutWordsOfItsOwn) {
  EXPECT_EQ(transport_problem(999), transport_problem(500));
}

TEST(RefuseMethod, SaysWhichMethodsWork) {
  http::Response response;
  refuse_method("GET, PUT", response);
  EXPECT_EQ(response.status, 405U);
  EXPECT_EQ(response.headers(), "Allow: GET, PUT\r\n");
  EXPECT_TRUE(response.body.contains(R"("title":"Method Not Allowed","status":405)"));
}

TEST(RefuseRate, SaysWhenToComeAgain) {
  http::Response response;
  refuse_rate(core::Timestamp(seconds(1713187400)), seconds(100), response);
  EXPECT_EQ(response.status, 429U);
  EXPECT_EQ(response.headers(), "Retry-After: 100\r\nX-RateLimit-Retry-After: 1713187500\r\n");
  EXPECT_TRUE(response.body.starts_with(
      R"({"type":"about:blank","title":"Rate Limit Exceeded","status":429,"detail":"Too many)"))
      << response.body;
}

TEST(RefuseRate, NamesNoSecondBeforeTheLimitIsThereAnew) {
  http::Response response;
  refuse_rate(core::Timestamp(seconds(1713187400)) + std::chrono::microseconds(1), seconds(1),
              response);
  EXPECT_TRUE(response.headers().contains("X-RateLimit-Retry-After: 1713187402\r\n"));
}

TEST(RefuseRate, LeavesARetryAfterThatIsThere) {
  for (const bool alone : {true, false}) {
    http::Response response;
    if (!alone) response.add_header("Ratelimit", "x");
    response.add_header("Retry-After", "7");
    refuse_rate(core::Timestamp(seconds(1)), seconds(9), response);
    EXPECT_EQ(response.headers(), std::string(alone ? "" : "Ratelimit: x\r\n") +
                                      "Retry-After: 7\r\nX-RateLimit-Retry-After: 10\r\n");
  }
}

}  // namespace
}  // namespace selfsame::rebilly
