#include "dialects/rebilly/error_map.h"

#include <gtest/gtest.h>

#include "core/result.h"

namespace selfsame::rebilly {
namespace {

using core::ErrorCode;
using core::FieldError;

Problem of(ErrorCode code) { return problem_of({code, core::Reason::none, "Why.", {}}); }

Problem of_fields(std::vector<FieldError> fields) {
  return problem_of(core::invalid(std::move(fields)).error());
}

TEST(ProblemOf, GivesEveryErrorOfTheCoreItsStatus) {
  EXPECT_EQ(of(ErrorCode::invalid), (Problem{422, "Why."}));
  EXPECT_EQ(of(ErrorCode::unauthenticated), (Problem{401, "Why."}));
  EXPECT_EQ(of(ErrorCode::forbidden), (Problem{403, "Why."}));
  EXPECT_EQ(of(ErrorCode::not_found), (Problem{404, "Why."}));
  EXPECT_EQ(of(ErrorCode::conflict), (Problem{409, "Why."}));
  EXPECT_EQ(of(ErrorCode::limited), (Problem{422, "Why."}));
}

TEST(ProblemOf, DoesNotTellWhyTheStoreIsUnavailable) {
  EXPECT_EQ(of(ErrorCode::unavailable), transport_problem(503));
}

TEST(ProblemOf, NamesThePlacesInABody) {
  EXPECT_EQ(
      of_fields({{"/acl/0/scope", "must be an object"}}),
      (Problem{422, "acl.0.scope: must be an object", {{"acl.0.scope", "must be an object"}}}));
  EXPECT_EQ(
      of_fields({{"/a", "is bad"}, {"/a", "is worse"}, {"/b", "is worst"}}),
      (Problem{
          422, "a: is bad (and 2 more)", {{"a", "is bad"}, {"a", "is worse"}, {"b", "is worst"}}}));
}

TEST(ProblemOf, NamesTheBodyAsAWhole) {
  EXPECT_EQ(of_fields({{"", "must be an object"}}),
            (Problem{422, "The body must be an object", {{"", "must be an object"}}}));
}

TEST(ProblemOf, TellsTheQueryFromTheBody) {
  EXPECT_EQ(of_fields({{"filter", "is bad"}}),
            (Problem{400, "filter: is bad", {{"filter", "is bad"}}}));
  EXPECT_EQ(of_fields({{"limit", "is bad"}, {"offset", "is bad"}}).status, 400U);
  EXPECT_EQ(of_fields({{"limit", "is bad"}, {"/offset", "is bad"}}).status, 422U);
}

TEST(ProblemOf, KeepsThePlacesOfAQuota) {
  core::Error error{ErrorCode::limited, core::Reason::quota_exceeded, "Full.", {{"/a", "is 51"}}};
  EXPECT_EQ(problem_of(error), (Problem{422, "Full.", {{"a", "is 51"}}}));
}

TEST(Dotted, UndoesTheEscapesOfPointers) {
  EXPECT_EQ(dotted("/a/b/0"), "a.b.0");
  EXPECT_EQ(dotted("/a~1b/c~0d/~01"), "a/b.c~d.~1");
  EXPECT_EQ(dotted("/a~"), "a~");
  EXPECT_EQ(dotted("/a~2"), "a~2");
  EXPECT_EQ(dotted("/"), "");
  EXPECT_EQ(dotted("//"), ".");
}

TEST(Dotted, LeavesWhatIsNoPointer) {
  EXPECT_EQ(dotted(""), "");
  EXPECT_EQ(dotted("filter"), "filter");
  EXPECT_EQ(dotted("a/b"), "a/b");
}

}  // namespace
}  // namespace selfsame::rebilly
