#include "core/access/operations.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <set>
#include <utility>

#include "tests/support/test_catalogue.h"

namespace selfsame::core {
namespace {

using namespace permission_group;  // NOLINT(google-build-using-namespace): as in operations.cpp

constexpr std::pair<std::string_view, std::string_view> kReadAndWrite[] = {
    {kApiTokensRead, kApiTokensWrite},
    {kUserDetailsRead, kUserDetailsWrite},
    {kMembershipsRead, kMembershipsWrite},
    {kAccountSettingsRead, kAccountSettingsWrite},
    {kAccountApiTokensRead, kAccountApiTokensWrite},
    {kZoneRead, kZoneWrite},
    {kStoreRead, kStoreWrite},
};

bool asks_for(const Operation& op, std::string_view group) {
  return std::ranges::find(op.permission_groups, group) != op.permission_groups.end();
}

TEST(Operations, EachIsFoundByItsId) {
  for (const auto& op : operations()) EXPECT_EQ(&operation(op.id), &op) << op.name;
}

TEST(Operations, NamesAreUniqueAndSayWhatIsDoneToWhat) {
  std::set<std::string_view> names;
  for (const auto& op : operations()) {
    EXPECT_TRUE(names.insert(op.name).second) << op.name;
    const auto dot = op.name.find('.');
    EXPECT_TRUE(dot != std::string_view::npos && dot > 0 && dot + 1 < op.name.size()) << op.name;
  }
}

TEST(Operations, WhatChangesStateIsAudited) {
  for (const auto& op : operations()) {
    EXPECT_EQ(op.changes_state, !op.audit_action.empty()) << op.name;
  }
}

TEST(Operations, WhatAnybodyMayDoWhoHasProvedWhoTheyAreChangesNothingThatIsThere) {
  for (const auto& op : operations()) {
    if (op.access == Access::authenticated) {
      EXPECT_EQ(op.changes_state, op.id == OperationId::own_organization_create) << op.name;
    }
  }
}

TEST(Operations, WhatIsDoneInAnAreaOfAnOrganizationNamesIt) {
  for (const auto& op : operations()) {
    const bool in_area = op.access == Access::organization || op.access == Access::zones ||
                         op.access == Access::zones_by_account;
    EXPECT_EQ(op.area != Area::count_, in_area) << op.name;
    if (in_area && op.changes_state) {
      EXPECT_EQ(op.level, Level::edit) << op.name;
    }
  }
}

/// The kind of resource that the groups of an operation are held on.
std::string_view kind_of(const Operation& op) {
  switch (op.access) {
    case Access::own:
    case Access::anybody:
      return resource_kind::kUser;
    case Access::own_by_account:
    case Access::zones_by_account:
    case Access::organization:
    case Access::visible:
      return resource_kind::kAccount;
    case Access::zones:
    case Access::authenticated:
      return resource_kind::kZone;  // of those, `zone.list` alone has groups
    case Access::store:
    case Access::operator_only:
      return resource_kind::kStore;
  }
  std::unreachable();
}

TEST(Operations, GroupsExistAndFitTheKindOfTheResource) {
  for (const auto& op : operations()) {
    for (const auto id : op.permission_groups) {
      const auto* group = testing::test_catalogue().find(id);
      ASSERT_NE(group, nullptr) << op.name;
      EXPECT_TRUE(group->fits(kind_of(op))) << op.name;
      EXPECT_EQ(group->id, id) << op.name << ": an id, not an alias";
    }
  }
}

TEST(Operations, NoReadingGroupAllowsAChange) {
  for (const auto& op : operations()) {
    if (!op.changes_state) continue;
    for (const auto& [read, write] : kReadAndWrite) EXPECT_FALSE(asks_for(op, read)) << op.name;
  }
}

TEST(Operations, AWritingGroupAllowsReadingToo) {
  for (const auto& op : operations()) {
    for (const auto& [read, write] : kReadAndWrite) {
      if (asks_for(op, read)) {
        EXPECT_TRUE(asks_for(op, write)) << op.name;
      }
    }
  }
}

TEST(Operations, TheGroupOfEverythingIsNamedNowhere) {
  for (const auto& op : operations()) {
    EXPECT_FALSE(asks_for(op, permission_group::kEverything)) << op.name;
  }
}

TEST(Operations, StoreOperationsAreTheOperatorsAlone) {
  for (const auto& op : operations()) {
    const bool of_the_store = op.access == Access::operator_only || op.access == Access::store;
    EXPECT_EQ(of_the_store, op.name.starts_with("store.")) << op.name;
  }
}

}  // namespace
}  // namespace selfsame::core
