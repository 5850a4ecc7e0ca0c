#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/listing.h"
#include "core/operation_context.h"
#include "core/result.h"
#include "core/store.h"

/// What an organization can give its people: roles, groups of rights, groups of resources.
/// Errors of every operation: not_found (the organization or the thing), forbidden/…, as of
/// organization_operations.h.
namespace selfsame::core {

/// Built-in roles in their order, then the organization's own.
[[nodiscard]] Result<Listed<Role>> list_roles(ReadTransaction& tx, const OperationContext& context,
                                              const OrganizationId& organization,
                                              const PageRequest& page);
[[nodiscard]] Result<Role> get_role(ReadTransaction& tx, const OperationContext& context,
                                    const OrganizationId& organization, const RoleId& id);

struct IamGroupFilter {
  PageRequest page;
  std::optional<std::string> id;  ///< exact, as all here
  std::optional<std::string> label;
  std::optional<std::string> name;
};

/// The groups that member policies can name, those of own roles last.
[[nodiscard]] Result<Listed<IamGroup>> list_iam_groups(ReadTransaction& tx,
                                                       const OperationContext& context,
                                                       const OrganizationId& organization,
                                                       const IamGroupFilter& filter);
[[nodiscard]] Result<IamGroup> get_iam_group(ReadTransaction& tx, const OperationContext& context,
                                             const OrganizationId& organization,
                                             const IamGroupId& id);

/// The group of the whole organization first.
[[nodiscard]] Result<std::vector<ResourceGroup>> list_resource_groups(
    ReadTransaction& tx, const OperationContext& context, const OrganizationId& organization);
[[nodiscard]] Result<ResourceGroup> get_resource_group(ReadTransaction& tx,
                                                       const OperationContext& context,
                                                       const OrganizationId& organization,
                                                       const ResourceGroupId& id);

/// What a client wants a resource group to be. Objects are `*` alone, or names of zones.
struct ResourceGroupDraft {
  std::string name;
  std::string scope_key;             ///< must be the organization's resource name
  std::vector<std::string> objects;  ///< `*`, or `com.cloudflare.api.account.zone.<id>`
};

/// Errors:  invalid (also a zone of another organization), limited/quota_exceeded.
/// Effects: one audit record.
[[nodiscard]] Result<ResourceGroup> create_resource_group(WriteTransaction& tx,
                                                          const OperationContext& context,
                                                          const OrganizationId& organization,
                                                          const ResourceGroupDraft& draft);
/// Errors:  invalid; conflict (the group of the whole organization stays as it is).
[[nodiscard]] Result<ResourceGroup> update_resource_group(WriteTransaction& tx,
                                                          const OperationContext& context,
                                                          const OrganizationId& organization,
                                                          const ResourceGroupId& id,
                                                          const ResourceGroupDraft& draft);
/// Policies that name the group say nothing from then on.
/// Errors:  conflict (the group of the whole organization stays).
[[nodiscard]] Status delete_resource_group(WriteTransaction& tx, const OperationContext& context,
                                           const OrganizationId& organization,
                                           const ResourceGroupId& id);

}  // namespace selfsame::core
