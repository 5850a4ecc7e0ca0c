#include "server/catalogue_file.h"

#include <gtest/gtest.h>

#include "core/access/operations.h"
#include "core/access/resource.h"

namespace selfsame::server {
namespace {

TEST(LoadCatalogue, HasTheAttestedGroups) {
  const auto catalogue = load_catalogue();
  EXPECT_EQ(catalogue->groups().size(), 311U + 2U) << "and the installation's own";
  EXPECT_EQ(catalogue->resource_kinds().size(), 5U);
  for (const auto& group : catalogue->groups()) {
    EXPECT_FALSE(group.name.empty()) << group.id;
    EXPECT_FALSE(group.scopes.empty()) << group.id;
  }
}

/// On what kind of resource the groups of an operation are asked for.
std::string_view resource_kind_of(core::Access access) {
  namespace kind = core::resource_kind;
  switch (access) {
    case core::Access::own:
      return kind::kUser;
    case core::Access::own_by_account:
    case core::Access::zones_by_account:
    case core::Access::organization:
    case core::Access::visible:
      return kind::kAccount;
    case core::Access::zones:
    case core::Access::authenticated:  // the list of zones
      return kind::kZone;
    case core::Access::store:
      return kind::kStore;
    case core::Access::operator_only:
    case core::Access::anybody:
      break;
  }
  return {};
}

TEST(LoadCatalogue, HasEveryGroupThatAnOperationAsksFor) {
  const auto catalogue = load_catalogue();
  for (const auto& op : core::operations()) {
    for (const auto id : op.permission_groups) {
      const auto* group = catalogue->find(id);
      ASSERT_NE(group, nullptr) << op.name;
      EXPECT_TRUE(group->fits(resource_kind_of(op.access))) << op.name << ' ' << group->name;
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
