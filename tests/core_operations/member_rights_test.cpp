// What can be given to a member, and by whom.
#include "core/tenancy/member_rights.h"

#include "core/limits.h"
#include "tests/core_operations/organization_world.h"

namespace selfsame::core {
namespace {

using testing::expect_forbidden;
using testing::expect_invalid;
using testing::group_of;
using testing::kAdministrator;
using testing::kBilling;
using testing::kDns;
using testing::kMinimal;
using testing::kSuper;
using testing::kZoneAdministratorGroup;
using testing::rights;
using testing::role;

class MemberRightsTest : public testing::OrganizationWorld {
 protected:
  MemberRightsTest() : dave_(add_member("dave@example.com", std::vector{kMinimal})) {}

  Error refused(const Principal& by, const MembershipId& id, const MemberRights& wanted) {
    return refusal([&](auto& tx) { return update_member(tx, as(by), acme_, id, wanted); });
  }
  Error refused(const MemberRights& wanted) { return refused(key_, dave_.id, wanted); }
  Error refused_to_invite(const Principal& by, const MemberRights& wanted) {
    return refusal([&](auto& tx) {
      return core::add_member(tx, as(by), acme_, {"new@example.com", wanted, false});
    });
  }
  Error refused_to_remove(const Principal& by, const MembershipId& id) {
    return refusal([&](auto& tx) { return remove_member(tx, as(by), acme_, id); });
  }
  MemberPolicyDraft allow(const std::string& group) const {
    return {Effect::allow, {group}, {acme_.hex()}};
  }
  /// Who may edit members, and read the organization.
  testing::Member add_manager(Grants more = {}) {
    more.raise(Area::member, Level::edit);
    more.raise(Area::organization, Level::read);
    const auto own = add_role(++roles_, more);
    return add_member("manager" + std::to_string(roles_) + "@example.com", std::vector{own});
  }

  testing::Member dave_;
  std::uint8_t roles_ = 0;
};

using ApplyRights = MemberRightsTest;
using HandingOut = MemberRightsTest;

TEST_F(ApplyRights, RefusesRolesThatTheOrganizationDoesNotHave) {
  Role foreign;
  foreign.id = RoleId{{0xEF}};
  foreign.name = "of Elsewhere";
  foreign.organization = elsewhere_;
  ASSERT_TRUE(write([&](auto& tx) { return import_role(tx, as(system_), foreign); }));
  for (const auto& unknown : {foreign.id.hex(), group_of(kMinimal), std::string(32, '0'),
                              std::string("x"), std::string()}) {
    expect_invalid(refused(rights({kMinimal, unknown})), "/roles/1");
  }
  const auto two = refused(rights({"x", kMinimal, "y"}));
  ASSERT_EQ(two.fields.size(), 2U);
  EXPECT_EQ(two.fields[1].pointer, "/roles/2");
}

TEST_F(ApplyRights, RefusesGroupsThatTheOrganizationDoesNotHave) {
  ResourceGroup foreign;
  foreign.id = ResourceGroupId{{0xEF}};
  foreign.organization = elsewhere_;
  foreign.name = "of Elsewhere";
  ASSERT_TRUE(write([&](auto& tx) { return import_resource_group(tx, as(system_), foreign); }));
  Role foreign_role;
  foreign_role.id = RoleId{{0xEF}};
  foreign_role.name = "of Elsewhere";
  foreign_role.organization = elsewhere_;
  ASSERT_TRUE(write([&](auto& tx) { return import_role(tx, as(system_), foreign_role); }));

  for (const auto& unknown : {foreign.id.hex(), elsewhere_.hex(), std::string("x")}) {
    expect_invalid(refused(rights({{Effect::allow, {group_of(kMinimal)}, {unknown}}})),
                   "/policies/0/resource_groups/0");
  }
  for (const auto& unknown : {foreign_role.id.hex(), kMinimal, std::string("x")}) {
    expect_invalid(refused(rights({{Effect::allow, {unknown}, {acme_.hex()}}})),
                   "/policies/0/permission_groups/0");
  }
  expect_invalid(refused(rights({{Effect::allow, {}, {acme_.hex()}}})),
                 "/policies/0/permission_groups");
  expect_invalid(refused(rights({{Effect::deny, {group_of(kMinimal)}, {}}})),
                 "/policies/0/resource_groups");
}

TEST_F(ApplyRights, TakesEachCountAtItsLimitAndRefusesOnePast) {
  std::vector<std::string> roles(limits::kRolesPerMember, kMinimal);
  EXPECT_TRUE(update(key_, dave_.id, rights(roles)));
  roles.push_back(kMinimal);
  expect_invalid(refused(rights(roles)), "/roles");

  std::vector<MemberPolicyDraft> policies(limits::kPoliciesPerMember, allow(group_of(kMinimal)));
  EXPECT_TRUE(update(key_, dave_.id, rights(policies)));
  policies.push_back(policies.back());
  expect_invalid(refused(rights(policies)), "/policies");

  MemberPolicyDraft many = allow(group_of(kMinimal));
  many.permission_groups.resize(limits::kGroupsPerMemberPolicy, group_of(kMinimal));
  many.resource_groups.resize(limits::kGroupsPerMemberPolicy, acme_.hex());
  EXPECT_TRUE(update(key_, dave_.id, rights({many})));
  auto groups = many;
  groups.permission_groups.push_back(group_of(kMinimal));
  expect_invalid(refused(rights({groups})), "/policies/0/permission_groups");
  auto resources = many;
  resources.resource_groups.push_back(acme_.hex());
  expect_invalid(refused(rights({resources})), "/policies/0/resource_groups");
}

TEST_F(ApplyRights, RolesAndPoliciesOfAPlaceSayTheSame) {
  const auto by_roles = update(key_, dave_.id, rights({kAdministrator, kBilling}));
  ASSERT_EQ(by_roles->membership.policies.size(), 1U);
  const MemberPolicy& policy = by_roles->membership.policies[0];
  EXPECT_EQ(policy.effect, Effect::allow);
  EXPECT_EQ(policy.permission_groups.at(0).hex(), group_of(kAdministrator));
  EXPECT_EQ(policy.permission_groups.at(1).hex(), group_of(kBilling));
  EXPECT_EQ(policy.resource_groups, (std::vector{ResourceGroupId{acme_.bytes}}));

  const auto zone = add_zone(acme_, "acme.example").id;
  const auto by_policies =
      update(key_, dave_.id,
             rights({allow(group_of(kDns)),
                     {Effect::allow, {group_of(kBilling)}, {add_resource_group({zone})}},
                     {Effect::deny, {group_of(kMinimal)}, {acme_.hex()}}}));
  ASSERT_TRUE(by_policies);
  EXPECT_EQ(by_policies->membership.roles, (std::vector{role(kDns)}))
      << "neither what counts on a zone alone nor what is denied";
}

TEST_F(ApplyRights, AnOwnRoleIsKnownByItsTwinInPolicies) {
  Grants logs;
  logs.raise(Area::logs, Level::edit);
  const auto own = add_role(9, logs);
  const auto given = update(key_, dave_.id, rights({own}));
  ASSERT_TRUE(given);
  EXPECT_EQ(given->membership.policies.at(0).permission_groups.at(0).hex(), own);
  EXPECT_EQ(given->policies.at(0).permission_groups.at(0).name, "Own 9");
  ASSERT_TRUE(update(key_, dave_.id, rights({allow(own)})));
  EXPECT_EQ(place(dave_.id).roles, (std::vector{role(own)}));
}

TEST_F(HandingOut, NobodyGivesMoreThanTheyHold) {
  Grants dns;
  dns.raise(Area::dns, Level::edit);
  dns.raise(Area::dns_records, Level::edit);
  dns.raise(Area::zone, Level::read);
  dns.raise(Area::zones, Level::read);
  const auto manager = add_manager(dns);
  for (const auto& too_much : {kBilling, kAdministrator, kSuper}) {
    expect_forbidden(refused(manager.key, dave_.id, rights({too_much})));
    expect_forbidden(refused(manager.key, dave_.id, rights({kMinimal, too_much})));
    expect_forbidden(refused(manager.key, dave_.id, rights({allow(group_of(too_much))})));
    expect_forbidden(refused(manager.key, manager.id, rights({too_much})));  // to themselves
    expect_forbidden(refused_to_invite(manager.key, rights({too_much})));
  }
  EXPECT_TRUE(update(manager.key, dave_.id, rights({kDns})));
  EXPECT_TRUE(add(manager.key, {"new@example.com", rights({kMinimal}), false}));
}

TEST_F(HandingOut, WhatIsGivenOnOneZoneCountsToo) {
  const auto zone = add_zone(acme_, "acme.example").id;
  const auto group = add_resource_group({zone});
  const auto manager = add_manager();
  expect_forbidden(refused(manager.key, dave_.id,
                           rights({{Effect::allow, {kZoneAdministratorGroup}, {group}}})));
  EXPECT_TRUE(update(
      manager.key, dave_.id,
      rights({allow(group_of(kMinimal)), {Effect::deny, {kZoneAdministratorGroup}, {group}}})))
      << "to deny is to give nothing";
}

TEST_F(HandingOut, WhatIsDeniedToSomebodyOnOneZoneTheyCannotGive) {
  Grants all_zones;
  all_zones.raise(Area::zones, Level::edit);
  const auto reader_of_zones = add_role(8, all_zones);
  const auto manager = add_manager(all_zones);
  EXPECT_TRUE(update(manager.key, dave_.id, rights({reader_of_zones})));
  ASSERT_TRUE(update(key_, dave_.id, rights({kMinimal})));

  const auto group = add_resource_group({add_zone(acme_, "secret.example").id});
  const auto own = place(manager.id).roles.front().hex();
  ASSERT_TRUE(
      update(key_, manager.id, rights({allow(own), {Effect::deny, {reader_of_zones}, {group}}})));
  expect_forbidden(refused(manager.key, dave_.id, rights({reader_of_zones})));
  expect_forbidden(refused(manager.key, manager.id, rights({own})));  // nor rid themselves of it
  EXPECT_TRUE(update(manager.key, dave_.id, rights({kMinimal})));
}

TEST_F(HandingOut, OnlyOwnersTouchOwners) {
  auto almost = Grants::everything();
  const auto manager = add_manager(almost);
  const auto second = add_member("second@example.com", std::vector{kSuper});
  expect_forbidden(refused(manager.key, second.id, rights({kMinimal})));
  expect_forbidden(refused(manager.key, second.id, rights({kSuper, kMinimal})));
  expect_forbidden(refused(manager.key, dave_.id, rights({kSuper})));
  expect_forbidden(refused_to_invite(manager.key, rights({kSuper})));
  expect_forbidden(refused_to_remove(manager.key, second.id));
  const auto offer = invite("bob@example.com", {kSuper});
  expect_forbidden(refused(manager.key, offer.membership, rights({kMinimal})));
  EXPECT_TRUE(update(manager.key, dave_.id, rights({kAdministrator})));
  EXPECT_TRUE(remove(manager.key, dave_.id));
  EXPECT_TRUE(remove(second.key, owner_place_)) << "an owner may";
}

TEST_F(HandingOut, AnOwnerOfATenantAboveTouchesOwners) {
  const auto tenant = add_owned_by(carol_, "Tenant", std::nullopt, true).id;
  const auto below = add_owned_by(user_, "Below", tenant).id;
  const auto place_of_owner = read([&](auto& tx) { return find_place(tx, user_->id, below)->id; });
  const auto added = write([&](auto& tx) {
    return core::add_member(tx, as(carol_key_), below, {"bob@example.com", rights({kSuper}), true});
  });
  ASSERT_TRUE(added);
  EXPECT_TRUE(added->membership.owner);
  EXPECT_TRUE(
      write([&](auto& tx) { return remove_member(tx, as(carol_key_), below, place_of_owner); }));
}

TEST_F(HandingOut, ATokenOfTheOrganizationMayMakeOwners) {
  const auto token = acme_token({std::string(permission_group::kScimProvisioning)});
  EXPECT_TRUE(update(token, dave_.id, rights({kSuper})));
  EXPECT_EQ(count_owners(), 2U);
}

}  // namespace
}  // namespace selfsame::core
