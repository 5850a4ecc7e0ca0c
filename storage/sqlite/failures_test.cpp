// Bad weather: what is not durable is not acknowledged, nothing is half done, and it passes.
#include <csignal>
#include <filesystem>
#include <gtest/gtest.h>
#include <latch>
#include <set>
#include <sqlite3.h>
#include <sys/resource.h>

#include "storage/contract/store_contract.h"
#include "storage/sqlite/engine.h"
#include "tests/support/audit_records.h"
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

class FailuresTest : public ::testing::Test {
 protected:
  FailuresTest() {
    store_->write_and_wait([](WriteTransaction& tx) {
      tx.insert_user(make_user(1));
      return true;
    });
  }

  /// Runs SQL on the writer's own connection.
  void on_writer(const std::string& sql) {
    store_->write_and_wait([&](WriteTransaction&) {
      store_->writer_connection().run_script(sql);
      return true;
    });
  }

  /// Takes what is left of the pages: less than a token needs, which may be enough for a probe.
  void fill_up() {
    try {
      for (int i = 0;; ++i) on_writer("CREATE TABLE rest" + std::to_string(i) + " (x INTEGER)");
    } catch (const core::StoreUnavailable&) {  // there is none left
    }
  }

  /// A token and its audit record, some kilobytes large.
  core::WriteBody insert(std::uint64_t number) const {
    return [this, number](WriteTransaction& tx) {
      core::Token token = make_token(user_, number);
      token.policies.front().permission_groups.assign(200, std::string(32, 'g'));
      tx.append_audit_record(contract::make_audit_record(user_, number));
      tx.insert_token(token, make_secret(number));
      return true;
    };
  }

  /// Writes `count` tokens at once and says whose writes were acknowledged.
  std::set<std::uint64_t> insert_at_once(std::uint64_t first, std::uint64_t count) {
    Client client(*store_);
    std::set<std::uint64_t> acknowledged;
    std::uint64_t done = 0;
    std::latch go(1);
    client.session().write(
        [&](WriteTransaction&) {
          go.wait();
          return true;
        },
        [](std::exception_ptr) {});
    for (std::uint64_t number = first; number < first + count; ++number) {
      client.session().write(insert(number), [&, number](std::exception_ptr error) {
        ++done;
        if (error) {
          EXPECT_THROW(std::rethrow_exception(error), core::StoreUnavailable);
        } else {
          acknowledged.insert(number);
        }
      });
    }
    go.count_down();
    client.loop().run_until([&] { return done == count; });
    return acknowledged;
  }

  /// Fails the test unless exactly `numbers` are there, each whole.
  void expect_there(const std::set<std::uint64_t>& numbers) {
    store_->read_and_wait([&](ReadTransaction& tx) {
      EXPECT_EQ(tx.count_tokens(user_), numbers.size());
      EXPECT_EQ(selfsame::testing::records_of(tx, user_.bytes).size(), numbers.size());
      for (const std::uint64_t number : numbers) {
        EXPECT_NE(tx.find_token_by_secret(make_secret(number)), nullptr) << number;
      }
    });
  }

  [[nodiscard]] std::string path() const { return (folder_.path() / "store.db").string(); }

  contract::TestFolder folder_;
  std::unique_ptr<Engine> store_ = std::make_unique<Engine>(
      SqliteOptions{.path = path(), .log = {}, .sealer = &selfsame::testing::kTestSealer});
  const core::UserId user_ = make_id<core::UserId>(1);
};

TEST_F(FailuresTest, AFullDiskCostsOnlyWhatDoesNotFit) {
  on_writer("PRAGMA max_page_count = 150");
  auto acknowledged = insert_at_once(100, 300);
  EXPECT_GT(acknowledged.size(), 10U);
  EXPECT_LT(acknowledged.size(), 300U);
  expect_there(acknowledged);
  fill_up();
  EXPECT_THROW(store_->check(), core::StoreUnavailable);
  EXPECT_GT(store_->statistics().write_failures, 0U);

  on_writer("PRAGMA max_page_count = 100000");
  EXPECT_NO_THROW(store_->check());
  acknowledged.merge(insert_at_once(1000, 100));
  EXPECT_GT(acknowledged.size(), 100U);
  expect_there(acknowledged);
}

TEST_F(FailuresTest, ABodyThatSwallowsAFullDiskIsNotAcknowledged) {
  on_writer("PRAGMA max_page_count = 60");
  EXPECT_THROW(store_->write_and_wait([&](WriteTransaction& tx) {
    for (std::uint64_t number = 100; number < 200; ++number) {
      try {
        insert(number)(tx);
      } catch (const core::StoreUnavailable&) {
      }
    }
    return true;
  }),
               core::StoreUnavailable);
  expect_there({});
}

/// For as long as it lives, no file of the process grows beyond a size.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t bytes) : old_handler_(std::signal(SIGXFSZ, SIG_IGN)) {
    ::getrlimit(RLIMIT_FSIZE, &old_);
    rlimit limit = old_;
    limit.rlim_cur = bytes;
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~FileSizeLimit() {
    ::setrlimit(RLIMIT_FSIZE, &old_);
    std::signal(SIGXFSZ, old_handler_);
  }
  FileSizeLimit(const FileSizeLimit&) = delete;
  FileSizeLimit& operator=(const FileSizeLimit&) = delete;

 private:
  rlimit old_{};
  void (*old_handler_)(int);
};

TEST_F(FailuresTest, ALogThatCannotGrowAcknowledgesNothingItDoesNotHold) {
  std::set<std::uint64_t> acknowledged = insert_at_once(100, 10);
  EXPECT_EQ(acknowledged.size(), 10U);
  {
    const FileSizeLimit limit(std::filesystem::file_size(path() + "-wal") + 100'000);
    acknowledged.merge(insert_at_once(1000, 300));
    EXPECT_LT(acknowledged.size(), 310U);
    expect_there(acknowledged);
  }
  {
    const FileSizeLimit limit(1);
    EXPECT_EQ(insert_at_once(1500, 3).size(), 0U);
    expect_there(acknowledged);
    EXPECT_THROW(store_->check(), core::StoreUnavailable);
  }
  EXPECT_NO_THROW(store_->check());
  acknowledged.merge(insert_at_once(2000, 10));
  expect_there(acknowledged);
  store_.reset();
  store_ = std::make_unique<Engine>(
      SqliteOptions{.path = path(), .log = {}, .sealer = &selfsame::testing::kTestSealer});
  expect_there(acknowledged);
}

TEST_F(FailuresTest, AReadOnlyStoreStillReads) {
  on_writer("PRAGMA query_only = ON");
  EXPECT_EQ(insert_at_once(100, 3).size(), 0U);
  EXPECT_THROW(store_->check(), core::StoreUnavailable);
  expect_there({});
}

TEST_F(FailuresTest, AStoreHeldByAnotherApplicationIsUnavailableUntilItIsFree) {
  on_writer("PRAGMA busy_timeout = 1");
  sqlite3* other = nullptr;
  ASSERT_EQ(sqlite3_open(path().c_str(), &other), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(other, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr), SQLITE_OK);
  EXPECT_EQ(insert_at_once(100, 3).size(), 0U);
  EXPECT_THROW(store_->check(), core::StoreUnavailable);
  sqlite3_close(other);
  EXPECT_EQ(insert_at_once(100, 3).size(), 3U);
}

TEST_F(FailuresTest, ADamagedRowThrowsInsteadOfReadingAsSomethingElse) {
  store_->write_and_wait(insert(100));
  const auto find = [&] {
    store_->read_and_wait(
        [](ReadTransaction& tx) { (void)tx.find_token_by_secret(make_secret(100)); });
  };
  for (const char* damage : {"policies = '[{}]'", "policies = ''", "condition = '{}'"}) {
    SCOPED_TRACE(damage);
    on_writer(std::string("UPDATE tokens SET ") + damage);
    EXPECT_THROW(find(), std::runtime_error);
    on_writer("UPDATE tokens SET policies = '[]', condition = NULL");
    EXPECT_NO_THROW(find());
  }
}

TEST_F(FailuresTest, ACheckDoesNotGrowTheFile) {
  store_->check();
  const auto pages = [&] {
    std::optional<std::string> count;
    store_->write_and_wait([&](WriteTransaction&) {
      count = store_->writer_connection().first_value("PRAGMA page_count");
      return true;
    });
    return count;
  };
  const auto before = pages();
  for (int i = 0; i < 20; ++i) store_->check();
  EXPECT_EQ(pages(), before);
}

TEST_F(FailuresTest, AnUnknownOwnerIsABugAndNotAConflict) {
  try {
    store_->write_and_wait([](WriteTransaction& tx) {
      tx.insert_api_key(contract::make_api_key(make_id<core::UserId>(99), 1), make_secret(1));
      return true;
    });
    FAIL() << "inserted";
  } catch (const core::StoreConflict&) {
    FAIL() << "a conflict";
  } catch (const core::StoreUnavailable&) {
    FAIL() << "unavailable";
  } catch (const std::runtime_error&) {
  }
}

}  // namespace
}  // namespace selfsame::storage::sqlite
