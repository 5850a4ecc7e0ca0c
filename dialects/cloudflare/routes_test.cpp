#include "dialects/cloudflare/routes.h"

#include <gtest/gtest.h>

namespace selfsame::cloudflare {
namespace {

using core::OperationId;
using http::Method;

const core::IdBytes kId = *core::parse_hex_id("01923a4b5c6d7e8f90a1b2c3d4e5f607");
const core::IdBytes kOrganization = *core::parse_hex_id("023e105f4ecef8ad9ca31a8372d0c353");

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

TEST(FindRoute, LeadsToThePlacesOfTheCaller) {
  const auto hex = core::id_to_hex(kId);
  EXPECT_EQ(leads_to(Method::get, "/user/invites"), "invite.list");
  EXPECT_EQ(leads_to(Method::get, "/user/invites/" + hex), "invite.get");
  EXPECT_EQ(leads_to(Method::patch, "/user/invites/" + hex), "invite.answer");
  EXPECT_EQ(leads_to(Method::get, "/user/tenants"), "tenant.list");
  EXPECT_EQ(leads_to(Method::get, "/user/communication_preferences"), "preferences.get");
  EXPECT_EQ(leads_to(Method::put, "/user/communication_preferences"), "preferences.edit");
  EXPECT_EQ(leads_to(Method::put, "/memberships/" + hex), "membership.answer");
  for (const std::string base : {"/user/organizations", "/memberships"}) {
    EXPECT_EQ(leads_to(Method::get, base), "membership.list");
    EXPECT_EQ(leads_to(Method::get, base + '/' + hex), "membership.get");
    EXPECT_EQ(leads_to(Method::delete_, base + '/' + hex), "membership.leave");
  }
}

TEST(FindRoute, LeadsToOrganizationsAndWhatLiesInThem) {
  const auto hex = core::id_to_hex(kId);
  const auto account = "/accounts/" + core::id_to_hex(kOrganization);
  EXPECT_EQ(leads_to(Method::get, "/accounts"), "organization.list");
  EXPECT_EQ(leads_to(Method::post, "/accounts"), "organization.create");
  EXPECT_EQ(leads_to(Method::get, account), "organization.get");
  EXPECT_EQ(leads_to(Method::put, account), "organization.update");
  EXPECT_EQ(leads_to(Method::delete_, account), "organization.delete");
  EXPECT_EQ(leads_to(Method::get, account + "/members"), "member.list");
  EXPECT_EQ(leads_to(Method::post, account + "/members"), "member.add");
  EXPECT_EQ(leads_to(Method::get, account + "/members/" + hex), "member.get");
  EXPECT_EQ(leads_to(Method::put, account + "/members/" + hex), "member.update");
  EXPECT_EQ(leads_to(Method::delete_, account + "/members/" + hex), "member.remove");
  EXPECT_EQ(leads_to(Method::get, account + "/roles"), "role.list");
  EXPECT_EQ(leads_to(Method::get, account + "/roles/" + hex), "role.get");
  EXPECT_EQ(leads_to(Method::get, account + "/iam/permission_groups"), "iam_group.list");
  EXPECT_EQ(leads_to(Method::get, account + "/iam/permission_groups/" + hex), "iam_group.get");
  const auto groups = account + "/iam/resource_groups";
  EXPECT_EQ(leads_to(Method::get, groups), "resource_group.list");
  EXPECT_EQ(leads_to(Method::post, groups), "resource_group.create");
  EXPECT_EQ(leads_to(Method::get, groups + '/' + hex), "resource_group.get");
  EXPECT_EQ(leads_to(Method::put, groups + '/' + hex), "resource_group.update");
  EXPECT_EQ(leads_to(Method::delete_, groups + '/' + hex), "resource_group.delete");
  EXPECT_EQ(leads_to(Method::get, "/zones"), "zone.list");
  EXPECT_EQ(leads_to(Method::get, "/zones/" + hex), "zone.get");
}

TEST(FindRoute, BillingOfThePlacesAreOtherOperations) {
  const auto hex = core::id_to_hex(kId);
  for (const auto& [base, prefix] :
       {std::pair(std::string("/user"), std::string()),
        std::pair("/accounts/" + core::id_to_hex(kOrganization), std::string("account_"))}) {
    EXPECT_EQ(leads_to(Method::get, base + "/billing/profile"), prefix + "billing_profile.get");
    EXPECT_EQ(leads_to(Method::patch, base + "/billing/profile"), prefix + "billing_profile.edit");
    EXPECT_EQ(leads_to(Method::get, base + "/billing/history"), prefix + "billing_history.list");
    EXPECT_EQ(leads_to(Method::put, base + "/billing/profile"), "Allow: GET, PATCH");
    EXPECT_EQ(leads_to(Method::get, base + "/billing"), "nowhere");
  }
  for (const auto& [base, prefix] :
       {std::pair(std::string("/user"), std::string()),
        std::pair("/accounts/" + core::id_to_hex(kOrganization), std::string("account_")),
        std::pair("/zones/" + core::id_to_hex(kOrganization), std::string("zone_"))}) {
    const auto list = base + "/subscriptions";
    EXPECT_EQ(leads_to(Method::get, list), prefix + "subscription.list");
    EXPECT_EQ(leads_to(Method::post, list), prefix + "subscription.create");
    EXPECT_EQ(leads_to(Method::get, list + '/' + hex), prefix + "subscription.get");
    EXPECT_EQ(leads_to(Method::put, list + '/' + hex), prefix + "subscription.update");
    EXPECT_EQ(leads_to(Method::delete_, list + '/' + hex), prefix + "subscription.cancel");
    EXPECT_EQ(leads_to(Method::patch, list + '/' + hex), "Allow: GET, PUT, DELETE");
  }
  const auto current = "/zones/" + core::id_to_hex(kOrganization) + "/subscription";
  EXPECT_EQ(leads_to(Method::get, current), "zone_subscription.get");
  EXPECT_EQ(leads_to(Method::post, current), "zone_subscription.create");
  EXPECT_EQ(leads_to(Method::put, current), "zone_subscription.update");
  EXPECT_EQ(leads_to(Method::get, "/user/subscription"), "nowhere");
}

TEST(FindRoute, TokensOfAnOrganizationAreOtherOperations) {
  const auto hex = core::id_to_hex(kId);
  const auto tokens = "/accounts/" + core::id_to_hex(kOrganization) + "/tokens";
  EXPECT_EQ(leads_to(Method::get, tokens), "account_token.list");
  EXPECT_EQ(leads_to(Method::post, tokens), "account_token.create");
  EXPECT_EQ(leads_to(Method::get, tokens + "/verify"), "account_token.verify");
  EXPECT_EQ(leads_to(Method::get, tokens + "/permission_groups"), "account_permission_group.list");
  EXPECT_EQ(leads_to(Method::get, tokens + '/' + hex), "account_token.get");
  EXPECT_EQ(leads_to(Method::put, tokens + '/' + hex), "account_token.update");
  EXPECT_EQ(leads_to(Method::delete_, tokens + '/' + hex), "account_token.delete");
  EXPECT_EQ(leads_to(Method::put, tokens + '/' + hex + "/value"), "account_token.roll");
}

TEST(FindRoute, LeadsToAuditLogs) {
  const auto account = "/accounts/" + core::id_to_hex(kOrganization);
  const auto v2 = account + "/logs/audit";
  EXPECT_EQ(leads_to(Method::get, "/user/audit_logs"), "audit.list");
  for (const auto& path : {account + "/audit_logs", v2, v2 + "/product_categories",
                           v2 + '/' + core::id_to_uuid(kId) + "/history"}) {
    EXPECT_EQ(leads_to(Method::get, path), "account_audit.list") << path;
    EXPECT_EQ(leads_to(Method::delete_, path), "Allow: GET") << path;
  }
  EXPECT_EQ(leads_to(Method::get, v2 + '/' + core::id_to_uuid(kId)), "nowhere");
  EXPECT_EQ(leads_to(Method::get, account + "/logs"), "nowhere");
}

TEST(FindRoute, ReadsIdsInEverySpelling) {
  for (const auto& text :
       {core::id_to_hex(kId), core::id_to_uuid(kId), core::id_to_base32(kId),
        std::string("01923A4B5C6D7E8F90A1B2C3D4E5F607"), "tok_" + core::id_to_base32(kId)}) {
    for (const auto& [method, path] : {std::pair(Method::get, "/user/tokens/" + text),
                                       std::pair(Method::put, "/user/tokens/" + text + "/value"),
                                       std::pair(Method::get, "/user/organizations/" + text)}) {
      const auto match = find_route(method, path);
      ASSERT_TRUE(match) << path;
      EXPECT_EQ(match->ids.item, kId) << path;
      EXPECT_EQ(match->ids.organization, std::nullopt) << path;
    }
  }
}

TEST(FindRoute, ReadsBothIdsOfAPath) {
  const auto account = "/accounts/" + core::id_to_uuid(kOrganization);
  const auto alone = find_route(Method::get, account);
  ASSERT_TRUE(alone);
  EXPECT_EQ(alone->ids.organization, core::OrganizationId{kOrganization});
  EXPECT_EQ(alone->ids.item, core::IdBytes{});
  for (const auto& path : {account + "/members/" + core::id_to_hex(kId),
                           account + "/iam/resource_groups/" + core::id_to_base32(kId),
                           account + "/tokens/" + core::id_to_hex(kId)}) {
    const auto match = find_route(Method::put, path);
    ASSERT_TRUE(match) << path;
    EXPECT_EQ(match->ids.organization, core::OrganizationId{kOrganization}) << path;
    EXPECT_EQ(match->ids.item, kId) << path;
  }
}

TEST(FindRoute, ReadsTheIdOfAZone) {
  const auto zone = "/zones/" + core::id_to_uuid(kOrganization);
  for (const auto& [path, item] :
       {std::pair(zone, core::IdBytes{}), std::pair(zone + "/subscriptions", core::IdBytes{}),
        std::pair(zone + "/subscriptions/" + core::id_to_hex(kId), kId)}) {
    const auto match = find_route(Method::get, path);
    ASSERT_TRUE(match) << path;
    EXPECT_EQ(match->ids.zone, core::ZoneId{kOrganization}) << path;
    EXPECT_EQ(match->ids.organization, std::nullopt) << path;
    EXPECT_EQ(match->ids.item, item) << path;
  }
}

TEST(FindRoute, AMalformedIdLeadsNowhere) {
  for (const auto* id : {"x", "0", "01923a4b5c6d7e8f90a1b2c3d4e5f60",
                         "01923a4b5c6d7e8f90a1b2c3d4e5f6071", "g1923a4b5c6d7e8f90a1b2c3d4e5f607",
                         "%301923a4b5c6d7e8f90a1b2c3d4e5f60", "*", "..", "null"}) {
    EXPECT_EQ(leads_to(Method::get, "/user/tokens/" + std::string(id)), "nowhere") << id;
    EXPECT_EQ(leads_to(Method::put, "/user/tokens/" + std::string(id) + "/value"), "nowhere");
    const auto account = "/accounts/" + std::string(id);
    EXPECT_EQ(leads_to(Method::get, account), "nowhere") << id;
    EXPECT_EQ(leads_to(Method::get, account + "/members/" + core::id_to_hex(kId)), "nowhere") << id;
    EXPECT_EQ(leads_to(Method::get, "/accounts/" + core::id_to_hex(kId) + "/members/" + id),
              "nowhere")
        << id;
  }
}

TEST(FindRoute, ATrailingSlashOrEmptySegmentLeadsNowhere) {
  const auto hex = core::id_to_hex(kId);
  for (const std::string& path : {std::string("/user/"),
                                  std::string("/user/tokens/"),
                                  "/user/tokens/" + hex + '/',
                                  "/user/tokens/" + hex + "/value/",
                                  std::string("//user"),
                                  std::string("/user//tokens"),
                                  "/user/tokens//" + hex,
                                  "/user/tokens/" + hex + "//value",
                                  std::string("/user/tokens/verify/"),
                                  std::string("/"),
                                  std::string("//"),
                                  std::string(),
                                  std::string("/accounts/"),
                                  "/accounts/" + hex + '/',
                                  std::string("/accounts//members"),
                                  "/accounts//members/" + hex,
                                  "/accounts/" + hex + "/members/",
                                  "/accounts/" + hex + "//members",
                                  "/accounts/" + hex + "/members//" + hex,
                                  "/accounts/" + hex + "/iam/",
                                  "/accounts/" + hex + "/iam//resource_groups",
                                  std::string("/memberships/"),
                                  std::string("/zones/"),
                                  "//zones/" + hex}) {
    EXPECT_EQ(leads_to(Method::get, path), "nowhere") << path;
  }
}

TEST(FindRoute, OtherPathsLeadNowhere) {
  for (const auto* path :
       {"/users", "/use", "/User", "/USER", "user", "/user/token", "/user/tokenz",
        "/user/tokens/verify/x", "/user/tokens/verified", "/%75ser",
        "/user/tokens/01923a4b5c6d7e8f90a1b2c3d4e5f607/values", "/accounts/verify", "/account",
        "/accounts/tokens", "/user/./tokens", "/x/../user"}) {
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
    for (auto at = path.find("{id}"); at != std::string::npos; at = path.find("{id}")) {
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

TEST(Routes, WhatIsAskedInOneOrganizationNamesIt) {
  for (const auto& route : routes()) {
    const auto access = core::operation(route.operation).access;
    const bool in_one =
        access == core::Access::visible || (access == core::Access::organization &&
                                            route.operation != OperationId::organization_create);
    if (in_one) {
      EXPECT_TRUE(route.names_organization()) << route.pattern;
    }
    if (access == core::Access::own || access == core::Access::own_by_account) {
      EXPECT_FALSE(route.names_organization()) << route.pattern;
    }
    const bool on_one_zone =
        access == core::Access::zones || access == core::Access::zones_by_account;
    EXPECT_EQ(route.names_zone(), on_one_zone) << route.pattern;
  }
}

TEST(Routes, FamiliesAreThoseOfTheirPaths) {
  for (const auto& route : routes()) {
    EXPECT_EQ(route.family == Family::memberships, route.pattern.starts_with("/memberships"));
    EXPECT_EQ(route.family == Family::preferences,
              route.pattern == "/user/communication_preferences");
  }
}

TEST(Routes, OnlyVerifyTakesATokenInAnyState) {
  for (const auto& route : routes()) {
    EXPECT_EQ(route.verifies_token, route.pattern.ends_with("/tokens/verify")) << route.pattern;
  }
}

}  // namespace
}  // namespace selfsame::cloudflare
