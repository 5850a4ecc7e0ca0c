// A store made before keys could be restricted, opened with the program that restricts them.
#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "storage/contract/test_data.h"
#include "storage/sql/sql_transaction.h"
#include "storage/sqlite/migrations.h"
#include "tests/support/test_sealer.h"

namespace selfsame::storage::sqlite {
namespace {

using contract::make_id;
using contract::make_secret;
using contract::make_time;

const core::UserId kUser = make_id<core::UserId>(1);
const core::OrganizationId kOrganization = make_id<core::OrganizationId>(1000);
constexpr std::size_t kBefore = 5;

template <class Bytes>
std::string blob(const Bytes& bytes) {
  constexpr const char* kDigits = "0123456789abcdef";
  std::string text = "x'";
  for (const std::uint8_t byte : bytes) {
    text += kDigits[byte >> 4U];
    text += kDigits[byte & 15U];
  }
  return text + "'";
}

class KeysMigrationTest : public ::testing::Test {
 protected:
  KeysMigrationTest() {
    migrate(connection_, program_migrations().first(kBefore), [](std::string_view) {});
    run("INSERT INTO users (id, email, username, two_factor_enabled, suspended, created_at,"
        " modified_at) VALUES (" +
        blob(kUser.bytes) + ", 'a@example.com', 'a', 0, 0, 1, 1)");
    run("INSERT INTO organizations (id, name, kind, tenant, enforce_two_factor, created_at,"
        " modified_at) VALUES (" +
        blob(kOrganization.bytes) + ", 'old', 1, 1, 0, 1, 1)");
    add_key(10, 1, "NULL");
    add_key(11, 2, blob(kOrganization.bytes));
    run("INSERT INTO organization_api_keys VALUES (" + blob(kOrganization.bytes) + "," +
        blob(kUser.bytes) + "," + blob(contract::make_bytes(11)) + ")");
    migrate(connection_, program_migrations(), [](std::string_view) {});
  }

  void run(const std::string& sql) { connection_.run_script(sql); }
  void add_key(std::uint64_t number, int kind, const std::string& organization) {
    const auto id = blob(contract::make_bytes(number));
    const auto secret = blob(make_secret(number).bytes);
    const auto created =
        std::to_string(make_time(static_cast<std::int64_t>(number)).time_since_epoch().count());
    run("INSERT INTO api_keys (user_id, id, secret_hash, kind, organization_id, created_at, name)"
        " VALUES (" +
        blob(kUser.bytes) + "," + id + "," + secret + "," + std::to_string(kind) + "," +
        organization + "," + created + ", 'key " + std::to_string(number) + "')");
    run("INSERT INTO api_key_secrets VALUES (" + secret + "," + blob(kUser.bytes) + "," + id + ")");
  }

  Connection connection_{kMemoryPath, Role::writer};
  std::vector<core::IdBytes> changed_;
  sql::SqlTransaction tx_{connection_, changed_, {&selfsame::testing::kTestSealer}};
};

TEST_F(KeysMigrationTest, OldKeysAreRestrictedToNothing) {
  core::ApiKey of_organization = contract::make_api_key(kUser, 11);
  of_organization.kind = core::ApiKeyKind::organization;
  of_organization.organization = kOrganization;
  EXPECT_EQ(*tx_.find_api_key_by_secret(make_secret(10)), contract::make_api_key(kUser, 10));
  EXPECT_EQ(*tx_.find_api_key_by_secret(make_secret(11)), of_organization);
  EXPECT_EQ(tx_.api_keys_of(kOrganization), std::vector{of_organization});
  EXPECT_EQ(of_organization.modified_at, of_organization.created_at);
  EXPECT_EQ(tx_.find_organization_profile(kOrganization), nullptr);
}

TEST_F(KeysMigrationTest, OldKeysCanBeNarrowedAndDeleted) {
  core::ApiKey narrow = contract::make_full_api_key(kUser, kOrganization, 11);
  EXPECT_TRUE(tx_.update_api_key(narrow));
  EXPECT_EQ(tx_.find_api_key(kOrganization, narrow.id)->acl, narrow.acl);
  EXPECT_TRUE(tx_.delete_api_key(kUser, narrow.id));
  EXPECT_EQ(tx_.find_api_key_by_secret(make_secret(11)), nullptr);
  EXPECT_EQ(tx_.count_api_keys(kOrganization), 0U);
  EXPECT_NE(tx_.find_api_key_by_secret(make_secret(10)), nullptr);
}

TEST_F(KeysMigrationTest, TakesPublishableKeysAndNoUnknownKind) {
  core::ApiKey key = contract::make_full_api_key(kUser, kOrganization, 12);
  key.kind = core::ApiKeyKind::publishable;
  tx_.insert_api_key(key, make_secret(12));
  EXPECT_EQ(tx_.find_api_key(kOrganization, key.id), key);
  EXPECT_THROW(run("UPDATE api_keys SET kind = 4"), std::exception);
  EXPECT_THROW(run("UPDATE api_keys SET organization_id = NULL WHERE kind = 3"), std::exception);
}

TEST_F(KeysMigrationTest, LeavesTheStoreWhole) {
  EXPECT_EQ(connection_.first_value("PRAGMA integrity_check"), "ok");
  EXPECT_EQ(connection_.first_value("PRAGMA foreign_key_check"), std::nullopt);
  EXPECT_EQ(connection_.first_value("SELECT name FROM sqlite_schema WHERE name LIKE 'restricted%'"),
            std::nullopt);
}

}  // namespace
}  // namespace selfsame::storage::sqlite
