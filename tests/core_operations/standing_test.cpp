// What keeps members out of an organization, and what policies say of them.
#include "core/tenancy/standing.h"

#include "core/administration/administration.h"
#include "core/tenancy/role_operations.h"
#include "core/tenancy/zone_operations.h"
#include "tests/core_operations/organization_world.h"

namespace selfsame::core {
namespace {

using testing::expect_error;
using testing::expect_forbidden;
using testing::expect_not_found;
using testing::group_of;
using testing::kAdministrator;
using testing::kMinimal;
using testing::kSuper;
using testing::rights;

class StandingTest : public testing::OrganizationWorld {
 protected:
  StandingTest() : dave_(add_member("dave@example.com", std::vector{kAdministrator})) {}

  /// Whether the principal may do an operation in Acme.
  Status may(const Principal& principal, OperationId id) {
    return read([&](auto& tx) -> Status {
      const auto standing = authorize_in(tx, as(principal), id, acme_);
      return standing ? Status() : std::unexpected(standing.error());
    });
  }
  /// Everything that is done in an organization, on no single zone.
  static std::vector<Operation> operations_in_organizations() {
    std::vector<Operation> found;
    for (const auto& op : operations()) {
      if (op.access == Access::organization || op.access == Access::visible) found.push_back(op);
    }
    return found;
  }
  auto zone(const Principal& principal, const ZoneId& id) {
    return read([&](auto& tx) { return get_zone(tx, as(principal), id); });
  }
  auto zones(const Principal& principal) {
    return *read([&](auto& tx) { return list_zones(tx, as(principal), {}); });
  }
  auto organizations(const Principal& principal) {
    return *read([&](auto& tx) { return list_organizations(tx, as(principal), {}); });
  }

  testing::Member dave_;
};

using TwoFactor = StandingTest;
using AllowedNetworks = StandingTest;
using Policies = StandingTest;
using Tenants = StandingTest;

TEST_F(StandingTest, AnAbsentOrganizationAndSomebodyElsesLookAlike) {
  for (const auto& op : operations_in_organizations()) {
    const auto ask = [&](const OrganizationId& id) {
      return read([&](auto& tx) { return authorize_in(tx, as(key_), op.id, id); }).error();
    };
    expect_not_found(ask(elsewhere_));
    EXPECT_EQ(ask(elsewhere_), ask(OrganizationId{{1, 2, 3}})) << op.name;
  }
}

TEST_F(TwoFactor, KeepsAMemberWithoutItOutOfEverythingInTheOrganization) {
  const auto zone_id = add_zone(acme_, "acme.example").id;
  ASSERT_TRUE(zone(dave_.key, zone_id));
  enforce_two_factor(acme_);
  for (const auto& op : operations_in_organizations()) {
    for (const auto& principal : {dave_.key, key_}) {
      expect_error(may(principal, op.id).error(), ErrorCode::forbidden,
                   Reason::two_factor_required);
    }
  }
  expect_error(zone(dave_.key, zone_id).error(), ErrorCode::forbidden, Reason::two_factor_required);
  EXPECT_TRUE(zones(dave_.key).items.empty());
  EXPECT_TRUE(organizations(dave_.key).items.empty());

  set_two_factor(dave_.user->id, true);
  const auto with_it = key_of(dave_.user);
  EXPECT_TRUE(may(with_it, OperationId::member_list));
  EXPECT_TRUE(zone(with_it, zone_id));
  EXPECT_EQ(zones(with_it).items.size(), 1U);
  EXPECT_EQ(organizations(with_it).items.size(), 1U);
}

TEST_F(TwoFactor, KeepsNobodyOutOfAnythingElse) {
  const auto other = add_owned_by(dave_.user, "Dave's").id;
  enforce_two_factor(acme_);
  const auto user = read([&](auto& tx) { return get_user(tx, as(dave_.key)); });
  ASSERT_TRUE(user);
  EXPECT_TRUE(user->two_factor_locked);
  EXPECT_TRUE(read([&](auto& tx) { return list_members(tx, as(dave_.key), other, {}); }));
  ASSERT_EQ(organizations(dave_.key).items.size(), 1U);
  EXPECT_EQ(organizations(dave_.key).items[0].organization->id, other);
  EXPECT_EQ(places(dave_.key)->items.size(), 2U) << "they see that they are a member";
  EXPECT_TRUE(leave(dave_.key, dave_.id));
}

TEST_F(TwoFactor, DoesNotConcernTokensOfTheOrganization) {
  const auto token = acme_token({std::string(permission_group::kAccountSettingsRead)});
  enforce_two_factor(acme_);
  EXPECT_TRUE(members(token));
  EXPECT_EQ(organizations(token).items.size(), 1U);
}

TEST_F(TwoFactor, KeepsOwnersOfATenantAboveOutToo) {
  const auto tenant = add_owned_by(carol_, "Tenant", std::nullopt, true).id;
  const auto below = add_owned_by(user_, "Below", tenant).id;
  const auto ask = [&](const Principal& principal) {
    return read([&](auto& tx) { return list_members(tx, as(principal), below, {}); });
  };
  ASSERT_TRUE(ask(carol_key_));
  enforce_two_factor(below);
  expect_error(ask(carol_key_).error(), ErrorCode::forbidden, Reason::two_factor_required);
  set_two_factor(carol_->id, true);
  EXPECT_TRUE(ask(key_of(carol_)));
}

TEST_F(AllowedNetworks, KeepAPlaceToTheirAddresses) {
  change_place(dave_.id, [](Membership& place) {
    place.allowed_networks = {*Cidr::parse("192.0.2.0/24"), *Cidr::parse("2001:db8::/32")};
  });
  const auto zone_id = add_zone(acme_, "acme.example").id;
  auto principal = dave_.key;
  for (const auto* address : {"192.0.2.7", "2001:db8::1"}) {
    principal.address = IpAddress::parse(address);
    EXPECT_TRUE(members(principal)) << address;
    EXPECT_TRUE(zone(principal, zone_id)) << address;
    EXPECT_EQ(organizations(principal).items.size(), 1U) << address;
  }
  principal.address = IpAddress::parse("198.51.100.7");
  expect_error(members(principal).error(), ErrorCode::forbidden, Reason::address_refused);
  expect_error(zone(principal, zone_id).error(), ErrorCode::forbidden, Reason::address_refused);
  EXPECT_TRUE(zones(principal).items.empty());
  EXPECT_TRUE(organizations(principal).items.empty());
  EXPECT_TRUE(read([&](auto& tx) { return get_user(tx, as(principal)); }));
  EXPECT_TRUE(leave(principal, dave_.id));
}

TEST_F(AllowedNetworks, OfAPlaceInATenantCountBelowItToo) {
  const auto tenant = add_owned_by(carol_, "Tenant", std::nullopt, true).id;
  const auto below = add_owned_by(user_, "Below", tenant).id;
  store_->write_and_wait([&](WriteTransaction& tx) {
    auto place = *find_place(tx, carol_->id, tenant);
    place.allowed_networks = {*Cidr::parse("192.0.2.0/24")};
    return tx.update_membership(place);
  });
  auto principal = key_of(carol_);
  const auto ask = [&] {
    return read([&](auto& tx) { return list_members(tx, as(principal), below, {}); });
  };
  principal.address = IpAddress::parse("198.51.100.7");
  EXPECT_FALSE(ask());
  principal.address = IpAddress::parse("192.0.2.7");
  EXPECT_TRUE(ask());
}

TEST_F(Policies, ADenyWinsOverEveryAllow) {
  ASSERT_TRUE(may(dave_.key, OperationId::member_list));
  const MemberPolicyDraft allow{Effect::allow, {group_of(kAdministrator)}, {acme_.hex()}};
  Grants people;
  people.raise(Area::member, Level::read);
  const MemberPolicyDraft deny{Effect::deny, {add_role(1, people)}, {acme_.hex()}};
  for (const auto& order : {std::vector{allow, deny}, std::vector{deny, allow}}) {
    ASSERT_TRUE(update(key_, dave_.id, rights(order)));
    expect_forbidden(may(dave_.key, OperationId::member_list).error());
    EXPECT_TRUE(may(dave_.key, OperationId::organization_get));
  }
}

TEST_F(Policies, ADenyOnOneZoneHidesThatZoneAlone) {
  const auto shown = add_zone(acme_, "shown.example");
  const auto hidden = add_zone(acme_, "hidden.example");
  const auto group = add_resource_group({hidden.id});
  Grants reading;
  reading.raise(Area::zones, Level::read);
  const MemberPolicyDraft allow{Effect::allow, {group_of(kAdministrator)}, {acme_.hex()}};
  ASSERT_TRUE(
      update(key_, dave_.id, rights({allow, {Effect::deny, {add_role(1, reading)}, {group}}})));
  ASSERT_EQ(zones(dave_.key).items.size(), 1U);
  EXPECT_EQ(zones(dave_.key).items[0].zone, shown);
  EXPECT_TRUE(zones(dave_.key).items[0].may_edit);
  EXPECT_TRUE(zone(dave_.key, shown.id));
  expect_not_found(zone(dave_.key, hidden.id).error());
  EXPECT_EQ(zone(dave_.key, hidden.id).error(), zone(dave_.key, ZoneId{{9}}).error());
}

TEST_F(Policies, ADenyOfEditingOnOneZoneLeavesReading) {
  const auto only = add_zone(acme_, "acme.example");
  Grants editing;
  editing.raise(Area::zones, Level::edit);
  const MemberPolicyDraft allow{Effect::allow, {group_of(kAdministrator)}, {acme_.hex()}};
  ASSERT_TRUE(update(
      key_, dave_.id,
      rights({allow, {Effect::deny, {add_role(1, editing)}, {add_resource_group({only.id})}}})));
  ASSERT_TRUE(zone(dave_.key, only.id));
  EXPECT_FALSE(zone(dave_.key, only.id)->may_edit);
}

TEST_F(Policies, APolicyOnOneZoneShowsOnlyThatZone) {
  const auto shown = add_zone(acme_, "shown.example");
  const auto hidden = add_zone(acme_, "hidden.example");
  const auto elsewhere = add_zone(elsewhere_, "elsewhere.example");
  const auto group = add_resource_group({shown.id});
  ASSERT_TRUE(update(key_, dave_.id,
                     rights({{Effect::allow, {testing::kZoneAdministratorGroup}, {group}}})));
  ASSERT_EQ(zones(dave_.key).items.size(), 1U);
  EXPECT_EQ(zones(dave_.key).items[0].zone.id, shown.id);
  EXPECT_TRUE(zone(dave_.key, shown.id)->may_edit);
  expect_not_found(zone(dave_.key, hidden.id).error());
  expect_not_found(zone(dave_.key, elsewhere.id).error());
  expect_forbidden(may(dave_.key, OperationId::member_list).error());
}

TEST_F(Policies, AGroupWhoseZoneIsGoneIsNotTheWholeOrganization) {
  const auto gone = add_zone(acme_, "gone.example");
  const auto left = add_zone(acme_, "left.example");
  const auto group = add_resource_group({gone.id});
  ASSERT_TRUE(update(key_, dave_.id,
                     rights({{Effect::allow, {testing::kZoneAdministratorGroup}, {group}}})));
  ASSERT_TRUE(write([&](auto& tx) { return delete_zone(tx, as(system_), gone.id); }));
  EXPECT_TRUE(zones(dave_.key).items.empty());
  expect_not_found(zone(dave_.key, left.id).error());
}

TEST_F(Policies, AGroupThatIsDeletedSaysNothing) {
  const auto shown = add_zone(acme_, "shown.example");
  const auto group = add_resource_group({shown.id});
  ASSERT_TRUE(update(key_, dave_.id,
                     rights({{Effect::allow, {testing::kZoneAdministratorGroup}, {group}}})));
  ASSERT_EQ(zones(dave_.key).items.size(), 1U);
  const auto id = ResourceGroupId::parse(group).value();
  ASSERT_TRUE(write([&](auto& tx) { return delete_resource_group(tx, as(key_), acme_, id); }));
  EXPECT_TRUE(zones(dave_.key).items.empty());
}

TEST_F(StandingTest, PermissionsByNameAllowSingleOperations) {
  const auto eve = add_member("eve@example.com", std::vector{kMinimal});
  change_place(eve.id, [](Membership& place) { place.permissions = {"member.list"}; });
  EXPECT_TRUE(may(eve.key, OperationId::member_list));
  expect_forbidden(may(eve.key, OperationId::member_get).error());
  change_place(eve.id, [](Membership& place) { place.permissions = {"*"}; });
  EXPECT_TRUE(may(eve.key, OperationId::member_update));
  expect_forbidden(refusal([&](auto& tx) {
    return update_member(tx, as(eve.key), acme_, eve.id, rights({kAdministrator}));
  }));
}

TEST_F(StandingTest, ATokenDoesWhatItsGroupsAndItsUserAllow) {
  const std::string reading{permission_group::kAccountSettingsRead};
  const std::string writing{permission_group::kAccountSettingsWrite};
  EXPECT_TRUE(may(token_of(user_, {reading}), OperationId::member_list));
  expect_forbidden(may(token_of(user_, {reading}), OperationId::member_update).error());
  EXPECT_TRUE(may(token_of(user_, {writing}), OperationId::member_update));
  // What its user may not do, it may not either.
  expect_forbidden(may(token_of(dave_.user, {writing}), OperationId::member_update).error());
  EXPECT_TRUE(may(token_of(user_, {testing::kBillingRead}), OperationId::organization_get))
      << "any group on it shows it";
  expect_forbidden(may(token_of(user_, {testing::kBillingRead}), OperationId::member_list).error());
  expect_not_found(may(token_of(carol_, {writing}), OperationId::member_list).error());
  const auto on_another =
      with_groups_on(user_, {writing}, {{testing::kAccountKind, elsewhere_.hex()}, {}});
  expect_forbidden(may(on_another, OperationId::organization_get).error());
  EXPECT_TRUE(organizations(on_another).items.empty());
}

TEST_F(Tenants, AnOwnerAdministersWhateverStandsBelow) {
  const auto top = add_owned_by(carol_, "Top", std::nullopt, true).id;
  const auto middle = add_owned_by(other_, "Middle", top, true).id;
  const auto bottom = add_owned_by(user_, "Bottom", middle).id;
  const auto bottom_zone = add_zone(bottom, "bottom.example").id;
  const auto ask = [&](const Principal& principal, const OrganizationId& id) {
    return read([&](auto& tx) { return list_members(tx, as(principal), id, {}); });
  };
  for (const auto& id : {top, middle, bottom}) EXPECT_TRUE(ask(carol_key_, id));
  EXPECT_TRUE(ask(other_key_, bottom));
  expect_not_found(ask(other_key_, top).error());
  expect_not_found(ask(key_, middle).error());
  EXPECT_TRUE(zone(carol_key_, bottom_zone));
  expect_not_found(ask(carol_key_, acme_).error());
}

TEST_F(Tenants, AnOwnerWhoIsAMemberBelowMayNoLess) {
  const auto top = add_owned_by(carol_, "Top", std::nullopt, true).id;
  const auto below = add_owned_by(user_, "Below", top).id;
  add_place(below, carol_, {testing::role(kMinimal)});
  EXPECT_TRUE(read([&](auto& tx) { return list_members(tx, as(carol_key_), below, {}); }));
}

TEST_F(Tenants, AMemberWhoIsNoOwnerAdministersNothing) {
  const auto top = add_owned_by(carol_, "Top", std::nullopt, true).id;
  const auto below = add_owned_by(user_, "Below", top).id;
  add_place(top, other_, {testing::role(kAdministrator)});
  expect_not_found(
      read([&](auto& tx) { return list_members(tx, as(other_key_), below, {}); }).error());
}

TEST_F(Tenants, WhatIsNoTenantAdministersNothing) {
  const auto top = add_owned_by(carol_, "Top", std::nullopt, true).id;
  const auto below = add_owned_by(user_, "Below", top).id;
  store_->write_and_wait([&](WriteTransaction& tx) {
    auto organization = *tx.find_organization(top);
    organization.tenant = TenantKind::none;
    return tx.update_organization(organization);
  });
  expect_not_found(
      read([&](auto& tx) { return list_members(tx, as(carol_key_), below, {}); }).error());
}

}  // namespace
}  // namespace selfsame::core
