#include <utility>

#include "core/administration/add_entity.h"
#include "core/administration/administration.h"
#include "core/audit/record_change.h"
#include "core/tenancy/member_rights.h"
#include "core/tenancy/organization_rules.h"
#include "core/tenancy/standing.h"

namespace selfsame::core {
namespace {

/// The tenant that an organization is to stand below.
/// Errors: invalid at `/parent_id`.
Result<std::shared_ptr<const Organization>> find_parent(ReadTransaction& tx,
                                                        const OrganizationId& id) {
  auto parent = tx.find_organization(id);
  if (parent == nullptr) return fail_field("/parent_id", "names no organization");
  if (parent->tenant == TenantKind::none) {
    return fail_field("/parent_id", "names an organization that is no tenant");
  }
  if (auto status = check_depth(tx, *parent, "/parent_id"); !status) {
    return std::unexpected(std::move(status.error()));
  }
  return parent;
}

/// Refuses a parent that is the organization itself or stands below it.
Status check_no_loop(ReadTransaction& tx, const OrganizationId& id, const Organization& parent) {
  std::optional<OrganizationId> above = parent.id;
  while (above) {
    if (*above == id) {
      return fail_field("/parent_id", "is the organization itself or stands below it");
    }
    const auto next = tx.find_organization(*above);
    above = next == nullptr ? std::nullopt : next->parent;
  }
  return {};
}

/// How many organizations stand below, on the longest way.
std::size_t height_of(ReadTransaction& tx, const OrganizationId& id) {
  std::size_t height = 0;
  std::optional<OrganizationId> after;
  while (true) {
    const auto children = tx.list_organizations(id, after, limits::kNativePageMax);
    for (const auto& child : children) {
      height = std::max(height, 1 + height_of(tx, child.id));
    }
    if (children.size() < limits::kNativePageMax) return height;
    after = children.back().id;
  }
}

Status apply_parent(ReadTransaction& tx, const TenantEdit& edit, Organization& organization) {
  if (!edit.parent) return {};
  organization.parent = *edit.parent;
  if (!organization.parent) return {};
  if (organization.tenant == TenantKind::operator_) {
    return fail(ErrorCode::conflict, Reason::none,
                "The operator's organization stands below no tenant.");
  }
  const auto parent = find_parent(tx, *organization.parent);
  if (!parent) return std::unexpected(parent.error());
  if (auto status = check_no_loop(tx, organization.id, **parent); !status) return status;
  std::size_t depth = 2 + height_of(tx, organization.id);
  for (auto above = (*parent)->parent; above; ++depth) {
    const auto next = tx.find_organization(*above);
    above = next == nullptr ? std::nullopt : next->parent;
  }
  if (depth <= limits::kTenantDepth) return {};
  return fail_field("/parent_id", "would put more than " + std::to_string(limits::kTenantDepth) +
                                      " organizations above one another");
}

Status apply_tenant(ReadTransaction& tx, const TenantEdit& edit, Organization& organization) {
  const bool is_tenant = organization.tenant != TenantKind::none;
  if (!edit.tenant || *edit.tenant == is_tenant) return {};
  if (organization.tenant == TenantKind::operator_) {
    return fail(ErrorCode::conflict, Reason::none, "The operator's organization is a tenant.");
  }
  if (is_tenant && !tx.list_organizations(organization.id, std::nullopt, 1).empty()) {
    return fail(ErrorCode::conflict, Reason::none,
                "There are organizations below this tenant. Move or delete them first.");
  }
  organization.tenant = *edit.tenant ? TenantKind::tenant : TenantKind::none;
  return {};
}

}  // namespace

Result<std::vector<Organization>> list_all_organizations(
    ReadTransaction& tx, const OperationContext& context,
    const AfterRequest<OrganizationId>& request, const std::optional<OrganizationId>& parent) {
  auto status = authorize_on_store(tx, context, OperationId::store_organization_list);
  if (!status) return std::unexpected(std::move(status.error()));
  return tx.list_organizations(parent, request.after, request.clamped_limit());
}

Result<Organization> create_organization_for(WriteTransaction& tx, const OperationContext& context,
                                             const NewOrganization& wanted) {
  constexpr auto kCreate = OperationId::store_organization_create;
  if (auto status = authorize_on_store(tx, context, kCreate); !status) {
    return std::unexpected(std::move(status.error()));
  }
  Organization organization;
  organization.id = OrganizationId::make(context.now, context.entropy);
  organization.name = wanted.name;
  organization.kind = wanted.kind;
  organization.tenant = wanted.tenant ? TenantKind::tenant : TenantKind::none;
  organization.parent = wanted.parent;
  organization.created_at = context.now;
  organization.modified_at = context.now;
  auto status = validate_organization(organization);
  const auto owner = tx.find_user(wanted.owner);
  if (status && owner == nullptr) status = fail_field("/owner_id", "names no user");
  if (status && wanted.parent) {
    const auto parent = find_parent(tx, *wanted.parent);
    if (!parent) status = std::unexpected(parent.error());
  }
  if (!status) return std::unexpected(std::move(status.error()));
  add_organization(tx, context, kCreate, organization);
  add_membership(tx, context, kCreate, make_owner_place(tx, context, organization, *owner));
  return organization;
}

Result<Organization> edit_tenant(WriteTransaction& tx, const OperationContext& context,
                                 const OrganizationId& id, const TenantEdit& edit) {
  constexpr auto kEdit = OperationId::store_tenant_update;
  if (auto status = authorize_on_store(tx, context, kEdit); !status) {
    return std::unexpected(std::move(status.error()));
  }
  const auto before = tx.find_organization(id);
  if (before == nullptr) {
    return fail(ErrorCode::not_found, Reason::none, "Organization not found.");
  }
  Organization after = *before;
  auto status = apply_tenant(tx, edit, after);
  if (status) status = apply_parent(tx, edit, after);
  if (!status) return std::unexpected(std::move(status.error()));
  if (after == *before) return after;
  after.modified_at = context.now;
  tx.update_organization(after);
  record_change(tx, context, kEdit, id, resource_kind::kAccount, id.hex(),
                describe_difference(*before, after));
  return after;
}

}  // namespace selfsame::core
