#include "core/tenancy/member_operations.h"

#include <algorithm>
#include <utility>

#include "core/access/authorize.h"
#include "core/audit/record_change.h"
#include "core/outbox/queue_mail.h"
#include "core/tenancy/member_rights.h"
#include "core/tenancy/standing.h"
#include "core/text.h"

namespace selfsame::core {
namespace {

std::unexpected<Error> no_such_member() {
  return fail(ErrorCode::not_found, Reason::none, "Member not found.");
}

std::unexpected<Error> member_already(std::string message) {
  return fail(ErrorCode::conflict, Reason::member_already, std::move(message));
}

void record_member_change(WriteTransaction& tx, const OperationContext& context, OperationId id,
                          const Membership& place, std::vector<AuditChange> changes,
                          std::string_view action = {}) {
  record_change(tx, context, id, place.organization, "member", place.id.hex(), std::move(changes),
                action);
}

std::string actor_email(const OperationContext& context) {
  return context.principal.user == nullptr ? std::string() : context.principal.user->email;
}

std::string joined_roles(ReadTransaction& tx, const OperationContext& context,
                         const Membership& place) {
  std::string joined;
  for (const auto& name : role_names(tx, context.roles, place.organization, place.roles)) {
    if (!joined.empty()) joined += ", ";
    joined += name;
  }
  return joined;
}

/// Whether the address can be invited; clears away a place whose offer is over.
Status make_room(WriteTransaction& tx, const OperationContext& context,
                 const Organization& organization, const std::string& email) {
  const auto& caller = context.principal.user;
  if (caller != nullptr && email_key(caller->email) == email_key(email)) {
    return member_already("You cannot invite yourself.");
  }
  if (const auto user = tx.find_user_by_email(email);
      user != nullptr && find_place(tx, user->id, organization.id)) {
    return member_already("This address belongs to a member of the account already.");
  }
  const auto existing = tx.find_membership_by_email(organization.id, email);
  if (!existing) return {};
  if (existing->status == MembershipStatus::accepted) {
    return member_already("This address belongs to a member of the account already.");
  }
  if (existing->status == MembershipStatus::pending) {
    const auto invite = find_open_invite(tx, *existing);
    if (invite && invite->effective_status(context.now) == EffectiveInviteStatus::pending) {
      return member_already("An invite to this address is open already.");
    }
  }
  tx.delete_membership(organization.id, existing->id);
  return {};
}

/// Whoever runs a tenant may add people without asking them; for anybody else the answer is the
/// same whether the address is a user's or not, so that it tells nothing.
Result<std::shared_ptr<const User>> find_user_to_add(ReadTransaction& tx,
                                                     const OperationContext& context,
                                                     const Standing& standing,
                                                     const std::string& email) {
  const Organization& organization = *standing.organization;
  const auto& caller = context.principal.user;
  const bool may_add = (organization.tenant != TenantKind::none && standing.owner) ||
                       (caller != nullptr && administers(tx, context.principal, organization));
  auto user = may_add ? tx.find_user_by_email(email) : nullptr;
  if (user == nullptr || !user->email_verified) {
    return fail_field("/status",
                      "Invalid request: automatic verification of new members is not allowed");
  }
  return user;
}

void send_invite(WriteTransaction& tx, const OperationContext& context,
                 const Organization& organization, const Membership& place) {
  Invite invite;
  invite.id = InviteId::make(context.now, context.entropy);
  invite.organization = organization.id;
  invite.membership = place.id;
  invite.email = place.email;
  invite.roles = place.roles;
  invite.invited_by = actor_email(context);
  invite.invited_at = context.now;
  invite.expires_at = context.now + context.invite_lifetime;
  tx.insert_invite(invite);
  queue_mail(tx, context, place.email, mail_kind::kInvite,
             {{"organization", organization.name},
              {"inviter", invite.invited_by},
              {"roles", joined_roles(tx, context, place)},
              {"expires", format_minutes(invite.expires_at)},
              {"invite_id", invite.id.hex()}});
}

}  // namespace

std::optional<IamGroup> find_iam_group(ReadTransaction& tx, const RoleCatalogue& catalogue,
                                       const OrganizationId& organization, const IamGroupId& id) {
  if (const auto* group = catalogue.find_group(id)) return *group;
  const auto own = tx.roles_of(organization);
  const auto role = std::ranges::find(*own, RoleId{id.bytes}, &Role::id);
  if (role == own->end()) return std::nullopt;
  return twin_group(*role);
}

IamGroup twin_group(const Role& role) {
  return {IamGroupId{role.id.bytes},
          role.name,
          "role_" + role.id.hex(),
          role.description,
          role.id,
          false,
          role.grants};
}

MemberView view_of(ReadTransaction& tx, const RoleCatalogue& catalogue, Membership membership) {
  MemberView view;
  if (membership.status == MembershipStatus::accepted && membership.user) {
    view.user = tx.find_user(*membership.user);
  }
  for (const auto& id : membership.roles) {
    if (auto role = find_role(tx, catalogue, membership.organization, id)) {
      view.roles.push_back(std::move(*role));
    }
  }
  std::vector<ResourceGroup> own_groups;
  bool asked = false;
  for (const auto& policy : membership.policies) {
    MemberPolicyView& said = view.policies.emplace_back();
    said.policy = policy;
    for (const auto& id : policy.permission_groups) {
      if (auto group = find_iam_group(tx, catalogue, membership.organization, id)) {
        said.permission_groups.push_back(std::move(*group));
      }
    }
    for (const auto& id : policy.resource_groups) {
      if (id.bytes == membership.organization.bytes) {
        said.resource_groups.push_back(whole_organization(membership.organization));
        continue;
      }
      if (!std::exchange(asked, true)) own_groups = tx.resource_groups_of(membership.organization);
      const auto group = std::ranges::find(own_groups, id, &ResourceGroup::id);
      if (group != own_groups.end()) said.resource_groups.push_back(*group);
    }
  }
  view.membership = std::move(membership);
  return view;
}

Result<Listed<MemberView>> list_members(ReadTransaction& tx, const OperationContext& context,
                                        const OrganizationId& organization,
                                        const MemberListing& listing) {
  const auto standing = authorize_in(tx, context, OperationId::member_list, organization);
  if (!standing) return std::unexpected(standing.error());
  const MemberQuery query{listing.page.page, listing.page.clamped_per_page(), listing.order,
                          listing.direction, listing.status};
  auto page = tx.list_members(organization, query);
  Listed<MemberView> views{{}, page.total_count, query.page, query.per_page};
  for (auto& membership : page.items) {
    views.items.push_back(view_of(tx, context.roles, std::move(membership)));
  }
  return views;
}

Result<MemberView> get_member(ReadTransaction& tx, const OperationContext& context,
                              const OrganizationId& organization, const MembershipId& id) {
  const auto standing = authorize_in(tx, context, OperationId::member_get, organization);
  if (!standing) return std::unexpected(standing.error());
  auto membership = tx.find_membership(organization, id);
  if (!membership) return no_such_member();
  return view_of(tx, context.roles, std::move(*membership));
}

Result<MemberView> add_member(WriteTransaction& tx, const OperationContext& context,
                              const OrganizationId& organization_id, const MemberDraft& draft) {
  const auto standing = authorize_in(tx, context, OperationId::member_add, organization_id);
  if (!standing) return std::unexpected(standing.error());
  const Organization& organization = *standing->organization;
  if (!is_mail_address(draft.email)) return fail_field("/email", "must be a mail address");
  if (!draft.rights.roles && !draft.rights.policies) {
    return fail_field("/roles", "is required (or policies)");
  }

  Membership place;
  place.id = MembershipId::make(context.now, context.entropy);
  place.organization = organization.id;
  place.email = draft.email;
  place.created_at = context.now;
  place.modified_at = context.now;
  if (draft.accepted) {
    const auto user = find_user_to_add(tx, context, *standing, draft.email);
    if (!user) return std::unexpected(user.error());
    place.user = (*user)->id;
    place.email = (*user)->email;
    place.status = MembershipStatus::accepted;
    place.is_default = is_first_place(tx, *place.user);
  }
  auto status = apply_rights(tx, context, draft.rights, place);
  if (status) status = check_handing_out(tx, context, *standing, nullptr, place);
  if (status) status = make_room(tx, context, organization, place.email);
  if (!status) return std::unexpected(std::move(status.error()));

  tx.insert_membership(place);
  record_member_change(tx, context, OperationId::member_add, place, describe_new(place),
                       draft.accepted ? "add" : "pending");
  if (draft.accepted) {
    queue_mail(tx, context, place.email, mail_kind::kMemberAdded,
               {{"organization", organization.name},
                {"inviter", actor_email(context)},
                {"roles", joined_roles(tx, context, place)}});
  } else {
    send_invite(tx, context, organization, place);
  }
  return view_of(tx, context.roles, std::move(place));
}

Result<MemberView> update_member(WriteTransaction& tx, const OperationContext& context,
                                 const OrganizationId& organization, const MembershipId& id,
                                 const MemberRights& rights) {
  const auto standing = authorize_in(tx, context, OperationId::member_update, organization);
  if (!standing) return std::unexpected(standing.error());
  auto before = tx.find_membership(organization, id);
  if (!before) return no_such_member();
  Membership after = *before;
  auto status = apply_rights(tx, context, rights, after);
  if (!status) return std::unexpected(std::move(status.error()));
  if (same_rights(*before, after)) return view_of(tx, context.roles, std::move(*before));
  status = check_handing_out(tx, context, *standing, &*before, after);
  if (status && before->owner && !after.owner) status = check_not_last_owner(tx, organization);
  if (!status) return std::unexpected(std::move(status.error()));

  after.modified_at = context.now;
  tx.update_membership(after);
  record_member_change(tx, context, OperationId::member_update, after,
                       describe_difference(*before, after));
  if (after.status == MembershipStatus::accepted) {
    queue_mail(tx, context, after.email, mail_kind::kMemberChanged,
               {{"organization", standing->organization->name},
                {"roles", joined_roles(tx, context, after)}});
  }
  return view_of(tx, context.roles, std::move(after));
}

Status remove_member(WriteTransaction& tx, const OperationContext& context,
                     const OrganizationId& organization, const MembershipId& id) {
  const auto standing = authorize_in(tx, context, OperationId::member_remove, organization);
  if (!standing) return std::unexpected(standing.error());
  const auto gone = tx.find_membership(organization, id);
  if (!gone) return no_such_member();
  if (gone->owner && (!standing->owner || is_restricted(context.principal))) {
    return permission_missing();
  }
  if (gone->owner) {
    if (auto status = check_not_last_owner(tx, organization); !status) return status;
  }
  take_place(tx, context, OperationId::member_remove, *gone);
  record_member_change(tx, context, OperationId::member_remove, *gone, describe_gone(*gone));
  if (gone->status == MembershipStatus::accepted) {
    queue_mail(tx, context, gone->email, mail_kind::kMemberRemoved,
               {{"organization", standing->organization->name}});
  }
  return {};
}

}  // namespace selfsame::core
