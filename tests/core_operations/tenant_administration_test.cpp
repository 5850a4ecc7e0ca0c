// Organizations above and below one another.
#include "core/administration/administration.h"
#include "core/limits.h"
#include "tests/core_operations/organization_world.h"

namespace selfsame::core {
namespace {

using std::chrono::seconds;
using testing::expect_error;
using testing::expect_invalid;
using testing::expect_not_found;

class TenantAdministration : public testing::OrganizationWorld {
 protected:
  auto make(const NewOrganization& wanted) {
    return write([&](auto& tx) { return create_organization_for(tx, as(system_), wanted); });
  }
  Error make_refusal(const NewOrganization& wanted) {
    return refusal([&](auto& tx) { return create_organization_for(tx, as(system_), wanted); });
  }
  NewOrganization named(std::string name) {
    NewOrganization wanted;
    wanted.name = std::move(name);
    wanted.owner = other_->id;
    return wanted;
  }
  auto edit(const OrganizationId& id, const TenantEdit& wanted) {
    return write([&](auto& tx) { return edit_tenant(tx, as(system_), id, wanted); });
  }
  Error edit_refusal(const OrganizationId& id, const TenantEdit& wanted) {
    return refusal([&](auto& tx) { return edit_tenant(tx, as(system_), id, wanted); });
  }
  static TenantEdit below(const OrganizationId& parent) {
    TenantEdit wanted;
    wanted.parent = parent;
    return wanted;
  }
  static TenantEdit tenant(bool is_tenant) { return {is_tenant, {}}; }
  OrganizationId add_tenant(std::optional<OrganizationId> parent = std::nullopt) {
    return add_owned_by(user_, "Tenant", parent, true).id;
  }
  /// Tenants below one another.
  std::vector<OrganizationId> chain(std::size_t length) {
    std::vector<OrganizationId> made{add_tenant()};
    while (made.size() < length) made.push_back(add_tenant(made.back()));
    return made;
  }
};

using CreateOrganizationFor = TenantAdministration;
using EditTenant = TenantAdministration;

TEST_F(CreateOrganizationFor, MakesItsOwnerAndTwoRecords) {
  const auto above = add_tenant();
  const auto before = contents();
  auto wanted = named("New");
  wanted.parent = above;
  wanted.tenant = true;
  wanted.kind = OrganizationKind::enterprise;
  const auto made = make(wanted);
  ASSERT_TRUE(made);
  EXPECT_EQ(made->parent, above);
  EXPECT_EQ(made->tenant, TenantKind::tenant);
  EXPECT_EQ(made->kind, OrganizationKind::enterprise);
  const auto owned = *read([&](auto& tx) { return tx.memberships_of(other_->id); });
  ASSERT_EQ(owned.size(), 1U);
  EXPECT_EQ(owned[0].organization, made->id);
  EXPECT_TRUE(owned[0].owner);
  const auto found = records_after(before);
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].action, "create");
  EXPECT_EQ(found[0].changes.at(1), (AuditChange{"parent", std::nullopt, above.hex()}));
  EXPECT_EQ(found[1].action, "add");
}

TEST_F(CreateOrganizationFor, RefusesUnknownOwnersAndParentsAndWhatIsNoTenant) {
  auto wanted = named("New");
  wanted.owner = UserId{{9}};
  expect_invalid(make_refusal(wanted), "/owner_id");
  wanted = named("New");
  wanted.parent = OrganizationId{{9}};
  expect_invalid(make_refusal(wanted), "/parent_id");
  wanted.parent = acme_;
  expect_invalid(make_refusal(wanted), "/parent_id");
  expect_invalid(make_refusal(named(std::string(limits::kOrganizationNameCharacters + 1, 'x'))),
                 "/name");
  EXPECT_TRUE(make(named(std::string(limits::kOrganizationNameCharacters, 'x'))));
}

TEST_F(CreateOrganizationFor, StopsAtTheDepthLimit) {
  const auto tenants = chain(limits::kTenantDepth);
  auto wanted = named("New");
  wanted.parent = tenants[limits::kTenantDepth - 2];
  EXPECT_TRUE(make(wanted));
  wanted.parent = tenants.back();
  expect_invalid(make_refusal(wanted), "/parent_id");
}

TEST_F(EditTenant, MakesATenantAndMovesOrganizationsBelowIt) {
  clock_.advance(seconds(9));
  auto before = contents();
  const auto made = edit(acme_, tenant(true));
  ASSERT_TRUE(made);
  EXPECT_EQ(made->tenant, TenantKind::tenant);
  EXPECT_EQ(made->modified_at, clock_.now());
  auto record = only_record_after(before);
  EXPECT_EQ(record.operation, "store.tenant.update");
  EXPECT_EQ(record.owner, AuditOwner(acme_));
  EXPECT_EQ(record.changes, (std::vector<AuditChange>{{"tenant", "false", "true"}}));
  before = contents();
  EXPECT_EQ(edit(elsewhere_, below(acme_))->parent, acme_);
  record = only_record_after(before);
  EXPECT_EQ(record.changes, (std::vector<AuditChange>{{"parent", std::nullopt, acme_.hex()}}));
  TenantEdit out;
  out.parent = std::optional<OrganizationId>();
  EXPECT_EQ(edit(elsewhere_, out)->parent, std::nullopt);
}

TEST_F(EditTenant, LeavesNoRecordWhereNothingChanges) {
  clock_.advance(seconds(9));
  const auto before = contents();
  TenantEdit out;
  out.parent = std::optional<OrganizationId>();
  for (const auto& wanted : {TenantEdit(), tenant(false), out}) EXPECT_TRUE(edit(acme_, wanted));
  EXPECT_EQ(contents(), before);
}

TEST_F(EditTenant, RefusesItselfALoopAndWhatIsNoTenant) {
  const auto tenants = chain(3);
  expect_invalid(edit_refusal(tenants[0], below(tenants[0])), "/parent_id");
  expect_invalid(edit_refusal(tenants[0], below(tenants[1])), "/parent_id");
  expect_invalid(edit_refusal(tenants[0], below(tenants[2])), "/parent_id");
  expect_invalid(edit_refusal(elsewhere_, below(elsewhere_)), "/parent_id");
  expect_invalid(edit_refusal(elsewhere_, below(acme_)), "/parent_id");
  expect_invalid(edit_refusal(elsewhere_, below(OrganizationId{{9}})), "/parent_id");
  expect_not_found(edit_refusal(OrganizationId{{9}}, tenant(true)));
}

TEST_F(EditTenant, StopsAtTheDepthLimitCountingWhatStandsBelow) {
  const auto tenants = chain(limits::kTenantDepth - 1);
  ASSERT_TRUE(edit(elsewhere_, below(tenants.back()))) << "the eighth";
  EXPECT_TRUE(edit(elsewhere_, {std::nullopt, std::optional<OrganizationId>()}));
  const auto two = chain(2);
  expect_invalid(edit_refusal(two[0], below(tenants.back())), "/parent_id");
  EXPECT_TRUE(edit(two[0], below(tenants[tenants.size() - 2])));
  const auto last = add_tenant(tenants.back());
  expect_invalid(edit_refusal(elsewhere_, below(last)), "/parent_id");
}

TEST_F(EditTenant, ATenantWithOrganizationsBelowItStaysOne) {
  const auto tenants = chain(2);
  expect_error(edit_refusal(tenants[0], tenant(false)), ErrorCode::conflict, Reason::none);
  EXPECT_TRUE(edit(tenants[1], tenant(false)));
}

TEST_F(EditTenant, TheOperatorsOrganizationStaysATenantWithNoneAboveIt) {
  store_->write_and_wait([&](WriteTransaction& tx) {
    auto organization = *tx.find_organization(acme_);
    organization.tenant = TenantKind::operator_;
    return tx.update_organization(organization);
  });
  expect_error(edit_refusal(acme_, tenant(false)), ErrorCode::conflict, Reason::none);
  expect_error(edit_refusal(acme_, below(add_tenant())), ErrorCode::conflict, Reason::none);
  EXPECT_EQ(edit(acme_, tenant(true))->tenant, TenantKind::operator_);
  EXPECT_TRUE(edit(elsewhere_, below(acme_)));
}

}  // namespace
}  // namespace selfsame::core
