// Memberships, invites, and that an organization keeps an owner.
#include <algorithm>

#include "storage/contract/store_contract.h"

namespace selfsame::storage::contract {
namespace {

using core::MembershipStatus;
using core::ReadTransaction;
using core::WriteTransaction;

core::Membership make_full_membership(const core::UserId& user,
                                      const core::OrganizationId& organization,
                                      std::uint64_t number) {
  core::Membership membership = make_membership(user, organization, number);
  membership.email = "Full@Example.com";
  membership.owner = true;
  membership.is_default = true;
  membership.roles = {make_id<core::RoleId>(9), make_id<core::RoleId>(3)};
  core::MemberPolicy first;
  first.id = make_id<core::PolicyId>(8);
  first.permission_groups = {make_id<core::IamGroupId>(7), make_id<core::IamGroupId>(2)};
  first.resource_groups = {make_id<core::ResourceGroupId>(6), make_id<core::ResourceGroupId>(1)};
  core::MemberPolicy second;
  second.id = make_id<core::PolicyId>(4);
  second.effect = core::Effect::deny;
  membership.policies = {first, second};
  membership.permissions = {"*", kDifficultText, ""};
  for (const char* text : {"192.0.2.1/24", "2001:DB8::/32"}) {
    membership.allowed_networks.push_back(*core::Cidr::parse(text));
  }
  membership.modified_at += std::chrono::microseconds(1);
  return membership;
}

TEST_P(MemberContract, KeepsMembershipsAsTheyAre) {
  const core::Membership full = make_full_membership(user_, id_, 2);
  const core::Membership offer = make_offer(id_, 3);
  core::Membership declined = make_membership(add_user(4), id_, 4);
  declined.status = MembershipStatus::rejected;
  for (const auto& membership : {full, offer, declined}) add(membership);
  for (const auto& membership : {place_, full, offer, declined}) {
    EXPECT_EQ(find(membership), membership);
  }
  EXPECT_EQ(find(make_offer(id_, 5)), std::nullopt);
  EXPECT_EQ(find(make_offer(make_id<core::OrganizationId>(10), 3)), std::nullopt);
  for (const char* email : {"full@example.com", "FULL@EXAMPLE.COM"}) {
    EXPECT_EQ(get([&](ReadTransaction& tx) { return tx.find_membership_by_email(id_, email); }),
              full);
  }
  EXPECT_EQ(get([&](ReadTransaction& tx) {
              return tx.find_membership_by_email(make_id<core::OrganizationId>(10), full.email);
            }),
            std::nullopt);
  EXPECT_EQ(get([&](ReadTransaction& tx) { return tx.count_members(id_); }), 4U);
  EXPECT_EQ(count_owners(), 2U);
}

TEST_P(MemberContract, UpdateMembershipReplacesAllButIdPlaceAndCreation) {
  const core::Membership offer = make_offer(id_, 3);
  core::Membership changed = make_full_membership(user_, id_, 3);
  changed.created_at = make_time(99);
  std::vector<bool> found;
  add(offer);
  write([&](WriteTransaction& tx) {
    found = {tx.update_membership(changed), tx.update_membership(make_offer(id_, 5)),
             tx.delete_membership(id_, make_id<core::MembershipId>(5)),
             tx.delete_membership(make_id<core::OrganizationId>(10), offer.id)};
    return true;
  });
  EXPECT_EQ(found, (std::vector{true, false, false, false}));
  changed.created_at = offer.created_at;
  EXPECT_EQ(find(offer), changed);
  EXPECT_EQ(get([&](ReadTransaction& tx) { return tx.find_membership_by_email(id_, offer.email); }),
            std::nullopt);
  EXPECT_EQ(
      get([&](ReadTransaction& tx) { return tx.find_membership_by_email(id_, changed.email); }),
      changed);
}

TEST_P(MemberContract, OnePlacePerIdUserAndMailAddress) {
  const core::Membership member = make_membership(user_, id_, 2);
  add(member);
  const core::Membership same_id = make_offer(id_, 2);
  const core::Membership same_user = make_membership(user_, id_, 3);
  core::Membership same_email = make_offer(id_, 4);
  same_email.email = "mEMBER2@example.com";
  for (const auto& taken : {same_id, same_user, same_email}) {
    EXPECT_THROW(add(taken), core::StoreConflict);
  }
  core::Membership offer = make_offer(id_, 5);
  add(offer);
  for (const auto& change : {same_user, same_email}) {
    core::Membership changed = change;
    changed.id = offer.id;
    EXPECT_THROW(write([&](WriteTransaction& tx) { return tx.update_membership(changed); }),
                 core::StoreConflict);
  }
  EXPECT_EQ(find(offer), offer);
  EXPECT_EQ(get([&](ReadTransaction& tx) { return tx.count_members(id_); }), 3U);
  offer.email = "MEMBER5@example.com";
  write([&](WriteTransaction& tx) { return tx.update_membership(offer); });
  EXPECT_EQ(find(offer), offer);
  write([&](WriteTransaction& tx) { return tx.delete_membership(id_, member.id); });
  EXPECT_EQ(find(member), std::nullopt);
  add(member);
}

TEST_P(MemberContract, ListsTheUsersPlacesOldestFirst) {
  std::vector<core::Membership> expected;
  // The memberships' ages run against the ids; two of the same age come by id.
  const std::vector<std::pair<std::uint64_t, std::int64_t>> memberships{
      {10, 30}, {11, 20}, {12, 20}};
  write([&](WriteTransaction& tx) {
    expected.clear();
    for (const auto& [number, age] : memberships) {
      const core::Organization organization = make_organization(number);
      core::Membership membership = make_membership(user_, organization.id, number);
      membership.created_at = make_time(age);
      if (number == 11) membership.status = MembershipStatus::rejected;
      tx.insert_organization(organization);
      tx.insert_membership(membership);
      expected.push_back(membership);
    }
    return true;
  });
  std::ranges::rotate(expected, expected.begin() + 1);
  EXPECT_EQ(*get([&](ReadTransaction& tx) { return tx.memberships_of(user_); }), expected);
  EXPECT_EQ(*get([&](ReadTransaction& tx) { return tx.memberships_of(owner_); }),
            std::vector{place_});
  EXPECT_TRUE(get([&](ReadTransaction& tx) {
                return tx.memberships_of(make_id<core::UserId>(99));
              })->empty());
}

TEST_P(MemberContract, OffersWhatIsNotAnsweredToItsMailAddress) {
  core::Membership first = make_offer(id_, 10);
  core::Membership second = make_offer(make_id<core::OrganizationId>(1001), 9);
  core::Membership answered = make_membership(user_, make_id<core::OrganizationId>(1002), 8);
  for (auto* place : {&first, &second, &answered}) place->email = "Somebody@Example.com";
  second.created_at = make_time(1);
  write([&](WriteTransaction& tx) {
    tx.insert_organization(make_organization(1001));
    tx.insert_organization(make_organization(1002));
    for (const auto& place : {first, second, answered}) tx.insert_membership(place);
    tx.insert_membership(make_offer(id_, 11));
    return true;
  });
  const auto offered = [&] {
    return get(
        [&](ReadTransaction& tx) { return tx.memberships_offered_to("SOMEBODY@example.com"); });
  };
  EXPECT_EQ(offered(), (std::vector{second, first}));
  second.user = user_;
  second.status = MembershipStatus::accepted;
  write([&](WriteTransaction& tx) { return tx.update_membership(second); });
  EXPECT_EQ(offered(), std::vector{first});
  EXPECT_EQ(get([&](ReadTransaction& tx) { return tx.memberships_of(user_); })->size(), 2U);
  second.user.reset();
  second.status = MembershipStatus::pending;
  write([&](WriteTransaction& tx) { return tx.update_membership(second); });
  EXPECT_EQ(offered(), (std::vector{second, first}));
  EXPECT_EQ(get([&](ReadTransaction& tx) { return tx.memberships_of(user_); })->size(), 1U);
}

TEST_P(MemberContract, AMembershipOfNobodyOrNowhereIsABug) {
  for (const auto& membership : {make_membership(make_id<core::UserId>(99), id_, 9),
                                 make_offer(make_id<core::OrganizationId>(99), 9)}) {
    try {
      add(membership);
      FAIL() << "inserted";
    } catch (const core::StoreConflict&) {
      FAIL() << "a conflict";
    } catch (const std::runtime_error& bug) {
      EXPECT_STRNE(bug.what(), "");
    }
  }
}

TEST_P(MemberContract, KeepsInvitesOldestFirst) {
  core::Invite full = make_invite(id_, 10);
  full.roles = {make_id<core::RoleId>(9), make_id<core::RoleId>(3)};
  full.invited_by = "Boss@Example.com";
  core::Invite old = make_invite(make_id<core::OrganizationId>(10), 11);
  old.email = "MEMBER10@example.com";
  old.status = core::InviteStatus::rejected;
  old.invited_at = make_time(1);
  write([&](WriteTransaction& tx) {
    tx.insert_invite(full);
    tx.insert_invite(old);
    tx.insert_invite(make_invite(id_, 12));
    return true;
  });
  const auto find_all = [&] {
    return get([&](ReadTransaction& tx) { return tx.invites_to("member10@EXAMPLE.com"); });
  };
  EXPECT_EQ(find_all(), (std::vector{old, full}));
  EXPECT_THROW(write([&](WriteTransaction& tx) {
                 tx.insert_invite(full);
                 return true;
               }),
               core::StoreConflict);
  core::Invite changed = full;
  changed.status = core::InviteStatus::accepted;
  changed.invited_by = "somebody else";
  std::vector<bool> found;
  write([&](WriteTransaction& tx) {
    found = {tx.update_invite(make_invite(id_, 13)), tx.delete_invite(make_invite(id_, 13)),
             tx.update_invite(changed), tx.delete_invite(old)};
    return true;
  });
  EXPECT_EQ(found, (std::vector{false, false, true, true}));
  changed.invited_by = full.invited_by;
  EXPECT_EQ(find_all(), std::vector{changed});
  write([&](WriteTransaction& tx) {
    tx.insert_invite(old);
    return true;
  });
}

TEST_P(MemberContract, TheLastOwnerStays) {
  add(make_membership(user_, id_, 2));
  core::Membership plain = place_;
  plain.owner = false;
  core::Membership declined = place_;
  declined.status = MembershipStatus::rejected;
  core::Membership renamed = place_;
  renamed.is_default = true;
  for (const core::Membership& change : {plain, declined}) {
    EXPECT_THROW(write([&](WriteTransaction& tx) { return tx.update_membership(change); }),
                 core::StoreConflict);
  }
  EXPECT_THROW(write([&](WriteTransaction& tx) { return tx.delete_membership(id_, place_.id); }),
               core::StoreConflict);
  EXPECT_EQ(find(place_), place_);
  write([&](WriteTransaction& tx) { return tx.update_membership(renamed); });
  EXPECT_EQ(count_owners(), 1U);
  EXPECT_EQ(list({}, 2), (Numbers{1, 2}));
}

TEST_P(MemberContract, AnOwnerMayGoWhileThereIsAnother) {
  core::Membership second = make_membership(user_, id_, 2);
  add(second);
  second.owner = true;
  write([&](WriteTransaction& tx) { return tx.update_membership(second); });
  EXPECT_EQ(count_owners(), 2U);
  write([&](WriteTransaction& tx) {
    if (!tx.delete_membership(id_, place_.id)) return false;
    EXPECT_EQ(tx.count_owners(id_), 1U);
    EXPECT_THROW(tx.delete_membership(id_, second.id), core::StoreConflict);
    EXPECT_EQ(tx.find_membership(id_, second.id), second);
    EXPECT_EQ(tx.memberships_of(user_)->size(), 1U);
    return true;
  });
  EXPECT_EQ(count_owners(), 1U);
  EXPECT_EQ(find(second), second);
}

TEST_P(MemberContract, OnlyAcceptedOwnersCount) {
  core::Membership offer = make_offer(id_, 2);
  offer.owner = true;
  add(offer);
  EXPECT_EQ(count_owners(), 1U);
  EXPECT_THROW(write([&](WriteTransaction& tx) { return tx.delete_membership(id_, place_.id); }),
               core::StoreConflict);
  offer.status = MembershipStatus::accepted;
  offer.user = user_;
  write([&](WriteTransaction& tx) { return tx.update_membership(offer); });
  EXPECT_EQ(count_owners(), 2U);
  write([&](WriteTransaction& tx) { return tx.delete_membership(id_, place_.id); });
}

TEST_P(MemberContract, AnOrganizationMayBeMadeBeforeItsOwner) {
  const core::OrganizationId id = make_id<core::OrganizationId>(10);
  write([&](WriteTransaction& tx) {
    tx.insert_organization(make_organization(10));
    EXPECT_EQ(tx.count_owners(id), 0U);
    tx.insert_membership(make_membership(user_, id, 2));
    return tx.delete_membership(id, make_id<core::MembershipId>(2));
  });
  write([&](WriteTransaction& tx) { return tx.delete_organization(id); });
  EXPECT_EQ(get([&](ReadTransaction& tx) { return tx.count_owners(id); }), 0U);
}

TEST_P(MemberContract, FalseTakesBackPlacesAndCounts) {
  write([&](WriteTransaction& tx) {
    tx.insert_membership(make_owner(user_, id_, 2));
    tx.insert_membership(make_offer(id_, 3));
    tx.insert_invite(make_invite(id_, 3));
    EXPECT_TRUE(tx.delete_membership(id_, place_.id));
    EXPECT_EQ(tx.count_members(id_), 2U);
    return false;
  });
  EXPECT_EQ(list({}, 1), Numbers{1});
  EXPECT_EQ(count_owners(), 1U);
  EXPECT_EQ(get([&](ReadTransaction& tx) { return tx.count_members(id_); }), 1U);
  EXPECT_TRUE(get([&](ReadTransaction& tx) { return tx.memberships_of(user_); })->empty());
  EXPECT_TRUE(get([&](ReadTransaction& tx) {
                return tx.memberships_offered_to("member3@example.com");
              }).empty());
}

}  // namespace
}  // namespace selfsame::storage::contract
