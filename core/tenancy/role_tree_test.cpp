#include "core/tenancy/role_tree.h"

#include <gtest/gtest.h>

namespace selfsame::core {
namespace {

const OrganizationId kAcme{{0xAC}};
const OrganizationId kOther{{0x07}};

RoleId id(std::uint8_t number) { return RoleId{{0xEE, number}}; }

Role make(std::uint8_t number, std::vector<std::uint8_t> juniors,
          std::vector<std::string> permissions = {}) {
  Role role;
  role.id = id(number);
  role.organization = kAcme;
  for (const auto junior : juniors) role.juniors.push_back(id(junior));
  role.acl = {{{}, std::move(permissions)}};
  return role;
}

std::vector<int> numbers(const std::vector<const Role*>& roles) {
  std::vector<int> found;
  for (const auto* role : roles) found.push_back(role->id.bytes[1]);
  return found;
}

std::vector<int> tree(const std::vector<Role>& own, std::vector<std::uint8_t> roots) {
  std::vector<RoleId> ids;
  for (const auto root : roots) ids.push_back(id(root));
  return numbers(with_juniors(nullptr, own, ids));
}

TEST(RoleTree, ASeniorHasAllItsJuniorsOnce) {
  const std::vector own{make(1, {2, 3}), make(2, {4}), make(3, {4}), make(4, {}), make(5, {1})};
  EXPECT_EQ(tree(own, {1}), (std::vector{1, 2, 3, 4}));
  EXPECT_EQ(tree(own, {4}), std::vector{4}) << "juniors have nothing of their seniors";
  EXPECT_EQ(tree(own, {2, 1}), (std::vector{2, 1, 4, 3}));
  EXPECT_EQ(tree(own, {9}), std::vector<int>{});
}

TEST(RoleTree, EndsWhereRolesNameOneAnother) {
  const std::vector own{make(1, {2}), make(2, {3}), make(3, {1}), make(4, {4}), make(5, {3})};
  EXPECT_EQ(tree(own, {1}), (std::vector{1, 2, 3}));
  for (const auto& inside : {own[0], own[1], own[2], own[3]}) {
    EXPECT_TRUE(includes_itself(own, inside.id));
  }
  EXPECT_FALSE(includes_itself(own, id(5))) << "it leads into a circle, and is not on it";
  EXPECT_FALSE(includes_itself(own, id(9)));
}

TEST(RoleTree, AddsWhatEachGives) {
  std::vector own{make(1, {2}, {"A"}), make(2, {}, {"B", "C"})};
  own[0].grants.raise(Area::dns, Level::read);
  own[1].grants.raise(Area::billing, Level::edit);
  const auto roles = with_juniors(nullptr, own, own[0].juniors);
  EXPECT_EQ(permissions_of_all(roles, kAcme), (std::vector<std::string>{"B", "C"}));
  const RoleId senior = id(1);
  const auto all = with_juniors(nullptr, own, {&senior, 1});
  EXPECT_EQ(permissions_of_all(all, kAcme), (std::vector<std::string>{"A", "B", "C"}));
  EXPECT_TRUE(grants_of_all(all).allow(Area::dns, Level::read));
  EXPECT_TRUE(grants_of_all(all).allow(Area::billing, Level::edit));
  EXPECT_FALSE(grants_of_all(all).allow(Area::dns, Level::edit));
}

TEST(RoleTree, ScopesSayInWhichOrganizationsAnEntryCounts) {
  Role role = make(1, {});
  role.acl = {{{{kOther}, {}, {}, {}}, {"GetUser"}},
              {{{kOther, kAcme}, {}, {}, {}}, {"GetRole"}},
              {{{}, {"product"}, {"plan"}, {"field"}}, {"GetUserCollection"}}};
  const std::vector<const Role*> roles{&role};
  EXPECT_EQ(permissions_of_all(roles, kAcme),
            (std::vector<std::string>{"GetRole", "GetUserCollection"}));
  EXPECT_FALSE(permit(roles, kAcme, operation(OperationId::organization_user_get)));
  EXPECT_TRUE(permit(roles, kOther, operation(OperationId::organization_user_get)));
  EXPECT_TRUE(permit(roles, kAcme, operation(OperationId::organization_user_list)));
  role.acl = {{{}, {"*"}}};
  EXPECT_TRUE(permit(roles, kAcme, operation(OperationId::organization_user_get)));
}

}  // namespace
}  // namespace selfsame::core
