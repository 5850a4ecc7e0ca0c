// A store made before places noted which roles they hold, opened with the program that has that.
#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "core/store.h"
#include "storage/contract/test_data.h"
#include "storage/sql/sql_transaction.h"
#include "storage/sqlite/migrations.h"

namespace selfsame::storage::sqlite {
namespace {

using contract::make_id;

std::string blob(std::uint64_t number) {
  return "x'" + core::id_to_hex(contract::make_bytes(number)) + "'";
}

/// The roles of a place, as its row holds them.
std::string roles(const std::vector<std::uint64_t>& numbers) {
  std::string text;
  for (const auto number : numbers) {
    text += text.empty() ? "" : ",";
    text += '"' + core::id_to_hex(contract::make_bytes(number)) + '"';
  }
  return "'[" + text + "]'";
}

TEST(RoleMigration, NotesWhoHoldsWhichRole) {
  Connection connection(kMemoryPath, Role::writer);
  migrate(connection, program_migrations().first(5), [](std::string_view) {});
  const auto run = [&](const std::string& script) { connection.run_script(script); };
  for (const auto organization : {std::uint64_t{100}, std::uint64_t{101}}) {
    run("INSERT INTO organizations (id, name, kind, tenant, enforce_two_factor, created_at, "
        "modified_at) VALUES (" +
        blob(organization) + ", 'o', 1, 1, 0, 1, 1)");
  }
  const auto add_role = [&](std::uint64_t organization, std::uint64_t number) {
    run("INSERT INTO roles (organization_id, id, created_at, modified_at, name, description, "
        "grants) VALUES (" +
        blob(organization) + "," + blob(number) + ", 1, 1, 'r', '', '{}')");
  };
  add_role(100, 11);
  add_role(100, 12);
  add_role(101, 13);
  const auto add_place = [&](std::uint64_t number, int status,
                             const std::vector<std::uint64_t>& held) {
    run("INSERT INTO memberships (organization_id, id, ordinal, status, is_owner, is_default, "
        "created_at, modified_at, email, email_key, first_name_key, last_name_key, roles, "
        "policies, "
        "permissions, allowed_networks) VALUES (" +
        blob(100) + "," + blob(number) + "," + std::to_string(number) + "," +
        std::to_string(status) + ", 0, 0, 1, 1, 'e', 'e', '', ''," + roles(held) +
        ", '[]', '[]', '[]')");
  };
  add_place(21, 2, {11, 12, 11});
  add_place(22, 1, {11, 99});
  add_place(23, 2, {13});
  migrate(connection, program_migrations(), [](std::string_view) {});

  std::vector<core::IdBytes> changed;
  sql::SqlTransaction tx(connection, changed);
  const auto organization = make_id<core::OrganizationId>(100);
  const auto holders = [&](std::uint64_t role) {
    return tx.role_holders(organization, make_id<core::RoleId>(role), 9);
  };
  EXPECT_EQ(holders(11),
            (std::vector{make_id<core::MembershipId>(22), make_id<core::MembershipId>(21)}));
  EXPECT_EQ(holders(12), std::vector{make_id<core::MembershipId>(21)});
  EXPECT_TRUE(holders(13).empty()) << "a role of another organization";
  EXPECT_TRUE(holders(99).empty());
  EXPECT_EQ(tx.count_role_holders(organization, make_id<core::RoleId>(11)), 1U);
  EXPECT_TRUE(tx.roles_of(organization)->front().acl.empty());
}

}  // namespace
}  // namespace selfsame::storage::sqlite
