#include <gtest/gtest.h>
#include <set>
#include <string>
#include <string_view>

#include "core/access/operations.h"
#include "core/limits.h"
#include "dialects/rebilly/dialect.h"
#include "dialects/rebilly/permissions.h"
#include "dialects/rebilly/routes.h"
#include "tests/support/openapi_description.h"

namespace selfsame::rebilly {
namespace {

using testing::OpenApiDescription;

/// How many of the operations the original has today.
constexpr std::size_t kOfToday = 32;

/// The pattern of a route as the description spells it, with the names that the original has.
std::string described_as(std::string_view pattern) {
  if (pattern == "/memberships/{id}/{id}") return "/memberships/{organizationId}/{userId}";
  if (pattern == "/activation/{id}") return "/activation/{token}";
  if (pattern == "/reset-password/{id}") return "/reset-password/{token}";
  return std::string(pattern);
}

std::string named(const Route& route) {
  return OpenApiDescription::spell(route.method) + ' ' + described_as(route.pattern);
}

/// Calls `check(route, its operation in the description)` for each route.
template <class Check>
void for_each_route(const Check& check) {
  const OpenApiDescription description(openapi());
  for (const auto& route : routes()) {
    SCOPED_TRACE(named(route));
    check(route, description.operation(route.method, described_as(route.pattern)));
  }
}

bool is_about_sessions(const Route& route) { return route.pattern.starts_with("/sessions"); }

std::set<std::string> successes(const boost::json::object& operation) {
  std::set<std::string> found;
  for (const auto& [status, answer] : operation.at("responses").as_object()) {
    if (status.starts_with('2')) found.emplace(status);
  }
  return found;
}

/// The places of the references in an array of them.
std::set<std::string> referred(const boost::json::object& operation, std::string_view key) {
  std::set<std::string> found;
  const auto* entries = operation.if_contains(key);
  if (entries == nullptr) return found;
  for (const auto& entry : entries->as_array()) {
    const auto* reference = entry.as_object().if_contains("$ref");
    if (reference != nullptr) found.emplace(reference->as_string());
  }
  return found;
}

TEST(OpenApi, DescribesExactlyTheRoutes) {
  const OpenApiDescription description(openapi());
  std::set<std::string> routed;
  for (const auto& route : routes()) routed.insert(named(route));
  EXPECT_EQ(description.operations(), routed);
}

TEST(OpenApi, NamesBothFormsOfTheAddress) {
  const OpenApiDescription description(openapi());
  const auto& servers = description.file().at("servers").as_array();
  ASSERT_EQ(servers.size(), 2U);
  EXPECT_EQ(servers[0].at("url").as_string(), kMount);
  EXPECT_EQ(servers[1].at("url").as_string(),
            std::string(kMount) + "/organizations/{organizationId}");
}

TEST(OpenApi, CallsEachOperationAsTheOriginalDoes) {
  std::set<std::string> ids;
  for_each_route([&](const Route& route, const boost::json::object& operation) {
    const std::string id(operation.at("operationId").as_string());
    EXPECT_TRUE(ids.insert(id).second) << id;
    EXPECT_NE(is_permission(id), is_about_sessions(route)) << id;  // those never had a name
  });
}

TEST(OpenApi, MarksWhatIsOfEarlierVersions) {
  std::size_t of_today = 0;
  for_each_route([&](const Route& route, const boost::json::object& operation) {
    const auto* deprecated = operation.if_contains("deprecated");
    if (deprecated == nullptr) ++of_today;
    EXPECT_TRUE(deprecated == nullptr || deprecated->as_bool());
    EXPECT_TRUE(deprecated != nullptr || !is_about_sessions(route));
  });
  EXPECT_EQ(of_today, kOfToday);
}

TEST(OpenApi, SaysWhereABodyIsTaken) {
  for_each_route([](const Route& route, const boost::json::object& operation) {
    const auto* body = operation.if_contains("requestBody");
    ASSERT_EQ(body != nullptr, route.body != Body::none);
    if (body == nullptr) return;
    EXPECT_EQ(body->at("required").as_bool(), route.body == Body::required);
    const auto& answers = operation.at("responses").as_object();
    for (const auto* status : {"400", "415", "422"}) EXPECT_TRUE(answers.contains(status));
  });
}

TEST(OpenApi, SaysHowEachRouteSucceeds) {
  for_each_route([](const Route& route, const boost::json::object& operation) {
    const auto statuses = successes(operation);
    EXPECT_TRUE(statuses.contains(std::to_string(route.status)));
    // Only a PUT with an id may make what is not there.
    EXPECT_TRUE(statuses.size() == 1 || route.method == http::Method::put);
    EXPECT_LE(statuses.size(), 2U);
    for (const auto& status : statuses) {
      const auto& answer = operation.at("responses").as_object().at(status).as_object();
      EXPECT_EQ(answer.contains("content"), status != "204");
    }
  });
}

TEST(OpenApi, SaysWhereACredentialIsTaken) {
  for_each_route([](const Route& route, const boost::json::object& operation) {
    const auto* security = operation.if_contains("security");
    const bool open = security != nullptr && security->as_array().empty();
    EXPECT_EQ(open, core::operation(route.operation).is_open());
    const auto& answers = operation.at("responses").as_object();
    EXPECT_TRUE(open || (answers.contains("401") && answers.contains("403")));
    EXPECT_TRUE(answers.contains("429") && answers.contains("503"));
  });
}

TEST(OpenApi, SaysWhereAnIdempotencyKeyIsTaken) {
  for_each_route([](const Route& route, const boost::json::object& operation) {
    const bool taken =
        route.method == http::Method::post && !core::operation(route.operation).is_open();
    const auto parameters = referred(operation, "parameters");
    EXPECT_EQ(parameters.contains("#/components/parameters/idempotencyKey"), taken);
  });
}

TEST(OpenApi, NamesEveryParameterOfAPath) {
  for_each_route([](const Route& route, const boost::json::object& operation) {
    const auto path = described_as(route.pattern);
    const auto parameters = referred(operation, "parameters");
    for (const auto* name : {"id", "organizationId", "userId", "token"}) {
      EXPECT_EQ(parameters.contains(std::string("#/components/parameters/") + name),
                path.contains('{' + std::string(name) + '}'));
    }
  });
}

TEST(OpenApi, KnowsTheLimitsOfPages) {
  const OpenApiDescription description(openapi());
  const auto& limit =
      description.file().at("components").at("parameters").at("limit").at("schema").as_object();
  EXPECT_EQ(limit.at("default").to_number<std::uint64_t>(), core::limits::kRebillyPageDefault);
  EXPECT_EQ(limit.at("maximum").to_number<std::uint64_t>(), core::limits::kRebillyPageMax);
}

TEST(OpenApi, RefersToWhatIsThere) {
  const OpenApiDescription description(openapi());
  const auto references = description.references();
  EXPECT_FALSE(references.empty());
  for (const auto& reference : references)
    EXPECT_TRUE(description.resolves(reference)) << reference;
}

TEST(OpenApi, HasNothingThatNothingRefersTo) {
  const OpenApiDescription description(openapi());
  const auto references = description.references();
  for (const auto& [kind, parts] : description.file().at("components").as_object()) {
    if (kind == "securitySchemes") continue;
    for (const auto& [name, part] : parts.as_object()) {
      const auto place = "#/components/" + std::string(kind) + '/' + std::string(name);
      EXPECT_TRUE(references.contains(place)) << place;
    }
  }
}

}  // namespace
}  // namespace selfsame::rebilly
