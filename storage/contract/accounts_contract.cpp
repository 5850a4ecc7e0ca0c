// Users, organizations, memberships, audit records.
#include <algorithm>

#include "storage/contract/store_contract.h"

namespace selfsame::storage::contract {
namespace {

using core::ReadTransaction;
using core::WriteTransaction;

core::User make_full_user(std::uint64_t number) {
  core::User user = make_user(number);
  user.first_name = kDifficultText;
  user.last_name = "";
  user.telephone = "+49 123";
  user.country = "DE";
  user.zipcode = "01234";
  user.two_factor_enabled = true;
  user.suspended = true;
  user.password_hash = "$argon2id$v=19$m=65536,t=3,p=1$c2FsdA$aGFzaA";
  user.modified_at += std::chrono::microseconds(1);
  return user;
}

TEST_P(StoreContract, KeepsUsersAsTheyAre) {
  EXPECT_FALSE(get([](ReadTransaction& tx) { return tx.has_users(); }));
  const core::User plain = make_user(1);
  const core::User full = make_full_user(2);
  write([&](WriteTransaction& tx) {
    tx.insert_user(plain);
    tx.insert_user(full);
    return true;
  });
  EXPECT_TRUE(get([](ReadTransaction& tx) { return tx.has_users(); }));
  EXPECT_EQ(*get([&](ReadTransaction& tx) { return tx.find_user(plain.id); }), plain);
  EXPECT_EQ(*get([&](ReadTransaction& tx) { return tx.find_user(full.id); }), full);
  EXPECT_EQ(get([](ReadTransaction& tx) { return tx.find_user(make_id<core::UserId>(3)); }),
            nullptr);
}

TEST_P(StoreContract, FindsUsersByMailAddressInAnyCase) {
  const core::UserId id = add_user(1);
  for (const char* email : {"User1@Example.com", "user1@example.com", "USER1@EXAMPLE.COM"}) {
    const auto found = get([&](ReadTransaction& tx) { return tx.find_user_by_email(email); });
    ASSERT_NE(found, nullptr) << email;
    EXPECT_EQ(found->id, id);
    EXPECT_EQ(found->email, "User1@Example.com");
  }
  EXPECT_EQ(get([](ReadTransaction& tx) { return tx.find_user_by_email("user2@example.com"); }),
            nullptr);
  EXPECT_EQ(get([](ReadTransaction& tx) { return tx.find_user_by_email(""); }), nullptr);
}

TEST_P(StoreContract, RefusesATakenMailAddressOrUserId) {
  add_user(1);
  core::User same_email = make_user(2);
  same_email.email = "uSER1@example.com";
  core::User same_id = make_user(1);
  same_id.email = "other@example.com";
  for (const core::User& user : {same_email, same_id}) {
    EXPECT_THROW(write([&](WriteTransaction& tx) {
                   tx.insert_user(user);
                   return true;
                 }),
                 core::StoreConflict);
  }
  EXPECT_EQ(get([](ReadTransaction& tx) { return tx.find_user_by_email("other@example.com"); }),
            nullptr);
  EXPECT_EQ(get([&](ReadTransaction& tx) { return tx.find_user(same_email.id); }), nullptr);
}

TEST_P(StoreContract, TellsOnlyAsciiLettersToBeTheSameInMailAddresses) {
  core::User lower = make_user(1);
  lower.email = "\xC3\xA4@example.com";
  core::User upper = make_user(2);
  upper.email = "\xC3\x84@example.com";
  write([&](WriteTransaction& tx) {
    tx.insert_user(lower);
    tx.insert_user(upper);
    return true;
  });
  EXPECT_EQ(get([&](ReadTransaction& tx) { return tx.find_user_by_email(upper.email); })->id,
            upper.id);
}

TEST_P(StoreContract, UpdateUserReplacesAllButIdAndCreation) {
  const core::UserId id = add_user(1);
  core::User changed = make_full_user(1);
  changed.email = "new@example.com";
  changed.username = "new";
  changed.created_at = make_time(99);
  bool found = false;
  write([&](WriteTransaction& tx) {
    found = tx.update_user(changed);
    return true;
  });
  EXPECT_TRUE(found);
  changed.created_at = make_user(1).created_at;
  EXPECT_EQ(*get([&](ReadTransaction& tx) { return tx.find_user(id); }), changed);
  EXPECT_EQ(get([](ReadTransaction& tx) { return tx.find_user_by_email("user1@example.com"); }),
            nullptr);
  EXPECT_EQ(get([](ReadTransaction& tx) { return tx.find_user_by_email("new@example.com"); })->id,
            id);
}

TEST_P(StoreContract, UpdateUserMayChangeTheCaseOfAMailAddress) {
  core::User user = make_user(1);
  add_user(1);
  user.email = "USER1@example.com";
  write([&](WriteTransaction& tx) { return tx.update_user(user); });
  EXPECT_EQ(
      get([](ReadTransaction& tx) { return tx.find_user_by_email("user1@example.com"); })->email,
      user.email);
}

TEST_P(StoreContract, UpdateUserRefusesATakenMailAddress) {
  add_user(1);
  add_user(2);
  core::User user = make_user(2);
  user.email = "USER1@example.com";
  EXPECT_THROW(write([&](WriteTransaction& tx) { return tx.update_user(user); }),
               core::StoreConflict);
  EXPECT_EQ(*get([&](ReadTransaction& tx) { return tx.find_user(user.id); }), make_user(2));
}

TEST_P(StoreContract, UpdateOfAnUnknownUserReturnsFalse) {
  bool found = true;
  write([&](WriteTransaction& tx) {
    found = tx.update_user(make_user(1));
    return true;
  });
  EXPECT_FALSE(found);
  EXPECT_FALSE(get([](ReadTransaction& tx) { return tx.has_users(); }));
}

TEST_P(StoreContract, ListsOrganizationsByAgeOfMembership) {
  const core::UserId user = add_user(1);
  const core::UserId other = add_user(2);
  std::vector<core::OrganizationOfUser> expected;
  // The memberships' ages run against the ids; two of the same age come by id.
  const std::vector<std::pair<std::uint64_t, std::int64_t>> memberships{
      {10, 30}, {11, 20}, {12, 20}};
  write([&](WriteTransaction& tx) {
    expected.clear();
    for (const auto& [number, age] : memberships) {
      core::Organization organization = make_organization(number);
      organization.name = kDifficultText;
      core::Membership membership = make_membership(user, organization.id, number);
      membership.created_at = make_time(age);
      membership.owner = number == 11;
      tx.insert_organization(organization);
      tx.insert_membership(membership);
      expected.push_back({organization, membership});
    }
    return true;
  });
  std::ranges::rotate(expected, expected.begin() + 1);
  EXPECT_EQ(*get([&](ReadTransaction& tx) { return tx.organizations_of(user); }), expected);
  EXPECT_TRUE(get([&](ReadTransaction& tx) { return tx.organizations_of(other); })->empty());
  EXPECT_EQ(get([&](ReadTransaction& tx) {
              return tx.find_organization(make_id<core::OrganizationId>(11));
            }),
            expected.front().organization);
  EXPECT_EQ(get([&](ReadTransaction& tx) {
              return tx.find_organization(make_id<core::OrganizationId>(13));
            }),
            std::nullopt);
}

TEST_P(StoreContract, RefusesATakenOrganizationOrMembership) {
  const core::UserId user = add_user(1);
  const core::Organization organization = make_organization(10);
  const core::Membership membership = make_membership(user, organization.id, 10);
  write([&](WriteTransaction& tx) {
    tx.insert_organization(organization);
    tx.insert_organization(make_organization(11));
    tx.insert_membership(membership);
    return true;
  });
  EXPECT_THROW(write([&](WriteTransaction& tx) {
                 tx.insert_organization(organization);
                 return true;
               }),
               core::StoreConflict);
  const core::Membership same_id = make_membership(user, make_id<core::OrganizationId>(11), 10);
  const core::Membership same_place = make_membership(user, organization.id, 12);
  for (const core::Membership& taken : {same_id, same_place}) {
    EXPECT_THROW(write([&](WriteTransaction& tx) {
                   tx.insert_membership(taken);
                   return true;
                 }),
                 core::StoreConflict);
  }
  EXPECT_EQ(get([&](ReadTransaction& tx) { return tx.organizations_of(user); })->size(), 1U);
}

TEST_P(StoreContract, KeepsAuditRecordsAsTheyAre) {
  const core::IdBytes owner = make_bytes(1);
  core::AuditRecord plain = make_audit_record(owner, 10);
  core::AuditRecord full = make_audit_record(owner, 11);
  full.actor = make_id<core::UserId>(1);
  full.actor_email = "a@example.com";
  full.credential_kind = core::CredentialKind::api_token;
  full.credential = make_bytes(7);
  full.changes = {{"name", std::nullopt, kDifficultText},
                  {"email", "", "x"},
                  {"a", "before", std::nullopt},
                  {"", std::nullopt, std::nullopt}};
  full.client_address = core::IpAddress::parse("192.0.2.1");
  full.user_agent = kDifficultText;
  full.request = make_id<core::RequestId>(5);
  core::AuditRecord global_key = make_audit_record(owner, 12);
  global_key.credential_kind = core::CredentialKind::global_key;
  core::AuditRecord organization_key = make_audit_record(owner, 13);
  organization_key.credential_kind = core::CredentialKind::organization_key;
  organization_key.client_address = core::IpAddress::parse("2001:db8::1");
  const std::vector<core::AuditRecord> all{plain, full, global_key, organization_key};
  write([&](WriteTransaction& tx) {
    for (const auto& record : all) tx.append_audit_record(record);
    return true;
  });
  EXPECT_EQ(get([&](ReadTransaction& tx) { return tx.list_audit_records(owner, {}, 10); }), all);
}

TEST_P(StoreContract, ListsAuditRecordsOfOneOwnerAfterAnother) {
  const core::IdBytes owner = make_bytes(1);
  const core::IdBytes other = make_bytes(2);
  write([&](WriteTransaction& tx) {
    for (const std::uint64_t number : {5U, 3U, 1U, 2U, 4U}) {
      tx.append_audit_record(make_audit_record(owner, number));
      tx.append_audit_record(make_audit_record(other, number + 100));
    }
    return true;
  });
  const auto numbers = [&](std::optional<std::uint64_t> after, std::uint32_t limit) {
    Numbers result;
    const auto id = after ? std::optional(make_id<core::AuditRecordId>(*after)) : std::nullopt;
    for (const auto& record :
         get([&](ReadTransaction& tx) { return tx.list_audit_records(owner, id, limit); })) {
      result.push_back(record.id.bytes.back());
    }
    return result;
  };
  EXPECT_EQ((numbers({}, 100)), (Numbers{1, 2, 3, 4, 5}));
  EXPECT_EQ((numbers({}, 2)), (Numbers{1, 2}));
  EXPECT_EQ((numbers(2, 2)), (Numbers{3, 4}));
  EXPECT_EQ((numbers(5, 2)), Numbers{});
  EXPECT_EQ((numbers({}, 0)), Numbers{});
}

TEST_P(StoreContract, RefusesTheSameAuditRecordTwice) {
  const core::AuditRecord record = make_audit_record(make_bytes(1), 1);
  EXPECT_THROW(write([&](WriteTransaction& tx) {
                 tx.append_audit_record(record);
                 tx.append_audit_record(record);
                 return true;
               }),
               core::StoreConflict);
}

}  // namespace
}  // namespace selfsame::storage::contract
