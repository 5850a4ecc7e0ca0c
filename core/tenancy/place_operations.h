#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/listing.h"
#include "core/operation_context.h"
#include "core/result.h"
#include "core/store.h"
#include "core/tenancy/member_operations.h"
#include "core/tenancy/organization_operations.h"

/// What a user can do with their own places in organizations: memberships, and the invites to them.
/// Errors of every operation here: forbidden/permission_missing; of those that take an id:
/// not_found (unknown, or another's).
namespace selfsame::core {

/// A place as the person sees it who holds it.
struct PlaceView {
  MemberView member;
  OrganizationView organization;
  Grants grants;  ///< on the whole organization
};

enum class PlaceOrder { joined, id, organization_id, organization_name, status };

struct PlaceListing {
  PageRequest page;
  PlaceOrder order = PlaceOrder::joined;
  Direction direction = Direction::ascending;
  std::optional<std::string> organization_name;  ///< part of it, in any case
  std::optional<MembershipStatus> status;        ///< absent: accepted and pending
  bool any = false;                              ///< one of the filters is enough
};

/// Source:  Cloudflare v4 `GET /memberships`, `GET /user/organizations`.
[[nodiscard]] Result<Listed<PlaceView>> list_places(ReadTransaction& tx,
                                                    const OperationContext& context,
                                                    const PlaceListing& listing);
/// Source:  Cloudflare v4 `GET /memberships/{id}`.
[[nodiscard]] Result<PlaceView> get_place(ReadTransaction& tx, const OperationContext& context,
                                          const MembershipId& id);
/// The caller's accepted or offered place in an organization.
/// Source:  Cloudflare v4 `GET /user/organizations/{id}`.
[[nodiscard]] Result<PlaceView> get_place_in(ReadTransaction& tx, const OperationContext& context,
                                             const OrganizationId& organization);

enum class Answer { accept, reject };

/// Answers an offer. Repeating the answer that was given succeeds and changes nothing.
/// Errors:  conflict/invite_closed (answered otherwise, or over); a member does not reject, they
///          leave.
/// Effects: one audit record; a mail to the inviter (`invite_answered`).
/// Source:  Cloudflare v4 `PUT /memberships/{id}`.
[[nodiscard]] Result<PlaceView> answer_place(WriteTransaction& tx, const OperationContext& context,
                                             const MembershipId& id, Answer answer);

/// Leaves an organization, or declines its offer.
/// Errors:  conflict/last_owner.
/// Effects: one audit record.
/// Source:  Cloudflare v4 `DELETE /memberships/{id}`.
[[nodiscard]] Status leave_place(WriteTransaction& tx, const OperationContext& context,
                                 const MembershipId& id);
/// The same by the organization.
/// Source:  Cloudflare v4 `DELETE /user/organizations/{id}`.
[[nodiscard]] Status leave_organization(WriteTransaction& tx, const OperationContext& context,
                                        const OrganizationId& organization);

/// An invite with what it names.
struct InviteView {
  Invite invite;
  EffectiveInviteStatus status{};
  std::shared_ptr<const Organization> organization;
  std::vector<std::string> roles;  ///< names
};

/// Those made to the caller's verified mail address, oldest first.
/// Source:  Cloudflare v4 `GET /user/invites`.
[[nodiscard]] Result<std::vector<InviteView>> list_invites(ReadTransaction& tx,
                                                           const OperationContext& context);
[[nodiscard]] Result<InviteView> get_invite(ReadTransaction& tx, const OperationContext& context,
                                            const InviteId& id);
/// Errors and effects as of `answer_place`.
/// Source:  Cloudflare v4 `PATCH /user/invites/{id}`.
[[nodiscard]] Result<InviteView> answer_invite(WriteTransaction& tx,
                                               const OperationContext& context, const InviteId& id,
                                               Answer answer);

}  // namespace selfsame::core
