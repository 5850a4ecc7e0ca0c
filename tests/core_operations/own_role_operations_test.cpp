#include "core/tenancy/own_role_operations.h"

#include "core/limits.h"
#include "core/tenancy/network_rules.h"
#include "core/tenancy/role_operations.h"
#include "tests/core_operations/people_world.h"

namespace selfsame::core {
namespace {

using testing::expect_error;
using testing::expect_forbidden;
using testing::expect_invalid;
using testing::expect_not_found;
using testing::kAdministrator;
using testing::kMinimal;

class OwnRoles : public testing::PeopleWorld {
 protected:
  Error create_refusal(const Principal& by, const RoleDraft& draft) {
    return refusal([&](auto& tx) {
      return core::create_role(tx, as(by), acme_, draft, testing::is_known_permission);
    });
  }
  Error put_refusal(const Principal& by, const std::string& id, const RoleDraft& draft) {
    return refusal([&](auto& tx) {
      return core::put_role(tx, as(by), acme_, id, draft, testing::is_known_permission);
    });
  }
  auto list(const Principal& by) {
    return read([&](auto& tx) { return list_own_roles(tx, as(by), acme_); });
  }
  bool may_list_users(const Principal& by) {
    return read([&](auto& tx) { return list_organization_users(tx, as(by), acme_, {}); })
        .has_value();
  }
};

TEST_F(OwnRoles, KeepWhatTheyWereMadeOfInItsOrder) {
  const auto junior = make_role("junior", {"GetUser"});
  clock_.advance(std::chrono::seconds(1));
  auto draft = role_draft("senior", {"PutUser", "GetProfile"}, {junior});
  draft.acl->push_back({{{elsewhere_}, {"p2", "p1"}, {"plan"}, {"field"}}, {"*"}});
  draft.description = "two\nlines";
  draft.allowed_networks = {"76.*.*.*", "2001:db8::1"};
  const auto before = contents();
  const auto made = create_role(key_, draft);
  ASSERT_TRUE(made);
  EXPECT_EQ(made->role.acl, *draft.acl);
  EXPECT_EQ(made->role.description, "two\nlines");
  EXPECT_EQ(network_text(made->role.allowed_networks[0]), "76.0.0.0/8");
  EXPECT_EQ(network_text(made->role.allowed_networks[1]), "2001:db8::1");
  EXPECT_EQ(made->role.created_at, clock_.now());
  ASSERT_EQ(made->juniors.size(), 1U);
  EXPECT_EQ(made->juniors[0].name, "junior");
  EXPECT_EQ(get_role(key_, junior)->seniors.at(0).name, "senior");
  const auto record = only_record_after(before);
  EXPECT_EQ(record.operation, "role.create");
  EXPECT_NE(testing::all_text(record).find("PutUser"), std::string::npos);
  const auto listed = list(key_);
  ASSERT_TRUE(listed);
  ASSERT_EQ(listed->size(), 2U);
  EXPECT_EQ(listed->at(1).role, made->role);
  // The other dialect's list has it like any of Acme's own.
  const auto all =
      read([&](auto& tx) { return list_roles(tx, as(key_), acme_, {9, 50}).value().total_count; });
  EXPECT_EQ(all, testing::role_catalogue().roles().size() + 2);
}

TEST_F(OwnRoles, AreValidated) {
  const auto with = [](auto change) {
    auto draft = role_draft("name", {"GetUser"});
    change(draft);
    return draft;
  };
  const auto refused = [&](auto change) { return create_refusal(key_, with(change)); };
  expect_invalid(refused([](auto& d) { d.name.reset(); }), "/name");
  expect_invalid(refused([](auto& d) { d.name = ""; }), "/name");
  expect_invalid(refused([](auto& d) { d.name = std::string(51, 'x'); }), "/name");
  expect_invalid(refused([](auto& d) { d.acl.reset(); }), "/acl");
  expect_invalid(refused([](auto& d) { d.acl->at(0).permissions = {"Get*"}; }),
                 "/acl/0/permissions/0");
  expect_invalid(refused([](auto& d) { d.description = std::string(65'536, 'x'); }),
                 "/description");
  expect_invalid(refused([](auto& d) { d.description = std::string(1, '\0'); }), "/description");
  expect_invalid(refused([](auto& d) { d.junior_ids = {"nobody"}; }), "/junior_ids");
  expect_invalid(refused([](auto& d) { d.junior_ids = {kMinimal}; }), "/junior_ids");
  expect_invalid(refused([](auto& d) { d.allowed_networks = {"1.2.3.4", "10.0.0.1"}; }),
                 "/allowed_networks/1");
  ASSERT_TRUE(create_role(key_, with([](auto& d) {
                            d.name = std::string(50, 'x');
                            d.description = std::string(65'535, 'x');
                          })));
}

TEST_F(OwnRoles, AreOnlySoMany) {
  for (std::size_t i = 0; i < limits::kRolesPerOrganization; ++i) make_role("r", {});
  expect_error(create_refusal(key_, role_draft("one more", {})), ErrorCode::limited,
               Reason::quota_exceeded);
}

TEST_F(OwnRoles, CountForWhoHoldsThemAndEndAtOnce) {
  const auto junior = make_role("junior", {"GetUserCollection"});
  const auto senior = make_role("senior", {"GetUser"}, {junior});
  const auto ann = add_person("anna@example.com", {"GetProfile"}, {senior});
  EXPECT_EQ(permissions(ann.key), (Names{"GetProfile", "GetUser", "GetUserCollection"}));
  EXPECT_TRUE(may_list_users(ann.key));
  EXPECT_EQ(get_role(key_, senior)->users_count, 1U);
  EXPECT_EQ(get_role(key_, junior)->users_count, 0U) << "nobody is assigned to it";
  // The junior is narrowed: the next request knows.
  ASSERT_TRUE(put_role(key_, junior, role_draft("junior", {})));
  EXPECT_FALSE(may_list_users(ann.key));
  EXPECT_EQ(permissions(ann.key), (Names{"GetProfile", "GetUser"}));
  ASSERT_TRUE(put_role(key_, senior, role_draft("senior", {"GetUserCollection"})));
  EXPECT_TRUE(may_list_users(ann.key));
  ASSERT_TRUE(delete_role(key_, senior));
  EXPECT_FALSE(may_list_users(ann.key));
}

TEST_F(OwnRoles, OfAnotherOrganizationCountNothing) {
  auto draft = role_draft("scoped", {"GetUser"});
  draft.acl->at(0).scope.organizations = {elsewhere_};
  const auto made = create_role(key_, draft);
  const auto ann = add_person("anna@example.com", {}, {made->role.id.hex()});
  EXPECT_EQ(permissions(ann.key), Names{});
  draft.acl->at(0).scope.organizations = {elsewhere_, acme_};
  ASSERT_TRUE(put_role(key_, made->role.id.hex(), draft));
  EXPECT_EQ(permissions(ann.key), Names{"GetUser"});
}

TEST_F(OwnRoles, GiveNothingWhereAPolicyDeniesThem) {
  const auto role = make_role("role", {"GetUserCollection"});
  const auto ann = add_person("anna@example.com", {}, {role});
  EXPECT_TRUE(may_list_users(ann.key));
  change_place(ann.id, [&](Membership& place) {
    place.policies.push_back({PolicyId{{1}},
                              Effect::deny,
                              {IamGroupId::parse(role).value()},
                              {ResourceGroupId{acme_.bytes}}});
  });
  EXPECT_FALSE(may_list_users(ann.key));
  EXPECT_EQ(permissions(ann.key), Names{});
}

TEST_F(OwnRoles, RestrictWhereTheyAreUsed) {
  const auto junior = make_role("junior", {"GetUserCollection"});
  const auto senior = make_role("senior", {}, {junior});
  const auto ann = add_person("anna@example.com", {}, {senior});
  const auto set = [&](const std::string& id, Names networks) {
    RoleDraft draft;
    draft.allowed_networks = std::move(networks);
    EXPECT_TRUE(put_role(key_, id, draft));
  };
  set(junior, {"203.0.113.0/24"});
  EXPECT_FALSE(may_list_users(from(ann.key, "198.51.100.7")));
  EXPECT_TRUE(may_list_users(from(ann.key, "203.0.113.9")));
  set(senior, {"198.51.100.0/24"});
  EXPECT_TRUE(may_list_users(from(ann.key, "198.51.100.7"))) << "roles add up";
  EXPECT_TRUE(may_list_users(from(ann.key, "203.0.113.9")));
  EXPECT_FALSE(may_list_users(from(ann.key, "192.0.2.1")));
  // The place's own list must hold the address as well.
  ASSERT_TRUE(put_place(key_, ann.user->id.hex(), {{}, {}, {}, Names{"203.0.113.0/24"}}));
  EXPECT_TRUE(may_list_users(from(ann.key, "203.0.113.9")));
  const auto refused = read([&](auto& tx) {
    return list_organization_users(tx, as(from(ann.key, "198.51.100.7")), acme_, {});
  });
  expect_error(refused.error(), ErrorCode::forbidden, Reason::address_refused);
}

TEST_F(OwnRoles, DoNotGoInACircle) {
  const auto a = make_role("a", {});
  const auto b = make_role("b", {}, {a});
  const auto c = make_role("c", {}, {b});
  const auto juniors = [](Names ids) {
    RoleDraft draft;
    draft.junior_ids = std::move(ids);
    return draft;
  };
  expect_invalid(put_refusal(key_, a, juniors({a})), "/junior_ids");
  expect_invalid(put_refusal(key_, a, juniors({b})), "/junior_ids");
  expect_invalid(put_refusal(key_, a, juniors({c})), "/junior_ids");
  ASSERT_TRUE(put_role(key_, b, juniors({})));
  EXPECT_TRUE(put_role(key_, a, juniors({c, b})));
  expect_invalid(put_refusal(key_, b, juniors({a})), "/junior_ids");
}

TEST_F(OwnRoles, ArePutByTheIdThatAClientChose) {
  const auto made = put_role(key_, "my-role", role_draft("mine", {"GetUser"}));
  ASSERT_TRUE(made);
  EXPECT_TRUE(made->created);
  EXPECT_EQ(made->view.role.chosen_id, "my-role");
  EXPECT_EQ(get_role(key_, "my-role")->role, made->view.role);
  EXPECT_EQ(get_role(key_, made->view.role.id.hex())->role, made->view.role);
  clock_.advance(std::chrono::seconds(1));
  RoleDraft rename;
  rename.name = "renamed";
  const auto changed = put_role(key_, "my-role", rename);
  ASSERT_TRUE(changed);
  EXPECT_FALSE(changed->created);
  EXPECT_EQ(changed->view.role.id, made->view.role.id);
  EXPECT_EQ(changed->view.role.acl, made->view.role.acl) << "what is absent stays";
  const auto before = contents();
  ASSERT_TRUE(put_role(key_, "my-role", rename));
  EXPECT_EQ(contents(), before) << "nothing changed, so nothing is recorded";
  expect_invalid(put_refusal(key_, "a b", role_draft("x", {})), "/id");
  expect_invalid(put_refusal(key_, std::string(51, 'x'), role_draft("x", {})), "/id");
  expect_invalid(put_refusal(key_, kAdministrator, role_draft("x", {})), "/id");
  expect_not_found(get_role(key_, kAdministrator).error());
  expect_not_found(get_role(key_, "other").error());
  // In another organization the same id is another role.
  expect_not_found(read([&](auto& tx) {
                     return get_own_role(tx, as(carol_key_), elsewhere_, "my-role");
                   }).error());
}

TEST_F(OwnRoles, GoFromWhoHoldsAndIncludesThem) {
  const auto role = make_role("gone", {"GetUser"});
  const auto senior = make_role("senior", {}, {role});
  const auto other = make_role("other", {});
  const auto ann = add_person("anna@example.com", {}, {role, other});
  const auto offered = invite("bill@example.com", {role, kMinimal});
  const auto before = contents();
  ASSERT_TRUE(delete_role(key_, role));
  EXPECT_EQ(place(ann.id).roles, std::vector{testing::role(other)});
  ASSERT_EQ(place(ann.id).policies.size(), 1U);
  EXPECT_EQ(place(ann.id).policies[0].permission_groups,
            std::vector{IamGroupId::parse(other).value()});
  EXPECT_EQ(place(offered.membership).roles, std::vector{testing::role(kMinimal)});
  EXPECT_TRUE(get_role(key_, senior)->role.juniors.empty());
  const auto records = records_after(before);
  ASSERT_EQ(records.size(), 4U) << "two places, a senior, and the role itself";
  for (const auto& record : records) EXPECT_EQ(record.operation, "role.delete");
  expect_not_found(delete_role(key_, role).error());
}

TEST_F(OwnRoles, GiveNoMoreThanTheirMakerHolds) {
  const auto strong = make_role("strong", {"*"});
  const auto weak = make_role("weak", {"GetUser"});
  const auto ann = add_person("anna@example.com",
                              {"PostRole", "PutRole", "DeleteRole", "GetRole", "GetUser"}, {weak});
  EXPECT_TRUE(create_role(ann.key, role_draft("fine", {"GetUser", "GetRole"}, {weak})));
  expect_forbidden(create_refusal(ann.key, role_draft("more", {"PutUser"})));
  expect_forbidden(create_refusal(ann.key, role_draft("all", {"*"})));
  expect_forbidden(create_refusal(ann.key, role_draft("by the junior", {}, {strong})));
  expect_forbidden(put_refusal(ann.key, "chosen", role_draft("more", {"PutUser"})));
  // A role of one's own does not grow, nor does one that says more already.
  expect_forbidden(put_refusal(ann.key, weak, role_draft("weak", {"GetUser", "PutUser"})));
  expect_forbidden(put_refusal(ann.key, weak, role_draft("weak", {}, {strong})));
  expect_forbidden(put_refusal(ann.key, strong, role_draft("strong", {})));
  expect_forbidden(
      refusal([&](auto& tx) { return core::delete_role(tx, as(ann.key), acme_, strong); }));
  RoleDraft rename;
  rename.name = "renamed";
  EXPECT_TRUE(put_role(ann.key, strong, rename)) << "a name is no right";
  // Elsewhere's scope would count as soon as the role is changed: it is not handed out either.
  auto scoped = role_draft("scoped", {"PutUser"});
  scoped.acl->at(0).scope.organizations = {elsewhere_};
  expect_forbidden(create_refusal(ann.key, scoped));
  EXPECT_TRUE(delete_role(ann.key, weak));
}

TEST_F(OwnRoles, OfAnEmulatingOwnerGiveWhatTheEmulationHas) {
  const auto emulating = in_session(user_->id, {"PostRole", "GetUser"});
  EXPECT_TRUE(create_role(emulating, role_draft("fine", {"GetUser"})));
  expect_forbidden(create_refusal(emulating, role_draft("more", {"PutUser"})));
  const auto whole = in_session(user_->id, {"*"});
  EXPECT_TRUE(create_role(whole, role_draft("any", {"*"})));
}

TEST_F(OwnRoles, AreNotHandedOutByTheOtherDialectEither) {
  const auto strong = make_role("strong", {"*"});
  Grants people;
  people.raise(Area::member, Level::edit);
  const auto administrator = add_member("adm@example.com", Names{add_role(1, people)});
  const auto ann = add_member("anna@example.com", Names{kMinimal});
  expect_forbidden(refusal([&](auto& tx) {
    return update_member(tx, as(administrator.key), acme_, ann.id, testing::rights({strong}));
  }));
  expect_forbidden(refusal([&](auto& tx) {
    return core::add_member(tx, as(administrator.key), acme_,
                            {"new@example.com", testing::rights({strong}), false});
  }));
  const std::vector<MemberPolicyDraft> policies{{Effect::allow, {strong}, {acme_.hex()}}};
  expect_forbidden(refusal([&](auto& tx) {
    return update_member(tx, as(administrator.key), acme_, ann.id, testing::rights(policies));
  }));
  const auto fair = make_role("fair", {"GetUserCollection"});
  EXPECT_TRUE(update(administrator.key, ann.id, testing::rights({fair})));
}

TEST_F(OwnRoles, NeedThePermissionToBeSeenAndChanged) {
  const auto role = make_role("role", {});
  const auto ann = add_person("anna@example.com", {"GetUser"});
  expect_forbidden(get_role(ann.key, role).error());
  expect_forbidden(list(ann.key).error());
  expect_forbidden(create_refusal(ann.key, role_draft("x", {})));
  expect_forbidden(put_refusal(ann.key, role, role_draft("x", {})));
  expect_not_found(get_role(carol_key_, role).error());
  expect_not_found(create_refusal(carol_key_, role_draft("x", {})));
}

}  // namespace
}  // namespace selfsame::core
