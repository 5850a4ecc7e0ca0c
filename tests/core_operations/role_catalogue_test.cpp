// The roles and groups that come with the program (share/cloudflare-roles.json).
#include <algorithm>
#include <set>

#include "tests/core_operations/organization_world.h"

namespace selfsame::core {
namespace {

using testing::kAdministrator;
using testing::kMinimal;
using testing::role_catalogue;

Grants grants_of(const std::string& id) {
  return role_catalogue().find_role(testing::role(id))->grants;
}

TEST(ShippedRoles, IdsNamesAndLabelsAreUnique) {
  std::set<std::string> roles;
  std::set<std::string> groups;
  std::set<std::string> names;
  std::set<std::string> labels;
  for (const auto& role : role_catalogue().roles()) {
    EXPECT_TRUE(roles.insert(role.id.hex()).second) << role.name;
    EXPECT_TRUE(names.insert(role.name).second) << role.name;
    EXPECT_FALSE(role.description.empty()) << role.name;
    EXPECT_FALSE(role.organization) << role.name;
  }
  for (const auto& group : role_catalogue().groups()) {
    EXPECT_TRUE(groups.insert(group.id.hex()).second) << group.name;
    EXPECT_TRUE(labels.insert(group.label).second) << group.label;
    EXPECT_FALSE(roles.contains(group.id.hex())) << "an id space of its own: " << group.name;
  }
  EXPECT_GE(roles.size(), 40U);
}

TEST(ShippedRoles, EachHasAGroupThatMeansTheSame) {
  for (const auto& role : role_catalogue().roles()) {
    const auto* group = role_catalogue().group_of(role.id);
    ASSERT_NE(group, nullptr) << role.name;
    EXPECT_EQ(group->name, role.name);
    EXPECT_EQ(group->grants, role.grants) << role.name;
    EXPECT_FALSE(group->of_zones) << role.name;
  }
  for (const auto& group : role_catalogue().groups()) {
    EXPECT_EQ(group.of_zones, !group.role) << group.name;
  }
}

TEST(ShippedRoles, TheSuperAdministratorMayEverythingAndNobodyElseTouchesPeopleOrTheWhole) {
  EXPECT_EQ(role_catalogue().find_role(super_administrator())->grants, Grants::everything());
  for (const auto& role : role_catalogue().roles()) {
    if (role.id == super_administrator()) continue;
    EXPECT_FALSE(role.grants.allow(Area::member, Level::edit)) << role.name;
    EXPECT_FALSE(role.grants.allow(Area::organization, Level::edit)) << role.name;
    EXPECT_TRUE(role.grants.allow(Area::organization, Level::read)) << role.name;
  }
}

TEST(ShippedRoles, MinimalReadsTheOrganizationAlone) {
  Grants expected;
  expected.raise(Area::organization, Level::read);
  EXPECT_EQ(grants_of(kMinimal), expected);
}

TEST(ShippedRoles, AdministratorAndReadOnlyAndBillingAreAsInTheReference) {
  const auto administrator = grants_of(kAdministrator);
  for (const auto area : {Area::billing, Area::member, Area::organization, Area::analytics}) {
    EXPECT_EQ(administrator.level(area), Level::read) << area_name(area);
  }
  for (const auto area : {Area::dns, Area::zones, Area::worker, Area::waf, Area::subscription}) {
    EXPECT_EQ(administrator.level(area), Level::edit) << area_name(area);
  }
  const auto read_only = grants_of("f2b20eaa1a5d4af42b53ac16238c99c7");
  for (std::size_t i = 0; i < kAreaCount; ++i) {
    EXPECT_EQ(read_only.level(static_cast<Area>(i)), Level::read);
  }
  const auto billing = grants_of(testing::kBilling);
  EXPECT_EQ(billing.level(Area::billing), Level::edit);
  EXPECT_EQ(billing.level(Area::member), Level::read);
  EXPECT_EQ(billing.level(Area::dns), Level::none);
}

TEST(ShippedRoles, GroupsOfZonesGiveNothingOnPeopleOrMoney) {
  for (const auto& group : role_catalogue().groups()) {
    if (!group.of_zones) continue;
    for (const auto area : {Area::member, Area::organization, Area::billing, Area::subscription}) {
      EXPECT_EQ(group.grants.level(area), Level::none) << group.name << ' ' << area_name(area);
    }
    EXPECT_TRUE(group.grants.allow(Area::zones, Level::read)) << group.name;
  }
}

}  // namespace
}  // namespace selfsame::core
