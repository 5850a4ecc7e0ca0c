// A store made before audit logs were chains, opened with the program that chains them.
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

using contract::make_bytes;
using contract::make_id;
using contract::make_time;

const core::UserId kUser = make_id<core::UserId>(1);
const core::OrganizationId kOrganization = make_id<core::OrganizationId>(2);

class AuditMigrationTest : public ::testing::Test {
 protected:
  AuditMigrationTest() {
    create_private_file(path());
    Connection connection(path(), Role::writer);
    connection.make_durable();
    migrate(connection, program_migrations().first(2), [](std::string_view) {});
    connection.run_script(
        "INSERT INTO users (id, email, username, two_factor_enabled, suspended, created_at, "
        "modified_at) VALUES (" +
        blob(kUser.bytes) + ", 'a@example.com', 'a', 0, 0, 1, 1)");
    // The user did the second; who made the third is nobody. Ids are not in the order of time.
    add(connection, kUser.bytes, 9, 1, "NULL");
    add(connection, kOrganization.bytes, 8, 2, blob(kUser.bytes));
    add(connection, kUser.bytes, 7, 3, "NULL");
    add(connection, core::IdBytes{}, 6, 4, "NULL");
  }

  [[nodiscard]] std::string path() const { return (folder_.path() / "store.db").string(); }

  static std::string blob(const core::IdBytes& bytes) {
    return "x'" + core::id_to_hex(bytes) + "'";
  }
  static void add(Connection& connection, const core::IdBytes& owner, std::uint64_t id,
                  std::int64_t second, const std::string& actor) {
    connection.run_script(
        "INSERT INTO audit_records (owner_id, id, occurred_at, operation, action, actor_id, "
        "actor_email, credential_kind, resource_kind, resource_id, user_agent, changes) VALUES (" +
        blob(owner) + ", " + blob(make_bytes(id)) + ", " +
        std::to_string(make_time(second).time_since_epoch().count()) +
        ", 'token.create', 'token_create', " + actor +
        ", 'a@example.com', 1, 'token', 't', 'curl', '[[\"name\",null,\"x\"]]')");
  }

  contract::TestFolder folder_;
};

TEST_F(AuditMigrationTest, PutsOldRecordsIntoChains) {
  const auto engine = std::make_unique<Engine>(
      SqliteOptions{.path = path(), .log = {}, .sealer = &selfsame::testing::kTestSealer});
  engine->read_and_wait([](core::ReadTransaction& tx) {
    const auto users = selfsame::testing::records_of(tx, kUser.bytes);
    ASSERT_EQ(users.size(), 2U);
    EXPECT_EQ(users[0].id, make_id<core::AuditRecordId>(9)) << "by time, not by id";
    EXPECT_EQ(users[0].owner, core::AuditOwner(kUser));
    EXPECT_EQ(users[0].changes, (std::vector<core::AuditChange>{{"name", std::nullopt, "x"}}));
    EXPECT_EQ(users[1].hash, selfsame::testing::kTestSealer.seal(users[1], users[0].hash));
    const auto organizations = selfsame::testing::records_of(tx, kOrganization.bytes);
    ASSERT_EQ(organizations.size(), 1U);
    EXPECT_EQ(organizations[0].owner, core::AuditOwner(kOrganization));
    EXPECT_EQ(organizations[0].effective_actor, kUser);
    EXPECT_EQ(tx.find_audit_head(core::IdBytes{})->owner, core::AuditOwner());
    EXPECT_EQ(tx.audit_bounds(core::AuditLog::view_of(kUser)), (core::AuditBounds{1, 3}));
  });
}

TEST_F(AuditMigrationTest, HappensOnce) {
  for (int opening = 0; opening < 2; ++opening) {
    const auto engine = std::make_unique<Engine>(
        SqliteOptions{.path = path(), .log = {}, .sealer = &selfsame::testing::kTestSealer});
    engine->read_and_wait([](core::ReadTransaction& tx) {
      EXPECT_EQ(selfsame::testing::records_of(tx, kUser.bytes).size(), 2U);
    });
  }
  Connection connection(path(), Role::writer);
  EXPECT_EQ(connection.first_value("SELECT name FROM sqlite_schema WHERE instr(name, 'old_') > 0"),
            std::nullopt);
}

}  // namespace
}  // namespace selfsame::storage::sqlite
