#include "core/tenancy/role_operations.h"

#include "core/access/resource.h"
#include "core/limits.h"
#include "tests/core_operations/organization_world.h"

namespace selfsame::core {
namespace {

using std::chrono::seconds;
using testing::expect_error;
using testing::expect_forbidden;
using testing::expect_invalid;
using testing::expect_not_found;
using testing::kAdministrator;
using testing::kMinimal;
using testing::kSuper;
using testing::role_catalogue;

class RoleOperations : public testing::OrganizationWorld {
 protected:
  RoleOperations() : zone_(add_zone(acme_, "acme.example")) {}

  auto get_role(const std::string& id) {
    return read([&](auto& tx) { return core::get_role(tx, as(key_), acme_, testing::role(id)); });
  }
  auto groups(const IamGroupFilter& filter) {
    return *read([&](auto& tx) { return list_iam_groups(tx, as(key_), acme_, filter); });
  }
  auto get_group(const std::string& id) {
    return read([&](auto& tx) {
      return get_iam_group(tx, as(key_), acme_, IamGroupId::parse(id).value());
    });
  }

  [[nodiscard]] std::string key() const { return testing::kAccountKind + '.' + acme_.hex(); }
  static std::string object(const Zone& zone) { return testing::kZoneKind + '.' + zone.id.hex(); }
  [[nodiscard]] ResourceGroupDraft draft(std::string name = "group") const {
    return {std::move(name), key(), {object(zone_)}};
  }
  auto make(const Principal& by, const ResourceGroupDraft& wanted) {
    return write([&](auto& tx) { return create_resource_group(tx, as(by), acme_, wanted); });
  }
  Error make_refusal(const Principal& by, const ResourceGroupDraft& wanted) {
    return refusal([&](auto& tx) { return create_resource_group(tx, as(by), acme_, wanted); });
  }
  auto update(const ResourceGroupId& id, const ResourceGroupDraft& wanted) {
    return write([&](auto& tx) { return update_resource_group(tx, as(key_), acme_, id, wanted); });
  }
  Error update_refusal(const Principal& by, const ResourceGroupId& id,
                       const ResourceGroupDraft& wanted) {
    return refusal([&](auto& tx) { return update_resource_group(tx, as(by), acme_, id, wanted); });
  }
  Error remove_refusal(const Principal& by, const ResourceGroupId& id) {
    return refusal([&](auto& tx) { return delete_resource_group(tx, as(by), acme_, id); });
  }
  auto list() {
    return *read([&](auto& tx) { return list_resource_groups(tx, as(key_), acme_); });
  }

  Zone zone_;
};

using Roles = RoleOperations;
using IamGroups = RoleOperations;
using ResourceGroups = RoleOperations;

TEST_F(Roles, BuiltInOnesComeFirstThenTheOrganizationsOwn) {
  const auto own = add_role(1, {});
  const auto built_in = role_catalogue().roles().size();
  std::vector<RoleId> seen;
  for (std::uint64_t page = 1; page <= 9; ++page) {
    const auto listed = *read([&](auto& tx) { return list_roles(tx, as(key_), acme_, {page, 5}); });
    EXPECT_EQ(listed.total_count, built_in + 1);
    for (const auto& role : listed.items) seen.push_back(role.id);
  }
  ASSERT_EQ(seen.size(), built_in + 1);
  EXPECT_EQ(seen.front(), super_administrator());
  EXPECT_EQ(seen.back(), testing::role(own));
}

TEST_F(Roles, AreFoundByIdAndThoseOfOthersAreNotThere) {
  EXPECT_EQ(get_role(kAdministrator)->name, "Administrator");
  EXPECT_EQ(get_role(add_role(1, {}))->name, "Own 1");
  Role foreign;
  foreign.id = RoleId{{0xEF}};
  foreign.name = "of Elsewhere";
  foreign.organization = elsewhere_;
  ASSERT_TRUE(write([&](auto& tx) { return import_role(tx, as(system_), foreign); }));
  expect_not_found(get_role(foreign.id.hex()).error());
  EXPECT_EQ(get_role(foreign.id.hex()).error(), get_role(std::string(32, '1')).error());
  expect_not_found(get_role(testing::group_of(kMinimal)).error());
}

TEST_F(IamGroups, AreThoseOfTheProgramThenTheTwinsOfOwnRoles) {
  const auto own = add_role(1, {});
  const auto built_in = role_catalogue().groups().size();
  EXPECT_EQ(groups({}).total_count, built_in + 1);
  IamGroupFilter filter;
  filter.id = own;
  ASSERT_EQ(groups(filter).items.size(), 1U);
  EXPECT_EQ(groups(filter).items[0].name, "Own 1");
  EXPECT_EQ(groups(filter).items[0].label, "role_" + own);
  EXPECT_EQ(groups(filter).items[0].role, testing::role(own));
}

TEST_F(IamGroups, AreFilteredExactly) {
  const auto count = [&](const IamGroupFilter& filter) { return groups(filter).total_count; };
  EXPECT_EQ(count({.page = {}, .id = testing::group_of(kMinimal), .label = {}, .name = {}}), 1U);
  EXPECT_EQ(count({.page = {}, .id = {}, .label = "admin", .name = {}}), 1U);
  EXPECT_EQ(count({.page = {}, .id = {}, .label = "Admin", .name = {}}), 0U);
  EXPECT_EQ(count({.page = {}, .id = {}, .label = {}, .name = "Administrator"}), 1U);
  EXPECT_EQ(count({.page = {}, .id = {}, .label = "minimal", .name = "Administrator"}), 0U);
}

TEST_F(IamGroups, AreFoundByIdAndThoseOfOthersAreNotThere) {
  EXPECT_EQ(get_group(testing::group_of(kSuper))->role, super_administrator());
  EXPECT_TRUE(get_group(testing::kZoneAdministratorGroup)->of_zones);
  EXPECT_TRUE(get_group(add_role(1, {})));
  expect_not_found(get_group(kMinimal).error());
  expect_not_found(get_group(std::string(32, '1')).error());
}

TEST_F(ResourceGroups, TheWholeOrganizationIsTheFirst) {
  const auto made = make(key_, draft());
  ASSERT_TRUE(made);
  const auto found = list();
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].id.bytes, acme_.bytes);
  EXPECT_EQ(found[0].name, key());
  EXPECT_TRUE(found[0].zones.empty());
  EXPECT_EQ(found[1], *made);
  const auto get = [&](const ResourceGroupId& id) {
    return read([&](auto& tx) { return get_resource_group(tx, as(key_), acme_, id); });
  };
  EXPECT_EQ(*get(found[0].id), found[0]);
  EXPECT_EQ(*get(made->id), *made);
  expect_not_found(get(ResourceGroupId{elsewhere_.bytes}).error());
  expect_not_found(get(ResourceGroupId{{9}}).error());
}

TEST_F(ResourceGroups, AMadeOneHasItsZonesAndLeavesARecord) {
  const auto second = add_zone(acme_, "second.example");
  auto wanted = draft("two");
  wanted.objects.push_back(object(second));
  const auto before = contents();
  const auto made = make(key_, wanted);
  ASSERT_TRUE(made);
  EXPECT_EQ(made->name, "two");
  EXPECT_EQ(made->zones, (std::vector{zone_.id, second.id}));
  const auto record = only_record_after(before);
  EXPECT_EQ(record.owner, AuditOwner(acme_));
  EXPECT_EQ(record.operation, "resource_group.create");
  EXPECT_EQ(record.action, "create");
  EXPECT_EQ(record.resource_id, made->id.hex());
  EXPECT_EQ(record.changes.at(0), (AuditChange{"name", std::nullopt, "two"}));
  auto whole = draft("whole");
  whole.objects = {"*"};
  EXPECT_TRUE(make(key_, whole)->zones.empty());
}

TEST_F(ResourceGroups, RefuseObjectsThatAreNoZonesOfTheOrganization) {
  const auto foreign = add_zone(elsewhere_, "elsewhere.example");
  for (const auto& wrong : {object(foreign), testing::kZoneKind + ".*", std::string("*"), key(),
                            testing::kZoneKind + '.' + std::string(32, '0'), std::string("x"),
                            zone_.id.hex(), std::string()}) {
    auto wanted = draft();
    wanted.objects.push_back(wrong);
    expect_invalid(make_refusal(key_, wanted), "/scope/objects/1/key");
  }
}

TEST_F(ResourceGroups, RefuseAnotherScopeAndWrongNamesAndCounts) {
  auto wanted = draft();
  for (const auto& wrong : {testing::kAccountKind + '.' + elsewhere_.hex(), acme_.hex(),
                            testing::kAccountKind + ".*", std::string()}) {
    wanted.scope_key = wrong;
    expect_invalid(make_refusal(key_, wanted), "/scope/key");
  }
  wanted = draft();
  wanted.objects.clear();
  expect_invalid(make_refusal(key_, wanted), "/scope/objects");
  wanted.objects.resize(limits::kZonesPerResourceGroup, object(zone_));
  EXPECT_TRUE(make(key_, wanted));
  wanted.objects.push_back(object(zone_));
  expect_invalid(make_refusal(key_, wanted), "/scope/objects");
  const std::string name(limits::kResourceGroupNameCharacters, 'x');
  EXPECT_TRUE(make(key_, draft(name)));
  for (const auto& wrong : {name + 'x', std::string(), std::string(" ")}) {
    expect_invalid(make_refusal(key_, draft(wrong)), "/name");
  }
}

TEST_F(ResourceGroups, HaveAQuota) {
  for (std::size_t i = 0; i < limits::kResourceGroupsPerOrganization; ++i) {
    add_resource_group({zone_.id});
  }
  expect_error(make_refusal(key_, draft()), ErrorCode::limited, Reason::quota_exceeded);
}

TEST_F(ResourceGroups, AnUpdateReplacesNameAndZonesAndOneThatChangesNothingIsNoRecord) {
  const auto made = make(key_, draft("old"));
  clock_.advance(seconds(9));
  auto before = contents();
  EXPECT_TRUE(update(made->id, draft("old")));
  EXPECT_EQ(contents(), before);
  auto wanted = draft("new");
  wanted.objects = {"*"};
  const auto updated = update(made->id, wanted);
  ASSERT_TRUE(updated);
  EXPECT_EQ(updated->created_at, made->created_at);
  EXPECT_EQ(updated->modified_at, clock_.now());
  const auto record = only_record_after(before);
  EXPECT_EQ(record.operation, "resource_group.update");
  const std::vector<AuditChange> expected{{"name", "old", "new"}, {"objects", zone_.id.hex(), "*"}};
  EXPECT_EQ(record.changes, expected);
  auto wrong = draft("x");
  wrong.objects = {"x"};
  expect_invalid(update_refusal(key_, made->id, wrong), "/scope/objects/0/key");
}

TEST_F(ResourceGroups, ADeletedOneIsGoneAndLeavesARecord) {
  const auto made = make(key_, draft("gone"));
  const auto before = contents();
  ASSERT_TRUE(
      write([&](auto& tx) { return delete_resource_group(tx, as(key_), acme_, made->id); }));
  EXPECT_EQ(list().size(), 1U);
  const auto record = only_record_after(before);
  EXPECT_EQ(record.action, "delete");
  EXPECT_EQ(record.changes.at(0), (AuditChange{"name", "gone", std::nullopt}));
  expect_not_found(remove_refusal(key_, made->id));
}

TEST_F(ResourceGroups, TheWholeOrganizationStaysAsItIs) {
  const ResourceGroupId whole{acme_.bytes};
  expect_error(update_refusal(key_, whole, draft()), ErrorCode::conflict, Reason::none);
  expect_error(remove_refusal(key_, whole), ErrorCode::conflict, Reason::none);
}

TEST_F(ResourceGroups, ThoseOfOthersAreNotThere) {
  ResourceGroup foreign;
  foreign.id = ResourceGroupId{{0xEF}};
  foreign.organization = elsewhere_;
  foreign.name = "of Elsewhere";
  ASSERT_TRUE(write([&](auto& tx) { return import_resource_group(tx, as(system_), foreign); }));
  expect_not_found(update_refusal(key_, foreign.id, draft()));
  expect_not_found(remove_refusal(key_, foreign.id));
  expect_not_found(remove_refusal(key_, ResourceGroupId{elsewhere_.bytes}));
}

TEST_F(ResourceGroups, AreRefusedToWhoMayOnlyReadAndToStrangers) {
  const auto made = make(key_, draft());
  const auto admin = add_member("admin@example.com", std::vector{kAdministrator});
  EXPECT_TRUE(read([&](auto& tx) { return list_resource_groups(tx, as(admin.key), acme_); }));
  expect_forbidden(make_refusal(admin.key, draft()));
  expect_forbidden(update_refusal(admin.key, made->id, draft("x")));
  expect_forbidden(update_refusal(admin.key, ResourceGroupId{acme_.bytes}, draft("x")));
  expect_forbidden(remove_refusal(admin.key, made->id));
  expect_not_found(make_refusal(carol_key_, draft()));
  expect_not_found(remove_refusal(carol_key_, made->id));
}

}  // namespace
}  // namespace selfsame::core
