// A store made before there were members, opened with the program that has them.
#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "core/store.h"
#include "storage/contract/test_data.h"
#include "storage/sql/sql_transaction.h"
#include "storage/sqlite/migrations.h"
#include "storage/sqlite/seal_old_records.h"

namespace selfsame::storage::sqlite {
namespace {

using contract::make_id;
using contract::make_secret;
using contract::make_time;

/// `x'..'` of bytes.
template <class Bytes>
std::string blob(const Bytes& bytes) {
  std::string text = "x'";
  for (const std::uint8_t byte : bytes) {
    text += "0123456789abcdef"[byte >> 4];
    text += "0123456789abcdef"[byte & 15];
  }
  return text + "'";
}
std::string id(std::uint64_t number) { return blob(contract::make_bytes(number)); }
std::string secret(std::uint64_t number) { return blob(make_secret(number).bytes); }
std::string at(std::int64_t second) {
  return std::to_string(make_time(second).time_since_epoch().count());
}

class TenancyMigrationTest : public ::testing::Test {
 protected:
  TenancyMigrationTest() {
    migrate(connection_, program_migrations().first(1), [](std::string_view) {});
    add_user(1, "'Ada'", "'LOVELACE'");
    add_user(2, "NULL", "NULL");
    run("INSERT INTO tokens (user_id, id, secret_hash, status, issued_at, modified_at, name,"
        " policies) VALUES (" +
        id(1) + "," + id(10) + "," + secret(10) + ", 1, " + at(3) + "," + at(4) +
        ", 'old token', '[]')");
    run("INSERT INTO token_secrets VALUES (" + secret(10) + "," + id(1) + "," + id(10) + ")");
    add_organization(101, 7);
    add_organization(102, 5);
    add_membership(1, 21, 101, 1, 9);
    add_membership(2, 22, 101, 0, 8);
    add_membership(2, 23, 102, 1, 6);
    // Enough for more than one block of every list; the names of three of them are the same.
    add_organization(103, 8);
    for (std::uint64_t number = 1001; number <= 1001 + 1500; ++number) {
      add_user(number, "'Name" + std::to_string(number / 3) + "'", "'SAME'");
      add_membership(number, number, 103, 0, static_cast<std::int64_t>(number));
    }
    run("INSERT INTO api_keys VALUES (" + id(2) + "," + id(30) + "," + secret(30) + ", 2, " +
        id(101) + "," + at(5) + ", 'key')");
    run("INSERT INTO api_key_secrets VALUES (" + secret(30) + "," + id(2) + "," + id(30) + ")");
    migrate(connection_, program_migrations(), [](std::string_view) {});
    seal_old_records(connection_, {});
  }

  void run(const std::string& sql) { connection_.run_script(sql); }
  void add_user(std::uint64_t number, const std::string& first, const std::string& last) {
    const core::User user = contract::make_user(number);
    run("INSERT INTO users (id, email, username, first_name, last_name, two_factor_enabled,"
        " suspended, created_at, modified_at) VALUES (" +
        id(number) + ",'" + user.email + "','" + user.username + "'," + first + "," + last +
        ", 0, 0, " + at(1) + "," + at(1) + ")");
    run("INSERT INTO user_emails VALUES ('" + core::email_key(user.email) + "'," + id(number) +
        ")");
  }
  void add_organization(std::uint64_t number, std::int64_t second) {
    run("INSERT INTO organizations VALUES (" + id(number) + ", 'organization', " + at(second) +
        "," + at(second) + ")");
  }
  void add_membership(std::uint64_t user, std::uint64_t number, std::uint64_t organization,
                      int owner, std::int64_t second) {
    run("INSERT INTO memberships VALUES (" + id(user) + "," + id(number) + "," + id(organization) +
        "," + std::to_string(owner) + "," + at(second) + ")");
  }

  Connection connection_{kMemoryPath, Role::writer};
  std::vector<core::IdBytes> changed_;
  sql::SqlTransaction tx_{connection_, changed_};
};

TEST_F(TenancyMigrationTest, KeepsUsersAndCredentials) {
  const auto user = tx_.find_user_by_email("user1@example.com");
  ASSERT_NE(user, nullptr);
  EXPECT_TRUE(user->email_verified);
  EXPECT_EQ(user->first_name, "Ada");
  const auto token = tx_.find_token_by_secret(make_secret(10));
  ASSERT_NE(token, nullptr);
  EXPECT_EQ(token->owner, core::Owner(make_id<core::UserId>(1)));
  EXPECT_EQ(token->name, "old token");
  EXPECT_EQ(token->creator_email, "");
  EXPECT_EQ(token->issued_at, make_time(3));
  EXPECT_EQ(tx_.count_tokens(make_id<core::UserId>(1)), 1U);
  const auto key = tx_.find_api_key_by_secret(make_secret(30));
  ASSERT_NE(key, nullptr);
  EXPECT_EQ(key->organization, make_id<core::OrganizationId>(101));
}

TEST_F(TenancyMigrationTest, TheOldestOrganizationRunsTheInstallation) {
  const auto oldest = tx_.find_organization(make_id<core::OrganizationId>(102));
  const auto other = tx_.find_organization(make_id<core::OrganizationId>(101));
  EXPECT_EQ(oldest->tenant, core::TenantKind::operator_);
  EXPECT_EQ(other->tenant, core::TenantKind::none);
  EXPECT_EQ(other->kind, core::OrganizationKind::standard);
  EXPECT_EQ(other->parent, std::nullopt);
  EXPECT_FALSE(other->enforce_two_factor);
}

TEST_F(TenancyMigrationTest, MembersAreAcceptedInTheOrderOfTheirAge) {
  const auto id = make_id<core::OrganizationId>(101);
  core::Membership owner = contract::make_owner(make_id<core::UserId>(1), id, 21);
  owner.email = "User1@Example.com";
  owner.roles = {core::super_administrator()};
  owner.created_at = make_time(9);
  owner.modified_at = make_time(9);
  core::Membership member = contract::make_membership(make_id<core::UserId>(2), id, 22);
  member.email = "User2@Example.com";
  member.created_at = make_time(8);
  member.modified_at = make_time(8);
  const auto listed = [&](core::MemberOrder order) {
    const auto page = tx_.list_members(id, {.order = order});
    EXPECT_EQ(page.total_count, 2U);
    return page.items;
  };
  EXPECT_EQ(listed(core::MemberOrder::joined), (std::vector{member, owner}));
  EXPECT_EQ(listed(core::MemberOrder::last_name), (std::vector{member, owner}));
  EXPECT_EQ(listed(core::MemberOrder::email), (std::vector{owner, member}));
  EXPECT_EQ(tx_.memberships_of(make_id<core::UserId>(2))->size(), 2U);
  EXPECT_EQ(tx_.find_membership_by_email(id, "USER2@example.com"), member);
  EXPECT_EQ(connection_.first_value("SELECT group_concat(last_name_key || first_name_key, '|') "
                                    "FROM memberships WHERE is_owner = 1 AND user_id = " +
                                    sqlite::id(1)),
            "lovelaceada");
}

TEST_F(TenancyMigrationTest, ListsOfMembersHaveTheirBlocks) {
  const auto id = make_id<core::OrganizationId>(103);
  EXPECT_EQ(connection_.first_value("SELECT group_concat(accepted) FROM member_rank_blocks "
                                    "WHERE pending + rejected = 0 AND organization_id = " +
                                    sqlite::id(103)),
            "1024,477,1024,477,1024,477");
  EXPECT_EQ(connection_.first_value("SELECT count(*) FROM member_rank_blocks"), "12");
  for (const auto order :
       {core::MemberOrder::email, core::MemberOrder::first_name, core::MemberOrder::last_name}) {
    std::vector<core::MembershipId> ids;
    for (std::uint64_t page = 1; page <= 16; ++page) {
      const auto listed = tx_.list_members(id, {.page = page, .per_page = 100, .order = order});
      EXPECT_EQ(listed.total_count, 1501U);
      for (const auto& member : listed.items) ids.push_back(member.id);
    }
    ASSERT_EQ(ids.size(), 1501U);
    // Addresses and names rise with the numbers.
    for (std::uint64_t i = 0; i < ids.size(); ++i) {
      ASSERT_EQ(ids[i], make_id<core::MembershipId>(1001 + i));
    }
  }
}

TEST_F(TenancyMigrationTest, OwnersCount) {
  const auto id = make_id<core::OrganizationId>(101);
  EXPECT_EQ(tx_.count_owners(id), 1U);
  EXPECT_THROW(tx_.delete_membership(id, make_id<core::MembershipId>(21)), core::StoreConflict);
  EXPECT_TRUE(tx_.delete_membership(id, make_id<core::MembershipId>(22)));
  EXPECT_TRUE(tx_.delete_organization(id));
  EXPECT_EQ(tx_.find_api_key_by_secret(make_secret(30)), nullptr);
}

TEST_F(TenancyMigrationTest, LeavesNoTraceOfTheOldTables) {
  EXPECT_EQ(connection_.first_value("SELECT name FROM sqlite_schema "
                                    "WHERE instr(name, 'old_') + instr(sql, 'old_') > 0"),
            std::nullopt);
  EXPECT_EQ(connection_.first_value("PRAGMA foreign_key_check"), std::nullopt);
  EXPECT_EQ(connection_.first_value("PRAGMA integrity_check"), "ok");
}

}  // namespace
}  // namespace selfsame::storage::sqlite
