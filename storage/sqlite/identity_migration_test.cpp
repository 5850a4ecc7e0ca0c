// A store made before anybody signed in, opened with the program in which they do.
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
using contract::make_time;
using selfsame::testing::kTestSealer;

const core::UserId kUser = make_id<core::UserId>(1);

class IdentityMigrationTest : public ::testing::Test {
 protected:
  IdentityMigrationTest() {
    create_private_file(path());
    Connection connection(path(), Role::writer);
    connection.make_durable();
    migrate(connection, program_migrations().first(4), [](std::string_view) {});
    const auto time = std::to_string(make_time(1).time_since_epoch().count());
    connection.run_script(
        "INSERT INTO users (id, email, username, two_factor_enabled, suspended, created_at, "
        "modified_at) VALUES (x'" +
        kUser.hex() + "', 'User1@Example.com', 'user1', 0, 0, " + time + ", " + time +
        "); INSERT INTO user_emails (email_key, user_id) VALUES ('user1@example.com', x'" +
        kUser.hex() + "')");
    std::vector<core::IdBytes> changed;
    sql::SqlTransaction tx(connection, changed, {&kTestSealer});
    for (const auto number : {11U, 12U}) tx.append_audit_record(record(number));
    EXPECT_THROW(tx.append_audit_record(record(13, core::CredentialKind::session)),
                 std::runtime_error);
    // seal_old_records has run on every store that the program of that time opened.
    connection.run_script("DROP TABLE old_audit_records");
  }

  static core::AuditRecord record(
      std::uint64_t number, core::CredentialKind kind = core::CredentialKind::payment_gateway) {
    auto made = contract::make_audit_record(kUser, number);
    made.credential_kind = kind;
    return made;
  }
  [[nodiscard]] std::string path() const { return (folder_.path() / "store.db").string(); }
  [[nodiscard]] std::unique_ptr<Engine> open() const {
    return std::make_unique<Engine>(
        SqliteOptions{.path = path(), .log = {}, .sealer = &kTestSealer});
  }
  static void expect_chain(const std::vector<core::AuditRecord>& records) {
    core::AuditHash previous{};
    for (const auto& one : records) {
      EXPECT_EQ(one.hash, kTestSealer.seal(one, previous)) << one.sequence;
      previous = one.hash;
    }
  }

  contract::TestFolder folder_;
};

TEST_F(IdentityMigrationTest, KeepsWhatWasThere) {
  const auto engine = open();
  engine->read_and_wait([](core::ReadTransaction& tx) {
    EXPECT_EQ(*tx.find_user(kUser), contract::make_user(1));
    EXPECT_EQ(tx.find_user(kUser)->preferences, "{}");
    const auto records = selfsame::testing::records_of(tx, kUser.bytes);
    EXPECT_EQ(records.size(), 2U);
    expect_chain(records);
  });
}

TEST_F(IdentityMigrationTest, RecordsWhatIsDoneInSessionsAndByNobodyYetKnown) {
  for (int opening = 0; opening < 2; ++opening) {
    const auto engine = open();
    const auto number = static_cast<std::uint64_t>(20 + 2 * opening);
    engine->write_and_wait([&](core::WriteTransaction& tx) {
      tx.append_audit_record(record(number, core::CredentialKind::session));
      tx.append_audit_record(record(number + 1, core::CredentialKind::none));
      return true;
    });
    engine->read_and_wait([&](core::ReadTransaction& tx) {
      const auto records = selfsame::testing::records_of(tx, kUser.bytes);
      ASSERT_EQ(records.size(), static_cast<std::size_t>(4 + 2 * opening));
      EXPECT_EQ(records[records.size() - 2].credential_kind, core::CredentialKind::session);
      EXPECT_EQ(records.back().credential_kind, core::CredentialKind::none);
      expect_chain(records);
    });
  }
}

TEST_F(IdentityMigrationTest, LeavesTheStoreWhole) {
  open().reset();
  Connection connection(path(), Role::writer);
  EXPECT_EQ(connection.first_value("PRAGMA foreign_key_check"), std::nullopt);
  EXPECT_EQ(connection.first_value("PRAGMA integrity_check"), "ok");
  EXPECT_EQ(
      connection.first_value("SELECT count(*) FROM sqlite_schema WHERE name = 'audit_records' AND "
                             "instr(sql, 'credential_kind BETWEEN 1 AND 7') > 0"),
      "1");
}

}  // namespace
}  // namespace selfsame::storage::sqlite
