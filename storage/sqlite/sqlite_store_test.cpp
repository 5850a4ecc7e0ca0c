#include "storage/sqlite/sqlite_store.h"

#include <array>
#include <csignal>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <latch>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "storage/contract/store_contract.h"
#include "storage/sqlite/engine.h"
#include "tests/support/test_sealer.h"

namespace selfsame::storage::sqlite {
namespace {

using contract::Client;
using contract::make_id;
using contract::make_secret;
using contract::make_token;
using contract::make_user;
using core::ReadTransaction;
using core::WriteTransaction;

class SqliteStoreTest : public ::testing::Test {
 protected:
  [[nodiscard]] std::string path() const { return (folder_.path() / "store.db").string(); }

  std::unique_ptr<Engine> open() {
    return std::make_unique<Engine>(
        SqliteOptions{.path = path(), .log = {}, .sealer = &selfsame::testing::kTestSealer});
  }
  /// What opening fails with.
  std::string refusal() {
    try {
      open_sqlite_store({.path = path(), .log = {}, .sealer = &selfsame::testing::kTestSealer});
    } catch (const core::StoreUnavailable& refused) {
      return refused.what();
    }
    return "not refused";
  }
  void write_file(const std::string& text) { std::ofstream(path()) << text; }

  contract::TestFolder folder_;
};

mode_t mode_of(const std::string& path) {
  struct stat status{};
  EXPECT_EQ(::stat(path.c_str(), &status), 0) << path;
  return status.st_mode & 0777;
}

TEST(SqliteUrl, IsTheSchemeAndAPath) {
  EXPECT_EQ(parse_sqlite_url("sqlite:selfsame.db"), "selfsame.db");
  EXPECT_EQ(parse_sqlite_url("sqlite:/var/lib/a b?.db"), "/var/lib/a b?.db");
  EXPECT_EQ(parse_sqlite_url("sqlite::memory:"), kMemoryPath);
  for (const char* url : {"", "sqlite", "sqlite:", "postgresql://x", "SQLITE:x", "x.db"}) {
    EXPECT_EQ(parse_sqlite_url(url), std::nullopt) << url;
  }
}

TEST_F(SqliteStoreTest, FilesAreTheOwnersAlone) {
  const mode_t old = ::umask(0);
  const auto store = open();
  const auto session = store->open_session([](auto) {});
  ::umask(old);
  for (const char* suffix : {"", "-wal", "-shm", ".lock"}) {
    EXPECT_EQ(mode_of(path() + suffix), 0600U) << suffix;
  }
}

TEST_F(SqliteStoreTest, WriterIsSetUpForDurability) {
  const auto store = open();
  std::vector<std::optional<std::string>> values;
  store->write_and_wait([&](WriteTransaction&) {
    values.clear();
    for (const char* name : {"journal_mode", "synchronous", "foreign_keys"}) {
      values.push_back(store->writer_connection().first_value(std::string("PRAGMA ") + name));
    }
    return true;
  });
  EXPECT_EQ(values, (std::vector<std::optional<std::string>>{"wal", "2", "1"}));
}

TEST_F(SqliteStoreTest, ANameThatLooksLikeAUriIsAFile) {
  const auto before = std::filesystem::current_path();
  std::filesystem::current_path(folder_.path());
  open_sqlite_store(
      {.path = "file:x?mode=memory", .log = {}, .sealer = &selfsame::testing::kTestSealer});
  std::filesystem::current_path(before);
  EXPECT_TRUE(std::filesystem::exists(folder_.path() / "file:x?mode=memory"));
}

TEST_F(SqliteStoreTest, IsOpenOnce) {
  auto store = open();
  EXPECT_EQ(refusal(),
            "cannot open store " + path() + ": the store is in use by another selfsame process");
  store.reset();
  EXPECT_NO_THROW(open());
}

TEST_F(SqliteStoreTest, AKilledProcessLeavesItFree) {
  std::array<int, 2> pipe{};
  ASSERT_EQ(::pipe(pipe.data()), 0);
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    const auto store = open();
    store->write_and_wait([](WriteTransaction& tx) {
      tx.insert_user(make_user(1));
      return true;
    });
    const char ready = 1;
    if (::write(pipe[1], &ready, 1) != 1) ::_exit(1);
    for (;;) ::pause();
  }
  char ready = 0;
  ASSERT_EQ(::read(pipe[0], &ready, 1), 1);
  EXPECT_NE(refusal().find("in use by another selfsame process"), std::string::npos);
  ASSERT_EQ(::kill(child, SIGKILL), 0);
  ASSERT_EQ(::waitpid(child, nullptr, 0), child);
  const auto store = open();
  bool found = false;
  store->read_and_wait([&](ReadTransaction& tx) { found = tx.has_users(); });
  EXPECT_TRUE(found);
}

TEST_F(SqliteStoreTest, RefusesWhatItCannotUseInOneLine) {
  std::filesystem::create_directory(path());
  EXPECT_NE(refusal().find("cannot open store"), std::string::npos);
  std::filesystem::remove(path());
  write_file(std::string(5000, 'x'));
  EXPECT_NE(refusal().find("not a database"), std::string::npos);
  EXPECT_EQ(refusal().find('\n'), std::string::npos);
}

TEST_F(SqliteStoreTest, LeavesAnotherApplicationsFileAsItIs) {
  create_private_file(path());
  Connection(path(), Role::writer).run_script("CREATE TABLE theirs (x INTEGER)");
  EXPECT_NE(refusal().find("another application"), std::string::npos);
  Connection theirs(path(), Role::reader);
  EXPECT_EQ(theirs.first_value("PRAGMA journal_mode"), "delete");
  EXPECT_EQ(theirs.first_value("SELECT count(*) FROM sqlite_schema"), "1");
}

TEST_F(SqliteStoreTest, RefusesAFileInAFolderThatIsNotThere) {
  try {
    open_sqlite_store(
        {.path = "/nonexistent/store.db", .log = {}, .sealer = &selfsame::testing::kTestSealer});
    FAIL() << "opened";
  } catch (const core::StoreUnavailable& refused) {
    EXPECT_NE(std::string(refused.what()).find("No such file or directory"), std::string::npos);
  }
}

TEST_F(SqliteStoreTest, RefusesAReadOnlyFile) {
  open();
  ASSERT_EQ(::chmod(path().c_str(), 0400), 0);
  if (::access(path().c_str(), W_OK) == 0) GTEST_SKIP() << "this user may write everything";
  EXPECT_NE(refusal().find("read-only"), std::string::npos);
}

TEST_F(SqliteStoreTest, TellsTheLogWhatItMigrated) {
  std::vector<std::string> events;
  const auto log = [&](std::string_view, std::string_view event, std::string_view detail) {
    events.push_back(std::string(event) + " " + std::string(detail));
  };
  open_sqlite_store({.path = path(), .log = log, .sealer = &selfsame::testing::kTestSealer});
  EXPECT_EQ(events.front(), "store.migrated 0001_accounts");
  events.clear();
  open_sqlite_store({.path = path(), .log = log, .sealer = &selfsame::testing::kTestSealer});
  EXPECT_TRUE(events.empty());
}

TEST_F(SqliteStoreTest, KnowsFileSystemsThatAreNotLocal) {
  EXPECT_EQ(network_file_system(folder_.path().string()), std::nullopt);
  EXPECT_EQ(network_file_system("/nonexistent"), std::nullopt);
}

TEST_F(SqliteStoreTest, AnswersFromTheSessionsCache) {
  const auto store = open();
  Client client(*store);
  const core::UserId user = make_id<core::UserId>(1);
  client.write([&](WriteTransaction& tx) {
    tx.insert_user(make_user(1));
    tx.insert_token(make_token(user, 10), make_secret(10));
    return true;
  });
  const auto read = [&] {
    return client.get([&](ReadTransaction& tx) {
      EXPECT_NE(tx.find_token_by_secret(make_secret(10)), nullptr);
      return tx.find_user(user);
    });
  };
  const auto first = read();
  EXPECT_EQ(store->statistics().cache_misses, 2U);
  EXPECT_EQ(read(), first) << "the same object";
  EXPECT_EQ(store->statistics().cache_hits, 2U);
  client.write([&](WriteTransaction& tx) {
    tx.record_token_use(user, make_id<core::TokenId>(10), contract::make_time(99));
    return true;
  });
  EXPECT_EQ(read(), first) << "the use of a token changes no answer";
}

TEST_F(SqliteStoreTest, PostsOncePerGroup) {
  const auto store = open();
  Client client(*store);
  std::latch go(1);
  std::size_t done = 0;
  const auto count = [&](std::exception_ptr) { ++done; };
  client.session().write(
      [&](WriteTransaction&) {
        go.wait();
        return true;
      },
      count);
  for (int i = 0; i < 128; ++i) {
    client.session().write([](WriteTransaction& tx) { return tx.has_users(); }, count);
  }
  go.count_down();
  client.loop().run_until([&] { return done == 129; });
  // The first group may have caught some of the others.
  EXPECT_LE(client.loop().posted(), 4U);
  EXPECT_LE(store->statistics().commits, 4U);
}

TEST_F(SqliteStoreTest, MemoryReadsAreNotHere) {
  const auto store = open_sqlite_store(
      {.path = kMemoryPath, .log = {}, .sealer = &selfsame::testing::kTestSealer});
  Client client(*store);
  EXPECT_FALSE(client.session().read_here([](ReadTransaction&) { FAIL(); }));
}

}  // namespace
}  // namespace selfsame::storage::sqlite
