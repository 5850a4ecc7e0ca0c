#include "dialects/common/known_sessions.h"

#include <gtest/gtest.h>

namespace selfsame::dialect {
namespace {

/// Takes what begins with `good`, and counts how often it was asked.
class CountingTokens final : public core::SessionTokens {
 public:
  mutable int asked = 0;

  [[nodiscard]] core::PlainSecret sign(const core::SessionClaims&) const override {
    return core::PlainSecret("signed");
  }
  [[nodiscard]] std::optional<core::SessionClaims> verify(std::string_view token) const override {
    ++asked;
    if (!token.starts_with("good")) return std::nullopt;
    core::SessionClaims claims;
    claims.id.bytes[0] = static_cast<std::uint8_t>(token.back());
    return claims;
  }
};

class KnownSessionsTest : public ::testing::Test {
 protected:
  CountingTokens tokens_;
  KnownSessions known_{tokens_, 2};
};

TEST_F(KnownSessionsTest, RemembersWhatATokenSays) {
  const auto first = known_.verify("good1");
  ASSERT_TRUE(first);
  EXPECT_EQ(known_.verify(std::string("good") + "1"), first);
  EXPECT_EQ(tokens_.asked, 1);
  EXPECT_NE(known_.verify("good2"), first);
  EXPECT_EQ(known_.verify("good1"), first);
  EXPECT_EQ(tokens_.asked, 2);
}

TEST_F(KnownSessionsTest, NeverRemembersARefusal) {
  EXPECT_FALSE(known_.verify("bad"));
  EXPECT_FALSE(known_.verify("bad"));
  EXPECT_EQ(tokens_.asked, 2);
  EXPECT_TRUE(known_.verify("good1"));
}

TEST_F(KnownSessionsTest, ForgetsAllWhenOneMoreWouldBeTooMany) {
  EXPECT_TRUE(known_.verify("good1"));
  EXPECT_TRUE(known_.verify("good2"));
  EXPECT_FALSE(known_.verify("bad"));
  EXPECT_TRUE(known_.verify("good1"));
  EXPECT_EQ(tokens_.asked, 3) << "a refusal takes no room";
  EXPECT_TRUE(known_.verify("good3"));
  EXPECT_TRUE(known_.verify("good3"));
  EXPECT_EQ(tokens_.asked, 4);
  EXPECT_TRUE(known_.verify("good1"));
  EXPECT_EQ(tokens_.asked, 5) << "it was forgotten";
}

TEST_F(KnownSessionsTest, SignsAsTheTokensDo) { EXPECT_EQ(known_.sign({}).reveal(), "signed"); }

}  // namespace
}  // namespace selfsame::dialect
