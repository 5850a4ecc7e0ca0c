#include "core/tenancy/role_operations.h"

#include <algorithm>
#include <utility>

#include "core/access/resource.h"
#include "core/audit/record_change.h"
#include "core/tenancy/member_operations.h"
#include "core/tenancy/standing.h"
#include "core/text.h"

namespace selfsame::core {
namespace {

constexpr std::string_view kWhole = "*";

std::unexpected<Error> no_such_group() {
  return fail(ErrorCode::not_found, Reason::none, "Resource group not found.");
}

std::unexpected<Error> whole_group_stays() {
  return fail(ErrorCode::conflict, Reason::none,
              "The group of the whole account stays as it is. Make one of your own.");
}

Status allowed_in(ReadTransaction& tx, const OperationContext& context, OperationId id,
                  const OrganizationId& organization) {
  const auto standing = authorize_in(tx, context, id, organization);
  return standing ? Status() : std::unexpected(standing.error());
}

std::vector<Role> roles_in(ReadTransaction& tx, const OperationContext& context,
                           const OrganizationId& organization) {
  std::vector<Role> roles(context.roles.roles().begin(), context.roles.roles().end());
  std::ranges::copy(*tx.roles_of(organization), std::back_inserter(roles));
  return roles;
}

/// The zone that an object names, if it is one of the organization.
std::optional<ZoneId> read_object(ReadTransaction& tx, const std::string& object,
                                  const OrganizationId& organization) {
  const auto pattern = ResourcePattern::parse(object);
  if (!pattern || pattern->kind != resource_kind::kZone) return std::nullopt;
  const auto bytes = parse_hex_id(pattern->id);
  const auto zone = bytes ? tx.find_zone(ZoneId{*bytes}) : std::nullopt;
  if (!zone || zone->organization != organization) return std::nullopt;
  return zone->id;
}

Status apply_draft(ReadTransaction& tx, const ResourceGroupDraft& draft, ResourceGroup& group) {
  std::vector<FieldError> errors;
  check_required_text(errors, "/name", draft.name, limits::kResourceGroupNameCharacters);
  const auto wanted_key = std::string(resource_kind::kAccount) + '.' + group.organization.hex();
  if (draft.scope_key != wanted_key) errors.push_back({"/scope/key", "must be " + wanted_key});
  if (draft.objects.empty() || draft.objects.size() > limits::kZonesPerResourceGroup) {
    errors.push_back(
        {"/scope/objects",
         "must have 1 to " + std::to_string(limits::kZonesPerResourceGroup) + " entries"});
    return invalid(std::move(errors));
  }
  std::vector<ZoneId> zones;
  const bool whole = draft.objects.size() == 1 && draft.objects.front() == kWhole;
  for (std::size_t i = 0; i < draft.objects.size() && !whole; ++i) {
    if (const auto zone = read_object(tx, draft.objects[i], group.organization)) {
      zones.push_back(*zone);
    } else {
      errors.push_back({"/scope/objects/" + std::to_string(i) + "/key",
                        "must be * alone, or com.cloudflare.api.account.zone.<id> of a zone of "
                        "this account"});
    }
  }
  if (!errors.empty()) return invalid(std::move(errors));
  group.name = draft.name;
  group.zones = std::move(zones);
  return {};
}

std::string describe_zones(const ResourceGroup& group) {
  if (group.zones.empty()) return std::string(kWhole);
  std::string text;
  for (const auto& zone : group.zones) text += (text.empty() ? "" : ", ") + zone.hex();
  return text;
}

void record_group(WriteTransaction& tx, const OperationContext& context, OperationId id,
                  const ResourceGroup* before, const ResourceGroup* after) {
  using Text = std::optional<std::string>;
  std::vector<AuditChange> changes;
  note_change(changes, "name", before ? Text(before->name) : Text(),
              after ? Text(after->name) : Text());
  note_change(changes, "objects", before ? Text(describe_zones(*before)) : Text(),
              after ? Text(describe_zones(*after)) : Text());
  const ResourceGroup& group = after != nullptr ? *after : *before;
  record_change(tx, context, id, group.organization, "resource_group", group.id.hex(),
                std::move(changes));
}

/// One of the organization's own groups, for a change.
Result<ResourceGroup> find_own_group(ReadTransaction& tx, const OperationContext& context,
                                     OperationId operation_id, const OrganizationId& organization,
                                     const ResourceGroupId& id) {
  if (auto status = allowed_in(tx, context, operation_id, organization); !status) {
    return std::unexpected(std::move(status.error()));
  }
  if (id.bytes == organization.bytes) return whole_group_stays();
  auto groups = tx.resource_groups_of(organization);
  const auto found = std::ranges::find(groups, id, &ResourceGroup::id);
  if (found == groups.end()) return no_such_group();
  return std::move(*found);
}

}  // namespace

Result<Listed<Role>> list_roles(ReadTransaction& tx, const OperationContext& context,
                                const OrganizationId& organization, const PageRequest& page) {
  auto status = allowed_in(tx, context, OperationId::role_list, organization);
  if (!status) return std::unexpected(std::move(status.error()));
  return page_of(roles_in(tx, context, organization), page);
}

Result<Role> get_role(ReadTransaction& tx, const OperationContext& context,
                      const OrganizationId& organization, const RoleId& id) {
  auto status = allowed_in(tx, context, OperationId::role_get, organization);
  if (!status) return std::unexpected(std::move(status.error()));
  auto role = find_role(tx, context.roles, organization, id);
  if (!role) return fail(ErrorCode::not_found, Reason::none, "Role not found.");
  return std::move(*role);
}

Result<Listed<IamGroup>> list_iam_groups(ReadTransaction& tx, const OperationContext& context,
                                         const OrganizationId& organization,
                                         const IamGroupFilter& filter) {
  auto status = allowed_in(tx, context, OperationId::iam_group_list, organization);
  if (!status) return std::unexpected(std::move(status.error()));
  std::vector<IamGroup> groups(context.roles.groups().begin(), context.roles.groups().end());
  const auto own = tx.roles_of(organization);
  std::ranges::transform(*own, std::back_inserter(groups), twin_group);
  std::erase_if(groups, [&](const IamGroup& group) {
    return (filter.id && group.id.hex() != *filter.id) ||
           (filter.label && group.label != *filter.label) ||
           (filter.name && group.name != *filter.name);
  });
  return page_of(std::move(groups), filter.page);
}

Result<IamGroup> get_iam_group(ReadTransaction& tx, const OperationContext& context,
                               const OrganizationId& organization, const IamGroupId& id) {
  auto status = allowed_in(tx, context, OperationId::iam_group_get, organization);
  if (!status) return std::unexpected(std::move(status.error()));
  auto group = find_iam_group(tx, context.roles, organization, id);
  if (!group) return fail(ErrorCode::not_found, Reason::none, "Permission group not found.");
  return std::move(*group);
}

Result<std::vector<ResourceGroup>> list_resource_groups(ReadTransaction& tx,
                                                        const OperationContext& context,
                                                        const OrganizationId& organization) {
  auto status = allowed_in(tx, context, OperationId::resource_group_list, organization);
  if (!status) return std::unexpected(std::move(status.error()));
  std::vector<ResourceGroup> groups{whole_organization(organization)};
  std::ranges::move(tx.resource_groups_of(organization), std::back_inserter(groups));
  return groups;
}

Result<ResourceGroup> get_resource_group(ReadTransaction& tx, const OperationContext& context,
                                         const OrganizationId& organization,
                                         const ResourceGroupId& id) {
  auto status = allowed_in(tx, context, OperationId::resource_group_get, organization);
  if (!status) return std::unexpected(std::move(status.error()));
  if (id.bytes == organization.bytes) return whole_organization(organization);
  auto groups = tx.resource_groups_of(organization);
  const auto found = std::ranges::find(groups, id, &ResourceGroup::id);
  if (found == groups.end()) return no_such_group();
  return std::move(*found);
}

Result<ResourceGroup> create_resource_group(WriteTransaction& tx, const OperationContext& context,
                                            const OrganizationId& organization,
                                            const ResourceGroupDraft& draft) {
  constexpr auto kCreate = OperationId::resource_group_create;
  ResourceGroup group;
  group.id = ResourceGroupId::make(context.now, context.entropy);
  group.organization = organization;
  group.created_at = context.now;
  group.modified_at = context.now;
  auto status = allowed_in(tx, context, kCreate, organization);
  if (status) status = apply_draft(tx, draft, group);
  if (!status) return std::unexpected(std::move(status.error()));
  if (tx.resource_groups_of(organization).size() >= limits::kResourceGroupsPerOrganization) {
    return fail(ErrorCode::limited, Reason::quota_exceeded,
                "An account can have at most " +
                    std::to_string(limits::kResourceGroupsPerOrganization) + " resource groups.");
  }
  tx.insert_resource_group(group);
  record_group(tx, context, kCreate, nullptr, &group);
  return group;
}

Result<ResourceGroup> update_resource_group(WriteTransaction& tx, const OperationContext& context,
                                            const OrganizationId& organization,
                                            const ResourceGroupId& id,
                                            const ResourceGroupDraft& draft) {
  constexpr auto kUpdate = OperationId::resource_group_update;
  auto before = find_own_group(tx, context, kUpdate, organization, id);
  if (!before) return before;
  ResourceGroup after = *before;
  if (auto status = apply_draft(tx, draft, after); !status) {
    return std::unexpected(std::move(status.error()));
  }
  if (after == *before) return after;
  after.modified_at = context.now;
  tx.update_resource_group(after);
  record_group(tx, context, kUpdate, &*before, &after);
  return after;
}

Status delete_resource_group(WriteTransaction& tx, const OperationContext& context,
                             const OrganizationId& organization, const ResourceGroupId& id) {
  constexpr auto kDelete = OperationId::resource_group_delete;
  const auto gone = find_own_group(tx, context, kDelete, organization, id);
  if (!gone) return std::unexpected(gone.error());
  tx.delete_resource_group(organization, id);
  record_group(tx, context, kDelete, &*gone, nullptr);
  return {};
}

}  // namespace selfsame::core
