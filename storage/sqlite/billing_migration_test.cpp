// A store made before there was billing, opened with the program that bills.
#include <gtest/gtest.h>
#include <string>

#include "storage/contract/store_contract.h"
#include "storage/contract/test_data.h"
#include "storage/sqlite/engine.h"
#include "storage/sqlite/file_guard.h"
#include "storage/sqlite/migrations.h"
#include "tests/support/audit_records.h"
#include "tests/support/test_sealer.h"

namespace selfsame::storage::sqlite {
namespace {

using contract::make_id;
using contract::make_secret;
using contract::make_time;

const core::UserId kUser = make_id<core::UserId>(1);
const core::OrganizationId kOrganization = make_id<core::OrganizationId>(1000);

class BillingMigrationTest : public ::testing::Test {
 protected:
  BillingMigrationTest() {
    create_private_file(path());
    Connection connection(path(), Role::writer);
    connection.make_durable();
    migrate(connection, program_migrations().first(3), [](std::string_view) {});
    std::vector<core::IdBytes> changed;
    sql::SqlTransaction tx(connection, changed, {&selfsame::testing::kTestSealer});
    // None of the statements below knows of billing; that of users knows of what came after it.
    insert_user(connection, contract::make_user(1));
    tx.insert_organization(contract::make_organization(1000));
    tx.insert_membership(contract::make_owner(kUser, kOrganization, 1));
    tx.insert_zone(contract::make_zone(kOrganization, 7));
    tx.insert_token(contract::make_full_token(kOrganization, 9), make_secret(9));
    tx.append_audit_record(contract::make_audit_record(kOrganization, 11));
    connection.run_script("INSERT INTO idempotency_results VALUES (x'" + kUser.hex() +
                          "', 'key', zeroblob(32), x'" + kOrganization.hex() + "', 1)");
    // seal_old_records has run on every store that the program of that time opened.
    connection.run_script("DROP TABLE old_audit_records");
  }

  static void insert_user(Connection& connection, const core::User& user) {
    const auto quoted = [](const std::optional<std::string>& text) {
      return text ? '\'' + *text + '\'' : std::string("NULL");
    };
    const auto number = [](core::Timestamp at) {
      return std::to_string(at.time_since_epoch().count());
    };
    const std::string id = "x'" + user.id.hex() + "'";
    connection.run_script(
        "INSERT INTO users (id, email, username, first_name, last_name, telephone, country, "
        "zipcode, email_verified, two_factor_enabled, suspended, password_hash, created_at, "
        "modified_at) VALUES (" +
        id + ", " + quoted(user.email) + ", " + quoted(user.username) + ", " +
        quoted(user.first_name) + ", " + quoted(user.last_name) + ", " + quoted(user.telephone) +
        ", " + quoted(user.country) + ", " + quoted(user.zipcode) + ", " +
        std::to_string(int{user.email_verified}) + ", " +
        std::to_string(int{user.two_factor_enabled}) + ", " + std::to_string(int{user.suspended}) +
        ", " + quoted(user.password_hash) + ", " + number(user.created_at) + ", " +
        number(user.modified_at) + "); INSERT INTO user_emails (email_key, user_id) VALUES (" +
        quoted(core::email_key(user.email)) + ", " + id + ")");
  }

  [[nodiscard]] std::string path() const { return (folder_.path() / "store.db").string(); }
  [[nodiscard]] std::unique_ptr<Engine> open() const {
    return std::make_unique<Engine>(
        SqliteOptions{.path = path(), .log = {}, .sealer = &selfsame::testing::kTestSealer});
  }

  contract::TestFolder folder_;
};

TEST_F(BillingMigrationTest, KeepsWhatWasThere) {
  const auto engine = open();
  engine->read_and_wait([](core::ReadTransaction& tx) {
    EXPECT_EQ(*tx.find_user(kUser), contract::make_user(1));
    EXPECT_EQ(*tx.find_organization(kOrganization), contract::make_organization(1000));
    EXPECT_EQ(tx.find_organization(kOrganization)->zone_levels, core::ZoneLevels{});
    EXPECT_EQ(tx.count_owners(kOrganization), 1U);
    EXPECT_EQ(tx.zones_of(kOrganization), std::vector{contract::make_zone(kOrganization, 7)});
    EXPECT_EQ(*tx.find_token_by_secret(make_secret(9)),
              contract::make_full_token(kOrganization, 9));
    EXPECT_EQ(selfsame::testing::records_of(tx, kOrganization.bytes).size(), 1U);
    EXPECT_EQ(tx.find_answer(kUser.bytes, "key"), std::nullopt);
    EXPECT_TRUE(tx.list_billing_owners({}, 9).empty());
  });
}

TEST_F(BillingMigrationTest, BillsWhatWasThere) {
  const auto engine = open();
  engine->write_and_wait([](core::WriteTransaction& tx) {
    tx.insert_subscription(
        contract::make_zone_subscription(kOrganization, 7, core::ZoneLevel::business),
        make_time(8));
    tx.append_billing_item(contract::make_billing_item(kOrganization, 7));
    return true;
  });
  engine->read_and_wait([](core::ReadTransaction& tx) {
    EXPECT_EQ(tx.find_organization(kOrganization)->zone_levels, core::ZoneLevels{.business = true});
    EXPECT_EQ(tx.balances_of(kOrganization), std::vector({core::Money{7, contract::kEuro}}));
  });
}

TEST_F(BillingMigrationTest, LeavesTheStoreWhole) {
  open().reset();
  Connection connection(path(), Role::writer);
  EXPECT_EQ(
      connection.first_value("SELECT name FROM sqlite_schema WHERE name = 'idempotency_results'"),
      std::nullopt);
  EXPECT_EQ(connection.first_value("PRAGMA foreign_key_check"), std::nullopt);
  EXPECT_EQ(connection.first_value("PRAGMA integrity_check"), "ok");
}

}  // namespace
}  // namespace selfsame::storage::sqlite
