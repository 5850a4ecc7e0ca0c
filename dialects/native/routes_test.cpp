#include "dialects/native/routes.h"

#include <gtest/gtest.h>
#include <set>

#include "dialects/native/dialect.h"

namespace selfsame::native {
namespace {

using core::OperationId;
using http::Method;

const core::IdBytes kId = *core::parse_hex_id("01923a4b5c6d7e8f90a1b2c3d4e5f607");
const core::IdBytes kItem = *core::parse_hex_id("0192ffffffff7e8f90a1b2c3d4e5f607");

/// Replaces the next `{id}` of a path; false if there is none.
bool fill(std::string& path, const core::IdBytes& id) {
  constexpr std::string_view kPlaceholder = "{id}";
  const auto at = path.find(kPlaceholder);
  if (at == std::string::npos) return false;
  path.replace(at, kPlaceholder.size(), core::id_to_hex(id));
  return true;
}

/// The operation that a request leads to; `Allow: ...` or `nowhere` if it leads to none.
std::string leads_to(Method method, std::string_view path) {
  const auto match = find_route(method, path);
  if (match) return std::string(core::operation(match->route->operation).name);
  return match.error().empty() ? "nowhere" : "Allow: " + match.error();
}

TEST(FindRoute, LeadsToTheOperation) {
  const auto id = core::id_to_hex(kId);
  EXPECT_EQ(leads_to(Method::get, "/users"), "store.user.list");
  EXPECT_EQ(leads_to(Method::post, "/users"), "store.user.create");
  EXPECT_EQ(leads_to(Method::get, "/users/" + id), "store.user.get");
  EXPECT_EQ(leads_to(Method::post, "/users/" + id + "/suspend"), "store.user.suspend");
  EXPECT_EQ(leads_to(Method::post, "/users/" + id + "/resume"), "store.user.resume");
  EXPECT_EQ(leads_to(Method::patch, "/organizations/" + id), "store.tenant.update");
  EXPECT_EQ(leads_to(Method::post, "/organizations/" + id + "/zones"), "store.zone.create");
  EXPECT_EQ(leads_to(Method::delete_, "/zones/" + id), "store.zone.delete");
  EXPECT_EQ(leads_to(Method::delete_, "/mail/" + id), "store.mail.drop");
  EXPECT_EQ(leads_to(Method::get, "/audit-logs/" + id + "/tail"), "store.audit.list");
  EXPECT_EQ(leads_to(Method::post, "/audit-logs/" + id + "/checkpoints"), "store.audit.sign");
  EXPECT_EQ(leads_to(Method::patch, "/billing/" + id + "/profile"), "store.billing.edit");
  EXPECT_EQ(leads_to(Method::get, "/billing/" + id + "/items"), "store.billing.get");
  EXPECT_EQ(leads_to(Method::post, "/billing/" + id + "/subscriptions/" + id + "/cancel"),
            "store.billing.edit");
  EXPECT_EQ(leads_to(Method::post, "/sign-in/second-factor"), "session.sign_in");
  EXPECT_EQ(leads_to(Method::delete_, "/sessions/" + id), "session.end");
  EXPECT_EQ(leads_to(Method::get, "/payments/due"), "store.payment.list");
  EXPECT_EQ(leads_to(Method::post, "/payments"), "store.payment.record");
}

TEST(FindRoute, OtherPathsAndMethodsAreRefused) {
  const auto id = core::id_to_hex(kId);
  for (const std::string& path :
       {std::string(), std::string("/"), std::string("/users/"), std::string("/users/x"),
        std::string("/user"), "/users/" + id + "/suspend/", "/users/" + id + "/delete",
        std::string("/zones"), "/mail/" + id + "/retry/x"}) {
    EXPECT_EQ(leads_to(Method::get, path), "nowhere") << path;
  }
  EXPECT_EQ(leads_to(Method::put, "/users"), "Allow: GET, POST");
  EXPECT_EQ(leads_to(Method::get, "/users/" + id + "/suspend"), "Allow: POST");
  EXPECT_EQ(leads_to(Method::get, "/mail/" + id), "Allow: DELETE");
  EXPECT_EQ(leads_to(Method::delete_, "/billing/" + id + "/subscriptions/" + id), "Allow: PATCH");
}

TEST(Routes, EachLeadsToItself) {
  for (const auto& route : routes()) {
    std::string path(route.pattern);
    const bool has_id = fill(path, kId);
    const bool has_item = fill(path, kItem);
    const auto match = find_route(route.method, path);
    ASSERT_TRUE(match) << path;
    EXPECT_EQ(match->route, &route) << path;
    if (has_id) {
      EXPECT_EQ(match->path_id, kId) << path;
    }
    if (has_item) {
      EXPECT_EQ(match->path_item, kItem) << path;
    }
  }
}

TEST(Routes, WhatChangesStateIsPreparedAndTheRestOnlyReads) {
  for (const auto& route : routes()) {
    EXPECT_EQ(route.writes(), core::operation(route.operation).changes_state) << route.pattern;
    if (!route.writes()) {
      EXPECT_FALSE(route.takes_body) << route.pattern;
    }
  }
}

TEST(Routes, OnlyReportsOfPaymentsComeSigned) {
  for (const auto& route : routes()) {
    EXPECT_EQ(route.is_signed, route.pattern == "/payments/webhook") << route.pattern;
  }
}

TEST(Routes, ReachAllOperationsOnTheStore) {
  std::set<OperationId> reachable;
  for (const auto& route : routes()) reachable.insert(route.operation);
  for (const auto& op : core::operations()) {
    if (op.access == core::Access::store) {
      EXPECT_TRUE(reachable.contains(op.id)) << op.name;
    }
  }
}

TEST(Routes, ReachBesideThemWhatPeopleDoForThemselves) {
  using enum core::Access;
  for (const auto& route : routes()) {
    const auto access = core::operation(route.operation).access;
    EXPECT_TRUE(access == store || access == own || access == anybody) << route.pattern;
    // The command line works on the store, and is nobody who could do these.
    EXPECT_EQ(std::holds_alternative<PlanHandler>(route.handler) ||
                  route.pattern.starts_with("/session") || route.pattern == "/second-factor",
              access != store)
        << route.pattern;
  }
}

TEST(Owns, TheMountAndWhatLiesBelowIt) {
  for (const char* path : {"/v1", "/v1/", "/v1/users"}) EXPECT_TRUE(Dialect::owns(path)) << path;
  for (const char* path : {"", "/", "/v", "/v10", "/v1x/users", "/V1", "/client/v4"}) {
    EXPECT_FALSE(Dialect::owns(path)) << path;
  }
}

}  // namespace
}  // namespace selfsame::native
