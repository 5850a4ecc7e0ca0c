#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/access/policy.h"
#include "core/listing.h"
#include "core/operation_context.h"
#include "core/result.h"
#include "core/store.h"

/// What an organization can do with its people.
/// Errors of every operation: not_found (the organization or the member), forbidden/…, as of
/// organization_operations.h.
namespace selfsame::core {

/// One of a member's policies with what it names.
struct MemberPolicyView {
  MemberPolicy policy;
  std::vector<IamGroup> permission_groups;
  std::vector<ResourceGroup> resource_groups;
};

/// A place in an organization with what it names.
struct MemberView {
  Membership membership;
  std::shared_ptr<const User> user;  ///< of an accepted member; else null, whoever has the address
  std::vector<Role> roles;
  std::vector<MemberPolicyView> policies;
};

/// A group as member policies name it: one that comes with the program, or the twin (same id) of one
/// of the organization's own roles.
std::optional<IamGroup> find_iam_group(ReadTransaction& tx, const RoleCatalogue& catalogue,
                                       const OrganizationId& organization, const IamGroupId& id);

/// The group that an organization's own role is known by in member policies.
IamGroup twin_group(const Role& role);

MemberView view_of(ReadTransaction& tx, const RoleCatalogue& catalogue, Membership membership);

struct MemberListing {
  PageRequest page;
  MemberOrder order = MemberOrder::joined;
  Direction direction = Direction::ascending;
  std::optional<MembershipStatus> status;  ///< absent: members and who is invited
};

/// Source:  Cloudflare v4 `GET /accounts/{id}/members`.
[[nodiscard]] Result<Listed<MemberView>> list_members(ReadTransaction& tx,
                                                      const OperationContext& context,
                                                      const OrganizationId& organization,
                                                      const MemberListing& listing);

struct MemberPolicyDraft {
  Effect effect = Effect::allow;
  std::vector<std::string> permission_groups;  ///< ids
  std::vector<std::string> resource_groups;    ///< ids
};

/// What a member shall be allowed. Exactly one of the two.
struct MemberRights {
  std::optional<std::vector<std::string>> roles;  ///< ids
  std::optional<std::vector<MemberPolicyDraft>> policies;
};

struct MemberDraft {
  std::string email;
  MemberRights rights;
  bool accepted = false;  ///< a member at once; only for somebody who is a user
};

/// Invites somebody by mail, or (`accepted`) adds a user at once. An address that declined or whose
/// invite is over can be invited again.
/// Errors:  invalid (address, roles or groups that the organization does not have, neither or both
///          of roles and policies, `accepted` for an address that is no user's),
///          conflict/member_already (a member, oneself, or an open invite),
///          forbidden/permission_missing (more than the caller may do themselves).
/// Effects: one audit record; a mail (`invite` or `member_added`).
/// Source:  Cloudflare v4 `POST /accounts/{id}/members`.
[[nodiscard]] Result<MemberView> add_member(WriteTransaction& tx, const OperationContext& context,
                                            const OrganizationId& organization,
                                            const MemberDraft& draft);

[[nodiscard]] Result<MemberView> get_member(ReadTransaction& tx, const OperationContext& context,
                                            const OrganizationId& organization,
                                            const MembershipId& id);

/// Errors:  as of `add_member`, and conflict/last_owner.
/// Effects: one audit record (none if nothing changed); a mail (`member_changed`).
/// Source:  Cloudflare v4 `PUT /accounts/{id}/members/{member_id}`.
[[nodiscard]] Result<MemberView> update_member(WriteTransaction& tx,
                                               const OperationContext& context,
                                               const OrganizationId& organization,
                                               const MembershipId& id, const MemberRights& rights);

/// Takes a member out, or an invite back.
/// Errors:  conflict/last_owner, forbidden/permission_missing (an owner, by somebody who is none).
/// Effects: one audit record; a mail (`member_removed`).
/// Source:  Cloudflare v4 `DELETE /accounts/{id}/members/{member_id}`.
[[nodiscard]] Status remove_member(WriteTransaction& tx, const OperationContext& context,
                                   const OrganizationId& organization, const MembershipId& id);

}  // namespace selfsame::core
