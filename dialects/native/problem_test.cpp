#include "dialects/native/problem.h"

#include <gtest/gtest.h>

#include "core/result.h"

namespace selfsame::native {
namespace {

using core::ErrorCode;

std::string answer(const Problem& problem) {
  http::Response response;
  response.body = "what was there before";
  write_problem(problem, response);
  EXPECT_EQ(response.content_type, "application/problem+json");
  return std::to_string(response.status) + ' ' + response.body;
}

std::string answer(ErrorCode code) {
  return answer(problem_of({code, core::Reason::none, "Why.", {}}));
}

std::string simple(const std::string& status, const std::string& title) {
  return status + R"( {"type":"about:blank","title":")" + title + R"(","status":)" + status +
         R"(,"detail":"Why."})";
}

TEST(WriteProblem, GivesEveryErrorOfTheCoreItsStatus) {
  EXPECT_EQ(answer(ErrorCode::invalid), simple("400", "Bad Request"));
  EXPECT_EQ(answer(ErrorCode::unauthenticated), simple("401", "Unauthorized"));
  EXPECT_EQ(answer(ErrorCode::forbidden), simple("403", "Forbidden"));
  EXPECT_EQ(answer(ErrorCode::not_found), simple("404", "Not Found"));
  EXPECT_EQ(answer(ErrorCode::conflict), simple("409", "Conflict"));
  EXPECT_EQ(answer(ErrorCode::limited), simple("409", "Conflict"));
  EXPECT_TRUE(answer(ErrorCode::unavailable).starts_with("503 "));
}

TEST(WriteProblem, NamesThePlaces) {
  const auto error = core::invalid({{"/email", "is required"}, {"/a~1b", "must be \"x\""}}).error();
  EXPECT_EQ(answer(problem_of(error)),
            R"(400 {"type":"about:blank","title":"Bad Request","status":400,)"
            R"("detail":"The input breaks a rule; see errors.","errors":[)"
            R"({"pointer":"/email","detail":"is required"},)"
            R"({"pointer":"/a~1b","detail":"must be \"x\""}]})");
}

TEST(WriteProblem, SaysHowToAuthenticate) {
  http::Response response;
  write_problem({401, "Why."}, response);
  EXPECT_EQ(response.headers(), "WWW-Authenticate: Bearer\r\n");
}

TEST(WriteProblem, TakesBackTheCookieOfAChangeThatWasUndone) {
  http::Response response;
  response.set_cookie("selfsame_session=a.b.c");
  write_problem({503, "Why."}, response);
  EXPECT_EQ(response.cookie(), "");
}

TEST(TransportProblem, HasWordsForEveryStatusThatTheServerGives) {
  for (const unsigned status : {400U, 408U, 413U, 414U, 431U, 501U, 503U, 500U}) {
    EXPECT_EQ(transport_problem(status).status, status);
    EXPECT_FALSE(transport_problem(status).detail.empty());
  }
}

}  // namespace
}  // namespace selfsame::native
