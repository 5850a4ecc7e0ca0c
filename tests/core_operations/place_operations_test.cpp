#include "core/tenancy/place_operations.h"

#include "core/access/resource.h"
#include "core/administration/administration.h"
#include "tests/core_operations/organization_world.h"

namespace selfsame::core {
namespace {

using std::chrono::days;
using std::chrono::microseconds;
using std::chrono::seconds;
using testing::expect_error;
using testing::expect_forbidden;
using testing::expect_not_found;
using testing::kAdministrator;
using testing::kMinimal;
using testing::kSuper;
using testing::rights;
using testing::role;

class PlaceOperations : public testing::OrganizationWorld {
 protected:
  auto answer_place(const Principal& of, const MembershipId& id, Answer given) {
    return write([&](auto& tx) { return core::answer_place(tx, as(of), id, given); });
  }
  Error answer_refusal(const Principal& of, const InviteId& id, Answer given) {
    return refusal([&](auto& tx) { return answer_invite(tx, as(of), id, given); });
  }
  Error place_refusal(const Principal& of, const MembershipId& id, Answer given) {
    return refusal([&](auto& tx) { return core::answer_place(tx, as(of), id, given); });
  }
  Error leave_refusal(const Principal& of, const MembershipId& id) {
    return refusal([&](auto& tx) { return leave_place(tx, as(of), id); });
  }
  auto list(const Principal& of, const PlaceListing& listing) {
    std::vector<std::string> names;
    const auto listed = *read([&](auto& tx) { return list_places(tx, as(of), listing); });
    for (const auto& view : listed.items) {
      names.push_back(view.organization.organization->name);
    }
    return names;
  }
};

using AnswerInvite = PlaceOperations;
using AnswerPlace = PlaceOperations;
using Leave = PlaceOperations;
using ListPlaces = PlaceOperations;
using Invites = PlaceOperations;

TEST_F(AnswerInvite, AcceptingMakesAMemberWithWhatWasOffered) {
  const auto made = invite("BOB@example.com", {kAdministrator});
  clock_.advance(seconds(9));
  const auto before = contents();
  const auto accepted = answer(other_key_, made.id, Answer::accept);
  ASSERT_TRUE(accepted);
  EXPECT_EQ(accepted->status, EffectiveInviteStatus::accepted);
  EXPECT_EQ(accepted->organization->name, "Acme");
  EXPECT_EQ(accepted->roles, (std::vector<std::string>{"Administrator"}));
  const auto now = place(made.membership);
  EXPECT_EQ(now.status, MembershipStatus::accepted);
  EXPECT_EQ(now.user, other_->id);
  EXPECT_TRUE(now.is_default) << "their first";
  EXPECT_EQ(now.modified_at, clock_.now());
  EXPECT_TRUE(members(other_key_));

  const auto record = only_record_after(before);
  EXPECT_EQ(record.operation, "invite.answer");
  EXPECT_EQ(record.action, "invite_accept");
  EXPECT_EQ(record.owner, AuditOwner(acme_));
  EXPECT_EQ(record.actor, other_->id);
  EXPECT_EQ(record.changes, (std::vector<AuditChange>{{"status", "pending", "accepted"}}));
  const auto mail = mail_after(before);
  ASSERT_EQ(mail.size(), 1U);
  EXPECT_EQ(mail[0].kind, "invite_answered");
  EXPECT_EQ(mail[0].recipient, "Ann@example.com");
  const std::vector<std::pair<std::string, std::string>> expected{
      {"organization", "Acme"}, {"member", "bob@example.com"}, {"accepted", "yes"}};
  EXPECT_EQ(mail[0].values, expected);
}

TEST_F(AnswerInvite, RejectingKeepsThePlaceAsARecordAndGivesNothing) {
  const auto made = invite("bob@example.com", {kSuper});
  const auto before = contents();
  const auto rejected = answer(other_key_, made.id, Answer::reject);
  ASSERT_TRUE(rejected);
  EXPECT_EQ(rejected->status, EffectiveInviteStatus::rejected);
  EXPECT_EQ(place(made.membership).status, MembershipStatus::rejected);
  EXPECT_FALSE(place(made.membership).owner);
  EXPECT_EQ(only_record_after(before).action, "invite_reject");
  const auto mail = mail_after(before);
  ASSERT_EQ(mail.size(), 1U);
  EXPECT_EQ(mail[0].values.size(), 2U) << "not accepted";
  expect_not_found(members(other_key_).error());
  EXPECT_EQ(count_owners(), 1U);
}

TEST_F(AnswerInvite, AnOwnersOfferMakesAnOwner) {
  const auto made = invite("bob@example.com", {kSuper});
  EXPECT_EQ(count_owners(), 1U);
  ASSERT_TRUE(answer(other_key_, made.id, Answer::accept));
  EXPECT_EQ(count_owners(), 2U);
  EXPECT_TRUE(place(made.membership).owner);
}

TEST_F(AnswerInvite, TheSameAnswerAgainSucceedsAndChangesNothing) {
  const auto accepted = invite("bob@example.com");
  const auto rejected = invite("carol@example.com");
  ASSERT_TRUE(answer(other_key_, accepted.id, Answer::accept));
  ASSERT_TRUE(answer(carol_key_, rejected.id, Answer::reject));
  clock_.advance(days(30));
  const auto before = contents();
  EXPECT_TRUE(answer(other_key_, accepted.id, Answer::accept));
  EXPECT_TRUE(answer_place(other_key_, accepted.membership, Answer::accept));
  EXPECT_TRUE(answer(carol_key_, rejected.id, Answer::reject));
  EXPECT_TRUE(answer_place(carol_key_, rejected.membership, Answer::reject));
  EXPECT_EQ(contents(), before);
}

TEST_F(AnswerInvite, TheOtherAnswerAfterwardsIsRefused) {
  const auto accepted = invite("bob@example.com");
  const auto rejected = invite("carol@example.com");
  ASSERT_TRUE(answer(other_key_, accepted.id, Answer::accept));
  ASSERT_TRUE(answer(carol_key_, rejected.id, Answer::reject));
  for (const auto& error : {answer_refusal(other_key_, accepted.id, Answer::reject),
                            place_refusal(other_key_, accepted.membership, Answer::reject),
                            answer_refusal(carol_key_, rejected.id, Answer::accept),
                            place_refusal(carol_key_, rejected.membership, Answer::accept)}) {
    expect_error(error, ErrorCode::conflict, Reason::invite_closed);
  }
}

TEST_F(AnswerInvite, IsRefusedFromTheInstantOfItsEndOn) {
  const auto made = invite("bob@example.com");
  const auto also = invite("carol@example.com");
  clock_.advance(days(7) - microseconds(1));
  ASSERT_TRUE(answer(carol_key_, also.id, Answer::accept));
  clock_.advance(microseconds(1));
  EXPECT_EQ(invites(other_key_)->at(0).status, EffectiveInviteStatus::expired);
  for (const auto given : {Answer::accept, Answer::reject}) {
    expect_error(answer_refusal(other_key_, made.id, given), ErrorCode::conflict,
                 Reason::invite_closed);
    expect_error(place_refusal(other_key_, made.membership, given), ErrorCode::conflict,
                 Reason::invite_closed);
  }
  expect_error(leave_refusal(other_key_, made.membership), ErrorCode::conflict,
               Reason::invite_closed);
}

TEST_F(AnswerInvite, AnothersIsNotThere) {
  const auto made = invite("bob@example.com");
  const auto unknown = answer_refusal(carol_key_, InviteId{{1, 2, 3}}, Answer::accept);
  expect_not_found(unknown);
  for (const auto& stranger : {carol_key_, key_}) {
    EXPECT_EQ(answer_refusal(stranger, made.id, Answer::accept), unknown);
    EXPECT_EQ(read([&](auto& tx) { return get_invite(tx, as(stranger), made.id); }).error(),
              unknown);
    expect_not_found(place_refusal(stranger, made.membership, Answer::accept));
    expect_not_found(leave_refusal(stranger, made.membership));
    expect_not_found(
        read([&](auto& tx) { return get_place(tx, as(stranger), made.membership); }).error());
  }
}

TEST_F(AnswerInvite, AnUnverifiedUserSeesAndAnswersNothing) {
  const auto made = invite("bob@example.com");
  set_verified(other_->id, false);
  const auto unverified = key_of(other_);
  EXPECT_TRUE(invites(unverified)->empty());
  EXPECT_TRUE(places(unverified)->items.empty());
  expect_not_found(answer_refusal(unverified, made.id, Answer::accept));
  expect_not_found(place_refusal(unverified, made.membership, Answer::accept));
  expect_not_found(leave_refusal(unverified, made.membership));
  expect_not_found(
      refusal([&](auto& tx) { return leave_organization(tx, as(unverified), acme_); }));
  set_verified(other_->id, true);
  EXPECT_TRUE(answer(key_of(other_), made.id, Answer::accept));
}

TEST_F(AnswerInvite, NeedsTheGroupOnTheUser) {
  const auto made = invite("bob@example.com");
  const auto reader = with_groups(other_, {std::string(permission_group::kMembershipsRead)});
  const auto nobody = with_groups(other_, {std::string(permission_group::kUserDetailsWrite)});
  EXPECT_EQ(invites(reader)->size(), 1U);
  EXPECT_EQ(places(reader)->items.size(), 1U);
  expect_forbidden(invites(nobody).error());
  expect_forbidden(places(nobody).error());
  for (const auto& principal : {reader, nobody}) {
    expect_forbidden(answer_refusal(principal, made.id, Answer::accept));
    expect_forbidden(answer_refusal(principal, InviteId{{1}}, Answer::accept));
    expect_forbidden(place_refusal(principal, made.membership, Answer::accept));
    expect_forbidden(leave_refusal(principal, made.membership));
  }
  const auto writer = with_groups(other_, {std::string(permission_group::kMembershipsWrite)});
  EXPECT_TRUE(answer(writer, made.id, Answer::accept));
}

TEST_F(AnswerInvite, TellsNobodyOfAnInviteWithoutAnInviter) {
  Membership offer;
  offer.id = MembershipId{{5}};
  offer.organization = acme_;
  offer.email = "bob@example.com";
  Invite made;
  made.id = InviteId{{5}};
  made.organization = acme_;
  made.membership = offer.id;
  made.email = offer.email;
  made.expires_at = clock_.now() + days(1);
  ASSERT_TRUE(write([&](auto& tx) { return import_membership(tx, as(system_), offer); }));
  ASSERT_TRUE(write([&](auto& tx) { return import_invite(tx, as(system_), made); }));
  const auto before = contents();
  ASSERT_TRUE(answer(other_key_, made.id, Answer::accept));
  EXPECT_TRUE(mail_after(before).empty());
}

TEST_F(Invites, CannotBeAnsweredWhenTheOrganizationIsGone) {
  const auto accepted = invite("bob@example.com");
  ASSERT_TRUE(answer(other_key_, accepted.id, Answer::accept));
  const auto open = invite("carol@example.com");
  ASSERT_TRUE(write([&](auto& tx) { return delete_organization(tx, as(key_), acme_); }));
  EXPECT_TRUE(invites(carol_key_)->empty()) << "what could be accepted goes with it";
  expect_not_found(answer_refusal(carol_key_, open.id, Answer::accept));
  EXPECT_TRUE(places(other_key_)->items.empty());
}

TEST_F(AnswerPlace, AcceptsAndRejectsByThePlace) {
  const auto accepted = invite("bob@example.com", {kAdministrator});
  const auto before = contents();
  const auto place_now = answer_place(other_key_, accepted.membership, Answer::accept);
  ASSERT_TRUE(place_now);
  EXPECT_EQ(place_now->organization.organization->name, "Acme");
  EXPECT_TRUE(place_now->grants.allow(Area::dns, Level::edit));
  EXPECT_EQ(place_now->member.user->id, other_->id);
  EXPECT_EQ(only_record_after(before).operation, "membership.answer");
  EXPECT_EQ(only_record_after(before).action, "invite_accept");
  EXPECT_EQ(mail_after(before).size(), 1U);
  EXPECT_EQ(invites(other_key_)->at(0).status, EffectiveInviteStatus::accepted);

  const auto rejected = invite("carol@example.com");
  ASSERT_TRUE(answer_place(carol_key_, rejected.membership, Answer::reject));
  EXPECT_EQ(invites(carol_key_)->at(0).status, EffectiveInviteStatus::rejected);
  EXPECT_FALSE(place(rejected.membership).is_default);
}

TEST_F(AnswerPlace, TheFirstPlaceThatIsAcceptedIsTheDefault) {
  const auto declined = invite("bob@example.com");
  ASSERT_TRUE(answer_place(other_key_, declined.membership, Answer::reject));
  const auto second = invite("bob@example.com");
  ASSERT_TRUE(answer_place(other_key_, second.membership, Answer::accept));
  EXPECT_TRUE(place(second.membership).is_default);
  const auto carols = invite("carol@example.com");
  ASSERT_TRUE(answer_place(carol_key_, carols.membership, Answer::accept));
  EXPECT_FALSE(place(carols.membership).is_default) << "she has Elsewhere";
}

TEST_F(Leave, WhoeverLeftHasNothing) {
  const auto dave = add_member("dave@example.com", std::vector{kAdministrator});
  const auto before = contents();
  ASSERT_TRUE(leave(dave.key, dave.id));
  const auto record = only_record_after(before);
  EXPECT_EQ(record.operation, "membership.leave");
  EXPECT_EQ(record.action, "leave");
  EXPECT_EQ(record.owner, AuditOwner(acme_));
  EXPECT_EQ(record.actor, dave.user->id);
  EXPECT_EQ(record.changes.at(0), (AuditChange{"email", "dave@example.com", std::nullopt}));
  EXPECT_TRUE(mail_after(before).empty());
  expect_not_found(members(dave.key).error());
  EXPECT_TRUE(places(dave.key)->items.empty());
  expect_not_found(leave_refusal(dave.key, dave.id));
  const auto again = invite("dave@example.com");
  EXPECT_TRUE(answer(dave.key, again.id, Answer::accept)) << "and may come back";
}

TEST_F(Leave, TheLastOwnerStays) {
  expect_error(leave_refusal(key_, owner_place_), ErrorCode::conflict, Reason::last_owner);
  expect_error(refusal([&](auto& tx) { return leave_organization(tx, as(key_), acme_); }),
               ErrorCode::conflict, Reason::last_owner);
  const auto dave = add_member("dave@example.com", std::vector{kSuper});
  EXPECT_TRUE(write([&](auto& tx) { return leave_organization(tx, as(key_), acme_); }));
  expect_error(leave_refusal(dave.key, dave.id), ErrorCode::conflict, Reason::last_owner);
}

TEST_F(Leave, DeclinesWhatIsOnlyOffered) {
  const auto made = invite("bob@example.com");
  const auto before = contents();
  ASSERT_TRUE(write([&](auto& tx) { return leave_organization(tx, as(other_key_), acme_); }));
  EXPECT_EQ(place(made.membership).status, MembershipStatus::rejected);
  EXPECT_EQ(only_record_after(before).action, "invite_reject");
  EXPECT_EQ(mail_after(before).size(), 1U);
  expect_not_found(
      refusal([&](auto& tx) { return leave_organization(tx, as(other_key_), acme_); }));
}

TEST_F(ListPlaces, ShowsWhatIsAcceptedOrOfferedOldestFirst) {
  clock_.advance(seconds(1));
  invite("carol@example.com");
  EXPECT_EQ(list(carol_key_, {}), (std::vector<std::string>{"Elsewhere", "Acme"}));
  PlaceListing descending;
  descending.direction = Direction::descending;
  EXPECT_EQ(list(carol_key_, descending), (std::vector<std::string>{"Acme", "Elsewhere"}));
  PlaceListing by_name;
  by_name.order = PlaceOrder::organization_name;
  EXPECT_EQ(list(carol_key_, by_name), (std::vector<std::string>{"Acme", "Elsewhere"}));
  PlaceListing by_status;
  by_status.order = PlaceOrder::status;
  EXPECT_EQ(list(carol_key_, by_status), (std::vector<std::string>{"Elsewhere", "Acme"}));
}

TEST_F(ListPlaces, FiltersByStatusAndPartOfTheName) {
  invite("carol@example.com");
  const auto declined = add_owned_by(user_, "Declined").id;
  const auto offer = write([&](auto& tx) {
    return core::add_member(tx, as(key_), declined,
                            {"carol@example.com", rights({kMinimal}), false});
  });
  ASSERT_TRUE(answer_place(carol_key_, offer->membership.id, Answer::reject));
  using Names = std::vector<std::string>;
  PlaceListing listing;
  listing.status = MembershipStatus::pending;
  EXPECT_EQ(list(carol_key_, listing), Names{"Acme"});
  listing.status = MembershipStatus::rejected;
  EXPECT_EQ(list(carol_key_, listing), Names{"Declined"});
  listing.status.reset();
  listing.organization_name = "ELSE";
  EXPECT_EQ(list(carol_key_, listing), Names{"Elsewhere"});
  listing.status = MembershipStatus::pending;
  EXPECT_EQ(list(carol_key_, listing), Names{});
  listing.any = true;
  EXPECT_EQ(list(carol_key_, listing).size(), 2U);
}

TEST_F(PlaceOperations, APlaceIsFoundByItselfAndByItsOrganization) {
  const auto by_id = read([&](auto& tx) { return get_place(tx, as(key_), owner_place_); });
  ASSERT_TRUE(by_id);
  EXPECT_EQ(by_id->grants, Grants::everything());
  const auto by_organization = read([&](auto& tx) { return get_place_in(tx, as(key_), acme_); });
  ASSERT_TRUE(by_organization);
  EXPECT_EQ(by_organization->member.membership, by_id->member.membership);
  const auto foreign = read([&](auto& tx) { return get_place_in(tx, as(key_), elsewhere_); });
  const auto absent =
      read([&](auto& tx) { return get_place_in(tx, as(key_), OrganizationId{{9}}); });
  expect_not_found(foreign.error());
  EXPECT_EQ(foreign.error(), absent.error());
}

}  // namespace
}  // namespace selfsame::core
