// What `import` brings in beside users, tokens and keys: see store_operations_test.cpp for those.
#include "core/limits.h"
#include "tests/core_operations/organization_world.h"

namespace selfsame::core {
namespace {

using testing::expect_error;
using testing::expect_forbidden;
using testing::expect_invalid;
using testing::expect_not_found;
using testing::kAdministrator;

class ImportOperations : public testing::OrganizationWorld {
 protected:
  template <class Entity>
  auto bring(Status (*import_one)(WriteTransaction&, const OperationContext&, const Entity&),
             const Entity& entity) {
    return write([&](auto& tx) { return import_one(tx, as(system_), entity); });
  }
  template <class Entity>
  Error refused(Status (*import_one)(WriteTransaction&, const OperationContext&, const Entity&),
                const Entity& entity) {
    return refusal([&](auto& tx) { return import_one(tx, as(system_), entity); });
  }
  Status bring(const Membership& wanted) {
    return write([&](auto& tx) { return import_membership(tx, as(system_), wanted); });
  }
  Error refused(const Membership& wanted) {
    return refusal([&](auto& tx) { return import_membership(tx, as(system_), wanted); });
  }
  Membership bobs_place() {
    Membership place;
    place.id = MembershipId{{1}};
    place.organization = acme_;
    place.user = other_->id;
    place.status = MembershipStatus::accepted;
    return place;
  }
  Role own_role() {
    Role role;
    role.id = RoleId{{0xEE}};
    role.name = "Own";
    role.organization = acme_;
    return role;
  }
  ResourceGroup group() {
    ResourceGroup made;
    made.id = ResourceGroupId{{1}};
    made.organization = acme_;
    made.name = "group";
    return made;
  }
  Invite offer_to(std::string email) {
    Invite made;
    made.id = InviteId{{1}};
    made.organization = acme_;
    made.membership = MembershipId{{1}};
    made.email = std::move(email);
    return made;
  }
  static void expect_taken(const Error& error) {
    expect_error(error, ErrorCode::conflict, Reason::id_taken);
  }
};

using ImportMembership = ImportOperations;
using ImportOrganization = ImportOperations;

TEST_F(ImportMembership, MakesThePolicyThatSaysWhatItsRolesSay) {
  auto wanted = bobs_place();
  wanted.email = "another@example.com";
  wanted.roles = {testing::role(kAdministrator)};
  const auto before = contents();
  ASSERT_TRUE(bring(wanted));
  const auto found = place(wanted.id);
  EXPECT_EQ(found.email, "bob@example.com") << "the user's";
  ASSERT_EQ(found.policies.size(), 1U);
  EXPECT_EQ(found.policies[0].permission_groups.at(0).hex(), testing::group_of(kAdministrator));
  const auto record = only_record_after(before);
  EXPECT_EQ(record.operation, "store.import");
  EXPECT_EQ(record.owner, AuditOwner(acme_));
  EXPECT_TRUE(mail_after(before).empty());
}

TEST_F(ImportMembership, AnOwnerIsASuperAdministratorAndTheOtherWayRound) {
  auto wanted = bobs_place();
  wanted.owner = true;
  ASSERT_TRUE(bring(wanted));
  EXPECT_EQ(place(wanted.id).roles, (std::vector{super_administrator()}));
  auto carols = bobs_place();
  carols.id = MembershipId{{2}};
  carols.user = carol_->id;
  carols.roles = {super_administrator()};
  ASSERT_TRUE(bring(carols));
  EXPECT_TRUE(place(carols.id).owner);
  EXPECT_EQ(count_owners(), 3U);
}

TEST_F(ImportMembership, AnOpenOfferIsBoundToTheAddressAlone) {
  auto wanted = bobs_place();
  wanted.status = MembershipStatus::pending;
  wanted.owner = true;
  ASSERT_TRUE(bring(wanted));
  EXPECT_FALSE(place(wanted.id).owner) << "not before it is accepted";
  EXPECT_FALSE(place(wanted.id).user);
  ASSERT_EQ(places(other_key_)->items.size(), 1U);
  EXPECT_TRUE(
      write([&](auto& tx) { return answer_place(tx, as(other_key_), wanted.id, Answer::accept); }));
  EXPECT_EQ(count_owners(), 2U);
}

TEST_F(ImportMembership, RefusesWrongAddressesStatesAndRoles) {
  auto wanted = bobs_place();
  wanted.user.reset();
  wanted.email = "nobody";
  expect_invalid(refused(wanted), "/email");
  wanted.email = "new@example.com";
  expect_invalid(refused(wanted), "/status");
  wanted = bobs_place();
  wanted.roles = {super_administrator(), RoleId{{9}}};
  expect_invalid(refused(wanted), "/roles/1");
  wanted = bobs_place();
  wanted.organization = OrganizationId{{9}};
  expect_not_found(refused(wanted));
  wanted = bobs_place();
  wanted.user = UserId{{9}};
  expect_not_found(refused(wanted));
}

TEST_F(ImportMembership, RefusesWhoHasAPlaceAlreadyInWhateverState) {
  ASSERT_TRUE(bring(bobs_place()));
  auto again = bobs_place();
  again.id = MembershipId{{2}};
  expect_taken(refused(again));
  again.user.reset();
  again.email = "BOB@example.com";
  again.status = MembershipStatus::pending;
  expect_taken(refused(again));
  invite("carol@example.com");
  auto carols = bobs_place();
  carols.id = MembershipId{{3}};
  carols.user = carol_->id;
  expect_taken(refused(carols));
}

TEST_F(ImportOrganization, StandsBelowATenantThatIsThere) {
  const auto tenant = add_owned_by(user_, "Tenant", std::nullopt, true).id;
  auto wanted = make_organization(OrganizationId{{1}}, "One");
  wanted.parent = tenant;
  const auto before = contents();
  ASSERT_TRUE(bring(import_organization, wanted));
  EXPECT_EQ(only_record_after(before).owner, AuditOwner(wanted.id));
  wanted.id = OrganizationId{{2}};
  wanted.parent = acme_;
  expect_invalid(refused(import_organization, wanted), "/parent_id");
  wanted.parent = OrganizationId{{9}};
  expect_not_found(refused(import_organization, wanted));
  wanted.parent = wanted.id;
  expect_not_found(refused(import_organization, wanted));
  auto above = tenant;
  for (std::size_t depth = 2; depth <= limits::kTenantDepth; ++depth) {
    above = add_owned_by(user_, "Tenant", above, true).id;
  }
  wanted.parent = above;
  expect_invalid(refused(import_organization, wanted), "/parent_id");
}

TEST_F(ImportOperations, AnInviteNeedsAnAddressAndItsOrganization) {
  const auto before = contents();
  ASSERT_TRUE(bring(import_invite, offer_to("bob@example.com")));
  EXPECT_EQ(only_record_after(before).owner, AuditOwner(acme_));
  EXPECT_TRUE(mail_after(before).empty());
  expect_taken(refused(import_invite, offer_to("bob@example.com")));
  expect_invalid(refused(import_invite, offer_to("nobody")), "/email");
  auto nowhere = offer_to("bob@example.com");
  nowhere.id = InviteId{{2}};
  nowhere.organization = OrganizationId{{9}};
  expect_not_found(refused(import_invite, nowhere));
}

TEST_F(ImportOperations, ARoleIsCheckedAndNeverTakesABuiltInOnesId) {
  auto wanted = own_role();
  wanted.name = std::string(limits::kRoleNameCharacters, 'x');
  wanted.description = std::string(limits::kRoleDescriptionCharacters, 'x');
  const auto before = contents();
  ASSERT_TRUE(bring(import_role, wanted));
  EXPECT_EQ(only_record_after(before).owner, AuditOwner(acme_));
  expect_taken(refused(import_role, wanted));
  wanted.id = super_administrator();
  expect_taken(refused(import_role, wanted));
  wanted.id = RoleId{{2}};
  wanted.name += 'x';
  expect_invalid(refused(import_role, wanted), "/name");
  wanted.name = " ";
  expect_invalid(refused(import_role, wanted), "/name");
  wanted.name = "Own";
  wanted.description += 'x';
  expect_invalid(refused(import_role, wanted), "/description");
  wanted = own_role();
  wanted.organization = OrganizationId{{9}};
  expect_not_found(refused(import_role, wanted));
}

TEST_F(ImportOperations, RolesHaveAQuota) {
  for (std::size_t i = 0; i < limits::kRolesPerOrganization; ++i) {
    auto role = own_role();
    role.id = RoleId{{0xED, static_cast<std::uint8_t>(i), 1}};
    ASSERT_TRUE(bring(import_role, role));
  }
  expect_error(refused(import_role, own_role()), ErrorCode::limited, Reason::quota_exceeded);
}

TEST_F(ImportOperations, AZoneNeedsADomainNameThatIsFree) {
  Zone wanted{ZoneId{{1}}, acme_, "acme.example", {}, {}};
  const auto before = contents();
  ASSERT_TRUE(bring(import_zone, wanted));
  EXPECT_EQ(only_record_after(before).owner, AuditOwner(acme_));
  expect_taken(refused(import_zone, wanted));
  wanted.id = ZoneId{{2}};
  expect_taken(refused(import_zone, wanted));
  for (const auto* name : {"Acme.example", "acme", ""}) {
    wanted.name = name;
    expect_invalid(refused(import_zone, wanted), "/name");
  }
  wanted.name = "second.example";
  wanted.organization = OrganizationId{{9}};
  expect_not_found(refused(import_zone, wanted));
}

TEST_F(ImportOperations, AResourceGroupNamesZonesOfItsOrganization) {
  const auto own = add_zone(acme_, "acme.example").id;
  const auto foreign = add_zone(elsewhere_, "elsewhere.example").id;
  auto wanted = group();
  wanted.zones = {own};
  const auto before = contents();
  ASSERT_TRUE(bring(import_resource_group, wanted));
  EXPECT_EQ(only_record_after(before).owner, AuditOwner(acme_));
  expect_taken(refused(import_resource_group, wanted));
  wanted.id = ResourceGroupId{{2}};
  wanted.zones = {own, foreign};
  expect_not_found(refused(import_resource_group, wanted));
  wanted.zones.clear();
  wanted.name = std::string(limits::kResourceGroupNameCharacters + 1, 'x');
  expect_invalid(refused(import_resource_group, wanted), "/name");
  wanted = group();
  wanted.organization = OrganizationId{{9}};
  expect_not_found(refused(import_resource_group, wanted));
}

TEST_F(ImportOperations, AreTheOperatorsAlone) {
  const auto as_owner = [&](auto import_one) {
    expect_forbidden(refusal([&](auto& tx) { return import_one(tx, as(key_)); }));
  };
  as_owner([&](auto& tx, const auto& context) {
    return import_organization(tx, context, make_organization(OrganizationId{{1}}, "One"));
  });
  as_owner(
      [&](auto& tx, const auto& context) { return import_membership(tx, context, bobs_place()); });
  as_owner([&](auto& tx, const auto& context) {
    return import_invite(tx, context, offer_to("bob@example.com"));
  });
  as_owner([&](auto& tx, const auto& context) { return import_role(tx, context, own_role()); });
  as_owner([&](auto& tx, const auto& context) {
    return import_zone(tx, context, {ZoneId{{1}}, acme_, "acme.example", {}, {}});
  });
  as_owner(
      [&](auto& tx, const auto& context) { return import_resource_group(tx, context, group()); });
}

}  // namespace
}  // namespace selfsame::core
