// Organizations, what they have of their own, and that nothing of one outlives it.
#include "storage/contract/store_contract.h"
#include "tests/support/audit_records.h"

namespace selfsame::storage::contract {
namespace {

using core::ReadTransaction;
using core::WriteTransaction;

core::Organization make_full_organization(std::uint64_t number) {
  core::Organization organization = make_organization(number);
  organization.name = kDifficultText;
  organization.kind = core::OrganizationKind::enterprise;
  organization.tenant = core::TenantKind::tenant;
  organization.parent = make_id<core::OrganizationId>(1000);
  organization.abuse_contact_email = kDifficultText;
  organization.enforce_two_factor = true;
  organization.modified_at += std::chrono::microseconds(1);
  return organization;
}

template <class Entity>
Numbers numbers_of(const std::vector<Entity>& entities) {
  Numbers numbers;
  for (const auto& entity : entities) numbers.push_back(entity.id.bytes.back());
  return numbers;
}

TEST_P(MemberContract, KeepsOrganizationsAsTheyAre) {
  const core::Organization plain = make_organization(10);
  const core::Organization full = make_full_organization(11);
  core::Organization top = make_organization(12);
  top.tenant = core::TenantKind::operator_;
  top.abuse_contact_email = "";
  write([&](WriteTransaction& tx) {
    for (const auto& organization : {plain, full, top}) tx.insert_organization(organization);
    return true;
  });
  const auto find = [&](const core::OrganizationId& id) {
    return get([&](ReadTransaction& tx) { return tx.find_organization(id); });
  };
  for (const auto& organization : {plain, full, top}) {
    ASSERT_NE(find(organization.id), nullptr);
    EXPECT_EQ(*find(organization.id), organization);
  }
  EXPECT_EQ(find(make_id<core::OrganizationId>(13)), nullptr);
  EXPECT_THROW(write([&](WriteTransaction& tx) {
                 tx.insert_organization(plain);
                 return true;
               }),
               core::StoreConflict);
}

TEST_P(MemberContract, UpdateOrganizationReplacesAllButIdAndCreation) {
  core::Organization changed = make_full_organization(1000);
  changed.parent = make_id<core::OrganizationId>(10);
  changed.created_at = make_time(99);
  std::vector<bool> found;
  write([&](WriteTransaction& tx) {
    found = {tx.update_organization(changed), tx.update_organization(make_organization(13))};
    return true;
  });
  EXPECT_EQ(found, (std::vector{true, false}));
  changed.created_at = organization_.created_at;
  EXPECT_EQ(*get([&](ReadTransaction& tx) { return tx.find_organization(id_); }), changed);
  EXPECT_EQ(count_owners(), 1U);
}

TEST_P(MemberContract, ListsOrganizationsOfAParentOrAll) {
  const auto parent = make_id<core::OrganizationId>(10);
  const auto other = make_id<core::OrganizationId>(11);
  write([&](WriteTransaction& tx) {
    for (const std::uint64_t number : {15U, 13U, 11U, 10U, 12U, 14U}) {
      core::Organization organization = make_organization(number);
      if (number > 11) organization.parent = number == 14 ? other : parent;
      tx.insert_organization(organization);
    }
    return true;
  });
  const auto numbers = [&](std::optional<core::OrganizationId> of, std::uint64_t after,
                           std::uint32_t limit) {
    return numbers_of(get([&](ReadTransaction& tx) {
      const auto id = after > 0 ? std::optional(make_id<core::OrganizationId>(after))
                                : std::optional<core::OrganizationId>();
      return tx.list_organizations(of, id, limit);
    }));
  };
  EXPECT_EQ((numbers({}, 0, 6)), (Numbers{10, 11, 12, 13, 14, 15}));
  EXPECT_EQ((numbers({}, 11, 2)), (Numbers{12, 13}));
  EXPECT_EQ((numbers(parent, 0, 9)), (Numbers{12, 13, 15}));
  EXPECT_EQ((numbers(parent, 0, 2)), (Numbers{12, 13}));
  EXPECT_EQ((numbers(parent, 13, 9)), (Numbers{15}));
  EXPECT_EQ((numbers(id_, 0, 9)), Numbers{});

  core::Organization moved = make_organization(13);
  moved.parent = other;
  core::Organization free = make_organization(12);
  write([&](WriteTransaction& tx) {
    return tx.update_organization(moved) && tx.update_organization(free);
  });
  EXPECT_EQ((numbers(parent, 0, 9)), (Numbers{15}));
  EXPECT_EQ((numbers(other, 0, 9)), (Numbers{13, 14}));
}

TEST_P(MemberContract, KeepsRolesAndResourceGroupsOldestFirst) {
  core::Role full = make_role(id_, 11);
  full.name = kDifficultText;
  full.description = kDifficultText;
  full.grants = core::Grants();
  for (std::size_t i = 0; i < core::kAreaCount; ++i) {
    full.grants.raise(static_cast<core::Area>(i),
                      i % 2 == 0 ? core::Level::edit : core::Level::read);
  }
  full.modified_at = make_time(99);
  core::Role old = make_role(id_, 12);
  old.grants = core::Grants();
  old.created_at = make_time(1);
  core::ResourceGroup zones = make_resource_group(id_, 11);
  zones.name = kDifficultText;
  zones.zones = {make_id<core::ZoneId>(9), make_id<core::ZoneId>(3)};
  core::ResourceGroup whole = make_resource_group(id_, 12);
  whole.created_at = make_time(1);
  write([&](WriteTransaction& tx) {
    tx.insert_organization(make_organization(10));
    tx.insert_role(full);
    tx.insert_role(old);
    tx.insert_role(make_role(make_id<core::OrganizationId>(10), 13));
    tx.insert_resource_group(zones);
    tx.insert_resource_group(whole);
    tx.insert_resource_group(make_resource_group(make_id<core::OrganizationId>(10), 13));
    return true;
  });
  EXPECT_EQ(*get([&](ReadTransaction& tx) { return tx.roles_of(id_); }), (std::vector{old, full}));
  EXPECT_EQ(get([&](ReadTransaction& tx) { return tx.resource_groups_of(id_); }),
            (std::vector{whole, zones}));
  EXPECT_THROW(write([&](WriteTransaction& tx) {
                 tx.insert_role(full);
                 return true;
               }),
               core::StoreConflict);
  EXPECT_THROW(write([&](WriteTransaction& tx) {
                 tx.insert_resource_group(zones);
                 return true;
               }),
               core::StoreConflict);
}

TEST_P(MemberContract, ChangesResourceGroupsThatAreThere) {
  const core::ResourceGroup group = make_resource_group(id_, 11);
  core::ResourceGroup changed = make_resource_group(id_, 11);
  changed.name = "changed";
  changed.zones = {make_id<core::ZoneId>(9)};
  changed.created_at = make_time(98);
  changed.modified_at = make_time(99);
  const auto unknown = make_resource_group(id_, 12);
  const auto elsewhere = make_resource_group(make_id<core::OrganizationId>(10), 11);
  std::vector<bool> found;
  write([&](WriteTransaction& tx) {
    tx.insert_resource_group(group);
    found = {tx.update_resource_group(unknown), tx.update_resource_group(elsewhere),
             tx.delete_resource_group(id_, unknown.id),
             tx.delete_resource_group(elsewhere.organization, group.id),
             tx.update_resource_group(changed)};
    return true;
  });
  EXPECT_EQ(found, (std::vector{false, false, false, false, true}));
  changed.created_at = group.created_at;
  EXPECT_EQ(get([&](ReadTransaction& tx) { return tx.resource_groups_of(id_); }),
            std::vector{changed});
  write([&](WriteTransaction& tx) { return tx.delete_resource_group(id_, group.id); });
  EXPECT_TRUE(get([&](ReadTransaction& tx) { return tx.resource_groups_of(id_); }).empty());
}

TEST_P(MemberContract, FindsZonesByIdAndName) {
  const core::Zone zone = make_zone(id_, 11);
  core::Zone old = make_zone(id_, 12);
  old.created_at = make_time(1);
  old.modified_at = make_time(2);
  write([&](WriteTransaction& tx) {
    tx.insert_organization(make_organization(10));
    tx.insert_zone(zone);
    tx.insert_zone(old);
    tx.insert_zone(make_zone(make_id<core::OrganizationId>(10), 13));
    return true;
  });
  EXPECT_EQ(get([&](ReadTransaction& tx) { return tx.zones_of(id_); }), (std::vector{old, zone}));
  EXPECT_EQ(get([&](ReadTransaction& tx) { return tx.find_zone(zone.id); }), zone);
  EXPECT_EQ(get([&](ReadTransaction& tx) { return tx.find_zone_by_name(zone.name); }), zone);
  EXPECT_EQ(get([&](ReadTransaction& tx) { return tx.find_zone(make_id<core::ZoneId>(14)); }),
            std::nullopt);
  EXPECT_EQ(get([&](ReadTransaction& tx) { return tx.find_zone_by_name("example.com"); }),
            std::nullopt);
}

TEST_P(MemberContract, AZonesIdAndNameAreFreeAgainOnceItIsDeleted) {
  const core::Zone zone = make_zone(id_, 11);
  const auto add_zone = [&](const core::Zone& added) {
    write([&](WriteTransaction& tx) {
      tx.insert_zone(added);
      return true;
    });
  };
  const auto delete_zone = [&](const core::Zone& deleted) {
    bool found = false;
    write([&](WriteTransaction& tx) {
      found = tx.delete_zone(deleted);
      return true;
    });
    return found;
  };
  add_zone(zone);
  core::Zone elsewhere = make_zone(make_id<core::OrganizationId>(10), 11);
  core::Zone same_name = make_zone(elsewhere.organization, 12);
  same_name.name = zone.name;
  write([&](WriteTransaction& tx) {
    tx.insert_organization(make_organization(10));
    return true;
  });
  elsewhere.name = "other.example.com";
  EXPECT_THROW(add_zone(elsewhere), core::StoreConflict);
  EXPECT_THROW(add_zone(same_name), core::StoreConflict);
  EXPECT_FALSE(delete_zone(elsewhere));
  EXPECT_FALSE(delete_zone(same_name));
  EXPECT_EQ(get([&](ReadTransaction& tx) { return tx.find_zone_by_name(zone.name); }), zone);
  EXPECT_TRUE(delete_zone(zone));
  EXPECT_EQ(get([&](ReadTransaction& tx) { return tx.find_zone(zone.id); }), std::nullopt);
  EXPECT_EQ(get([&](ReadTransaction& tx) { return tx.find_zone_by_name(zone.name); }),
            std::nullopt);
  add_zone(elsewhere);
  add_zone(same_name);
}

TEST_P(MemberContract, AnOrganizationsTokensAreNotAUsersThoughTheIdsAreTheSame) {
  const core::OrganizationId organization{owner_.bytes};
  const core::Token mine = make_full_token(owner_, 10);
  const core::Token theirs = make_full_token(organization, 11);
  write([&](WriteTransaction& tx) {
    tx.insert_token(mine, make_secret(10));
    tx.insert_token(theirs, make_secret(11));
    return true;
  });
  const auto by_secret = [&](std::uint64_t secret) {
    return get([&](ReadTransaction& tx) { return tx.find_token_by_secret(make_secret(secret)); });
  };
  EXPECT_EQ(*by_secret(10), mine);
  EXPECT_EQ(*by_secret(11), theirs);
  for (const core::Token& token : {mine, theirs}) {
    EXPECT_EQ(get([&](ReadTransaction& tx) { return tx.find_token(token.owner, token.id); }),
              token);
    EXPECT_EQ(get([&](ReadTransaction& tx) { return tx.count_tokens(token.owner); }), 1U);
    EXPECT_EQ(get([&](ReadTransaction& tx) { return tx.list_tokens(token.owner, {}); }).items,
              std::vector{token});
  }
  EXPECT_EQ(get([&](ReadTransaction& tx) { return tx.find_token(organization, mine.id); }),
            std::nullopt);
  std::vector<bool> found;
  write([&](WriteTransaction& tx) {
    found = {tx.delete_token(organization, mine.id),
             tx.replace_token_secret(organization, mine.id, make_secret(12), make_time(1)),
             tx.delete_token(organization, theirs.id)};
    return true;
  });
  EXPECT_EQ(found, (std::vector{false, false, true}));
  EXPECT_EQ(by_secret(11), nullptr);
  EXPECT_NE(by_secret(10), nullptr);
}

TEST_P(MemberContract, DeletesAnOrganizationWithAllThatLiesInIt) {
  const core::Membership member = make_membership(user_, id_, 2);
  const core::Membership offer = make_offer(id_, 3);
  core::Invite answered = make_invite(id_, 4);
  answered.status = core::InviteStatus::accepted;
  core::ApiKey key = make_api_key(user_, 10);
  key.kind = core::ApiKeyKind::organization;
  key.organization = id_;
  core::Organization child = make_organization(11);
  child.parent = id_;
  const core::Zone zone = make_zone(id_, 10);
  bool unknown = true;
  const auto fill = [&](WriteTransaction& tx) {
    tx.insert_membership(member);
    tx.insert_membership(offer);
    tx.insert_invite(make_invite(id_, 3));
    tx.insert_invite(answered);
    tx.insert_role(make_role(id_, 10));
    tx.insert_zone(zone);
    tx.insert_resource_group(make_resource_group(id_, 10));
    tx.insert_token(make_token(id_, 10), make_secret(10));
    tx.insert_api_key(key, make_secret(11));
    tx.append_audit_record(make_audit_record(id_, 10));
  };
  write([&](WriteTransaction& tx) {
    fill(tx);
    tx.insert_organization(child);
    tx.insert_token(make_token(user_, 12), make_secret(12));
    tx.insert_api_key(make_api_key(user_, 13), make_secret(13));
    unknown = tx.delete_organization(make_id<core::OrganizationId>(99));
    return tx.delete_organization(id_);
  });
  EXPECT_FALSE(unknown);
  store().read_and_wait([&](ReadTransaction& tx) {
    EXPECT_EQ(tx.find_organization(id_), nullptr);
    EXPECT_EQ(tx.count_members(id_), 0U);
    EXPECT_EQ(tx.count_owners(id_), 0U);
    EXPECT_EQ(tx.list_members(id_, {}).total_count, 0U);
    EXPECT_EQ(tx.find_membership(id_, place_.id), std::nullopt);
    EXPECT_EQ(tx.find_membership_by_email(id_, offer.email), std::nullopt);
    EXPECT_TRUE(tx.memberships_of(owner_)->empty());
    EXPECT_TRUE(tx.memberships_of(user_)->empty());
    EXPECT_TRUE(tx.memberships_offered_to(offer.email).empty());
    EXPECT_TRUE(tx.invites_to(offer.email).empty());
    EXPECT_TRUE(tx.invites_to(answered.email).empty());
    EXPECT_TRUE(tx.roles_of(id_)->empty());
    EXPECT_TRUE(tx.resource_groups_of(id_).empty());
    EXPECT_TRUE(tx.zones_of(id_).empty());
    EXPECT_EQ(tx.find_zone(zone.id), std::nullopt);
    EXPECT_EQ(tx.find_zone_by_name(zone.name), std::nullopt);
    EXPECT_EQ(tx.count_tokens(id_), 0U);
    EXPECT_EQ(tx.find_token_by_secret(make_secret(10)), nullptr);
    EXPECT_EQ(tx.find_api_key_by_secret(make_secret(11)), nullptr);
    EXPECT_EQ(tx.find_organization(child.id)->parent, std::nullopt);
    EXPECT_TRUE(tx.list_organizations(id_, {}, 9).empty());
    EXPECT_NE(tx.find_token_by_secret(make_secret(12)), nullptr);
    EXPECT_NE(tx.find_api_key_by_secret(make_secret(13)), nullptr);
    EXPECT_EQ(selfsame::testing::records_of(tx, id_.bytes).size(), 1U);
  });
  // Everything is free to be there again.
  write([&](WriteTransaction& tx) {
    tx.insert_organization(organization_);
    tx.insert_membership(place_);
    tx.insert_membership(member);
    tx.insert_membership(offer);
    tx.insert_zone(zone);
    tx.insert_token(make_token(id_, 10), make_secret(10));
    tx.insert_api_key(key, make_secret(11));
    return true;
  });
  EXPECT_EQ(count_owners(), 1U);
}

TEST_P(MemberContract, ADeletionThatIsTakenBackLeavesAllThere) {
  write([&](WriteTransaction& tx) {
    EXPECT_TRUE(tx.delete_organization(id_));
    return false;
  });
  EXPECT_EQ(find(place_), place_);
  EXPECT_EQ(count_owners(), 1U);
  EXPECT_EQ(list({}, 1), Numbers{1});
}

}  // namespace
}  // namespace selfsame::storage::contract
