#include "core/access/authorize.h"

#include <algorithm>
#include <gtest/gtest.h>

#include "tests/support/fake_clock.h"
#include "tests/support/fake_hasher.h"
#include "tests/support/seeded_entropy.h"
#include "tests/support/small_role_catalogue.h"
#include "tests/support/test_billing.h"
#include "tests/support/test_catalogue.h"

namespace selfsame::core {
namespace {

using testing::kAccountKind;
using testing::kBillingRead;
using testing::kDnsWrite;
using testing::kUserKind;
using testing::kWidgetKind;
using testing::kWidgetUse;
using testing::kZoneKind;
using testing::kZoneRead;
using testing::test_catalogue;

const std::string kEverything{permission_group::kEverything};

ResourceGrant on(std::string_view name) { return {*ResourcePattern::parse(name), {}}; }
ResourceGrant inside(std::string_view outer, std::string_view inner) {
  return {*ResourcePattern::parse(outer), {*ResourcePattern::parse(inner)}};
}

Policy policy(Effect effect, std::vector<std::string> groups, std::vector<ResourceGrant> grants) {
  return {PolicyId{}, effect, std::move(groups), std::move(grants)};
}
Policy allow(std::string group, ResourceGrant grant) {
  return policy(Effect::allow, {std::move(group)}, {std::move(grant)});
}
Policy deny(std::string group, ResourceGrant grant) {
  return policy(Effect::deny, {std::move(group)}, {std::move(grant)});
}

Verdict verdict(const std::vector<Policy>& policies, std::string_view group, Resource resource) {
  return decide(policies, std::span(&group, 1), resource, test_catalogue()).verdict;
}

const OrganizationId kAcme{{7}};
const Resource kZoneA{kZoneKind, "a", kAccountKind, "x"};

TEST(Decide, NothingIsAllowedWithoutAPolicy) {
  EXPECT_EQ(verdict({}, kZoneRead, kZoneA), Verdict::not_allowed);
}

TEST(Decide, AnAllowPolicyAllowsItsGroupOnItsResource) {
  const std::vector<Policy> policies{allow(kZoneRead, on(kZoneKind + ".a"))};
  EXPECT_EQ(verdict(policies, kZoneRead, kZoneA), Verdict::allowed);
  EXPECT_EQ(verdict(policies, kDnsWrite, kZoneA), Verdict::not_allowed);
  EXPECT_EQ(verdict(policies, kZoneRead, {kZoneKind, "b"}), Verdict::not_allowed);
  EXPECT_EQ(verdict(policies, kZoneRead, {kAccountKind, "a"}), Verdict::not_allowed);
}

TEST(Decide, DenyWinsInAnyOrder) {
  const auto yes = allow(kZoneRead, on(kZoneKind + ".*"));
  const auto no = deny(kZoneRead, on(kZoneKind + ".a"));
  EXPECT_EQ(verdict({yes, no}, kZoneRead, kZoneA), Verdict::denied);
  EXPECT_EQ(verdict({no, yes}, kZoneRead, kZoneA), Verdict::denied);
  EXPECT_EQ(verdict({no, yes}, kZoneRead, {kZoneKind, "b"}), Verdict::allowed);
}

TEST(Decide, NamesThePolicyThatDecided) {
  const std::vector<Policy> policies{
      allow(kDnsWrite, on(kZoneKind + ".a")), allow(kZoneRead, on(kZoneKind + ".a")),
      allow(kZoneRead, on("*")), deny(kZoneRead, on(kZoneKind + ".b"))};
  const std::string_view group = kZoneRead;
  const auto decided = [&](Resource resource) {
    return decide(policies, std::span(&group, 1), resource, test_catalogue()).policy;
  };
  EXPECT_EQ(decided(kZoneA), &policies[1]);
  EXPECT_EQ(decided({kZoneKind, "b"}), &policies[3]);
  EXPECT_EQ(decided({kAccountKind, "x"}), nullptr);
}

TEST(Decide, AWildcardMeansEveryIdOfItsKindOnly) {
  const std::vector<Policy> policies{allow(kWidgetUse, on(kWidgetKind + ".*"))};
  EXPECT_EQ(verdict(policies, kWidgetUse, {kWidgetKind, "w"}), Verdict::allowed);
  EXPECT_EQ(verdict(policies, kWidgetUse, {kAccountKind, "w"}), Verdict::not_allowed);
}

TEST(Decide, APlainStarMeansEveryKindThatTheGroupFits) {
  const std::vector<Policy> policies{allow(kZoneRead, on("*"))};
  EXPECT_EQ(verdict(policies, kZoneRead, kZoneA), Verdict::allowed);
  EXPECT_EQ(verdict(policies, kZoneRead, {kAccountKind, "x"}), Verdict::not_allowed);
}

TEST(Decide, ANestedGrantMeansWhatLiesInTheOuterResource) {
  const std::vector<Policy> policies{
      allow(kZoneRead, inside(kAccountKind + ".x", kZoneKind + ".*"))};
  EXPECT_EQ(verdict(policies, kZoneRead, kZoneA), Verdict::allowed);
  EXPECT_EQ(verdict(policies, kZoneRead, {kZoneKind, "a", kAccountKind, "y"}),
            Verdict::not_allowed);
  EXPECT_EQ(verdict(policies, kZoneRead, {kZoneKind, "a"}), Verdict::not_allowed)
      << "what it lies in is not known";
}

TEST(Decide, ANestedGrantDoesNotMeanTheOuterResourceItself) {
  const std::vector<Policy> policies{
      allow(kBillingRead, inside(kAccountKind + ".x", kZoneKind + ".*"))};
  EXPECT_EQ(verdict(policies, kBillingRead, {kAccountKind, "x"}), Verdict::not_allowed);
}

TEST(Decide, AGrantOfTheContainerDoesNotReachWhatLiesInIt) {
  const std::vector<Policy> policies{allow(kEverything, on(kAccountKind + ".x"))};
  EXPECT_EQ(verdict(policies, kZoneRead, kZoneA), Verdict::not_allowed);
  EXPECT_EQ(verdict(policies, kBillingRead, {kAccountKind, "x"}), Verdict::allowed);
}

TEST(Decide, AGroupWhoseScopeDoesNotFitSaysNothing) {
  EXPECT_EQ(verdict({allow(kBillingRead, on(kZoneKind + ".a"))}, kBillingRead, kZoneA),
            Verdict::not_allowed);
  EXPECT_EQ(verdict({allow(kZoneRead, on("*")), deny(kBillingRead, on("*"))}, kZoneRead, kZoneA),
            Verdict::allowed);
}

TEST(Decide, AnUnknownGroupOrKindSaysNothing) {
  EXPECT_EQ(verdict({allow("unknown", on("*"))}, "unknown", kZoneA), Verdict::not_allowed);
  EXPECT_EQ(verdict({allow(kZoneRead, on("unknown.*"))}, kZoneRead, {"unknown", "a"}),
            Verdict::not_allowed);
}

TEST(Decide, AnAliasIsItsGroup) {
  EXPECT_EQ(verdict({allow("zone_read", on("*"))}, kZoneRead, kZoneA), Verdict::allowed);
  EXPECT_EQ(verdict({allow(kZoneRead, on("*")), deny("zones_read", on("*"))}, kZoneRead, kZoneA),
            Verdict::denied);
}

TEST(Decide, TheGroupOfEverythingContainsEveryOperation) {
  EXPECT_EQ(verdict({allow(kEverything, on("*"))}, kZoneRead, kZoneA), Verdict::allowed);
  EXPECT_EQ(verdict({allow(kEverything, on(kZoneKind + ".b"))}, kZoneRead, kZoneA),
            Verdict::not_allowed);
  EXPECT_EQ(verdict({allow(kZoneRead, on("*")), deny(kEverything, on("*"))}, kZoneRead, kZoneA),
            Verdict::denied);
}

/// Principals of every kind that act on one user.
class Authorize : public ::testing::Test {
 protected:
  static std::shared_ptr<const User> make_user(std::uint8_t number) {
    User user;
    user.id = UserId{{number}};
    return std::make_shared<const User>(user);
  }
  Principal with(CredentialKind kind) const { return {user_, kind, {}, nullptr}; }
  Principal with_session(std::vector<std::string> permissions) const {
    Principal principal = with(CredentialKind::session);
    principal.session =
        std::make_shared<const Session>(Session{{}, user_->id, std::move(permissions)});
    return principal;
  }
  Principal with_key(const OrganizationId& organization) const {
    Principal principal = with(CredentialKind::organization_key);
    principal.key = std::make_shared<const ApiKey>(
        ApiKey{{}, ApiKeyKind::organization, user_->id, organization, "a key", {}});
    return principal;
  }
  Principal with_token(std::vector<Policy> policies) const {
    Token token;
    token.owner = user_->id;
    token.policies = std::move(policies);
    return {user_, CredentialKind::api_token, {}, std::make_shared<const Token>(token)};
  }
  static Status ask(const Principal& principal, OperationId id) {
    testing::FakeHasher hasher;
    testing::SeededEntropy entropy;
    static const RoleCatalogue roles = testing::small_role_catalogue();
    const OperationContext context{test_catalogue(), roles,   testing::test_billing_rules(),
                                   hasher,           entropy, testing::kNoon,
                                   principal};
    return operation(id).access == Access::operator_only ? authorize_operator(context, id)
                                                         : authorize_on_user(context, id);
  }
  static bool allowed(const Principal& principal, OperationId id) {
    const auto status = ask(principal, id);
    if (!status) {
      EXPECT_EQ(status.error().code, ErrorCode::forbidden);
      EXPECT_EQ(status.error().reason, Reason::permission_missing);
    }
    return status.has_value();
  }

  const std::shared_ptr<const User> user_ = make_user(1);
  const std::shared_ptr<const User> other_ = make_user(2);
};

bool is_on_oneself(const Operation& op) {
  return op.access == Access::own || op.access == Access::own_by_account;
}

TEST_F(Authorize, AGlobalKeyMayDoToItsUserWhateverTheyMay) {
  const auto key = with(CredentialKind::global_key);
  for (const auto& op : operations()) {
    if (is_on_oneself(op)) {
      EXPECT_TRUE(allowed(key, op.id)) << op.name;
    }
    if (op.access == Access::operator_only) {
      EXPECT_FALSE(allowed(key, op.id)) << op.name;
    }
  }
}

TEST_F(Authorize, EachOperationOnOneselfIsAllowedByExactlyItsGroups) {
  for (const auto& op : operations()) {
    if (!is_on_oneself(op)) continue;
    for (const auto& group : test_catalogue().groups()) {
      const auto& wanted = op.permission_groups;
      const bool named = std::ranges::find(wanted, group.id) != wanted.end();
      const auto token = with_token({allow(group.id, on("*"))});
      EXPECT_EQ(allowed(token, op.id), named) << op.name << ' ' << group.name;
    }
  }
}

TEST_F(Authorize, ADenyPolicyRefusesWhatAnotherAllows) {
  const std::string write{permission_group::kApiTokensWrite};
  const auto token = with_token({allow(kEverything, on("*")), deny(write, on("*"))});
  EXPECT_FALSE(allowed(token, OperationId::token_create));
  EXPECT_FALSE(allowed(token, OperationId::token_list)) << "a write group reads too";
  EXPECT_TRUE(allowed(token, OperationId::user_get));
}

TEST_F(Authorize, AnOrganizationKeyDoesOnlyWhatEveryKeyMayToItsUser) {
  const auto key = with_key(kAcme);
  for (const auto& op : operations()) {
    if (!is_on_oneself(op)) continue;
    EXPECT_EQ(allowed(key, op.id), permits({}, op)) << op.name;
  }
  EXPECT_TRUE(allowed(key, OperationId::user_get));
  EXPECT_FALSE(allowed(key, OperationId::token_create));
}

TEST_F(Authorize, AnOrganizationKeyActsInItsOrganizationAlone) {
  const auto key = with_key(kAcme);
  const auto& op = operation(OperationId::member_list);
  const auto acme = kAcme.hex();
  const auto other = OrganizationId{{9}}.hex();
  EXPECT_TRUE(credential_allows(key, op, {kAccountKind, acme}, test_catalogue()));
  EXPECT_FALSE(credential_allows(key, op, {kAccountKind, other}, test_catalogue()));
  const auto& zone = operation(OperationId::zone_get);
  EXPECT_TRUE(credential_allows(key, zone, {kZoneKind, "a", kAccountKind, acme}, test_catalogue()));
  EXPECT_FALSE(
      credential_allows(key, zone, {kZoneKind, "a", kAccountKind, other}, test_catalogue()));
}

TEST_F(Authorize, ASessionDoesWhatItIsRestrictedTo) {
  const auto restricted = with_session({"GetMembershipCollection"});
  EXPECT_TRUE(allowed(restricted, OperationId::membership_list));
  EXPECT_FALSE(allowed(restricted, OperationId::membership_get));
  EXPECT_FALSE(allowed(restricted, OperationId::token_create)) << "needs everything";
  EXPECT_TRUE(allowed(restricted, OperationId::user_get)) << "every session may";
  EXPECT_FALSE(credential_holds(restricted, kZoneRead, kZoneA, test_catalogue()));
  for (const auto& op : operations()) {
    if (is_on_oneself(op)) {
      EXPECT_TRUE(allowed(with_session({"*"}), op.id)) << op.name;
    }
  }
}

TEST_F(Authorize, AnOrganizationsTokenActsOnNoUserWhateverItHolds) {
  auto token = with_token({allow(kEverything, on("*"))});
  token.user = nullptr;
  for (const auto& op : operations()) {
    if (is_on_oneself(op)) {
      EXPECT_FALSE(allowed(token, op.id)) << op.name;
    }
  }
}

TEST_F(Authorize, OnesOwnBillingTakesTheGroupOnEveryAccount) {
  const std::string billing{permission_group::kBillingWrite};
  const auto wanted = OperationId::subscription_create;
  EXPECT_TRUE(allowed(with_token({allow(billing, on(kAccountKind + ".*"))}), wanted));
  EXPECT_FALSE(allowed(with_token({allow(billing, on(kAccountKind + ".x"))}), wanted));
  EXPECT_FALSE(allowed(with_token({allow(kEverything, on(kUserKind + ".*"))}), wanted));
  const auto without = with_token({allow(billing, on("*")), deny(billing, on("*"))});
  EXPECT_FALSE(allowed(without, wanted));
}

TEST_F(Authorize, OnlyTheOperatorDoesWhatIsTheOperators) {
  const Principal system;
  EXPECT_TRUE(allowed(system, OperationId::store_init));
  EXPECT_FALSE(allowed(system, OperationId::user_edit)) << "is no user";
  EXPECT_FALSE(allowed(with_token({allow(kEverything, on("*"))}), OperationId::store_init));
}

TEST_F(Authorize, OnUserMeansThePrincipalsOwn) {
  const auto own = on(kUserKind + '.' + user_->id.hex());
  const auto foreign = on(kUserKind + '.' + other_->id.hex());
  const std::string read{permission_group::kUserDetailsRead};
  EXPECT_TRUE(allowed(with_token({allow(read, own)}), OperationId::user_get));
  EXPECT_FALSE(allowed(with_token({allow(read, foreign)}), OperationId::user_get));
}

TEST_F(Authorize, AGroupOnAnAccountSaysNothingOfTheUser) {
  const std::string read{permission_group::kUserDetailsRead};
  EXPECT_FALSE(allowed(with_token({allow(read, on(kAccountKind + ".*"))}), OperationId::user_get));
}

TEST_F(Authorize, ACredentialHoldsWhatItsPoliciesSay) {
  EXPECT_TRUE(
      credential_holds(with(CredentialKind::global_key), kZoneRead, kZoneA, test_catalogue()));
  EXPECT_FALSE(credential_holds(with_key(kAcme), kZoneRead, kZoneA, test_catalogue()));
  EXPECT_TRUE(credential_holds(with_session({"*"}), kZoneRead, kZoneA, test_catalogue()));
  const auto token = with_token({allow(kZoneRead, on(kZoneKind + ".a"))});
  EXPECT_TRUE(credential_holds(token, kZoneRead, kZoneA, test_catalogue()));
  EXPECT_FALSE(credential_holds(token, kDnsWrite, kZoneA, test_catalogue()));
}

}  // namespace
}  // namespace selfsame::core
