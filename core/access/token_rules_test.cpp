#include "core/access/token_rules.h"

#include <gtest/gtest.h>

#include "tests/support/fake_clock.h"
#include "tests/support/test_catalogue.h"

namespace selfsame::core {
namespace {

using std::chrono::microseconds;
using testing::kAccountKind;
using testing::kBucketKind;
using testing::kBucketRead;
using testing::kDnsWrite;
using testing::kNoon;
using testing::kUserKind;
using testing::kZoneKind;
using testing::kZoneRead;
using testing::test_catalogue;

const std::string kEverything{permission_group::kEverything};
const std::string kUserRead{permission_group::kUserDetailsRead};
const std::string kA = std::string(32, 'a');
const std::string kB = std::string(32, 'b');

ResourceGrant on(std::string_view name) { return {*ResourcePattern::parse(name), {}}; }
ResourceGrant inside(std::string_view outer, std::string_view inner) {
  return {*ResourcePattern::parse(outer), {*ResourcePattern::parse(inner)}};
}

Token token_with(std::vector<Policy> policies) {
  Token token;
  token.policies = std::move(policies);
  return token;
}
Token token_with(Effect effect, const std::string& group, ResourceGrant grant) {
  return token_with({{PolicyId{}, effect, {group}, {std::move(grant)}}});
}

class CheckGrants : public ::testing::Test {
 protected:
  CheckGrants() {
    User user;
    user.id = UserId{{1}};
    user_ = std::make_shared<const User>(user);
    key_ = {user_, CredentialKind::global_key, {}, nullptr};
  }
  Principal holding(const Token& token) const {
    return {user_, CredentialKind::api_token, {}, std::make_shared<const Token>(token)};
  }
  Principal holding(const std::string& group, ResourceGrant grant) const {
    return holding(token_with(Effect::allow, group, std::move(grant)));
  }
  static Reason refusal(const Token& token, const Principal& creator) {
    Token owned = token;
    owned.owner = creator.user->id;
    auto status = check_resources(owned);
    if (status) status = check_grants(owned, creator, test_catalogue());
    return status ? Reason::none : status.error().reason;
  }
  static Reason refusal(const std::string& group, ResourceGrant grant, const Principal& creator) {
    return refusal(token_with(Effect::allow, group, std::move(grant)), creator);
  }

  std::shared_ptr<const User> user_;
  Principal key_;
};

TEST_F(CheckGrants, OwnUserAndEveryUserMayBeNamedButNobodyElse) {
  EXPECT_EQ(refusal(kUserRead, on(kUserKind + '.' + user_->id.hex()), key_), Reason::none);
  EXPECT_EQ(refusal(kUserRead, on(kUserKind + ".*"), key_), Reason::none);
  EXPECT_EQ(refusal(kUserRead, on(kUserKind + '.' + kB), key_), Reason::resource_forbidden);
}

TEST_F(CheckGrants, EveryBucketIsForbiddenAndOneIsNot) {
  EXPECT_EQ(refusal(kBucketRead, on(kBucketKind + ".*"), key_), Reason::resource_forbidden);
  EXPECT_EQ(refusal(kBucketRead, on(kBucketKind + ".a_default_b"), key_), Reason::none);
}

TEST_F(CheckGrants, AForbiddenResourceIsForbiddenInADenyPolicyToo) {
  EXPECT_EQ(refusal(token_with(Effect::deny, kUserRead, on(kUserKind + '.' + kB)), key_),
            Reason::resource_forbidden);
}

TEST_F(CheckGrants, OneZoneNeedsTheCreatorsOwnGroupOnIt) {
  const auto wanted = on(kZoneKind + '.' + kA);
  EXPECT_EQ(refusal(kZoneRead, wanted, key_), Reason::none);
  EXPECT_EQ(refusal(kZoneRead, wanted, holding(kZoneRead, wanted)), Reason::none);
  EXPECT_EQ(refusal(kZoneRead, wanted, holding(kZoneRead, on(kZoneKind + ".*"))), Reason::none);
  EXPECT_EQ(refusal(kZoneRead, wanted, holding(kEverything, on("*"))), Reason::none);
  EXPECT_EQ(refusal(kZoneRead, wanted, holding(kDnsWrite, wanted)),
            Reason::grants_more_than_creator);
  EXPECT_EQ(refusal(kZoneRead, wanted, holding(kZoneRead, on(kZoneKind + '.' + kB))),
            Reason::grants_more_than_creator);
}

TEST_F(CheckGrants, EveryPermissionTakesACreatorWhomNothingIsDenied) {
  const auto everything = on("*");
  EXPECT_EQ(refusal(kEverything, everything, key_), Reason::none);
  EXPECT_EQ(refusal(kEverything, everything, holding(kEverything, everything)), Reason::none);
  const auto bounded =
      holding(token_with({{PolicyId{}, Effect::allow, {kEverything}, {everything}},
                          {PolicyId{}, Effect::deny, {kUserRead}, {on(kUserKind + ".*")}}}));
  EXPECT_EQ(refusal(kEverything, everything, bounded), Reason::grants_more_than_creator);
}

TEST_F(CheckGrants, TheRefusalNamesTheGroup) {
  const auto wanted = token_with(Effect::allow, "zones_read", on(kZoneKind + '.' + kA));
  const auto status = check_grants(wanted, holding(kDnsWrite, on("*")), test_catalogue());
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code, ErrorCode::invalid);
  EXPECT_EQ(status.error().message, "Zone Read");
}

TEST_F(CheckGrants, ADenyOfTheCreatorCountsOnOneZone) {
  const auto creator =
      holding(token_with({{PolicyId{}, Effect::allow, {kZoneRead}, {on(kZoneKind + ".*")}},
                          {PolicyId{}, Effect::deny, {kZoneRead}, {on(kZoneKind + '.' + kA)}}}));
  EXPECT_EQ(refusal(kZoneRead, on(kZoneKind + '.' + kA), creator),
            Reason::grants_more_than_creator);
  EXPECT_EQ(refusal(kZoneRead, on(kZoneKind + '.' + kB), creator), Reason::none);
}

TEST_F(CheckGrants, AZoneInAnAccountNeedsTheCreatorsGroupInThatAccount) {
  const auto wanted = inside(kAccountKind + '.' + kA, kZoneKind + '.' + kB);
  EXPECT_EQ(refusal(kZoneRead, wanted,
                    holding(kZoneRead, inside(kAccountKind + '.' + kA, kZoneKind + ".*"))),
            Reason::none);
  EXPECT_EQ(refusal(kZoneRead, wanted,
                    holding(kZoneRead, inside(kAccountKind + '.' + kB, kZoneKind + ".*"))),
            Reason::grants_more_than_creator);
  EXPECT_EQ(refusal(kZoneRead, on(kZoneKind + '.' + kB),
                    holding(kZoneRead, inside(kAccountKind + '.' + kA, kZoneKind + ".*"))),
            Reason::grants_more_than_creator)
      << "the account of a zone that stands alone is not known";
}

TEST_F(CheckGrants, WildcardsAreNotCheckedAgainstTheCreator) {
  const auto nothing = holding(kUserRead, on(kUserKind + ".*"));
  EXPECT_EQ(refusal(kZoneRead, on(kZoneKind + ".*"), nothing), Reason::none);
  EXPECT_EQ(refusal(kZoneRead, inside(kAccountKind + '.' + kA, kZoneKind + ".*"), nothing),
            Reason::none);
}

TEST_F(CheckGrants, DenyingOneZoneNeedsNothing) {
  const auto nothing = holding(kUserRead, on(kUserKind + ".*"));
  EXPECT_EQ(refusal(token_with(Effect::deny, kZoneRead, on(kZoneKind + '.' + kA)), nothing),
            Reason::none);
}

TEST_F(CheckGrants, OnlyWhoHoldsEveryPermissionHandsThemOut) {
  for (const std::string name : {"*", "com.cloudflare.api.user.*"}) {
    EXPECT_EQ(refusal(kEverything, on(name), key_), Reason::none);
    EXPECT_EQ(refusal(kEverything, on(name), holding(kEverything, on("*"))), Reason::none);
    EXPECT_EQ(refusal(kEverything, on(name), holding(kEverything, on(kUserKind + ".*"))),
              Reason::grants_more_than_creator);
    EXPECT_EQ(refusal(kEverything, on(name), holding(kUserRead, on("*"))),
              Reason::grants_more_than_creator);
  }
}

TEST(CheckWindow, AWindowThatIsOverIsRefused) {
  Token token;
  EXPECT_TRUE(check_window_is_ahead(token, kNoon));
  token.expires_at = kNoon + microseconds(1);
  EXPECT_TRUE(check_window_is_ahead(token, kNoon));
  token.expires_at = kNoon;
  const auto status = check_window_is_ahead(token, kNoon);
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().fields.at(0).pointer, "/expires_at");
}

Token described_token() {
  Token token;
  token.name = "old";
  token.policies = {{PolicyId{},
                     Effect::deny,
                     {kZoneRead, kDnsWrite},
                     {on("*"), inside(kAccountKind + ".*", kZoneKind + ".*")}}};
  token.condition.emplace();
  token.condition->in.push_back(*Cidr::parse("192.0.2.0/24"));
  token.expires_at = kNoon;
  return token;
}

TEST(DescribeToken, SaysWhatANewTokenIs) {
  EXPECT_EQ(
      describe_new(described_token()),
      (std::vector<AuditChange>{{"name", std::nullopt, "old"},
                                {"status", std::nullopt, "active"},
                                {"policies", std::nullopt,
                                 "deny " + kZoneRead + ", " + kDnsWrite + " on *, " + kAccountKind +
                                     ".* (" + kZoneKind + ".*)"},
                                {"condition", std::nullopt, "in 192.0.2.0/24 not in "},
                                {"expires_at", std::nullopt, "2026-03-01T12:00:00.000000Z"}}));
}

TEST(DescribeToken, WhatIsGoneIsWhatWasNewTurnedRound) {
  auto changes = describe_gone(described_token());
  for (auto& change : changes) std::swap(change.before, change.after);
  EXPECT_EQ(changes, describe_new(described_token()));
}

TEST(DescribeToken, ADifferenceHasOnlyWhatDiffers) {
  const auto before = described_token();
  auto after = before;
  EXPECT_TRUE(describe_difference(before, after).empty());
  after.name = "new";
  after.status = TokenStatus::disabled;
  after.expires_at.reset();
  EXPECT_EQ(
      describe_difference(before, after),
      (std::vector<AuditChange>{{"name", "old", "new"},
                                {"status", "active", "disabled"},
                                {"expires_at", "2026-03-01T12:00:00.000000Z", std::nullopt}}));
}

}  // namespace
}  // namespace selfsame::core
