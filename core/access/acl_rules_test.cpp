#include "core/access/acl_rules.h"

#include <gtest/gtest.h>

#include "core/limits.h"

namespace selfsame::core {
namespace {

constexpr auto kIsKnown = [](std::string_view name) { return name == "GetUser" || name == "*"; };

std::string pointers(const std::vector<AclEntry>& acl) {
  std::vector<FieldError> errors;
  check_acl(errors, "/acl", acl, kIsKnown);
  std::string all;
  for (const auto& error : errors) all += error.pointer + ' ';
  return all;
}

AclEntry fields(std::vector<std::string> names) { return {{{}, {}, {}, std::move(names)}, {}}; }

TEST(AclRules, NameEachUnknownPermission) {
  EXPECT_EQ(pointers({}), "");
  EXPECT_EQ(pointers({{{}, {"GetUser", "*"}}}), "");
  EXPECT_EQ(pointers({{{}, {"*"}}, {{}, {"GetUser", "Get*", ""}}}),
            "/acl/1/permissions/1 /acl/1/permissions/2 ");
}

TEST(AclRules, KnowTheFormOfScopes) {
  EXPECT_EQ(pointers({fields({"my_field-1"})}), "");
  EXPECT_EQ(pointers({fields({"a b"})}), "/acl/0/scope/custom_fields/0 ");
  EXPECT_EQ(pointers({fields({"", std::string(61, 'x')})}),
            "/acl/0/scope/custom_fields/0 /acl/0/scope/custom_fields/1 ");
  EXPECT_EQ(pointers({fields({std::string(60, 'x')})}), "");
  EXPECT_EQ(pointers({{{{}, {std::string(50, 'p')}, {std::string(50, 'p')}, {}}, {}}}), "");
  EXPECT_EQ(pointers({{{{}, {std::string(51, 'p')}, {std::string(51, 'p')}, {}}, {}}}),
            "/acl/0/scope/products/0 /acl/0/scope/plans/0 ");
}

TEST(AclRules, CountWhatThereIs) {
  const std::vector<AclEntry> most(limits::kAclEntries);
  EXPECT_EQ(pointers(most), "");
  EXPECT_EQ(pointers(std::vector<AclEntry>(limits::kAclEntries + 1)), "/acl ");
  const auto permissions = [](std::size_t count) {
    return pointers({{{}, std::vector<std::string>(count, "GetUser")}});
  };
  EXPECT_EQ(permissions(limits::kPermissionsPerPlace), "");
  EXPECT_EQ(permissions(limits::kPermissionsPerPlace + 1), "/acl/0/permissions ");
  AclEntry scoped;
  scoped.scope.organizations.resize(limits::kNamesPerScope + 1);
  EXPECT_EQ(pointers({scoped}), "/acl/0/scope/organizations ");
  scoped.scope.organizations.pop_back();
  EXPECT_EQ(pointers({scoped}), "");
}

TEST(HoldAll, EverythingHoldsEverything) {
  EXPECT_TRUE(hold_all({"*"}, {"a", "*"}));
  EXPECT_TRUE(hold_all({"a", "b"}, {"b", "b"}));
  EXPECT_FALSE(hold_all({"a", "b"}, {"a", "c"}));
  EXPECT_FALSE(hold_all({"a"}, {"*"}));
  EXPECT_TRUE(hold_all({}, {}));
}

}  // namespace
}  // namespace selfsame::core
