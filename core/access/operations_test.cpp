#include "core/access/operations.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <set>

#include "tests/support/test_catalogue.h"

namespace selfsame::core {
namespace {

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

TEST(Operations, OnlyWhatNeedsAPermissionNamesGroups) {
  for (const auto& op : operations()) {
    EXPECT_EQ(op.access == Access::permission, !op.permission_groups.empty()) << op.name;
  }
}

TEST(Operations, GroupsExistAndFitTheKindOfTheResource) {
  for (const auto& op : operations()) {
    for (const auto id : op.permission_groups) {
      const auto* group = testing::test_catalogue().find(id);
      ASSERT_NE(group, nullptr) << op.name;
      EXPECT_TRUE(group->fits(op.resource_kind)) << op.name;
      EXPECT_EQ(group->id, id) << op.name << ": an id, not an alias";
    }
  }
}

TEST(Operations, NoReadingGroupAllowsAChange) {
  for (const auto& op : operations()) {
    if (!op.changes_state) continue;
    EXPECT_FALSE(asks_for(op, permission_group::kApiTokensRead)) << op.name;
    EXPECT_FALSE(asks_for(op, permission_group::kUserDetailsRead)) << op.name;
  }
}

TEST(Operations, AWritingGroupAllowsReadingToo) {
  for (const auto& op : operations()) {
    if (asks_for(op, permission_group::kApiTokensRead)) {
      EXPECT_TRUE(asks_for(op, permission_group::kApiTokensWrite)) << op.name;
    }
    if (asks_for(op, permission_group::kUserDetailsRead)) {
      EXPECT_TRUE(asks_for(op, permission_group::kUserDetailsWrite)) << op.name;
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
    EXPECT_EQ(op.access == Access::operator_only, op.name.starts_with("store.")) << op.name;
  }
}

}  // namespace
}  // namespace selfsame::core
