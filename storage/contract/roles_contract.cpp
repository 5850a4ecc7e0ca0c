// An organization's own roles, who holds them, and ids that clients chose.
#include "storage/contract/store_contract.h"

namespace selfsame::storage::contract {
namespace {

using core::ReadTransaction;
using core::WriteTransaction;

core::Role make_full_role(const core::OrganizationId& organization, std::uint64_t number) {
  core::Role role = make_role(organization, number);
  role.name = kDifficultText;
  role.acl = {{{{make_id<core::OrganizationId>(9), make_id<core::OrganizationId>(3)},
                {"b", kDifficultText, "a"},
                {"plan"},
                {"z", "field"}},
               {"PutUser", "GetUser"}},
              {{}, {"*"}},
              {{}, {}}};
  role.juniors = {make_id<core::RoleId>(70), make_id<core::RoleId>(60)};
  role.allowed_networks = {*core::Cidr::parse("203.0.113.9/24"),
                           *core::Cidr::parse("2001:db8::1/64")};
  role.chosen_id = "my~role-" + std::to_string(number);
  return role;
}

TEST_P(RoleContract, KeepsAllThatARoleSaysInItsOrder) {
  const auto full = make_full_role(id_, 11);
  add_role(full);
  EXPECT_EQ(roles(), std::vector{full});
}

TEST_P(RoleContract, UpdateReplacesAllButIdsAndCreation) {
  add_role(make_role(id_, 11));
  core::Role changed = make_full_role(id_, 11);
  changed.created_at = make_time(99);
  changed.modified_at = make_time(100);
  std::vector<bool> found;
  write([&](WriteTransaction& tx) {
    auto foreign = changed;
    foreign.organization = make_id<core::OrganizationId>(77);
    found = {tx.update_role(changed), tx.update_role(make_role(id_, 12)), tx.update_role(foreign)};
    return true;
  });
  EXPECT_EQ(found, (std::vector{true, false, false}));
  changed.created_at = make_role(id_, 11).created_at;
  changed.chosen_id = "";
  EXPECT_EQ(roles(), std::vector{changed});
}

TEST_P(RoleContract, SaysWhoHoldsARole) {
  add_role(make_role(id_, 11));
  add_role(make_role(id_, 12));
  auto member = make_membership(user_, id_, 21);
  member.roles = {make_id<core::RoleId>(11), make_id<core::RoleId>(12), make_id<core::RoleId>(99)};
  auto offer = make_offer(id_, 22);
  offer.roles = {make_id<core::RoleId>(11)};
  add(member);
  add(offer);
  EXPECT_EQ(count(11), 1U) << "an offer is no member";
  EXPECT_EQ(holders(11), (Numbers{22, 21}));
  EXPECT_EQ(holders(11, 1), Numbers{22});
  EXPECT_EQ(holders(12), Numbers{21});
  EXPECT_EQ(holders(99), Numbers{}) << "no role of the organization";

  member.roles = {make_id<core::RoleId>(12)};
  offer.status = core::MembershipStatus::accepted;
  offer.user = add_user(40);
  write([&](WriteTransaction& tx) {
    return tx.update_membership(member) && tx.update_membership(offer);
  });
  EXPECT_EQ(count(11), 1U);
  EXPECT_EQ(holders(11), Numbers{22});
  EXPECT_EQ(holders(12), Numbers{21});
  write([&](WriteTransaction& tx) { return tx.delete_membership(id_, member.id); });
  EXPECT_EQ(holders(12), Numbers{});
  EXPECT_EQ(count(12), 0U);
}

TEST_P(RoleContract, ADeletedRoleIsHeldByNobody) {
  add_role(make_role(id_, 11));
  auto member = make_membership(user_, id_, 21);
  member.roles = {make_id<core::RoleId>(11)};
  add(member);
  std::vector<bool> found;
  write([&](WriteTransaction& tx) {
    found = {tx.delete_role(make_id<core::OrganizationId>(77), make_id<core::RoleId>(11)),
             tx.delete_role(id_, make_id<core::RoleId>(11)),
             tx.delete_role(id_, make_id<core::RoleId>(11))};
    return true;
  });
  EXPECT_EQ(found, (std::vector{false, true, false}));
  EXPECT_TRUE(roles().empty());
  EXPECT_EQ(count(11), 0U);
  EXPECT_EQ(holders(11), Numbers{});
  EXPECT_TRUE(find(member)) << "the place stays";
}

TEST_P(RoleContract, AReaderSeesAChangedRoleAtOnce) {
  add_role(make_role(id_, 11));
  Client client(store());
  const auto seen = [&] {
    return client.get([&](ReadTransaction& tx) { return tx.roles_of(id_); });
  };
  EXPECT_EQ(seen()->size(), 1U);
  auto changed = make_full_role(id_, 11);
  write([&](WriteTransaction& tx) { return tx.update_role(changed); });
  EXPECT_EQ(seen()->front().acl, changed.acl);
  write([&](WriteTransaction& tx) { return tx.delete_role(id_, changed.id); });
  EXPECT_TRUE(seen()->empty());
}

TEST_P(StoreContract, FindsUsersByTheIdThatAClientChose) {
  core::User chosen = make_user(5);
  chosen.chosen_id = "my-user";
  chosen.managed_by = make_id<core::OrganizationId>(1000);
  chosen.address_vouched = true;
  write([&](WriteTransaction& tx) {
    tx.insert_user(chosen);
    tx.insert_user(make_user(6));
    return true;
  });
  const auto find = [&](std::string_view id) {
    return get([&](ReadTransaction& tx) { return tx.find_user_by_chosen_id(id); });
  };
  ASSERT_NE(find("my-user"), nullptr);
  EXPECT_EQ(*find("my-user"), chosen);
  EXPECT_EQ(find("My-user"), nullptr);
  EXPECT_EQ(find(""), nullptr);
  core::User other = make_user(7);
  other.chosen_id = "my-user";
  EXPECT_THROW(write([&](WriteTransaction& tx) {
                 tx.insert_user(other);
                 return true;
               }),
               core::StoreConflict);
  auto changed = chosen;
  changed.chosen_id = "another";
  changed.managed_by.reset();
  changed.address_vouched = false;
  write([&](WriteTransaction& tx) { return tx.update_user(changed); });
  changed.chosen_id = "my-user";
  EXPECT_EQ(*find("my-user"), changed);
}

}  // namespace

std::vector<core::Role> RoleContract::roles() {
  return *get([&](ReadTransaction& tx) { return tx.roles_of(id_); });
}

std::uint64_t RoleContract::count(std::uint64_t role) {
  return get(
      [&](ReadTransaction& tx) { return tx.count_role_holders(id_, make_id<core::RoleId>(role)); });
}

Numbers RoleContract::holders(std::uint64_t role, std::uint32_t limit) {
  Numbers numbers;
  const auto ids = get([&](ReadTransaction& tx) {
    return tx.role_holders(id_, make_id<core::RoleId>(role), limit);
  });
  for (const auto& id : ids) numbers.push_back(id.bytes.back());
  return numbers;
}

void RoleContract::add_role(const core::Role& role) {
  write([&](WriteTransaction& tx) {
    tx.insert_role(role);
    return true;
  });
}

}  // namespace selfsame::storage::contract
