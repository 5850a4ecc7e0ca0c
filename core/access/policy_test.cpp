#include "core/access/policy.h"

#include <gtest/gtest.h>

#include "core/access/token.h"
#include "tests/support/fake_clock.h"

namespace selfsame::core {
namespace {

using std::chrono::microseconds;
using testing::kNoon;

std::vector<Cidr> networks(std::initializer_list<std::string_view> texts) {
  std::vector<Cidr> parsed;
  for (const auto text : texts) parsed.push_back(*Cidr::parse(text));
  return parsed;
}

bool allows(const NetworkCondition& condition, std::string_view address) {
  return condition.allows(*IpAddress::parse(address));
}

TEST(NetworkCondition, WithoutListsAllowsEverybody) {
  EXPECT_TRUE(allows({}, "192.0.2.1"));
  EXPECT_TRUE(allows({}, "2001:db8::1"));
}

TEST(NetworkCondition, InAllowsOnlyWhatOneNetworkHolds) {
  NetworkCondition condition;
  condition.in = networks({"192.0.2.0/24", "2001:db8::/32"});
  EXPECT_TRUE(allows(condition, "192.0.2.9"));
  EXPECT_TRUE(allows(condition, "::ffff:192.0.2.9"));
  EXPECT_TRUE(allows(condition, "2001:db8::9"));
  EXPECT_FALSE(allows(condition, "192.0.3.9"));
  EXPECT_FALSE(allows(condition, "2001:db9::9"));
}

TEST(NetworkCondition, NotInWinsOverIn) {
  NetworkCondition condition;
  condition.in = networks({"192.0.2.0/24"});
  condition.not_in = networks({"192.0.2.5/32"});
  EXPECT_FALSE(allows(condition, "192.0.2.5"));
  EXPECT_TRUE(allows(condition, "192.0.2.6"));
}

TEST(NetworkCondition, NotInAloneAllowsTheRest) {
  NetworkCondition condition;
  condition.not_in = networks({"192.0.2.0/24"});
  EXPECT_FALSE(allows(condition, "192.0.2.5"));
  EXPECT_TRUE(allows(condition, "198.51.100.1"));
  EXPECT_TRUE(allows(condition, "2001:db8::1"));
}

TEST(EffectiveStatus, IsExpiredFromTheVeryInstantOn) {
  Token token;
  token.expires_at = kNoon;
  EXPECT_EQ(token.effective_status(kNoon - microseconds(1)), EffectiveTokenStatus::active);
  EXPECT_EQ(token.effective_status(kNoon), EffectiveTokenStatus::expired);
  token.status = TokenStatus::disabled;
  EXPECT_EQ(token.effective_status(kNoon - microseconds(1)), EffectiveTokenStatus::disabled);
  EXPECT_EQ(token.effective_status(kNoon), EffectiveTokenStatus::expired);
}

TEST(ResourcePattern, SplitsAtTheLastDot) {
  const auto pattern = ResourcePattern::parse("com.cloudflare.api.account.zone.abc");
  ASSERT_TRUE(pattern);
  EXPECT_EQ(pattern->kind, "com.cloudflare.api.account.zone");
  EXPECT_EQ(pattern->id, "abc");
  EXPECT_TRUE(pattern->names_one());
  EXPECT_EQ(pattern->text(), "com.cloudflare.api.account.zone.abc");
}

TEST(ResourcePattern, KnowsWildcards) {
  const auto every = ResourcePattern::parse("a.b.*");
  EXPECT_FALSE(every->names_one());
  EXPECT_FALSE(every->is_everything());
  const auto everything = ResourcePattern::parse("*");
  EXPECT_TRUE(everything->is_everything());
  EXPECT_FALSE(everything->names_one());
  EXPECT_EQ(everything->text(), "*");
}

TEST(ResourcePattern, RefusesANameWithoutKindOrId) {
  for (const auto* text : {"", "a", ".", "a.", ".a", "**", "a.b."}) {
    EXPECT_FALSE(ResourcePattern::parse(text)) << text;
  }
}

}  // namespace
}  // namespace selfsame::core
