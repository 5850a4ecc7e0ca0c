// What the contract cannot see: how statements are run, and what lies in the tables.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <map>
#include <random>
#include <set>
#include <sqlite3.h>
#include <string>
#include <vector>

#include "storage/contract/test_data.h"
#include "storage/sql/member_ranks.h"
#include "storage/sqlite/schema_testing.h"

namespace selfsame::storage::sqlite {
namespace {

using contract::make_id;
using contract::make_secret;
using sql::Statement;

TEST_F(SchemaTest, NoStatementReadsAWholeTable) {
  // Asks for one row, whichever; walks an index that holds only what it wants; counts what waits.
  const std::set<Statement> exceptions{Statement::has_users, Statement::list_unsigned_audit_heads,
                                       Statement::count_audit_deliveries};
  // Triggers too.
  sqlite3_db_config(connection_.handle(), SQLITE_DBCONFIG_TRIGGER_EQP, 1, nullptr);
  for (std::size_t i = 0; i < sql::kStatementCount; ++i) {
    const auto name = static_cast<Statement>(i);
    if (exceptions.contains(name)) continue;
    const std::string text(sql::statement_text(name));
    for (const std::string& step : rows("EXPLAIN QUERY PLAN " + text)) {
      const bool scans = step.find("|SCAN ") != std::string::npos &&
                         step.find("|SCAN CONSTANT ROW") == std::string::npos;
      EXPECT_FALSE(scans) << text << "\n" << step;
    }
  }
}

TEST_F(SchemaTest, ListsOfMembersWalkAnIndexThatHoldsAllTheyAsk) {
  const std::map<Statement, std::string> indexes{
      {Statement::list_members_by_ordinal_ascending, "memberships_by_status"},
      {Statement::list_members_by_ordinal_descending, "memberships_by_status"},
      {Statement::list_members_by_email, "memberships_by_email"},
      {Statement::list_members_by_first_name, "memberships_by_first_name"},
      {Statement::list_members_by_last_name, "memberships_by_last_name"},
  };
  for (const auto& [name, index] : indexes) {
    const std::string text(sql::statement_text(name));
    const std::string plan = plan_of(name);
    EXPECT_NE(plan.find("USING COVERING INDEX " + index + " "), std::string::npos) << text << "\n"
                                                                                   << plan;
    EXPECT_NE(plan.find("USING PRIMARY KEY (organization_id=? AND id=?)"), std::string::npos)
        << text << "\n"
        << plan;
  }
}

TEST_F(SchemaTest, RanksAreReachedAndWalkedByAnIndex) {
  const std::map<Statement, std::string> steps{
      {Statement::list_members_by_email,
       "INDEX memberships_by_email (organization_id=? AND (email_key,ordinal)>(?,?))"},
      {Statement::list_members_by_first_name,
       "INDEX memberships_by_first_name (organization_id=? AND (first_name_key,ordinal)>(?,?))"},
      {Statement::list_members_by_last_name,
       "INDEX memberships_by_last_name (organization_id=? AND (last_name_key,ordinal)>(?,?))"},
      {Statement::list_ranks_by_email,
       "COVERING INDEX memberships_by_email (organization_id=? AND (email_key,ordinal)>(?,?))"},
      {Statement::list_ranks_by_first_name,
       "COVERING INDEX memberships_by_first_name "
       "(organization_id=? AND (first_name_key,ordinal)>(?,?))"},
      {Statement::list_ranks_by_last_name,
       "COVERING INDEX memberships_by_last_name "
       "(organization_id=? AND (last_name_key,ordinal)>(?,?))"},
      {Statement::find_rank_block,
       "PRIMARY KEY (organization_id=? AND list=? AND (first_key,first_ordinal)<(?,?))"},
      {Statement::find_rank_block_before,
       "PRIMARY KEY (organization_id=? AND list=? AND (first_key,first_ordinal)<(?,?))"},
  };
  for (const auto& [name, step] : steps) {
    const std::string plan = plan_of(name);
    EXPECT_NE(plan.find(step), std::string::npos) << sql::statement_text(name) << "\n" << plan;
  }
}

TEST_F(SchemaTest, NothingOfADeletedOrganizationIsLeftButItsRecordsAndItsLedger) {
  const core::UserId user = make_id<core::UserId>(1);
  const core::OrganizationId id = make_id<core::OrganizationId>(0xABCDEF);
  const core::OrganizationId parent = make_id<core::OrganizationId>(2);
  core::Organization organization = contract::make_organization(0xABCDEF);
  organization.parent = parent;
  core::Organization child = contract::make_organization(3);
  child.parent = id;
  core::ApiKey key = contract::make_api_key(user, 4);
  key.kind = core::ApiKeyKind::organization;
  key.organization = id;
  core::Invite answered = contract::make_invite(id, 8);
  answered.status = core::InviteStatus::rejected;
  tx_.insert_user(contract::make_user(1));
  tx_.insert_organization(contract::make_organization(2));
  tx_.insert_organization(organization);
  tx_.insert_organization(child);
  tx_.insert_membership(contract::make_owner(user, id, 1));
  tx_.insert_membership(contract::make_offer(id, 5));
  tx_.insert_invite(contract::make_invite(id, 5));
  tx_.insert_invite(answered);
  tx_.insert_role(contract::make_role(id, 6));
  tx_.insert_zone(contract::make_zone(id, 7));
  tx_.insert_resource_group(contract::make_resource_group(id, 8));
  tx_.insert_token(contract::make_token(id, 9), make_secret(9));
  tx_.insert_api_key(key, make_secret(10));
  tx_.put_billing_profile({.owner = id});
  tx_.put_organization_profile(contract::make_organization_profile(id));
  tx_.insert_subscription(contract::make_subscription(id, 10), {});
  tx_.append_billing_item(contract::make_billing_item(id, 10));
  tx_.put_payment({.owner = id, .reference = "p", .subscription = {}, .currency = {}});
  tx_.insert_payment_event({.owner = id, .id = "e", .content = make_secret(1)});
  tx_.append_audit_record(contract::make_audit_record(id, 11));
  EXPECT_EQ(tables_with(id.hex()), (std::set<std::string>{"api_keys",
                                                          "audit_heads",
                                                          "audit_records",
                                                          "billing_items",
                                                          "billing_profiles",
                                                          "email_memberships",
                                                          "invites",
                                                          "member_rank_blocks",
                                                          "membership_blocks",
                                                          "memberships",
                                                          "organization_api_keys",
                                                          "organization_children",
                                                          "organization_invites",
                                                          "organization_profiles",
                                                          "organizations",
                                                          "payment_events",
                                                          "payments",
                                                          "resource_groups",
                                                          "roles",
                                                          "subscriptions",
                                                          "token_secrets",
                                                          "tokens",
                                                          "user_memberships",
                                                          "zone_ids",
                                                          "zone_names",
                                                          "zones"}))
      << "a new table of organizations: delete_organization must know it, and this test";
  EXPECT_TRUE(tx_.delete_organization(id));
  EXPECT_EQ(tables_with(id.hex()),
            (std::set<std::string>{"audit_heads", "audit_records", "billing_items",
                                   "payment_events", "payments", "subscriptions"}));
  EXPECT_EQ(rows("SELECT count(*) FROM token_secrets"), std::vector<std::string>{"0"});
  EXPECT_EQ(rows("SELECT count(*) FROM api_key_secrets"), std::vector<std::string>{"0"});
}

TEST_F(SchemaTest, CountsOfMembersAreRightAfterManyChanges) {
  const core::OrganizationId id = make_id<core::OrganizationId>(1000);
  tx_.insert_organization(contract::make_organization(1000));
  for (std::uint64_t number = 1; number <= 2100; ++number) {
    core::Membership place = contract::make_offer(id, number);
    tx_.insert_membership(place);
    place.status = static_cast<core::MembershipStatus>(number % 3);
    place.owner = number % 5 == 0;
    tx_.update_membership(place);
    if (number % 7 == 0) tx_.delete_membership(id, place.id);
  }
  EXPECT_EQ(rows("SELECT block, pending, accepted, rejected FROM membership_blocks"),
            rows("SELECT ordinal / 1024, sum(status = 1), sum(status = 2), sum(status = 3) "
                 "FROM memberships GROUP BY 1 ORDER BY 1"));
  EXPECT_EQ(rows("SELECT owner_count FROM organizations"),
            rows("SELECT count(*) FROM memberships WHERE is_owner = 1 AND status = 2"));
}

/// The members of an organization, and what every list's blocks say of them.
class RankBlockTest : public SchemaTest {
 protected:
  struct Block {
    std::string counts;
    std::uint64_t total = 0;
  };

  RankBlockTest() { tx_.insert_organization(contract::make_organization(1000)); }

  void add(std::uint64_t number) {
    core::User user = contract::make_user(number);
    user.first_name = name();
    tx_.insert_user(user);
    const auto place = contract::make_membership(user.id, id_, number);
    tx_.insert_membership(place);
    numbers_.push_back(number);
  }
  std::string name() { return random_() % 4 == 0 ? "Same" : std::to_string(random_() % 100); }
  /// One of the members; it is theirs no more if it is removed.
  std::size_t pick() { return random_() % numbers_.size(); }
  void remove(std::size_t at) {
    EXPECT_TRUE(tx_.delete_membership(id_, make_id<core::MembershipId>(numbers_[at])));
    numbers_[at] = numbers_.back();
    numbers_.pop_back();
  }
  void change(std::size_t at) {
    core::User user = contract::make_user(numbers_[at]);
    user.first_name = name();
    user.last_name = name();
    EXPECT_TRUE(tx_.update_user(user));
    auto place = contract::make_membership(user.id, id_, numbers_[at]);
    place.status = static_cast<core::MembershipStatus>(random_() % 3);
    if (random_() % 3 == 0) place.email = name() + place.email;
    if (random_() % 5 == 0) place.user.reset();
    EXPECT_TRUE(tx_.update_membership(place));
  }

  /// Compares the blocks of every list with its members; returns how many blocks there are.
  std::size_t check() {
    std::size_t blocks = 0;
    const std::map<int, std::string> keys{
        {1, "email_key"}, {2, "first_name_key"}, {3, "last_name_key"}};
    for (const auto& [list, key] : keys) {
      const auto kept =
          rows(fmt::format("SELECT first_key, first_ordinal, pending, accepted, rejected "
                           "FROM member_rank_blocks WHERE list = {} ORDER BY 1, 2",
                           list));
      EXPECT_EQ(kept,
                rows(fmt::format(
                    "SELECT b.first_key, b.first_ordinal, count(*) FILTER (WHERE m.status = 1),"
                    " count(*) FILTER (WHERE m.status = 2),"
                    " count(*) FILTER (WHERE m.status = 3) FROM"
                    " (SELECT first_key, first_ordinal, lead(first_key) OVER w AS next_key,"
                    "   lead(first_ordinal) OVER w AS next_ordinal"
                    "   FROM member_rank_blocks WHERE list = {0}"
                    "   WINDOW w AS (ORDER BY first_key, first_ordinal)) b"
                    " LEFT JOIN memberships m ON m.organization_id = x'{2}'"
                    "   AND (m.{1}, m.ordinal) >= (b.first_key, b.first_ordinal)"
                    "   AND (b.next_key IS NULL"
                    "        OR (m.{1}, m.ordinal) < (b.next_key, b.next_ordinal))"
                    " GROUP BY 1, 2 ORDER BY 1, 2",
                    list, key, id_.hex())))
          << key;
      EXPECT_EQ(rows(fmt::format("SELECT max(pending + accepted + rejected) <= {} "
                                 "FROM member_rank_blocks WHERE list = {}",
                                 sql::kRankBlockMembersMax, list)),
                std::vector<std::string>{"1"});
      EXPECT_EQ(kept.front().substr(0, 3), "|0|");
      blocks += kept.size();
    }
    return blocks;
  }

  const core::OrganizationId id_ = make_id<core::OrganizationId>(1000);
  std::vector<std::uint64_t> numbers_;
  std::mt19937 random_{20261122};
};

TEST_F(RankBlockTest, AreCutInHalfWhenTheyAreFull) {
  for (std::uint64_t number = 1; number <= sql::kRankBlockMembersMax; ++number) add(number);
  EXPECT_EQ(check(), 3U);
  add(sql::kRankBlockMembersMax + 1);
  EXPECT_EQ(check(), 6U);
}

TEST_F(RankBlockTest, AreRightWhateverHappens) {
  for (std::uint64_t number = 1; number <= 3 * sql::kRankBlockMembersMax; ++number) add(number);
  EXPECT_GE(check(), 9U);
  for (int i = 0; i < 3000; ++i) change(pick());
  check();
  // Everybody to one name and back, so that blocks run empty and full.
  for (const std::uint64_t number : numbers_) {
    core::User user = contract::make_user(number);
    user.first_name = "Zoe";
    user.last_name = "Zoe";
    EXPECT_TRUE(tx_.update_user(user));
  }
  check();
  for (std::size_t at = 0; at < numbers_.size(); at += 2) change(at);
  check();
  while (numbers_.size() > 2000) remove(pick());
  EXPECT_LE(check(), 12U) << "blocks with few members join others";
  for (std::uint64_t number = 10'000; number < 13'000; ++number) add(number);
  check();
  while (!numbers_.empty()) remove(pick());
  EXPECT_LE(check(), 6U);
  add(20'000);
  check();
}

TEST_F(RankBlockTest, AreCutAsOftenAsTheyAreTouchedWhenTheyAreMuchTooLarge) {
  for (std::uint64_t number = 1; number <= 3 * sql::kRankBlockMembersMax; ++number) add(number);
  connection_.run_script(
      "CREATE TEMP TABLE sums AS SELECT organization_id, list, sum(pending) AS pending,"
      " sum(accepted) AS accepted, sum(rejected) AS rejected FROM member_rank_blocks GROUP BY 1, 2;"
      "DELETE FROM member_rank_blocks;"
      "INSERT INTO member_rank_blocks SELECT organization_id, list, '', 0, pending, accepted,"
      " rejected FROM sums");
  for (int i = 0; i < 20; ++i) change(pick());
  EXPECT_GE(check(), 9U);
}

}  // namespace
}  // namespace selfsame::storage::sqlite
