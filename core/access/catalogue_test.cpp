#include "core/access/catalogue.h"

#include <gtest/gtest.h>
#include <stdexcept>

#include "tests/support/test_catalogue.h"

namespace selfsame::core {
namespace {

using testing::kAccountKind;
using testing::kUserKind;
using testing::kZoneKind;
using testing::kZoneRead;
using testing::test_catalogue;

PermissionGroup group(std::string id, std::vector<std::string> aliases = {},
                      std::vector<std::string> scopes = {kZoneKind}) {
  return {std::move(id), "A Group", std::move(scopes), {}, std::move(aliases)};
}

void make(std::vector<PermissionGroup> groups) {
  const Catalogue catalogue(std::move(groups), {kUserKind, kZoneKind});
}

TEST(Catalogue, FindsAGroupByIdAndByEachAlias) {
  const auto* found = test_catalogue().find(kZoneRead);
  ASSERT_NE(found, nullptr);
  EXPECT_EQ(found->name, "Zone Read");
  EXPECT_EQ(test_catalogue().find("zone_read"), found);
  EXPECT_EQ(test_catalogue().find("zones_read"), found);
}

TEST(Catalogue, DoesNotFindByNameOrByPartOrByOtherCase) {
  for (const auto* text : {"", "Zone Read", "zone", "zone_read ", "ZONE_READ", "*",
                           "C8FED203ED3043CBA015A93AD1616F1F"}) {
    EXPECT_EQ(test_catalogue().find(text), nullptr) << text;
  }
}

TEST(Catalogue, KnowsTheGroupOfEverythingWithoutListingIt) {
  const auto* everything = test_catalogue().find(permission_group::kEverything);
  ASSERT_NE(everything, nullptr);
  for (const auto& kind : test_catalogue().resource_kinds()) EXPECT_TRUE(everything->fits(kind));
  for (const auto& listed : test_catalogue().groups()) {
    EXPECT_NE(listed.id, permission_group::kEverything);
  }
}

TEST(Catalogue, ListsGroupsInTheirOwnOrder) {
  const auto given = testing::test_groups();
  const auto listed = test_catalogue().groups();
  ASSERT_EQ(listed.size(), given.size());
  for (std::size_t i = 0; i < given.size(); ++i) EXPECT_EQ(listed[i].id, given[i].id);
}

TEST(Catalogue, RefusesAnIdOrAliasThatIsThereTwice) {
  EXPECT_NO_THROW(make({group("a", {"x"}), group("b", {"y"})}));
  EXPECT_THROW(make({group("a"), group("a")}), std::invalid_argument);
  EXPECT_THROW(make({group("a", {"x"}), group("b", {"x"})}), std::invalid_argument);
  EXPECT_THROW(make({group("a", {"b"}), group("b")}), std::invalid_argument);
  EXPECT_THROW(make({group("a", {"a"})}), std::invalid_argument);
  EXPECT_THROW(make({group("a", {"x", "x"})}), std::invalid_argument);
}

TEST(Catalogue, RefusesAnotherGroupOfEverything) {
  EXPECT_THROW(make({group(std::string(permission_group::kEverything))}), std::invalid_argument);
  EXPECT_THROW(make({group("a", {std::string(permission_group::kEverything)})}),
               std::invalid_argument);
}

TEST(Catalogue, RefusesAScopeThatIsNoKind) {
  EXPECT_THROW(make({group("a", {}, {kAccountKind})}), std::invalid_argument);
  EXPECT_THROW(make({group("a", {}, {kZoneKind, "unknown"})}), std::invalid_argument);
  EXPECT_NO_THROW(make({group("a", {}, {})}));
}

TEST(Catalogue, KnowsItsKinds) {
  EXPECT_TRUE(test_catalogue().has_kind(kZoneKind));
  EXPECT_FALSE(test_catalogue().has_kind("com.cloudflare.api"));
  EXPECT_FALSE(test_catalogue().has_kind(""));
  EXPECT_FALSE(test_catalogue().has_kind("*"));
}

TEST(PermissionGroup, FitsItsScopesExactly) {
  const auto* zone_read = test_catalogue().find(kZoneRead);
  EXPECT_TRUE(zone_read->fits(kZoneKind));
  EXPECT_FALSE(zone_read->fits(kAccountKind));
  EXPECT_FALSE(zone_read->fits(kZoneKind + ".record"));
}

}  // namespace
}  // namespace selfsame::core
