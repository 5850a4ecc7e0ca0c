#include "core/tenancy/zone_operations.h"

#include "core/access/resource.h"
#include "core/administration/administration.h"
#include "tests/core_operations/organization_world.h"

namespace selfsame::core {
namespace {

using std::chrono::seconds;
using testing::expect_not_found;
using testing::kAdministrator;
using testing::kMinimal;

/// What policies say of single zones is in standing_test.cpp.
class ZoneOperations : public testing::OrganizationWorld {
 protected:
  ZoneOperations() : acmes_(add_zone(acme_, "b.example")) {
    clock_.advance(seconds(1));
    second_ = add_zone(acme_, "A.example");
    clock_.advance(seconds(1));
    carols_ = add_zone(elsewhere_, "c.example");
  }
  using Names = std::vector<std::string>;
  Names list(const Principal& principal, const ZoneListing& listing = {}) {
    Names names;
    const auto listed = *read([&](auto& tx) { return list_zones(tx, as(principal), listing); });
    for (const auto& view : listed.items) {
      names.push_back(view.zone.name);
    }
    return names;
  }
  auto get(const Principal& principal, const ZoneId& id) {
    return read([&](auto& tx) { return get_zone(tx, as(principal), id); });
  }
  Principal zone_token(std::string_view group, const ZoneId& zone) {
    return with_groups_on(user_, {std::string(group)}, {{testing::kZoneKind, zone.hex()}, {}});
  }

  Zone acmes_;
  Zone second_;
  Zone carols_;
};

using ListZones = ZoneOperations;
using GetZone = ZoneOperations;

TEST_F(ListZones, ShowsThoseOfEveryOrganizationOfOnes) {
  EXPECT_EQ(list(key_), (Names{"b.example", "a.example"}));
  EXPECT_EQ(list(carol_key_), Names{"c.example"});
  EXPECT_EQ(list(other_key_), Names{});
  add_place(acme_, carol_, {testing::role(kAdministrator)});
  EXPECT_EQ(list(carol_key_), (Names{"b.example", "a.example", "c.example"}));
  add_place(elsewhere_, other_, {testing::role(kMinimal)});
  EXPECT_EQ(list(other_key_), Names{}) << "a member who may not read zones";
}

TEST_F(ListZones, SortsByTimeNameAndOrganization) {
  add_place(acme_, carol_, {testing::role(kAdministrator)});
  ZoneListing listing;
  listing.order = ZoneOrder::name;
  EXPECT_EQ(list(carol_key_, listing), (Names{"a.example", "b.example", "c.example"}));
  listing.direction = Direction::descending;
  EXPECT_EQ(list(carol_key_, listing), (Names{"c.example", "b.example", "a.example"}));
  listing.order = ZoneOrder::organization_name;
  EXPECT_EQ(list(carol_key_, listing), (Names{"c.example", "a.example", "b.example"}));
}

TEST_F(ListZones, FiltersByAllOrAnyOfWhatIsAsked) {
  add_place(acme_, carol_, {testing::role(kAdministrator)});
  ZoneListing by_name;
  by_name.name = "A.EXAMPLE";
  EXPECT_EQ(list(carol_key_, by_name), Names{"a.example"});
  ZoneListing by_organization;
  by_organization.organization = elsewhere_;
  EXPECT_EQ(list(carol_key_, by_organization), Names{"c.example"});
  EXPECT_EQ(list(key_, by_organization), Names{}) << "not theirs";
  ZoneListing by_organization_name;
  by_organization_name.organization_name = "Acme";
  EXPECT_EQ(list(carol_key_, by_organization_name).size(), 2U);
  by_organization_name.organization_name = "acme";
  EXPECT_EQ(list(carol_key_, by_organization_name), Names{}) << "exact";
  ZoneListing both = by_name;
  both.organization = elsewhere_;
  EXPECT_EQ(list(carol_key_, both), Names{});
  both.any = true;
  EXPECT_EQ(list(carol_key_, both), (Names{"a.example", "c.example"}));
  ZoneListing none;
  none.none = true;
  EXPECT_EQ(list(carol_key_, none), Names{});
  none.any = true;
  none.name = "a.example";
  EXPECT_EQ(list(carol_key_, none), Names{"a.example"});
}

TEST_F(ListZones, ATokenShowsThoseThatItsGroupsName) {
  EXPECT_EQ(list(zone_token(permission_group::kZoneRead, second_.id)), Names{"a.example"});
  EXPECT_EQ(list(zone_token(testing::kDnsWrite, second_.id)), Names{});
  EXPECT_EQ(list(zone_token(permission_group::kZoneRead, carols_.id)), Names{});
  const auto nested =
      with_groups_on(user_, {std::string(permission_group::kZoneRead)},
                     {{testing::kAccountKind, acme_.hex()}, {{testing::kZoneKind, "*"}}});
  EXPECT_EQ(list(nested).size(), 2U);
}

TEST_F(GetZone, TellsWhetherItCouldBeEdited) {
  EXPECT_TRUE(get(key_, acmes_.id)->may_edit);
  EXPECT_FALSE(get(zone_token(permission_group::kZoneRead, acmes_.id), acmes_.id)->may_edit);
  EXPECT_TRUE(get(zone_token(permission_group::kZoneWrite, acmes_.id), acmes_.id)->may_edit);
  EXPECT_EQ(get(key_, acmes_.id)->organization->id, acme_);
}

TEST_F(GetZone, AnotherOrganizationsAndAnUnknownOneLookAlike) {
  const auto minimal = add_member("minimal@example.com", std::vector{kMinimal});
  const auto unknown = get(key_, ZoneId{{9}}).error();
  expect_not_found(unknown);
  EXPECT_EQ(get(key_, carols_.id).error(), unknown);
  EXPECT_EQ(get(minimal.key, acmes_.id).error(), unknown);
  EXPECT_EQ(get(zone_token(permission_group::kZoneRead, second_.id), acmes_.id).error(), unknown);
  EXPECT_EQ(get(with_groups(user_, {testing::kBillingRead}), acmes_.id).error(), unknown);
}

}  // namespace
}  // namespace selfsame::core
