#include "core/identity/session_tokens.h"

#include <gtest/gtest.h>
#include <string>

namespace selfsame::core {
namespace {

TEST(IsSessionToken, KnowsThreeParts) {
  EXPECT_TRUE(is_session_token("eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln-_09"));
  // Of the right form, and never good: what reads the parts says so.
  EXPECT_TRUE(is_session_token("eyJ.."));
}

TEST(IsSessionToken, RefusesAnyOtherForm) {
  const std::string token = "eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln";
  EXPECT_FALSE(is_session_token(""));
  EXPECT_FALSE(is_session_token("eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiIxIn0")) << "two parts";
  EXPECT_FALSE(is_session_token(token + ".")) << "four parts";
  EXPECT_FALSE(is_session_token("x" + token)) << "no object in the first part";
}

}  // namespace
}  // namespace selfsame::core
