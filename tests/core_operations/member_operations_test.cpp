#include "core/tenancy/member_operations.h"

#include "core/identity/preference_operations.h"
#include "core/limits.h"
#include "tests/core_operations/organization_world.h"

namespace selfsame::core {
namespace {

using std::chrono::days;
using std::chrono::microseconds;
using std::chrono::seconds;
using testing::expect_error;
using testing::expect_forbidden;
using testing::expect_invalid;
using testing::expect_not_found;
using testing::kAdministrator;
using testing::kMinimal;
using testing::kSuper;
using testing::rights;
using testing::role;

class MemberOperations : public testing::OrganizationWorld {
 protected:
  Error add_refusal(const Principal& by, const MemberDraft& draft) {
    return refusal([&](auto& tx) { return core::add_member(tx, as(by), acme_, draft); });
  }
  Error refusal_of(const std::string& email) {
    return add_refusal(key_, {email, rights({kMinimal}), false});
  }
  Error update_refusal(const Principal& by, const MembershipId& id, const MemberRights& wanted) {
    return refusal([&](auto& tx) { return update_member(tx, as(by), acme_, id, wanted); });
  }
  Error remove_refusal(const Principal& by, const MembershipId& id) {
    return refusal([&](auto& tx) { return remove_member(tx, as(by), acme_, id); });
  }
};

using AddMember = MemberOperations;
using UpdateMember = MemberOperations;
using RemoveMember = MemberOperations;
using ListMembers = MemberOperations;

TEST_F(AddMember, OffersAPlaceToAnAddress) {
  clock_.advance(seconds(9));
  const auto made = add(key_, {"New@example.com", rights({kMinimal, kAdministrator}), false});
  ASSERT_TRUE(made);
  const Membership& offer = made->membership;
  EXPECT_EQ(offer.email, "New@example.com");
  EXPECT_EQ(offer.status, MembershipStatus::pending);
  EXPECT_FALSE(offer.user);
  EXPECT_FALSE(offer.owner);
  EXPECT_EQ(offer.roles, (std::vector{role(kMinimal), role(kAdministrator)}));
  EXPECT_EQ(offer.created_at, clock_.now());
  EXPECT_EQ(made->user, nullptr);
  ASSERT_EQ(made->roles.size(), 2U);
  EXPECT_EQ(made->roles[1].name, "Administrator");
  ASSERT_EQ(made->policies.size(), 1U);
  EXPECT_EQ(made->policies[0].permission_groups.size(), 2U);
  EXPECT_EQ(made->policies[0].resource_groups.front().id.bytes, acme_.bytes);
  EXPECT_EQ(place(offer.id), offer);
}

TEST_F(AddMember, MakesAnInviteThatIsOverAfterItsLifetime) {
  const auto made = invite("new@example.com", {kAdministrator});
  EXPECT_EQ(made.organization, acme_);
  EXPECT_EQ(made.email, "new@example.com");
  EXPECT_EQ(made.roles, (std::vector{role(kAdministrator)}));
  EXPECT_EQ(made.invited_by, "Ann@example.com");
  EXPECT_EQ(made.status, InviteStatus::pending);
  EXPECT_EQ(made.invited_at, clock_.now());
  EXPECT_EQ(made.expires_at, clock_.now() + limits::kInviteLifetime);
}

TEST_F(AddMember, LeavesOneRecordInTheOrganizationsLog) {
  const auto before = contents();
  const auto made = add(key_, {"new@example.com", rights({kMinimal}), false});
  const auto record = only_record_after(before);
  EXPECT_EQ(record.operation, "member.add");
  EXPECT_EQ(record.action, "pending");
  EXPECT_EQ(record.owner, AuditOwner(acme_));
  EXPECT_EQ(record.actor, user_->id);
  EXPECT_EQ(record.resource_kind, "member");
  EXPECT_EQ(record.resource_id, made->membership.id.hex());
  ASSERT_EQ(record.changes.size(), 5U);
  EXPECT_EQ(record.changes[0], (AuditChange{"email", std::nullopt, "new@example.com"}));
  EXPECT_EQ(record.changes[1], (AuditChange{"status", std::nullopt, "pending"}));
  EXPECT_EQ(record.changes[3], (AuditChange{"roles", std::nullopt, kMinimal}));
}

TEST_F(AddMember, QueuesOneMailThatSaysWhoInvitesWhereToAndUntilWhen) {
  const auto before = contents();
  const auto made = invite("new@example.com", {kMinimal, kAdministrator});
  const auto mail = mail_after(before);
  ASSERT_EQ(mail.size(), 1U);
  EXPECT_EQ(mail[0].recipient, "new@example.com");
  EXPECT_EQ(mail[0].kind, "invite");
  EXPECT_EQ(mail[0].language, "") << "the default: nobody knows theirs";
  EXPECT_EQ(mail[0].state, MailState::waiting);
  EXPECT_EQ(mail[0].next_attempt_at, clock_.now());
  const std::vector<std::pair<std::string, std::string>> expected{
      {"organization", "Acme"},
      {"inviter", "Ann@example.com"},
      {"roles", "Minimal Account Access, Administrator"},
      {"expires", "2026-03-08 12:00 UTC"},
      {"invite_id", made.id.hex()}};
  EXPECT_EQ(mail[0].values, expected);
}

TEST_F(AddMember, WritesInTheLanguageThatTheRecipientChose) {
  PreferencesEdit chosen;
  chosen.language = "de-DE";
  ASSERT_TRUE(write([&](auto& tx) { return edit_preferences(tx, as(other_key_), chosen); }));
  const auto before = contents();
  invite("BOB@example.com");
  invite("carol@example.com");
  for (const auto& mail : mail_after(before)) {
    EXPECT_EQ(mail.language, mail.recipient == "BOB@example.com" ? "de-DE" : "") << mail.recipient;
  }
}

TEST_F(AddMember, RefusesOnesOwnAddressAnOpenInviteAndAMemberInAnyCase) {
  add_member("dave@example.com", std::vector{kMinimal});
  invite("new@example.com");
  for (const auto* email : {"Ann@example.com", "ANN@EXAMPLE.COM", "new@example.com",
                            "NEW@Example.com", "dave@example.com", "DAVE@example.com"}) {
    expect_error(refusal_of(email), ErrorCode::conflict, Reason::member_already);
  }
}

TEST_F(AddMember, RefusesWhatIsNoAddress) {
  const std::string longest =
      std::string(limits::kEmailCharacters - std::string("@b.c").size(), 'x') + "@b.c";
  for (const auto& email : {std::string(), std::string("nobody"), std::string("a@b@c"),
                            std::string("a b@c"), std::string("a@b\n"), 'x' + longest}) {
    expect_invalid(refusal_of(email), "/email");
  }
  EXPECT_TRUE(add(key_, {longest, rights({kMinimal}), false}));
}

TEST_F(AddMember, WantsRolesOrPoliciesAndNotBoth) {
  expect_invalid(add_refusal(key_, {"new@example.com", {}, false}), "/roles");
  MemberRights both = rights({kMinimal});
  both.policies = {{Effect::allow, {testing::group_of(kMinimal)}, {acme_.hex()}}};
  expect_invalid(add_refusal(key_, {"new@example.com", both, false}), "/policies");
  expect_invalid(add_refusal(key_, {"new@example.com", rights(std::vector<std::string>()), false}),
                 "/roles");
  expect_invalid(
      add_refusal(key_, {"new@example.com", rights(std::vector<MemberPolicyDraft>()), false}),
      "/policies");
}

TEST_F(AddMember, InvitesAgainWhoDeclinedOrWhoseInviteIsOver) {
  const auto first = invite("bob@example.com");
  clock_.advance(days(7) - microseconds(1));
  expect_error(refusal_of("bob@example.com"), ErrorCode::conflict, Reason::member_already);
  clock_.advance(microseconds(1));
  const auto second = invite("bob@example.com");
  EXPECT_NE(second.membership, first.membership);
  ASSERT_TRUE(answer(other_key_, second.id, Answer::reject));
  const auto third = invite("BOB@example.com", {kAdministrator});
  EXPECT_EQ(read([&](auto& tx) { return tx.count_members(acme_); }), 2U) << "the owner, and him";
  EXPECT_EQ(invites(other_key_)->size(), 3U) << "his record of what he was offered";

  EXPECT_EQ(answer(other_key_, first.id, Answer::accept).error().reason, Reason::invite_closed);
  EXPECT_EQ(answer(other_key_, second.id, Answer::accept).error().reason, Reason::invite_closed);
  ASSERT_TRUE(answer(other_key_, third.id, Answer::accept));
  EXPECT_EQ(place(third.membership).roles, (std::vector{role(kAdministrator)}));
}

TEST_F(AddMember, AddsAUserAtOnceForWhoeverRunsATenant) {
  const auto tenant = add_owned_by(user_, "Tenant", std::nullopt, true).id;
  const auto below = add_owned_by(carol_, "Below", tenant).id;
  PreferencesEdit chosen;
  chosen.language = "fr-FR";
  ASSERT_TRUE(write([&](auto& tx) { return edit_preferences(tx, as(other_key_), chosen); }));
  for (const auto& organization : {tenant, below}) {
    const auto before = contents();
    const MemberDraft draft{"BOB@example.com", rights({kMinimal}), true};
    const auto added =
        write([&](auto& tx) { return core::add_member(tx, as(key_), organization, draft); });
    ASSERT_TRUE(added);
    EXPECT_EQ(added->membership.status, MembershipStatus::accepted);
    EXPECT_EQ(added->membership.user, other_->id);
    EXPECT_EQ(added->membership.email, "bob@example.com") << "as the user spells it";
    EXPECT_EQ(added->user->id, other_->id);
    EXPECT_EQ(only_record_after(before).action, "add");
    const auto mail = mail_after(before);
    ASSERT_EQ(mail.size(), 1U);
    EXPECT_EQ(mail[0].kind, "member_added");
    EXPECT_EQ(mail[0].recipient, "bob@example.com");
    EXPECT_EQ(mail[0].language, "fr-FR");
  }
  EXPECT_TRUE(invites(other_key_)->empty());
}

TEST_F(AddMember, AddsNobodyAtOnceElsewhereOrWhoIsNoVerifiedUser) {
  const auto tenant = add_owned_by(user_, "Tenant", std::nullopt, true).id;
  set_verified(carol_->id, false);
  const auto at_once = [&](const OrganizationId& organization, const std::string& email) {
    return refusal([&](auto& tx) {
      return core::add_member(tx, as(key_), organization, {email, rights({kMinimal}), true});
    });
  };
  const auto is_a_user = at_once(acme_, "bob@example.com");
  expect_invalid(is_a_user, "/status");
  EXPECT_EQ(is_a_user, at_once(acme_, "nobody@example.com")) << "tells nothing of the address";
  expect_invalid(at_once(tenant, "nobody@example.com"), "/status");
  expect_invalid(at_once(tenant, "carol@example.com"), "/status");
  EXPECT_TRUE(write([&](auto& tx) {
    return core::add_member(tx, as(key_), tenant, {"bob@example.com", rights({kMinimal}), true});
  }));
}

TEST_F(AddMember, AddsNobodyAtOnceInATenantForWhoDoesNotOwnIt) {
  Grants people;
  people.raise(Area::member, Level::edit);
  people.raise(Area::organization, Level::read);
  const auto manager = add_member("manager@example.com", std::vector{add_role(1, people)});
  store_->write_and_wait([&](WriteTransaction& tx) {
    auto organization = *tx.find_organization(acme_);
    organization.tenant = TenantKind::tenant;
    return tx.update_organization(organization);
  });
  expect_invalid(add_refusal(manager.key, {"bob@example.com", rights({kMinimal}), true}),
                 "/status");
  EXPECT_TRUE(add(manager.key, {"bob@example.com", rights({kMinimal}), false}));
}

TEST_F(AddMember, IsRefusedToWhoMayOnlyReadAndToStrangersAndChangesNothing) {
  const MemberDraft draft{"new@example.com", rights({kMinimal}), false};
  const auto admin = add_member("admin@example.com", std::vector{kAdministrator});
  expect_forbidden(add_refusal(admin.key, draft));
  expect_forbidden(
      add_refusal(token_of(user_, {std::string(permission_group::kAccountSettingsRead)}), draft));
  expect_not_found(add_refusal(carol_key_, draft));
  for (const auto group :
       {permission_group::kAccountSettingsWrite, permission_group::kScimProvisioning}) {
    EXPECT_TRUE(add(token_of(user_, {std::string(group)}),
                    {std::string(group) + "@example.com", rights({kMinimal}), false}));
  }
}

TEST_F(UpdateMember, ReplacesWhatAMemberMayAndTellsThem) {
  const auto dave = add_member("dave@example.com", std::vector{kMinimal});
  clock_.advance(seconds(9));
  const auto before = contents();
  const auto updated = update(key_, dave.id, rights({kAdministrator}));
  ASSERT_TRUE(updated);
  EXPECT_EQ(updated->membership.roles, (std::vector{role(kAdministrator)}));
  EXPECT_EQ(updated->membership.modified_at, clock_.now());
  EXPECT_EQ(updated->membership.created_at, place(dave.id).created_at);
  EXPECT_EQ(place(dave.id), updated->membership);

  const auto record = only_record_after(before);
  EXPECT_EQ(record.operation, "member.update");
  EXPECT_EQ(record.action, "change_role");
  EXPECT_EQ(record.owner, AuditOwner(acme_));
  EXPECT_EQ(record.changes.at(0), (AuditChange{"roles", kMinimal, kAdministrator}));
  EXPECT_EQ(record.changes.at(1).field, "policies");
  const auto mail = mail_after(before);
  ASSERT_EQ(mail.size(), 1U);
  EXPECT_EQ(mail[0].kind, "member_changed");
  EXPECT_EQ(mail[0].recipient, "dave@example.com");
  EXPECT_EQ(mail[0].values.at(1), (std::pair<std::string, std::string>("roles", "Administrator")));
}

TEST_F(UpdateMember, LeavesNoRecordAndNoMailWhereNothingChanges) {
  const auto dave = add_member("dave@example.com", std::vector{kMinimal});
  clock_.advance(seconds(9));
  const auto before = contents();
  EXPECT_TRUE(update(key_, dave.id, rights({kMinimal})));
  EXPECT_TRUE(update(key_, dave.id, rights({kMinimal, kMinimal}))) << "the same role twice is one";
  EXPECT_TRUE(update(key_, dave.id, {}));
  EXPECT_TRUE(update(key_, dave.id,
                     rights({{Effect::allow, {testing::group_of(kMinimal)}, {acme_.hex()}}})))
      << "said as policies";
  EXPECT_EQ(contents(), before);
}

TEST_F(UpdateMember, ChangesAnOpenOfferWithoutAMail) {
  const auto made = invite("bob@example.com");
  const auto before = contents();
  ASSERT_TRUE(update(key_, made.membership, rights({kAdministrator})));
  EXPECT_TRUE(mail_after(before).empty());
  EXPECT_EQ(records_after(before).size(), 1U);
  EXPECT_EQ(invites(other_key_)->at(0).roles, (std::vector<std::string>{"Administrator"}))
      << "who is invited sees what accepting gives them";
  EXPECT_EQ(invites(other_key_)->at(0).invite.roles, (std::vector{role(kAdministrator)}));
}

TEST_F(UpdateMember, MakesAnOwnerAndUnmakesOneButNotTheLast) {
  const auto dave = add_member("dave@example.com", std::vector{kMinimal});
  expect_error(update_refusal(key_, owner_place_, rights({kMinimal})), ErrorCode::conflict,
               Reason::last_owner);
  ASSERT_TRUE(update(key_, dave.id, rights({kSuper})));
  EXPECT_TRUE(place(dave.id).owner);
  EXPECT_EQ(count_owners(), 2U);
  ASSERT_TRUE(update(dave.key, owner_place_, rights({kMinimal})));
  EXPECT_FALSE(place(owner_place_).owner);
  expect_error(update_refusal(dave.key, dave.id, rights({kAdministrator})), ErrorCode::conflict,
               Reason::last_owner);
  expect_forbidden(update_refusal(key_, dave.id, rights({kMinimal})));
  EXPECT_EQ(count_owners(), 1U);
}

TEST_F(UpdateMember, AnOwnerByPoliciesIsAnOwner) {
  const auto dave = add_member("dave@example.com", std::vector{kMinimal});
  ASSERT_TRUE(
      update(key_, dave.id, rights({{Effect::allow, {testing::group_of(kSuper)}, {acme_.hex()}}})));
  EXPECT_TRUE(place(dave.id).owner);
  ASSERT_TRUE(remove(dave.key, owner_place_)) << "he is one";
  const MemberPolicyDraft less{Effect::allow, {testing::group_of(kAdministrator)}, {acme_.hex()}};
  expect_error(update_refusal(dave.key, dave.id, rights({less})), ErrorCode::conflict,
               Reason::last_owner);
}

TEST_F(UpdateMember, RefusesAMemberWhoIsNotThere) {
  const auto elsewhere = read([&](auto& tx) { return tx.memberships_of(carol_->id)->front().id; });
  const auto unknown = update_refusal(key_, MembershipId{{1, 2, 3}}, rights({kMinimal}));
  expect_not_found(unknown);
  EXPECT_EQ(update_refusal(key_, elsewhere, rights({kMinimal})), unknown);
  EXPECT_EQ(remove_refusal(key_, elsewhere), unknown);
  EXPECT_EQ(read([&](auto& tx) { return get_member(tx, as(key_), acme_, elsewhere); }).error(),
            unknown);
}

TEST_F(RemoveMember, TakesAMemberOutTellsThemAndTheyHaveNothing) {
  const auto dave = add_member("dave@example.com", std::vector{kAdministrator});
  ASSERT_TRUE(members(dave.key));
  const auto before = contents();
  ASSERT_TRUE(remove(key_, dave.id));
  const auto record = only_record_after(before);
  EXPECT_EQ(record.operation, "member.remove");
  EXPECT_EQ(record.action, "delete");
  EXPECT_EQ(record.owner, AuditOwner(acme_));
  EXPECT_EQ(record.resource_id, dave.id.hex());
  EXPECT_EQ(record.changes.at(0), (AuditChange{"email", "dave@example.com", std::nullopt}));
  const auto mail = mail_after(before);
  ASSERT_EQ(mail.size(), 1U);
  EXPECT_EQ(mail[0].kind, "member_removed");
  EXPECT_EQ(mail[0].recipient, "dave@example.com");

  expect_not_found(members(dave.key).error());
  EXPECT_TRUE(places(dave.key)->items.empty());
  expect_not_found(remove_refusal(key_, dave.id));
}

TEST_F(RemoveMember, TakesAnInviteBackWithoutAMail) {
  const auto made = invite("bob@example.com");
  const auto before = contents();
  ASSERT_TRUE(remove(key_, made.membership));
  EXPECT_TRUE(mail_after(before).empty());
  EXPECT_EQ(records_after(before).size(), 1U);
  EXPECT_TRUE(invites(other_key_)->empty());
  EXPECT_TRUE(places(other_key_)->items.empty());
  expect_not_found(refusal(
      [&](auto& tx) { return answer_invite(tx, as(other_key_), made.id, Answer::accept); }));
  EXPECT_TRUE(add(key_, {"bob@example.com", rights({kMinimal}), false}));
}

TEST_F(RemoveMember, RefusesTheLastOwnerEvenOfThemselves) {
  expect_error(remove_refusal(key_, owner_place_), ErrorCode::conflict, Reason::last_owner);
  const auto dave = add_member("dave@example.com", std::vector{kSuper});
  ASSERT_TRUE(remove(dave.key, owner_place_));
  expect_not_found(members(key_).error());
  expect_error(remove_refusal(dave.key, dave.id), ErrorCode::conflict, Reason::last_owner);
}

TEST_F(ListMembers, ShowsMembersAndWhoIsInvitedAndFiltersByStatus) {
  const auto dave = add_member("dave@example.com", std::vector{kMinimal});
  const auto offer = invite("bob@example.com");
  const auto declined = invite("carol@example.com");
  ASSERT_TRUE(answer(carol_key_, declined.id, Answer::reject));
  const auto list = [&](std::optional<MembershipStatus> status) {
    MemberListing listing;
    listing.status = status;
    return *read([&](auto& tx) { return list_members(tx, as(key_), acme_, listing); });
  };
  EXPECT_EQ(list(std::nullopt).total_count, 3U);
  EXPECT_EQ(list(std::nullopt).items.at(0).user->id, user_->id);
  ASSERT_EQ(list(MembershipStatus::pending).items.size(), 1U);
  EXPECT_EQ(list(MembershipStatus::pending).items.at(0).membership.id, offer.membership);
  EXPECT_EQ(list(MembershipStatus::pending).items.at(0).user, nullptr)
      << "an offer does not tell whose address it is";
  EXPECT_EQ(list(MembershipStatus::rejected).items.at(0).membership.id, declined.membership);
  EXPECT_EQ(list(MembershipStatus::accepted).total_count, 2U);
}

}  // namespace
}  // namespace selfsame::core
