#include "core/tenancy/role.h"

#include <gtest/gtest.h>
#include <stdexcept>

#include "tests/support/small_role_catalogue.h"

namespace selfsame::core {
namespace {

using testing::built_in;

Grants grants(std::initializer_list<std::pair<Area, Level>> levels) {
  Grants made;
  for (const auto& [area, level] : levels) made.raise(area, level);
  return made;
}

std::vector<Area> all_areas() {
  std::vector<Area> areas;
  for (std::size_t i = 0; i < kAreaCount; ++i) areas.push_back(static_cast<Area>(i));
  return areas;
}

TEST(Area, NamesAreDifferentAndReadBackAsTheirArea) {
  for (const auto area : all_areas()) {
    EXPECT_FALSE(area_name(area).empty());
    EXPECT_EQ(parse_area(area_name(area)), area) << area_name(area);
  }
  EXPECT_EQ(area_name(Area::access), "access");
  EXPECT_EQ(area_name(Area::cache_purge), "cache_purge");
  EXPECT_EQ(area_name(Area::member), "member");
  EXPECT_EQ(area_name(Area::zones), "zones");
  for (const auto* unknown : {"", "Member", "members", "zone ", "count_"}) {
    EXPECT_FALSE(parse_area(unknown)) << unknown;
  }
}

TEST(Grants, AllowNothingAtFirstAndEditingContainsReading) {
  const Grants nothing;
  for (const auto area : all_areas()) {
    EXPECT_TRUE(nothing.allow(area, Level::none));
    EXPECT_FALSE(nothing.allow(area, Level::read)) << area_name(area);
    EXPECT_TRUE(Grants::everything().allow(area, Level::read)) << area_name(area);
    EXPECT_TRUE(Grants::everything().allow(area, Level::edit)) << area_name(area);
  }
  const auto reading = grants({{Area::dns, Level::read}});
  EXPECT_TRUE(reading.allow(Area::dns, Level::read));
  EXPECT_FALSE(reading.allow(Area::dns, Level::edit));
  EXPECT_FALSE(reading.allow(Area::billing, Level::read));
}

TEST(Grants, RaiseNeverLowers) {
  auto raised = grants({{Area::dns, Level::edit}});
  raised.raise(Area::dns, Level::read);
  EXPECT_EQ(raised.level(Area::dns), Level::edit);
}

TEST(Grants, AddTakesTheHigherOfEach) {
  auto sum = grants({{Area::dns, Level::edit}, {Area::logs, Level::read}});
  sum.add(grants({{Area::dns, Level::read}, {Area::logs, Level::edit}, {Area::waf, Level::read}}));
  EXPECT_EQ(
      sum, grants({{Area::dns, Level::edit}, {Area::logs, Level::edit}, {Area::waf, Level::read}}));
}

TEST(Grants, WhoMayNotReadMayNotEditAndWhoMayNotEditMayStillRead) {
  auto left = grants({{Area::dns, Level::edit},
                      {Area::logs, Level::edit},
                      {Area::waf, Level::read},
                      {Area::ssl, Level::read},
                      {Area::billing, Level::edit}});
  left.remove(grants({{Area::dns, Level::read},
                      {Area::logs, Level::edit},
                      {Area::waf, Level::read},
                      {Area::ssl, Level::edit},
                      {Area::stream, Level::edit}}));
  EXPECT_EQ(
      left,
      grants({{Area::logs, Level::read}, {Area::ssl, Level::read}, {Area::billing, Level::edit}}));
  auto everything = Grants::everything();
  everything.remove({});
  EXPECT_EQ(everything, Grants::everything());
}

TEST(Grants, ContainAsksForEveryArea) {
  const auto some = grants({{Area::dns, Level::edit}, {Area::logs, Level::read}});
  EXPECT_TRUE(some.contain(some));
  EXPECT_TRUE(some.contain({}));
  EXPECT_TRUE(some.contain(grants({{Area::dns, Level::read}})));
  EXPECT_TRUE(Grants::everything().contain(some));
  EXPECT_FALSE(some.contain(grants({{Area::logs, Level::edit}})));
  EXPECT_FALSE(some.contain(grants({{Area::dns, Level::read}, {Area::waf, Level::read}})));
  EXPECT_FALSE(some.contain(Grants::everything()));
}

class MakeRoleCatalogue : public ::testing::Test {
 protected:
  void add(const RoleId& id, std::string_view name) {
    auto [role, group] = built_in(id, name, grants({{Area::dns, Level::read}}));
    roles_.push_back(role);
    groups_.push_back(group);
  }
  void make() { RoleCatalogue(roles_, groups_); }

  std::vector<Role> roles_;
  std::vector<IamGroup> groups_;
};

TEST_F(MakeRoleCatalogue, FindsRolesGroupsAndTheGroupOfARole) {
  add(super_administrator(), "super");
  add(RoleId{{2}}, "second");
  IamGroup of_zones;
  of_zones.id = IamGroupId{{3}};
  of_zones.of_zones = true;
  groups_.push_back(of_zones);
  const RoleCatalogue catalogue(roles_, groups_);
  ASSERT_NE(catalogue.find_role(RoleId{{2}}), nullptr);
  EXPECT_EQ(catalogue.find_role(RoleId{{2}})->name, "second");
  EXPECT_EQ(catalogue.find_role(RoleId{{9}}), nullptr);
  ASSERT_NE(catalogue.group_of(RoleId{{2}}), nullptr);
  EXPECT_EQ(catalogue.group_of(RoleId{{2}})->role, RoleId{{2}});
  EXPECT_EQ(catalogue.group_of(RoleId{{9}}), nullptr);
  EXPECT_EQ(catalogue.find_group(groups_[1].id)->name, "second");
  EXPECT_NE(catalogue.find_group(IamGroupId{{3}}), nullptr);
  EXPECT_EQ(catalogue.find_group(IamGroupId{{2}}), nullptr) << "ids of roles are others";
  EXPECT_EQ(catalogue.roles().size(), 2U);
  EXPECT_EQ(catalogue.groups().size(), 3U);
}

TEST_F(MakeRoleCatalogue, RefusesTwoRolesOrTwoGroupsOfOneId) {
  add(super_administrator(), "super");
  add(RoleId{{2}}, "second");
  EXPECT_NO_THROW(make());
  roles_.push_back(roles_.back());
  EXPECT_THROW(make(), std::invalid_argument);
  roles_.pop_back();
  groups_.push_back(groups_.back());
  EXPECT_THROW(make(), std::invalid_argument);
}

TEST_F(MakeRoleCatalogue, RefusesAGroupOfAnUnknownRole) {
  add(super_administrator(), "super");
  groups_.back().role = RoleId{{9}};
  EXPECT_THROW(make(), std::invalid_argument);
}

TEST_F(MakeRoleCatalogue, RefusesToBeWithoutTheSuperAdministrator) {
  add(RoleId{{2}}, "second");
  EXPECT_THROW(make(), std::invalid_argument);
}

}  // namespace
}  // namespace selfsame::core
