#include <boost/json/parse.hpp>
#include <gtest/gtest.h>
#include <set>
#include <string>

#include "dialects/native/dialect.h"
#include "dialects/native/problem.h"
#include "dialects/native/routes.h"
#include "http/text.h"

namespace selfsame::native {
namespace {

boost::json::value description() {
  return boost::json::parse(boost::json::string_view(openapi().data(), openapi().size()));
}

std::string lower(std::string_view text) {
  std::string lowered(text);
  for (char& c : lowered) c = http::to_lower(c);
  return lowered;
}

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

/// Every reference in the description.
void collect_references(const boost::json::value& value, std::set<std::string>& found) {
  if (const auto* items = value.if_array()) {
    for (const auto& item : *items) collect_references(item, found);
  } else if (const auto* fields = value.if_object()) {
    for (const auto& [key, field] : *fields) {
      if (key == "$ref") found.insert(std::string(field.as_string()));
      collect_references(field, found);
    }
  }
}

TEST(OpenApi, DescribesExactlyTheRoutes) {
  std::set<std::string> routed;
  for (const auto& route : routes()) {
    routed.insert(lower(http::to_string(route.method)) + ' ' + described_as(route.pattern));
  }
  std::set<std::string> described;
  const auto file = description();
  for (const auto& [path, item] : file.at("paths").as_object()) {
    for (const auto& [method, operation] : item.as_object()) {
      described.insert(std::string(method) + ' ' + std::string(path));
    }
  }
  EXPECT_EQ(described, routed);
  EXPECT_EQ(file.at("servers").at(0).at("url").as_string(), boost::json::string_view("/v1"));
}

TEST(OpenApi, SaysWhereABodyIsTaken) {
  const auto file = description();
  for (const auto& route : routes()) {
    const auto& operation = file.at("paths")
                                .as_object()
                                .at(described_as(route.pattern))
                                .as_object()
                                .at(lower(http::to_string(route.method)));
    EXPECT_EQ(operation.as_object().contains("requestBody"), route.takes_body) << route.pattern;
  }
}

TEST(OpenApi, RefersToWhatIsThere) {
  const auto file = description();
  std::set<std::string> references;
  collect_references(file, references);
  EXPECT_FALSE(references.empty());
  for (const auto& reference : references) {
    ASSERT_TRUE(reference.starts_with("#/")) << reference;
    boost::json::error_code error;
    EXPECT_NE(file.find_pointer(reference.substr(1), error), nullptr) << reference;
  }
}

}  // namespace
}  // namespace selfsame::native
