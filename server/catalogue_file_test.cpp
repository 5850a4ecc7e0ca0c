#include "server/catalogue_file.h"

#include <gtest/gtest.h>

#include "core/access/operations.h"
#include "core/access/resource.h"

namespace selfsame::server {
namespace {

TEST(LoadCatalogue, HasTheAttestedGroups) {
  const auto catalogue = load_catalogue();
  EXPECT_EQ(catalogue->groups().size(), 311U);
  EXPECT_EQ(catalogue->resource_kinds().size(), 4U);
  for (const auto& group : catalogue->groups()) {
    EXPECT_FALSE(group.name.empty()) << group.id;
    EXPECT_FALSE(group.scopes.empty()) << group.id;
  }
}

TEST(LoadCatalogue, HasEveryGroupThatAnOperationAsksFor) {
  const auto catalogue = load_catalogue();
  for (const auto& op : core::operations()) {
    for (const auto id : op.permission_groups) {
      const auto* group = catalogue->find(id);
      ASSERT_NE(group, nullptr) << op.name;
      EXPECT_TRUE(group->fits(op.resource_kind)) << op.name;
    }
  }
}

TEST(LoadCatalogue, KnowsTheGroupThatReadsTokensByItsPlainName) {
  const auto catalogue = load_catalogue();
  const auto* found = catalogue->find("token_permissions_read");
  ASSERT_NE(found, nullptr);
  EXPECT_EQ(found->id, core::permission_group::kApiTokensRead);
}

}  // namespace
}  // namespace selfsame::server
