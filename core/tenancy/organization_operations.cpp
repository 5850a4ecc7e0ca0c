#include "core/tenancy/organization_operations.h"

#include <algorithm>
#include <utility>

#include "core/access/authorize.h"
#include "core/administration/add_entity.h"
#include "core/audit/record_change.h"
#include "core/billing/ledger.h"
#include "core/tenancy/member_rights.h"
#include "core/tenancy/organization_rules.h"
#include "core/tenancy/standing.h"
#include "core/text.h"

namespace selfsame::core {
namespace {

using OrganizationPtr = std::shared_ptr<const Organization>;

/// The tenants that a user owns.
std::vector<OrganizationPtr> owned_tenants(ReadTransaction& tx, const User& user) {
  std::vector<OrganizationPtr> owned;
  const auto places = tx.memberships_of(user.id);
  for (const auto& place : *places) {
    if (!place.owner) continue;
    auto organization = tx.find_organization(place.organization);
    if (organization != nullptr && organization->tenant != TenantKind::none) {
      owned.push_back(std::move(organization));
    }
  }
  return owned;
}

/// In which tenant the draft is to be made: one that the caller owns.
Result<OrganizationPtr> choose_tenant(ReadTransaction& tx, const OperationContext& context,
                                      const OrganizationDraft& draft) {
  if (context.principal.user == nullptr) return permission_missing();
  const auto owned = owned_tenants(tx, *context.principal.user);
  if (owned.empty()) return permission_missing();
  if (draft.unit && draft.standalone) {
    return fail_field("/standalone", "cannot be given together with a unit");
  }
  if (draft.unit) {
    const auto found = std::ranges::find(owned, *draft.unit, [](const auto& o) { return o->id; });
    if (found == owned.end()) return fail_field("/unit/id", "names no tenant of yours");
    return *found;
  }
  if (owned.size() > 1 && !draft.standalone) {
    return fail_field("/unit", "is required: you own more than one tenant");
  }
  return owned.front();
}

}  // namespace

std::vector<OrganizationPtr> visible_organizations(ReadTransaction& tx,
                                                   const OperationContext& context) {
  std::vector<OrganizationPtr> visible;
  const Principal& principal = context.principal;
  if (principal.user == nullptr) {
    const auto own =
        principal.token == nullptr ? std::nullopt : principal.token->owner.organization();
    if (own && authorize_in(tx, context, OperationId::organization_get, *own)) {
      visible.push_back(tx.find_organization(*own));
    }
    return visible;
  }
  const auto places = tx.memberships_of(principal.user->id);
  for (const auto& place : *places) {
    if (place.status != MembershipStatus::accepted) continue;
    auto organization = tx.find_organization(place.organization);
    if (organization == nullptr || !sees_place(tx, context, place, *organization)) continue;
    visible.push_back(std::move(organization));
  }
  return visible;
}

OrganizationView view_of(ReadTransaction& tx, OrganizationPtr organization) {
  OrganizationPtr parent =
      organization->parent ? tx.find_organization(*organization->parent) : nullptr;
  return {std::move(organization), std::move(parent)};
}

Result<Listed<OrganizationView>> list_organizations(ReadTransaction& tx,
                                                    const OperationContext& context,
                                                    const OrganizationListing& listing) {
  auto status = authorize_authenticated(context, OperationId::organization_list);
  if (!status) return std::unexpected(std::move(status.error()));
  auto found = visible_organizations(tx, context);
  if (listing.name) {
    std::erase_if(found,
                  [&](const auto& o) { return !contains_ignoring_case(o->name, *listing.name); });
  }
  std::ranges::sort(found, {}, [](const auto& o) { return std::pair(o->created_at, o->id); });
  if (listing.direction == Direction::descending) std::ranges::reverse(found);
  auto page = page_of(std::move(found), listing.page);
  Listed<OrganizationView> views{{}, page.total_count, page.page, page.per_page};
  for (auto& organization : page.items) views.items.push_back(view_of(tx, std::move(organization)));
  return views;
}

Result<OrganizationView> create_organization(WriteTransaction& tx, const OperationContext& context,
                                             const OrganizationDraft& draft) {
  auto tenant = choose_tenant(tx, context, draft);
  if (!tenant) return std::unexpected(std::move(tenant.error()));
  const auto standing = authorize_in(tx, context, OperationId::organization_create, (*tenant)->id);
  if (!standing) return std::unexpected(standing.error());

  Organization organization;
  organization.id = OrganizationId::make(context.now, context.entropy);
  organization.name = draft.name;
  organization.kind = draft.kind;
  if (!draft.standalone) organization.parent = (*tenant)->id;
  organization.created_at = context.now;
  organization.modified_at = context.now;
  auto status = validate_organization(organization);
  if (status && organization.parent) status = check_depth(tx, **tenant, "/unit");
  if (!status) return std::unexpected(std::move(status.error()));

  const User& owner = *context.principal.user;
  constexpr auto kCreate = OperationId::organization_create;
  add_organization(tx, context, kCreate, organization);
  add_membership(tx, context, kCreate, make_owner_place(tx, context, organization, owner));
  return view_of(tx, tx.find_organization(organization.id));
}

Result<OrganizationView> get_organization(ReadTransaction& tx, const OperationContext& context,
                                          const OrganizationId& id) {
  auto standing = authorize_in(tx, context, OperationId::organization_get, id);
  if (!standing) return std::unexpected(std::move(standing.error()));
  return view_of(tx, std::move(standing->organization));
}

Result<OrganizationView> update_organization(WriteTransaction& tx, const OperationContext& context,
                                             const OrganizationId& id,
                                             const OrganizationEdit& edit) {
  const auto standing = authorize_in(tx, context, OperationId::organization_update, id);
  if (!standing) return std::unexpected(standing.error());
  const Organization& before = *standing->organization;
  Organization after = before;
  after.name = edit.name;
  if (edit.abuse_contact_email) after.abuse_contact_email = *edit.abuse_contact_email;
  after.enforce_two_factor = edit.enforce_two_factor.value_or(before.enforce_two_factor);
  if (auto status = validate_organization(after); !status) {
    return std::unexpected(std::move(status.error()));
  }
  const bool enforces = after.enforce_two_factor && !before.enforce_two_factor;
  const auto& user = context.principal.user;
  if (enforces && user != nullptr && !user->two_factor_enabled) {
    return fail(ErrorCode::conflict, Reason::two_factor_required,
                "Enable two-factor authentication for your own user before you enforce it.");
  }
  if (after == before) return view_of(tx, standing->organization);

  after.modified_at = context.now;
  tx.update_organization(after);
  std::string_view action;
  if (enforces) action = "add_enforce_twofactor";
  if (!after.enforce_two_factor && before.enforce_two_factor) action = "remove_enforce_twofactor";
  record_change(tx, context, OperationId::organization_update, id, resource_kind::kAccount,
                id.hex(), describe_difference(before, after), action);
  return view_of(tx, tx.find_organization(id));
}

Status delete_organization(WriteTransaction& tx, const OperationContext& context,
                           const OrganizationId& id) {
  const auto refused = [](std::string message) {
    return fail(ErrorCode::conflict, Reason::none, std::move(message));
  };
  const auto standing = authorize_in(tx, context, OperationId::organization_delete, id);
  if (!standing) return std::unexpected(standing.error());
  if (context.principal.user == nullptr || !standing->owner) return permission_missing();
  const Organization& gone = *standing->organization;
  if (gone.tenant == TenantKind::operator_) {
    return refused("The operator's organization cannot be deleted.");
  }
  if (!tx.list_organizations(id, std::nullopt, 1).empty()) {
    return refused("There are accounts below this one. Delete them first.");
  }
  if (has_open_subscriptions(tx, id)) {
    return refused("The account has subscriptions that have not ended. Cancel them first.");
  }
  if (tx.count_members(id) > limits::kMembersOfDeletedOrganization) {
    return refused("The account has more than " +
                   std::to_string(limits::kMembersOfDeletedOrganization) +
                   " members. Remove them first.");
  }
  tx.delete_organization(id);
  record_change(tx, context, OperationId::organization_delete, id, resource_kind::kAccount,
                id.hex(), {{"name", gone.name, std::nullopt}});
  return {};
}

Result<std::vector<OrganizationView>> list_tenants(ReadTransaction& tx,
                                                   const OperationContext& context) {
  if (auto status = authorize_on_user(context, OperationId::tenant_list); !status) {
    return std::unexpected(std::move(status.error()));
  }
  std::vector<OrganizationView> views;
  for (auto& tenant : owned_tenants(tx, *context.principal.user)) {
    views.push_back(view_of(tx, std::move(tenant)));
  }
  return views;
}

}  // namespace selfsame::core
