#include "dialects/cloudflare/routes.h"

#include <gtest/gtest.h>
#include <set>

namespace selfsame::cloudflare {
namespace {

using core::OperationId;
using http::Method;

const core::IdBytes kId = *core::parse_hex_id("01923a4b5c6d7e8f90a1b2c3d4e5f607");

/// The operation that a request leads to; `Allow: ...` or `nowhere` if it leads to none.
std::string leads_to(Method method, std::string_view path) {
  const auto match = find_route(method, path);
  if (match) return std::string(core::operation(match->route->operation).name);
  return match.error().empty() ? "nowhere" : "Allow: " + match.error();
}

TEST(FindRoute, LeadsToTheOperation) {
  const auto hex = core::id_to_hex(kId);
  EXPECT_EQ(leads_to(Method::get, "/user"), "user.get");
  EXPECT_EQ(leads_to(Method::patch, "/user"), "user.edit");
  EXPECT_EQ(leads_to(Method::get, "/user/tokens"), "token.list");
  EXPECT_EQ(leads_to(Method::post, "/user/tokens"), "token.create");
  EXPECT_EQ(leads_to(Method::get, "/user/tokens/verify"), "token.verify");
  EXPECT_EQ(leads_to(Method::get, "/user/tokens/permission_groups"), "permission_group.list");
  EXPECT_EQ(leads_to(Method::get, "/user/tokens/" + hex), "token.get");
  EXPECT_EQ(leads_to(Method::put, "/user/tokens/" + hex), "token.update");
  EXPECT_EQ(leads_to(Method::delete_, "/user/tokens/" + hex), "token.delete");
  EXPECT_EQ(leads_to(Method::put, "/user/tokens/" + hex + "/value"), "token.roll");
}

TEST(FindRoute, ReadsIdsInEverySpelling) {
  for (const auto& text :
       {core::id_to_hex(kId), core::id_to_uuid(kId), core::id_to_base32(kId),
        std::string("01923A4B5C6D7E8F90A1B2C3D4E5F607"), "tok_" + core::id_to_base32(kId)}) {
    const auto match = find_route(Method::get, "/user/tokens/" + text);
    ASSERT_TRUE(match) << text;
    EXPECT_EQ(match->path_id, kId) << text;
    const auto roll = find_route(Method::put, "/user/tokens/" + text + "/value");
    ASSERT_TRUE(roll) << text;
    EXPECT_EQ(roll->path_id, kId) << text;
  }
}

TEST(FindRoute, AMalformedIdLeadsNowhere) {
  for (const auto* id : {"x", "0", "01923a4b5c6d7e8f90a1b2c3d4e5f60",
                         "01923a4b5c6d7e8f90a1b2c3d4e5f6071", "g1923a4b5c6d7e8f90a1b2c3d4e5f607",
                         "%301923a4b5c6d7e8f90a1b2c3d4e5f60", "*", "..", "null"}) {
    EXPECT_EQ(leads_to(Method::get, "/user/tokens/" + std::string(id)), "nowhere") << id;
    EXPECT_EQ(leads_to(Method::put, "/user/tokens/" + std::string(id) + "/value"), "nowhere");
  }
}

TEST(FindRoute, ATrailingSlashOrEmptySegmentLeadsNowhere) {
  const auto hex = core::id_to_hex(kId);
  for (const std::string& path :
       {std::string("/user/"), std::string("/user/tokens/"), "/user/tokens/" + hex + '/',
        "/user/tokens/" + hex + "/value/", std::string("//user"), std::string("/user//tokens"),
        "/user/tokens//" + hex, "/user/tokens/" + hex + "//value",
        std::string("/user/tokens/verify/"), std::string("/"), std::string("//"), std::string()}) {
    EXPECT_EQ(leads_to(Method::get, path), "nowhere") << path;
  }
}

TEST(FindRoute, OtherPathsLeadNowhere) {
  for (const auto* path : {"/users", "/use", "/User", "/USER", "user", "/user/token",
                           "/user/tokenz", "/user/tokens/verify/x", "/user/tokens/verified",
                           "/%75ser", "/user/tokens/01923a4b5c6d7e8f90a1b2c3d4e5f607/values",
                           "/accounts", "/user/./tokens", "/x/../user"}) {
    EXPECT_EQ(leads_to(Method::get, path), "nowhere") << path;
  }
}

TEST(FindRoute, AnotherMethodIsToldWhatIsAllowed) {
  const auto hex = core::id_to_hex(kId);
  for (const auto method : {Method::delete_, Method::head, Method::options, Method::other}) {
    EXPECT_EQ(leads_to(method, "/user"), "Allow: GET, PATCH");
    EXPECT_EQ(leads_to(method, "/user/tokens"), "Allow: GET, POST");
    EXPECT_EQ(leads_to(method, "/user/tokens/verify"), "Allow: GET");
    EXPECT_EQ(leads_to(method, "/user/tokens/permission_groups"), "Allow: GET");
    EXPECT_EQ(leads_to(method, "/user/tokens/" + hex + "/value"), "Allow: PUT");
  }
  EXPECT_EQ(leads_to(Method::post, "/user/tokens/" + hex), "Allow: GET, PUT, DELETE");
  EXPECT_EQ(leads_to(Method::put, "/user/tokens/verify"), "Allow: GET");
}

TEST(Routes, EachLeadsToItself) {
  for (const auto& route : routes()) {
    std::string path(route.pattern);
    if (const auto at = path.find("{id}"); at != std::string::npos) {
      path.replace(at, 4, core::id_to_hex(kId));
    }
    const auto match = find_route(route.method, path);
    ASSERT_TRUE(match) << path;
    EXPECT_EQ(match->route, &route) << path;
  }
}

TEST(Routes, WhatChangesStateIsPreparedAndTheRestOnlyReads) {
  for (const auto& route : routes()) {
    EXPECT_EQ(route.writes(), core::operation(route.operation).changes_state) << route.pattern;
    if (!route.writes()) {
      EXPECT_EQ(route.body, Body::none) << route.pattern;
    }
  }
}

TEST(Routes, EveryOperationOfAUserIsReachable) {
  std::set<OperationId> reachable;
  for (const auto& route : routes()) reachable.insert(route.operation);
  for (const auto& op : core::operations()) {
    EXPECT_EQ(reachable.contains(op.id), op.access != core::Access::operator_only) << op.name;
  }
}

TEST(Routes, OnlyVerifyTakesATokenInAnyState) {
  for (const auto& route : routes()) {
    EXPECT_EQ(route.verifies_token, route.operation == OperationId::token_verify) << route.pattern;
  }
}

}  // namespace
}  // namespace selfsame::cloudflare
