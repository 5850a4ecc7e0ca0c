#include "core/tenancy/place_operations.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "core/access/authorize.h"
#include "core/audit/record_change.h"
#include "core/outbox/queue_mail.h"
#include "core/tenancy/member_rights.h"
#include "core/tenancy/standing.h"
#include "core/text.h"

namespace selfsame::core {
namespace {

std::unexpected<Error> no_such_place() {
  return fail(ErrorCode::not_found, Reason::none, "Membership not found.");
}

std::unexpected<Error> no_such_invite() {
  return fail(ErrorCode::not_found, Reason::none, "Invite not found.");
}

std::unexpected<Error> invite_closed(std::string message) {
  return fail(ErrorCode::conflict, Reason::invite_closed, std::move(message));
}

/// Errors: not_found, if the organization went between two looks of a cache.
Result<PlaceView> view_place(ReadTransaction& tx, const OperationContext& context,
                             Membership place) {
  auto organization = tx.find_organization(place.organization);
  if (organization == nullptr) return no_such_place();
  PlaceView view;
  view.organization = view_of(tx, std::move(organization));
  view.grants = grants_of(tx, context.roles, place);
  view.member = view_of(tx, context.roles, std::move(place));
  return view;
}

/// One of the caller's places, after the authorization.
template <class Wanted>
Result<Membership> find_own_place(ReadTransaction& tx, const OperationContext& context,
                                  OperationId operation_id, Wanted wanted) {
  if (auto status = authorize_on_user(context, operation_id); !status) {
    return std::unexpected(std::move(status.error()));
  }
  auto places = places_of(tx, *context.principal.user);
  const auto found = std::ranges::find_if(places, wanted);
  if (found == places.end()) return no_such_place();
  if (tx.find_organization(found->organization) == nullptr) {
    return no_such_place();  // deleted between two looks of a cache
  }
  return std::move(*found);
}

auto has_id(const MembershipId& id) {
  return [id](const Membership& place) { return place.id == id; };
}

/// The place in an organization that somebody who lists their organizations sees.
auto is_in(const OrganizationId& organization) {
  return [organization](const Membership& place) {
    return place.organization == organization && place.status != MembershipStatus::rejected;
  };
}

std::vector<Invite> own_invites(ReadTransaction& tx, const User& user) {
  return owns_address(user) ? tx.invites_to(user.email) : std::vector<Invite>();
}

void record_answer(WriteTransaction& tx, const OperationContext& context, OperationId operation_id,
                   const Membership& before, const Membership& after, std::string_view action) {
  record_change(tx, context, operation_id, after.organization, "member", after.id.hex(),
                describe_difference(before, after), action);
}

void tell_inviter(WriteTransaction& tx, const OperationContext& context, const Invite& invite,
                  Answer answer) {
  if (invite.invited_by.empty()) return;
  const auto organization = tx.find_organization(invite.organization);
  std::vector<std::pair<std::string, std::string>> values{
      {"organization", organization->name}, {"member", context.principal.user->email}};
  if (answer == Answer::accept) values.emplace_back("accepted", "yes");
  queue_mail(tx, context, invite.invited_by, mail_kind::kInviteAnswered, std::move(values));
}

/// Answers an offer that nobody has answered yet.
Result<Membership> answer_offer(WriteTransaction& tx, const OperationContext& context,
                                OperationId operation_id, const Membership& offer, Answer answer) {
  const User& user = *context.principal.user;
  auto invite = find_open_invite(tx, offer);
  if (invite && invite->effective_status(context.now) == EffectiveInviteStatus::expired) {
    return invite_closed("This invite is over. Ask for a new one.");
  }
  const bool accepts = answer == Answer::accept;
  if (accepts && find_place(tx, user.id, offer.organization)) {
    return fail(ErrorCode::conflict, Reason::member_already,
                "You are a member of this account already.");
  }
  Membership answered = offer;
  answered.user = user.id;
  answered.status = accepts ? MembershipStatus::accepted : MembershipStatus::rejected;
  answered.is_default = accepts && is_first_place(tx, user.id);
  answered.modified_at = context.now;
  settle_owner(answered);
  tx.update_membership(answered);
  record_answer(tx, context, operation_id, offer, answered,
                accepts ? "invite_accept" : "invite_reject");
  if (invite) {
    invite->status = accepts ? InviteStatus::accepted : InviteStatus::rejected;
    tx.update_invite(*invite);
    tell_inviter(tx, context, *invite, answer);
  }
  return answered;
}

/// Takes an accepted (or declined) place away, or declines an offer.
Status leave(WriteTransaction& tx, const OperationContext& context, const Membership& place) {
  constexpr auto kLeave = OperationId::membership_leave;
  if (place.status == MembershipStatus::pending) {
    const auto answered = answer_offer(tx, context, kLeave, place, Answer::reject);
    return answered ? Status() : std::unexpected(answered.error());
  }
  if (place.owner) {
    if (auto status = check_not_last_owner(tx, place.organization); !status) return status;
  }
  take_place(tx, context, kLeave, place);
  record_change(tx, context, kLeave, place.organization, "member", place.id.hex(),
                describe_gone(place));
  return {};
}

InviteView view_invite(ReadTransaction& tx, const OperationContext& context, Invite invite) {
  InviteView view;
  view.status = invite.effective_status(context.now);
  view.organization = tx.find_organization(invite.organization);
  // As long as it can be accepted, what accepting it gives: the organization may have changed it.
  if (invite.status == InviteStatus::pending) {
    const auto offer = tx.find_membership(invite.organization, invite.membership);
    if (offer) invite.roles = offer->roles;
  }
  view.roles = role_names(tx, context.roles, invite.organization, invite.roles);
  view.invite = std::move(invite);
  return view;
}

Result<Invite> find_own_invite(ReadTransaction& tx, const OperationContext& context,
                               OperationId operation_id, const InviteId& id) {
  if (auto status = authorize_on_user(context, operation_id); !status) {
    return std::unexpected(std::move(status.error()));
  }
  auto invites = own_invites(tx, *context.principal.user);
  const auto found = std::ranges::find(invites, id, &Invite::id);
  if (found == invites.end()) return no_such_invite();
  return std::move(*found);
}

/// A place while a list of them is put in order.
struct Listing {
  Membership place;
  std::shared_ptr<const Organization> organization;
};

bool passes(const Listing& entry, const PlaceListing& wanted) {
  const bool by_name = wanted.organization_name &&
                       contains_ignoring_case(entry.organization->name, *wanted.organization_name);
  const bool by_status = wanted.status ? entry.place.status == *wanted.status
                                       : entry.place.status != MembershipStatus::rejected;
  if (wanted.any && wanted.organization_name && wanted.status) return by_name || by_status;
  return by_status && (by_name || !wanted.organization_name);
}

/// As clients spell the states, so that lists by status are in the order of the letters.
int rank(MembershipStatus status) {
  return status == MembershipStatus::accepted ? 0 : status == MembershipStatus::pending ? 1 : 2;
}

void sort_listing(std::vector<Listing>& entries, const PlaceListing& wanted) {
  const auto joined = [](const Listing& entry) {
    return std::pair(entry.place.created_at, entry.place.id);
  };
  switch (wanted.order) {
    case PlaceOrder::joined:
      std::ranges::sort(entries, {}, joined);
      break;
    case PlaceOrder::id:
      std::ranges::sort(entries, {}, [](const Listing& entry) { return entry.place.id; });
      break;
    case PlaceOrder::organization_id:
      std::ranges::sort(entries, {}, [](const Listing& entry) { return entry.place.organization; });
      break;
    case PlaceOrder::organization_name:
      std::ranges::sort(entries, {}, [&](const Listing& entry) {
        return std::pair(entry.organization->name, joined(entry));
      });
      break;
    case PlaceOrder::status:
      std::ranges::sort(entries, {}, [&](const Listing& entry) {
        return std::pair(rank(entry.place.status), joined(entry));
      });
      break;
  }
  if (wanted.direction == Direction::descending) std::ranges::reverse(entries);
}

}  // namespace

Result<Listed<PlaceView>> list_places(ReadTransaction& tx, const OperationContext& context,
                                      const PlaceListing& listing) {
  if (auto status = authorize_on_user(context, OperationId::membership_list); !status) {
    return std::unexpected(std::move(status.error()));
  }
  std::vector<Listing> entries;
  for (auto& place : places_of(tx, *context.principal.user)) {
    auto organization = tx.find_organization(place.organization);
    if (organization == nullptr) continue;
    Listing entry{std::move(place), std::move(organization)};
    if (passes(entry, listing)) entries.push_back(std::move(entry));
  }
  sort_listing(entries, listing);
  auto page = page_of(std::move(entries), listing.page);
  Listed<PlaceView> views{{}, page.total_count, page.page, page.per_page};
  for (auto& entry : page.items) {
    auto view = view_place(tx, context, std::move(entry.place));
    if (view) views.items.push_back(std::move(*view));
  }
  return views;
}

Result<PlaceView> get_place(ReadTransaction& tx, const OperationContext& context,
                            const MembershipId& id) {
  auto place = find_own_place(tx, context, OperationId::membership_get, has_id(id));
  if (!place) return std::unexpected(std::move(place.error()));
  return view_place(tx, context, std::move(*place));
}

Result<PlaceView> get_place_in(ReadTransaction& tx, const OperationContext& context,
                               const OrganizationId& organization) {
  auto place = find_own_place(tx, context, OperationId::membership_get, is_in(organization));
  if (!place) return std::unexpected(std::move(place.error()));
  return view_place(tx, context, std::move(*place));
}

Result<PlaceView> answer_place(WriteTransaction& tx, const OperationContext& context,
                               const MembershipId& id, Answer answer) {
  constexpr auto kAnswer = OperationId::membership_answer;
  auto place = find_own_place(tx, context, kAnswer, has_id(id));
  if (!place) return std::unexpected(std::move(place.error()));
  const auto wanted =
      answer == Answer::accept ? MembershipStatus::accepted : MembershipStatus::rejected;
  if (place->status == wanted) return view_place(tx, context, std::move(*place));
  if (place->status == MembershipStatus::accepted) {
    return invite_closed("You are a member. Leave the account instead of rejecting its invite.");
  }
  if (place->status == MembershipStatus::rejected) {
    return invite_closed("You have rejected this invite. Ask for a new one.");
  }
  auto answered = answer_offer(tx, context, kAnswer, *place, answer);
  if (!answered) return std::unexpected(std::move(answered.error()));
  return view_place(tx, context, std::move(*answered));
}

Status leave_place(WriteTransaction& tx, const OperationContext& context, const MembershipId& id) {
  const auto place = find_own_place(tx, context, OperationId::membership_leave, has_id(id));
  if (!place) return std::unexpected(place.error());
  return leave(tx, context, *place);
}

Status leave_organization(WriteTransaction& tx, const OperationContext& context,
                          const OrganizationId& organization) {
  const auto place =
      find_own_place(tx, context, OperationId::membership_leave, is_in(organization));
  if (!place) return std::unexpected(place.error());
  return leave(tx, context, *place);
}

Result<std::vector<InviteView>> list_invites(ReadTransaction& tx, const OperationContext& context) {
  if (auto status = authorize_on_user(context, OperationId::invite_list); !status) {
    return std::unexpected(std::move(status.error()));
  }
  std::vector<InviteView> views;
  for (auto& invite : own_invites(tx, *context.principal.user)) {
    views.push_back(view_invite(tx, context, std::move(invite)));
  }
  return views;
}

Result<InviteView> get_invite(ReadTransaction& tx, const OperationContext& context,
                              const InviteId& id) {
  auto invite = find_own_invite(tx, context, OperationId::invite_get, id);
  if (!invite) return std::unexpected(std::move(invite.error()));
  return view_invite(tx, context, std::move(*invite));
}

Result<InviteView> answer_invite(WriteTransaction& tx, const OperationContext& context,
                                 const InviteId& id, Answer answer) {
  constexpr auto kAnswer = OperationId::invite_answer;
  auto invite = find_own_invite(tx, context, kAnswer, id);
  if (!invite) return std::unexpected(std::move(invite.error()));
  const auto wanted = answer == Answer::accept ? InviteStatus::accepted : InviteStatus::rejected;
  if (invite->status == wanted) return view_invite(tx, context, std::move(*invite));
  if (invite->status != InviteStatus::pending) {
    return invite_closed("This invite was answered otherwise already. Ask for a new one.");
  }
  if (invite->effective_status(context.now) == EffectiveInviteStatus::expired) {
    return invite_closed("This invite is over. Ask for a new one.");
  }
  const auto offer = tx.find_membership(invite->organization, invite->membership);
  if (!offer || offer->status != MembershipStatus::pending) return no_such_invite();
  const auto answered = answer_offer(tx, context, kAnswer, *offer, answer);
  if (!answered) return std::unexpected(answered.error());
  invite->status = wanted;
  return view_invite(tx, context, std::move(*invite));
}

}  // namespace selfsame::core
