#include <gtest/gtest.h>
#include <set>
#include <string>

#include "dialects/native/dialect.h"
#include "dialects/native/routes.h"
#include "tests/support/openapi_description.h"

namespace selfsame::native {
namespace {

using testing::OpenApiDescription;

/// The pattern of a route as the description spells it, where each parameter has another name.
std::string described_as(std::string_view pattern) {
  constexpr std::string_view kPlaceholder = "{id}";
  std::string path(pattern);
  const auto first = path.find(kPlaceholder);
  const auto second =
      first == std::string::npos ? first : path.find(kPlaceholder, first + kPlaceholder.size());
  if (second != std::string::npos) path.replace(second, kPlaceholder.size(), "{subscription_id}");
  return path;
}

TEST(OpenApi, DescribesExactlyTheRoutes) {
  const OpenApiDescription description(openapi());
  std::set<std::string> routed;
  for (const auto& route : routes()) {
    routed.insert(OpenApiDescription::spell(route.method) + ' ' + described_as(route.pattern));
  }
  EXPECT_EQ(description.operations(), routed);
  EXPECT_EQ(description.file().at("servers").at(0).at("url").as_string(), kMount);
}

TEST(OpenApi, SaysWhereABodyIsTaken) {
  const OpenApiDescription description(openapi());
  for (const auto& route : routes()) {
    const auto& operation = description.operation(route.method, described_as(route.pattern));
    EXPECT_EQ(operation.contains("requestBody"), route.takes_body) << route.pattern;
  }
}

TEST(OpenApi, RefersToWhatIsThere) {
  const OpenApiDescription description(openapi());
  const auto references = description.references();
  EXPECT_FALSE(references.empty());
  for (const auto& reference : references)
    EXPECT_TRUE(description.resolves(reference)) << reference;
}

}  // namespace
}  // namespace selfsame::native
