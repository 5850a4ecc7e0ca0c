#include "core/tenancy/organization_operations.h"

#include "core/administration/administration.h"
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
using testing::kSuper;

class OrganizationOperations : public testing::OrganizationWorld {
 protected:
  OrganizationOperations() : tenant_(add_owned_by(user_, "Tenant", std::nullopt, true).id) {}

  static OrganizationDraft named(std::string name) {
    OrganizationDraft draft;
    draft.name = std::move(name);
    return draft;
  }
  static OrganizationEdit rename(std::string name) { return {std::move(name), {}, {}}; }
  auto make(const Principal& by, const OrganizationDraft& draft) {
    return write([&](auto& tx) { return create_organization(tx, as(by), draft); });
  }
  Error make_refusal(const Principal& by, const OrganizationDraft& draft) {
    return refusal([&](auto& tx) { return create_organization(tx, as(by), draft); });
  }
  auto edit(const Principal& by, const OrganizationEdit& wanted) {
    return write([&](auto& tx) { return update_organization(tx, as(by), acme_, wanted); });
  }
  Error edit_refusal(const Principal& by, const OrganizationEdit& wanted) {
    return refusal([&](auto& tx) { return update_organization(tx, as(by), acme_, wanted); });
  }
  auto remove(const Principal& by, const OrganizationId& id) {
    return write([&](auto& tx) { return delete_organization(tx, as(by), id); });
  }
  Error remove_refusal(const Principal& by, const OrganizationId& id) {
    return refusal([&](auto& tx) { return delete_organization(tx, as(by), id); });
  }
  auto get(const Principal& by, const OrganizationId& id) {
    return read([&](auto& tx) { return get_organization(tx, as(by), id); });
  }
  std::vector<std::string> names(const Principal& by, const OrganizationListing& listing = {}) {
    std::vector<std::string> found;
    const auto listed = *read([&](auto& tx) { return list_organizations(tx, as(by), listing); });
    for (const auto& view : listed.items) {
      found.push_back(view.organization->name);
    }
    return found;
  }

  OrganizationId tenant_;
};

using CreateOrganization = OrganizationOperations;
using UpdateOrganization = OrganizationOperations;
using DeleteOrganization = OrganizationOperations;
using ListOrganizations = OrganizationOperations;

TEST_F(CreateOrganization, IsInTheOnlyTenantAndOwnedByWhoMadeIt) {
  clock_.advance(seconds(9));
  const auto before = contents();
  auto draft = named("New");
  draft.kind = OrganizationKind::enterprise;
  const auto made = make(key_, draft);
  ASSERT_TRUE(made);
  EXPECT_EQ(made->organization->name, "New");
  EXPECT_EQ(made->organization->kind, OrganizationKind::enterprise);
  EXPECT_EQ(made->organization->tenant, TenantKind::none);
  EXPECT_EQ(made->organization->created_at, clock_.now());
  EXPECT_EQ(made->parent->id, tenant_);
  const auto id = made->organization->id;
  const auto listed = read([&](auto& tx) { return list_members(tx, as(key_), id, {}); });
  ASSERT_EQ(listed->items.size(), 1U);
  EXPECT_EQ(listed->items[0].user->id, user_->id);
  EXPECT_TRUE(listed->items[0].membership.owner);

  const auto found = records_after(before);
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].owner, AuditOwner(id));
  EXPECT_EQ(found[0].operation, "organization.create");
  EXPECT_EQ(found[0].action, "create");
  EXPECT_EQ(found[0].changes.at(0), (AuditChange{"name", std::nullopt, "New"}));
  EXPECT_EQ(found[1].owner, AuditOwner(id));
  EXPECT_EQ(found[1].action, "add");
  EXPECT_EQ(found[1].resource_kind, "member");
  EXPECT_TRUE(mail_after(before).empty());
}

TEST_F(CreateOrganization, IsForOwnersOfATenantOnly) {
  expect_forbidden(make_refusal(other_key_, named("New")));
  expect_forbidden(make_refusal(carol_key_, named("New")));
  add_place(tenant_, other_, {testing::role(kAdministrator)});
  expect_forbidden(make_refusal(other_key_, named("New")));
  const std::string write{permission_group::kAccountSettingsWrite};
  expect_forbidden(make_refusal(acme_token({write}), named("New")));
  expect_forbidden(make_refusal(token_of(user_, {write}), named("New")));  // on Acme alone
  const auto on_tenant =
      with_groups_on(user_, {write}, {{testing::kAccountKind, tenant_.hex()}, {}});
  EXPECT_TRUE(make(on_tenant, named("New")));
}

TEST_F(CreateOrganization, OfSeveralTenantsOneIsNamed) {
  const auto second = add_owned_by(user_, "Second", std::nullopt, true).id;
  expect_invalid(make_refusal(key_, named("New")), "/unit");
  auto draft = named("New");
  draft.unit = second;
  EXPECT_EQ(make(key_, draft)->parent->id, second);
  for (const auto& unit : {elsewhere_, acme_, OrganizationId{{9}}}) {
    draft.unit = unit;
    expect_invalid(make_refusal(key_, draft), "/unit/id");
  }
  draft.unit = second;
  draft.standalone = true;
  expect_invalid(make_refusal(key_, draft), "/standalone");
  draft.unit.reset();
  EXPECT_EQ(make(key_, draft)->parent, nullptr);
}

TEST_F(CreateOrganization, TakesANameOf100CharactersAndRefuses101) {
  std::string name;
  for (std::size_t i = 0; i < limits::kOrganizationNameCharacters; ++i) name += "\xC3\xA4";
  EXPECT_TRUE(make(key_, named(name)));
  for (const auto& wrong : {name + 'x', std::string(), std::string("  "), std::string("a\nb")}) {
    expect_invalid(make_refusal(key_, named(wrong)), "/name");
  }
}

TEST_F(CreateOrganization, RefusesTooManyTenantsAboveOneAnother) {
  auto above = tenant_;
  for (std::size_t depth = 2; depth < limits::kTenantDepth; ++depth) {
    above = add_owned_by(user_, "Tenant " + std::to_string(depth), above, true).id;
  }
  auto draft = named("Last");
  draft.unit = above;
  ASSERT_TRUE(make(key_, draft)) << "the eighth";
  const auto eighth = add_owned_by(user_, "Eighth", above, true).id;
  draft.unit = eighth;
  expect_invalid(make_refusal(key_, draft), "/unit");
}

TEST_F(UpdateOrganization, ChangesNameAndAddressAndSaysWhat) {
  clock_.advance(seconds(9));
  const auto before = contents();
  auto wanted = rename("Acme Corp");
  wanted.abuse_contact_email = "abuse@acme.example";
  const auto updated = edit(key_, wanted);
  ASSERT_TRUE(updated);
  EXPECT_EQ(updated->organization->name, "Acme Corp");
  EXPECT_EQ(updated->organization->modified_at, clock_.now());
  const auto record = only_record_after(before);
  EXPECT_EQ(record.owner, AuditOwner(acme_));
  EXPECT_EQ(record.operation, "organization.update");
  EXPECT_EQ(record.action, "update");
  const std::vector<AuditChange> expected{
      {"name", "Acme", "Acme Corp"}, {"abuse_contact_email", std::nullopt, "abuse@acme.example"}};
  EXPECT_EQ(record.changes, expected);

  ASSERT_TRUE(edit(key_, rename("Acme Corp")));
  EXPECT_EQ(get(key_, acme_)->organization->abuse_contact_email, "abuse@acme.example")
      << "absent: stays";
  wanted.abuse_contact_email = std::optional<std::string>();
  EXPECT_EQ(edit(key_, wanted)->organization->abuse_contact_email, std::nullopt) << "cleared";
}

TEST_F(UpdateOrganization, LeavesNoRecordWhereNothingChanges) {
  clock_.advance(seconds(9));
  const auto before = contents();
  EXPECT_TRUE(edit(key_, rename("Acme")));
  auto same = rename("Acme");
  same.enforce_two_factor = false;
  same.abuse_contact_email = std::optional<std::string>();
  EXPECT_TRUE(edit(key_, same));
  EXPECT_EQ(contents(), before);
}

TEST_F(UpdateOrganization, RefusesWrongNamesAndAddresses) {
  std::string name(limits::kOrganizationNameCharacters, 'x');
  EXPECT_TRUE(edit(key_, rename(name)));
  for (const auto& wrong : {name + 'x', std::string(), std::string(" ")}) {
    expect_invalid(edit_refusal(key_, rename(wrong)), "/name");
  }
  auto wanted = rename("Acme");
  wanted.abuse_contact_email = std::string(limits::kEmailCharacters + 1, 'x');
  expect_invalid(edit_refusal(key_, wanted), "/abuse_contact_email");
}

TEST_F(UpdateOrganization, WhoeverEnforcesASecondFactorHasOne) {
  auto enforce = rename("Acme");
  enforce.enforce_two_factor = true;
  expect_error(edit_refusal(key_, enforce), ErrorCode::conflict, Reason::two_factor_required);
  set_two_factor(user_->id, true);
  const auto owner = key_of(user_);
  auto before = contents();
  ASSERT_TRUE(edit(owner, enforce));
  auto record = only_record_after(before);
  EXPECT_EQ(record.action, "add_enforce_twofactor");
  EXPECT_EQ(record.changes, (std::vector<AuditChange>{{"enforce_two_factor", "false", "true"}}));
  before = contents();
  enforce.enforce_two_factor = false;
  ASSERT_TRUE(edit(owner, enforce));
  EXPECT_EQ(only_record_after(before).action, "remove_enforce_twofactor");
}

TEST_F(UpdateOrganization, IsRefusedToWhoMayOnlyReadAndToStrangers) {
  const auto dave = add_member("dave@example.com", std::vector{kAdministrator});
  expect_forbidden(edit_refusal(dave.key, rename("Dave's")));
  expect_not_found(edit_refusal(carol_key_, rename("Carol's")));
  EXPECT_TRUE(edit(acme_token({std::string(permission_group::kAccountSettingsWrite)}),
                   rename("Acme Corp")));
}

TEST_F(DeleteOrganization, TakesEverythingInItAlong) {
  const auto dave = add_member("dave@example.com", std::vector{kAdministrator});
  invite("bob@example.com");
  const auto zone = add_zone(acme_, "acme.example");
  add_resource_group({zone.id});
  add_role(1, {});
  const auto token = acme_token({std::string(permission_group::kAccountSettingsWrite)});
  const auto before = contents();
  ASSERT_TRUE(remove(key_, acme_));
  const auto log = records(acme_.bytes);
  const auto record = std::ranges::find(log, "organization.delete", &AuditRecord::operation);
  ASSERT_NE(record, log.end());
  EXPECT_EQ(record->action, "delete");
  EXPECT_EQ(record->changes, (std::vector<AuditChange>{{"name", "Acme", std::nullopt}}));
  EXPECT_EQ(log.size(), 1 + static_cast<std::size_t>(std::ranges::count(
                                before.records, AuditOwner(acme_), &AuditRecord::owner)))
      << "its log stays";

  const auto after = contents();
  EXPECT_EQ(std::ranges::count(after.memberships, acme_, &Membership::organization), 0);
  EXPECT_TRUE(after.zones.empty());
  EXPECT_TRUE(after.tokens.empty());
  EXPECT_TRUE(invites(other_key_)->empty());
  EXPECT_TRUE(places(dave.key)->items.empty());
  expect_not_found(get(key_, acme_).error());
  EXPECT_EQ(get(key_, acme_).error(), get(key_, OrganizationId{{9}}).error());
  expect_not_found(get(token, acme_).error());
  add_zone(elsewhere_, "acme.example");  // its name is free again
}

TEST_F(DeleteOrganization, IsForAPersonWhoOwnsIt) {
  const auto token = acme_token({std::string(permission_group::kAccountSettingsWrite)});
  Grants editing;
  editing.raise(Area::organization, Level::edit);
  const auto editor = add_member("editor@example.com", std::vector{add_role(1, editing)});
  ASSERT_TRUE(edit(editor.key, rename("Acme Corp")));
  for (const auto& principal : {token, editor.key}) {
    expect_forbidden(remove_refusal(principal, acme_));
  }
  expect_not_found(remove_refusal(carol_key_, acme_));
}

TEST_F(DeleteOrganization, RefusesOneWithOthersBelowIt) {
  const auto below = make(key_, named("Below"))->organization->id;
  expect_error(remove_refusal(key_, tenant_), ErrorCode::conflict, Reason::none);
  ASSERT_TRUE(remove(key_, below));
  EXPECT_TRUE(remove(key_, tenant_));
}

TEST_F(DeleteOrganization, RefusesTheOperators) {
  store_->write_and_wait([&](WriteTransaction& tx) {
    auto organization = *tx.find_organization(acme_);
    organization.tenant = TenantKind::operator_;
    return tx.update_organization(organization);
  });
  expect_error(remove_refusal(key_, acme_), ErrorCode::conflict, Reason::none);
}

TEST_F(DeleteOrganization, RefusesOneWithMoreMembersThanTheLimitTakes) {
  store_->write_and_wait([&](WriteTransaction& tx) {
    for (std::uint64_t i = 1; i < limits::kMembersOfDeletedOrganization; ++i) {
      Membership offer;
      offer.id = MembershipId::make(clock_.now(), entropy_);
      offer.organization = acme_;
      offer.email = "m" + std::to_string(i) + "@example.com";
      tx.insert_membership(offer);
    }
    return true;
  });
  const auto one_more = invite("bob@example.com");
  const auto refused = write([&](auto& tx) { return delete_organization(tx, as(key_), acme_); });
  ASSERT_FALSE(refused);
  expect_error(refused.error(), ErrorCode::conflict, Reason::none);
  ASSERT_TRUE(
      write([&](auto& tx) { return remove_member(tx, as(key_), acme_, one_more.membership); }));
  EXPECT_TRUE(remove(key_, acme_));
}

TEST_F(ListOrganizations, ShowsOnesOwnOldestFirstByPartOfTheName) {
  clock_.advance(seconds(9));
  const auto second = add_owned_by(user_, "A second Acme");
  using Names = std::vector<std::string>;
  EXPECT_EQ(names(key_), (Names{"Acme", "Tenant", "A second Acme"}));
  OrganizationListing listing;
  listing.name = "aCmE";
  listing.direction = Direction::descending;
  EXPECT_EQ(names(key_, listing), (Names{"A second Acme", "Acme"}));
  EXPECT_TRUE(names(other_key_).empty());
  invite("bob@example.com", {kSuper});
  EXPECT_TRUE(names(other_key_).empty()) << "what is only offered is not theirs";
}

TEST_F(ListOrganizations, ATokenSeesWhatItMayDoAnythingIn) {
  using Names = std::vector<std::string>;
  EXPECT_EQ(names(token_of(user_, {testing::kBillingRead})), Names{"Acme"});
  EXPECT_EQ(names(with_groups(user_, {std::string(permission_group::kUserDetailsRead)})), Names{});
  EXPECT_EQ(names(acme_token({testing::kBillingRead})), Names{"Acme"});
}

TEST_F(OrganizationOperations, TenantsAreThoseThatOneOwns) {
  const auto list = [&](const Principal& principal) {
    std::vector<OrganizationId> found;
    const auto listed = *read([&](auto& tx) { return list_tenants(tx, as(principal)); });
    for (const auto& view : listed) {
      found.push_back(view.organization->id);
    }
    return found;
  };
  add_place(tenant_, other_, {testing::role(kAdministrator)});
  EXPECT_EQ(list(key_), std::vector{tenant_});
  EXPECT_TRUE(list(other_key_).empty());
  const auto nobody = with_groups(user_, {testing::kBillingRead});
  expect_forbidden(read([&](auto& tx) { return list_tenants(tx, as(nobody)); }).error());
  const auto token = acme_token({std::string(permission_group::kAccountSettingsWrite)});
  expect_forbidden(read([&](auto& tx) { return list_tenants(tx, as(token)); }).error());
}

}  // namespace
}  // namespace selfsame::core
