// A store made before sessions said where they were begun, opened with the program that says it.
#include <gtest/gtest.h>
#include <string>

#include "storage/contract/test_data.h"
#include "storage/sql/sql_transaction.h"
#include "storage/sqlite/migrations.h"
#include "tests/support/test_sealer.h"

namespace selfsame::storage::sqlite {
namespace {

constexpr std::size_t kBefore = 7;

TEST(SessionMigration, OldSessionsGoOnAndSayNothingOfTheirClients) {
  Connection connection(kMemoryPath, Role::writer);
  migrate(connection, program_migrations().first(kBefore), [](std::string_view) {});
  const std::string id = "x'" + std::string(31, '0') + "1'";
  connection.run_script(
      "INSERT INTO users (id, email, username, two_factor_enabled, suspended, created_at,"
      " modified_at) VALUES (" +
      id +
      ", 'a@example.com', 'a', 0, 0, 1, 1);"
      "INSERT INTO sessions (user_id, id, created_at, modified_at, expires_at, permissions)"
      " VALUES (" +
      id + "," + id + ", 1, 2, 3, '[\"*\"]')");
  migrate(connection, program_migrations(), [](std::string_view) {});

  std::vector<core::IdBytes> changed;
  sql::SqlTransaction tx(connection, changed, {&selfsame::testing::kTestSealer});
  core::IdBytes bytes{};
  bytes.back() = 1;
  const auto session = tx.find_session(core::UserId{bytes}, core::SessionId{bytes});
  ASSERT_NE(session, nullptr);
  EXPECT_EQ(session->permissions, std::vector<std::string>{"*"});
  EXPECT_EQ(session->client_address, std::nullopt);
  EXPECT_EQ(session->user_agent, "");
  EXPECT_EQ(connection.first_value("PRAGMA integrity_check"), "ok");
  EXPECT_THROW(connection.run_script("UPDATE sessions SET client_address = x'01'"), std::exception);
}

}  // namespace
}  // namespace selfsame::storage::sqlite
