// What a transaction promises, and the session around it.
#include <algorithm>
#include <atomic>
#include <latch>
#include <stdexcept>

#include "storage/contract/store_contract.h"
#include "tests/support/audit_records.h"

namespace selfsame::storage::contract {
namespace {

using core::ReadTransaction;
using core::WriteTransaction;

TEST_P(TokenContract, ABodySeesItsOwnChanges) {
  core::Token token = make_token(user_, 10);
  write([&](WriteTransaction& tx) {
    core::User user = *tx.find_user(user_);
    user.suspended = true;
    EXPECT_TRUE(tx.update_user(user));
    EXPECT_TRUE(tx.find_user(user_)->suspended);
    tx.insert_token(token, make_secret(10));
    EXPECT_EQ(*tx.find_token_by_secret(make_secret(10)), token);
    EXPECT_EQ(tx.count_tokens(user_), 1U);
    EXPECT_TRUE(tx.delete_token(user_, token.id));
    EXPECT_EQ(tx.find_token_by_secret(make_secret(10)), nullptr);
    EXPECT_EQ(tx.list_tokens(user_, {}).total_count, 0U);
    tx.append_audit_record(make_audit_record(user_, 1));
    EXPECT_EQ(selfsame::testing::records_of(tx, user_.bytes).size(), 1U);
    return true;
  });
}

TEST_P(TokenContract, FalseTakesEverythingBackAndIsNoError) {
  EXPECT_NO_THROW(write([&](WriteTransaction& tx) {
    tx.insert_token(make_token(user_, 10), make_secret(10));
    tx.append_audit_record(make_audit_record(user_, 1));
    return false;
  }));
  EXPECT_EQ(find_by_secret(10), nullptr);
  EXPECT_TRUE(get([&](ReadTransaction& tx) {
                return selfsame::testing::records_of(tx, user_.bytes);
              }).empty());
}

TEST_P(TokenContract, AThrowTakesEverythingBackAndComesOut) {
  EXPECT_THROW(write([&](WriteTransaction& tx) -> bool {
                 tx.insert_token(make_token(user_, 10), make_secret(10));
                 throw std::out_of_range("mine");
               }),
               std::out_of_range);
  EXPECT_EQ(find_by_secret(10), nullptr);
}

TEST_P(TokenContract, ABodyMayGoOnAfterAConflict) {
  add(make_token(user_, 10), 10);
  write([&](WriteTransaction& tx) {
    tx.insert_token(make_token(user_, 11), make_secret(11));
    tx.append_audit_record(make_audit_record(user_, 1));
    EXPECT_THROW(tx.insert_token(make_token(user_, 11), make_secret(12)), core::StoreConflict);
    return true;
  });
  EXPECT_NE(find_by_secret(11), nullptr);
  EXPECT_EQ(get([&](ReadTransaction& tx) {
              return selfsame::testing::records_of(tx, user_.bytes);
            }).size(),
            1U);
}

TEST_P(TokenContract, BodiesThatFailLeaveTheirNeighboursAlone) {
  Client client(store());
  std::latch go(1);
  std::vector<bool> failed;
  std::size_t done = 0;
  // While the first body waits, the others queue: an engine that groups has them together.
  client.session().write(
      [&](WriteTransaction&) {
        go.wait();
        return true;
      },
      [&](std::exception_ptr) { ++done; });
  constexpr std::size_t kBodies = 60;
  for (std::size_t i = 0; i < kBodies; ++i) {
    client.session().write(
        [this, i](WriteTransaction& tx) {
          tx.insert_token(make_token(user_, 100 + i), make_secret(100 + i));
          tx.append_audit_record(make_audit_record(user_, 100 + i));
          if (i % 3 == 1) return false;
          if (i % 3 == 2) throw std::runtime_error("mine");
          return true;
        },
        [&](std::exception_ptr error) {
          failed.push_back(error != nullptr);
          ++done;
        });
  }
  go.count_down();
  client.loop().run_until([&] { return done == kBodies + 1; });
  for (std::size_t i = 0; i < kBodies; ++i) {
    EXPECT_EQ(failed[i], i % 3 == 2) << i;
    EXPECT_EQ(find_by_secret(100 + i) != nullptr, i % 3 == 0) << i;
  }
  EXPECT_EQ(get([&](ReadTransaction& tx) {
              return selfsame::testing::records_of(tx, user_.bytes);
            }).size(),
            kBodies / 3);
}

TEST_P(TokenContract, CompletionsComeInOrderOnTheSessionsThread) {
  Client client(store());
  const auto thread = std::this_thread::get_id();
  std::vector<std::size_t> order;
  constexpr std::size_t kBodies = 300;
  for (std::size_t i = 0; i < kBodies; ++i) {
    client.session().write(
        [thread](WriteTransaction& tx) {
          EXPECT_NE(std::this_thread::get_id(), thread);
          return tx.has_users();
        },
        [&, i](std::exception_ptr error) {
          EXPECT_EQ(std::this_thread::get_id(), thread);
          EXPECT_EQ(error, nullptr);
          order.push_back(i);
        });
  }
  EXPECT_TRUE(order.empty()) << "a completion came out of write()";
  client.loop().run_until([&] { return order.size() == kBodies; });
  EXPECT_TRUE(std::ranges::is_sorted(order));
}

TEST_P(TokenContract, ReadAnswersOnTheSessionsThread) {
  Client client(store());
  const auto thread = std::this_thread::get_id();
  bool found = false;
  bool done = false;
  client.session().read([&](ReadTransaction& tx) { found = tx.find_user(user_) != nullptr; },
                        [&](std::exception_ptr error) {
                          EXPECT_EQ(error, nullptr);
                          EXPECT_EQ(std::this_thread::get_id(), thread);
                          done = true;
                        });
  EXPECT_FALSE(done) << "the completion came out of read()";
  client.loop().run_until([&] { return done; });
  EXPECT_TRUE(found);
}

TEST_P(TokenContract, WhatAReadThrowsComesOut) {
  Client client(store());
  const auto fail = [](ReadTransaction&) { throw std::out_of_range("mine"); };
  EXPECT_THROW(client.read(fail), std::out_of_range);
  EXPECT_THROW(store().read_and_wait(fail), std::out_of_range);
  EXPECT_NE(client.get([&](ReadTransaction& tx) { return tx.find_user(user_); }), nullptr);
}

TEST_P(TokenContract, ASessionReadsWhatItWrote) {
  Client client(store());
  for (std::uint64_t number = 10; number < 30; ++number) {
    client.write([&](WriteTransaction& tx) {
      tx.insert_token(make_token(user_, number), make_secret(number));
      return true;
    });
    EXPECT_NE(client.get([&](ReadTransaction& tx) {
      return tx.find_token_by_secret(make_secret(number));
    }),
              nullptr);
  }
}

TEST_P(TokenContract, WhatWasWrittenIsThereAfterReopening) {
  if (!GetParam().survives_close) GTEST_SKIP() << "the engine keeps nothing by design";
  const core::Token token = make_full_token(user_, 10);
  add(token, 10);
  reopen();
  EXPECT_EQ(*find_by_secret(10), token);
  EXPECT_EQ(*get([&](ReadTransaction& tx) { return tx.find_user(user_); }), make_user(1));
}

TEST_P(TokenContract, CloseFinishesWhatIsQueuedAndRefusesTheRest) {
  Client client(store());
  std::size_t written = 0;
  std::size_t refused = 0;
  constexpr std::size_t kBodies = 100;
  const auto write_one = [&](std::uint64_t number) {
    client.session().write(
        [this, number](WriteTransaction& tx) {
          tx.insert_token(make_token(user_, number), make_secret(number));
          return true;
        },
        [&](std::exception_ptr error) {
          EXPECT_TRUE(error == nullptr || written == kBodies) << "out of order";
          ++(error ? refused : written);
        });
  };
  for (std::uint64_t i = 0; i < kBodies; ++i) write_one(100 + i);
  store().close();
  write_one(99);
  client.loop().run_until([&] { return written + refused == kBodies + 1; });
  EXPECT_EQ(written, kBodies);
  EXPECT_EQ(refused, 1U);
  EXPECT_THROW(store().write_and_wait([](WriteTransaction&) { return true; }),
               core::StoreUnavailable);
  EXPECT_THROW(store().check(), core::StoreUnavailable);
  store().close();
}

TEST_P(TokenContract, CheckPassesOnAHealthyStore) {
  for (int i = 0; i < 3; ++i) EXPECT_NO_THROW(store().check());
}

TEST_P(TokenContract, CountsTransactionsAndFailures) {
  const auto before = store().statistics();
  add(make_token(user_, 10), 10);
  EXPECT_THROW(add(make_token(user_, 10), 10), core::StoreConflict);
  const auto after = store().statistics();
  EXPECT_EQ(after.write_transactions - before.write_transactions, 2U);
  EXPECT_EQ(after.write_failures - before.write_failures, 1U);
  EXPECT_GE(after.commits, before.commits + 1);
}

}  // namespace
}  // namespace selfsame::storage::contract
