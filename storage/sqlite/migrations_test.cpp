#include "storage/sqlite/migrations.h"

#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "core/store.h"

namespace selfsame::storage::sqlite {
namespace {

constexpr Migration kFirst{1, "0001_first", "aaaa", "CREATE TABLE first (x INTEGER)"};
constexpr Migration kSecond{2, "0002_second", "bbbb",
                            "CREATE TABLE second (x INTEGER); INSERT INTO second VALUES (7)"};
constexpr Migration kBroken{3, "0003_broken", "cccc",
                            "CREATE TABLE third (x INTEGER); CREATE TABLE first (x INTEGER)"};

class MigrationsTest : public ::testing::Test {
 protected:
  std::vector<std::string> run(const std::vector<Migration>& migrations) {
    std::vector<std::string> applied;
    migrate(connection_, migrations, [&](std::string_view name) { applied.emplace_back(name); });
    return applied;
  }
  /// What the refusal says.
  std::string refusal(const std::vector<Migration>& migrations) {
    try {
      run(migrations);
    } catch (const core::StoreUnavailable& refused) {
      return refused.what();
    }
    return "not refused";
  }

  Connection connection_{kMemoryPath, Role::writer};
};

using Names = std::vector<std::string>;

TEST_F(MigrationsTest, RunOnceEachInOrder) {
  EXPECT_EQ(run({kFirst}), Names{"0001_first"});
  EXPECT_EQ(run({kFirst, kSecond}), Names{"0002_second"});
  EXPECT_EQ(run({kFirst, kSecond}), Names{});
  EXPECT_EQ(connection_.first_value("SELECT x FROM second"), "7");
}

TEST_F(MigrationsTest, RefuseAStoreOfANewerProgram) {
  run({kFirst, kSecond});
  EXPECT_EQ(
      refusal({kFirst}),
      "the store has schema version 2, this program knows up to 1: it needs a newer selfsame");
}

TEST_F(MigrationsTest, RefuseOneThatWasChangedAfterItRan) {
  run({kFirst});
  Migration changed = kFirst;
  changed.checksum = "dddd";
  EXPECT_EQ(refusal({changed, kSecond}),
            "migration 0001_first is not the one that was applied to the store");
  EXPECT_EQ(run({kFirst, kSecond}), Names{"0002_second"});
}

TEST_F(MigrationsTest, RunAllOrNone) {
  run({kFirst});
  EXPECT_THROW(run({kFirst, kSecond, kBroken}), std::runtime_error);
  EXPECT_FALSE(connection_.in_transaction());
  EXPECT_EQ(run({kFirst, kSecond}), Names{"0002_second"});
}

TEST_F(MigrationsTest, RefuseAnotherApplicationsFile) {
  connection_.run_script("CREATE TABLE theirs (x INTEGER)");
  EXPECT_EQ(refusal({kFirst}), "the file is a database of another application");
}

TEST_F(MigrationsTest, OfTheProgramAreNumberedFromOne) {
  int expected = 1;
  for (const Migration& migration : program_migrations()) {
    EXPECT_EQ(migration.version, expected++);
    EXPECT_EQ(migration.checksum.size(), 64U);
  }
  EXPECT_GT(expected, 1);
}

}  // namespace
}  // namespace selfsame::storage::sqlite
