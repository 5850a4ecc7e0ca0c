// Which door each operation has.
#include <gtest/gtest.h>
#include <set>

#include "dialects/cloudflare/routes.h"
#include "dialects/native/routes.h"
#include "dialects/rebilly/routes.h"

namespace selfsame {
namespace {

std::set<core::OperationId> reachable() {
  std::set<core::OperationId> ids;
  for (const auto& route : cloudflare::routes()) ids.insert(route.operation);
  for (const auto& route : native::routes()) ids.insert(route.operation);
  for (const auto& route : rebilly::routes()) ids.insert(route.operation);
  // The pages of dialects/pages have one path.
  ids.insert(core::OperationId::enrollment_get);
  ids.insert(core::OperationId::enrollment_prove);
  return ids;
}

TEST(Operations, EachIsReachableByHttpButTheOperators) {
  const auto ids = reachable();
  for (const auto& op : core::operations()) {
    EXPECT_EQ(ids.contains(op.id), op.access != core::Access::operator_only) << op.name;
  }
}

}  // namespace
}  // namespace selfsame
