#include "core/access/token_draft.h"

#include <gtest/gtest.h>

#include "core/limits.h"
#include "tests/support/fake_clock.h"
#include "tests/support/seeded_entropy.h"
#include "tests/support/test_catalogue.h"

namespace selfsame::core {
namespace {

using std::chrono::microseconds;
using testing::kAccountKind;
using testing::kBillingRead;
using testing::kBucketKind;
using testing::kBucketRead;
using testing::kNoon;
using testing::kUserKind;
using testing::kWidgetKind;
using testing::kWidgetUse;
using testing::kZoneKind;
using testing::kZoneRead;
using testing::test_catalogue;

const std::string kHexId = "023e105f4ecef8ad9ca31a8372d0c353";

PolicyDraft zone_policy() {
  return {std::nullopt, Effect::allow, {kZoneRead}, {{kZoneKind + ".*", std::nullopt}}};
}

class ApplyDraft : public ::testing::Test {
 protected:
  ApplyDraft() {
    draft_.name = "readonly token";
    draft_.policies.push_back(zone_policy());
  }

  Status apply() { return apply_draft(draft_, test_catalogue(), kNoon, entropy_, token_); }

  /// `pointer: message` of every complaint; empty if the draft is fine.
  std::vector<std::string> complaints() {
    const Token before = token_;
    const auto status = apply();
    if (status) return {};
    EXPECT_EQ(status.error().code, ErrorCode::invalid);
    EXPECT_EQ(token_, before) << "a refused draft changes nothing";
    std::vector<std::string> texts;
    for (const auto& field : status.error().fields) {
      texts.push_back(field.pointer + ": " + field.message);
    }
    return texts;
  }
  std::vector<std::string> complaints_about_resource(const std::string& name,
                                                     const std::string& group = kZoneRead) {
    draft_.policies = {{std::nullopt, Effect::allow, {group}, {{name, std::nullopt}}}};
    return complaints();
  }
  std::vector<std::string> complaints_about_nested(const std::string& outer,
                                                   std::vector<std::string> nested) {
    draft_.policies = {{std::nullopt, Effect::allow, {kZoneRead}, {{outer, std::move(nested)}}}};
    return complaints();
  }

  using Texts = std::vector<std::string>;
  const Texts fine_;
  TokenDraft draft_;
  Token token_;
  testing::SeededEntropy entropy_;
};

TEST_F(ApplyDraft, WritesEverythingThatCanBeSet) {
  draft_.status = TokenStatus::disabled;
  draft_.not_before = kNoon;
  draft_.expires_at = kNoon + microseconds(1);
  draft_.condition = ConditionDraft{Texts{"192.0.2.1/24"}, std::nullopt, true};
  ASSERT_TRUE(apply());
  EXPECT_EQ(token_.name, "readonly token");
  EXPECT_EQ(token_.status, TokenStatus::disabled);
  ASSERT_EQ(token_.policies.size(), 1U);
  EXPECT_NE(token_.policies[0].id, PolicyId{});
  EXPECT_EQ(token_.policies[0].resources[0].outer, (ResourcePattern{kZoneKind, "*"}));
  EXPECT_EQ(token_.condition->in[0].text, "192.0.2.1/24");
  EXPECT_TRUE(token_.condition->has_in);
  EXPECT_FALSE(token_.condition->has_not_in);
  EXPECT_TRUE(token_.condition->dotted_key);
  EXPECT_EQ(token_.expires_at, kNoon + microseconds(1));
}

TEST_F(ApplyDraft, ClearsWhatTheDraftLeavesOutButKeepsTheStatus) {
  token_.status = TokenStatus::disabled;
  token_.not_before = kNoon;
  token_.expires_at = kNoon;
  token_.condition = NetworkCondition();
  ASSERT_TRUE(apply());
  EXPECT_EQ(token_.status, TokenStatus::disabled);
  EXPECT_FALSE(token_.not_before);
  EXPECT_FALSE(token_.expires_at);
  EXPECT_FALSE(token_.condition);
}

TEST_F(ApplyDraft, KeepsTheOrderOfEverything) {
  draft_.policies[0].permission_groups = {"zones_read", kZoneRead, "zone_read"};
  draft_.policies[0].resources = {
      {kZoneKind + ".*", std::nullopt},
      {kAccountKind + ".*", Texts{kZoneKind + "." + kHexId, kZoneKind + ".*"}},
      {"*", std::nullopt}};
  ASSERT_TRUE(apply());
  const auto& policy = token_.policies[0];
  EXPECT_EQ(policy.permission_groups, draft_.policies[0].permission_groups);
  EXPECT_EQ(policy.resources[1].nested[0].id, kHexId);
  EXPECT_EQ(policy.resources[1].nested[1].id, "*");
  EXPECT_TRUE(policy.resources[2].outer.is_everything());
}

TEST_F(ApplyDraft, NameIsRequiredAndLimited) {
  draft_.name = std::string(limits::kTokenNameCharacters, 'n');
  EXPECT_EQ(complaints(), fine_);
  draft_.name += 'n';
  EXPECT_EQ(complaints(), Texts{"/name: must be at most 120 characters long"});
  draft_.name = "";
  EXPECT_EQ(complaints(), Texts{"/name: must not be empty"});
  draft_.name = "a\nb";
  EXPECT_EQ(complaints(), Texts{"/name: must not contain control characters"});
}

TEST_F(ApplyDraft, HasFromOneToFiftyPolicies) {
  draft_.policies.assign(limits::kPoliciesPerToken, zone_policy());
  EXPECT_EQ(complaints(), fine_);
  draft_.policies.push_back(zone_policy());
  EXPECT_EQ(complaints(), Texts{"/policies: must have at most 50 entries"});
  draft_.policies.clear();
  EXPECT_EQ(complaints(), Texts{"/policies: must have at least one entry"});
}

TEST_F(ApplyDraft, HasFromOneTo400GroupsInAPolicy) {
  draft_.policies[0].permission_groups.assign(limits::kPermissionGroupsPerPolicy, kZoneRead);
  EXPECT_EQ(complaints(), fine_);
  draft_.policies[0].permission_groups.push_back(kZoneRead);
  EXPECT_EQ(complaints(), Texts{"/policies/0/permission_groups: must have at most 400 entries"});
  draft_.policies[0].permission_groups.clear();
  EXPECT_EQ(complaints(), Texts{"/policies/0/permission_groups: must have at least one entry"});
}

TEST_F(ApplyDraft, HasFromOneTo400ResourcesInAPolicy) {
  auto& resources = draft_.policies[0].resources;
  resources.assign(limits::kResourcesPerPolicy, {kZoneKind + ".*", std::nullopt});
  EXPECT_EQ(complaints(), fine_);
  resources.push_back({kZoneKind + ".*", std::nullopt});
  EXPECT_EQ(complaints(), Texts{"/policies/0/resources: must have at most 400 entries"});
  resources.clear();
  EXPECT_EQ(complaints(), Texts{"/policies/0/resources: must have at least one entry"});
}

TEST_F(ApplyDraft, HasFromOneTo400ResourcesInsideOfAnother) {
  const std::string outer = kAccountKind + ".*";
  const auto inner = [](std::size_t count) { return Texts(count, kZoneKind + ".*"); };
  EXPECT_EQ(complaints_about_nested(outer, inner(limits::kResourcesPerPolicy)), fine_);
  EXPECT_EQ(complaints_about_nested(outer, inner(limits::kResourcesPerPolicy + 1)),
            Texts{"/policies/0/resources/" + outer + ": must have at most 400 entries"});
  EXPECT_FALSE(complaints_about_nested(outer, {}).empty());
}

TEST_F(ApplyDraft, AResourceNameHasUpTo256Bytes) {
  const std::string longest =
      kWidgetKind + '.' + std::string(limits::kResourceNameBytes - kWidgetKind.size() - 1, 'w');
  EXPECT_EQ(complaints_about_resource(longest, kWidgetUse), fine_);
  EXPECT_EQ(complaints_about_resource(longest + 'w', kWidgetUse).front(),
            "/policies/0/resources/" + longest + "w: resource name is too long");
}

TEST_F(ApplyDraft, RefusesAResourceThatIsNoName) {
  for (const std::string name : {"foo", "", ".", "com.cloudflare.api.account.zone."}) {
    EXPECT_EQ(
        complaints_about_resource(name).front(),
        "/policies/0/resources/" + name + ": resource must be named <kind>.<id>, <kind>.* or *");
  }
}

TEST_F(ApplyDraft, RefusesAnUnknownKind) {
  EXPECT_EQ(complaints_about_resource("com.example.*").front(),
            "/policies/0/resources/com.example.*: unknown kind of resource");
}

TEST_F(ApplyDraft, AnIdOfOurKindsIsLowerCaseHexOrAStar) {
  const std::vector<std::pair<std::string, std::string>> kinds{
      {kUserKind, std::string(permission_group::kUserDetailsRead)},
      {kAccountKind, kBillingRead},
      {kZoneKind, kZoneRead}};
  for (const auto& [kind, group] : kinds) {
    EXPECT_EQ(complaints_about_resource(kind + '.' + kHexId, group), fine_);
    EXPECT_EQ(complaints_about_resource(kind + ".*", group), fine_);
    for (const auto* id : {"023E105F4ECEF8AD9CA31A8372D0C353", "023e105f4ecef8ad9ca31a8372d0c35",
                           "023e105f-4ece-f8ad-9ca3-1a8372d0c353", "**", "me"}) {
      EXPECT_FALSE(complaints_about_resource(kind + '.' + id, group).empty()) << kind << id;
    }
  }
  EXPECT_EQ(complaints_about_resource(kBucketKind + ".account_default_photos", kBucketRead), fine_)
      << "ids of other kinds are any text";
}

TEST_F(ApplyDraft, WhatIsNestedLiesInTheKindAroundIt) {
  EXPECT_EQ(complaints_about_nested(kAccountKind + '.' + kHexId, {kZoneKind + ".*"}), fine_);
  const std::string outer = kAccountKind + ".*";
  EXPECT_EQ(complaints_about_nested(outer, {kZoneKind + ".*", kWidgetKind + ".*"}),
            Texts{"/policies/0/resources/" + outer + '/' + kWidgetKind +
                  ".*: does not lie in the resource around it"});
  EXPECT_FALSE(complaints_about_nested(outer, {outer}).empty());
  EXPECT_FALSE(complaints_about_nested(outer, {"*"}).empty());
  EXPECT_FALSE(complaints_about_nested("*", {kZoneKind + ".*"}).empty());
  EXPECT_FALSE(complaints_about_nested(kZoneKind + ".*", {kAccountKind + ".*"}).empty());
}

TEST_F(ApplyDraft, APointerEscapesTheNameOfAResource) {
  EXPECT_EQ(complaints_about_resource("a/b~c").front().substr(0, 29),
            "/policies/0/resources/a~1b~0c");
}

TEST_F(ApplyDraft, RefusesAnUnknownGroup) {
  draft_.policies[0].permission_groups = {kZoneRead, "unknown", "Zone Read"};
  EXPECT_EQ(complaints(), (Texts{"/policies/0/permission_groups/1: unknown permission group",
                                 "/policies/0/permission_groups/2: unknown permission group"}));
}

TEST_F(ApplyDraft, RefusesAGroupThatFitsNoResourceOfItsPolicy) {
  draft_.policies[0].permission_groups.push_back(kBillingRead);
  EXPECT_EQ(complaints(), Texts{"/policies/0/permission_groups/1: permission group \"Billing "
                                "Read\" does not apply to any resource of this policy"});
  draft_.policies[0].resources.push_back({kAccountKind + ".*", std::nullopt});
  EXPECT_EQ(complaints(), fine_) << "one that fits is enough";
  draft_.policies[0].resources[1].nested = Texts{kZoneKind + ".*"};
  EXPECT_EQ(complaints().size(), 1U) << "what is around does not count";
  draft_.policies[0].resources = {{"*", std::nullopt}};
  EXPECT_EQ(complaints(), fine_) << "everything fits every group";
}

TEST_F(ApplyDraft, AConditionHasUpTo100NetworksInEachList) {
  const Texts most(limits::kNetworksPerCondition, "192.0.2.0/24");
  Texts too_many = most;
  too_many.push_back("192.0.2.0/24");
  draft_.condition = ConditionDraft{most, most, false};
  EXPECT_EQ(complaints(), fine_);
  draft_.condition = ConditionDraft{too_many, too_many, false};
  EXPECT_EQ(complaints(), (Texts{"/condition/in: must have at most 100 entries",
                                 "/condition/not_in: must have at most 100 entries"}));
  draft_.condition = ConditionDraft{Texts{}, Texts{}, false};
  EXPECT_EQ(complaints(), fine_) << "an empty list is allowed";
}

TEST_F(ApplyDraft, RefusesANetworkThatIsNone) {
  draft_.condition = ConditionDraft{Texts{"192.0.2.0/24", "192.0.2.1"}, Texts{"x"}, false};
  const std::string wanted = ": must be a network in CIDR notation, e.g. 192.0.2.0/24";
  EXPECT_EQ(complaints(), (Texts{"/condition/in/1" + wanted, "/condition/not_in/0" + wanted}));
}

TEST_F(ApplyDraft, AWindowEndsAfterItStarts) {
  draft_.not_before = kNoon;
  draft_.expires_at = kNoon;
  EXPECT_EQ(complaints(), Texts{"/expires_at: must be after the start of the validity window"});
  draft_.expires_at = kNoon + microseconds(1);
  EXPECT_EQ(complaints(), fine_);
}

TEST_F(ApplyDraft, NamesEveryOffendingPlaceAtOnce) {
  draft_.name = "";
  draft_.policies.push_back({std::nullopt, Effect::deny, {"x"}, {{"foo", std::nullopt}}});
  draft_.condition = ConditionDraft{Texts{"y"}, std::nullopt, false};
  EXPECT_EQ(complaints().size(), 4U);
}

TEST_F(ApplyDraft, KeepsThePolicyIdsThatTheTokenHas) {
  draft_.policies.push_back(zone_policy());
  ASSERT_TRUE(apply());
  const auto first = token_.policies[0].id;
  const auto second = token_.policies[1].id;
  draft_.policies[0].id = second;
  draft_.policies[1].id = first;
  ASSERT_TRUE(apply());
  EXPECT_EQ(token_.policies[0].id, second);
  EXPECT_EQ(token_.policies[1].id, first);
}

TEST_F(ApplyDraft, MakesNewPolicyIdsForUnknownAndRepeatedOnes) {
  ASSERT_TRUE(apply());
  const auto known = token_.policies[0].id;
  draft_.policies.assign(3, zone_policy());
  draft_.policies[0].id = PolicyId{{9, 9}};
  draft_.policies[1].id = known;
  draft_.policies[2].id = known;
  ASSERT_TRUE(apply());
  EXPECT_NE(token_.policies[0].id, (PolicyId{{9, 9}}));
  EXPECT_EQ(token_.policies[1].id, known);
  EXPECT_NE(token_.policies[2].id, known);
}

}  // namespace
}  // namespace selfsame::core
