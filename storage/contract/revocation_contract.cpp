// Once a change is acknowledged, no session answers with what was before, cached or not.
#include "storage/contract/store_contract.h"

namespace selfsame::storage::contract {
namespace {

using core::ReadTransaction;
using core::WriteTransaction;

/// Two sessions that have just read the user and two of their credentials.
class Revocation {
 public:
  Revocation(core::Store& store, core::UserId user) : user_(user), first_(store), second_(store) {
    first_.write([&](WriteTransaction& tx) {
      tx.insert_token(make_token(user_, 10), make_secret(10));
      return true;
    });
    warm();
  }

  void warm() {
    for (Client* client : {&first_, &second_}) {
      for (int i = 0; i < 2; ++i) {
        client->read([&](ReadTransaction& tx) {
          EXPECT_NE(tx.find_user(user_), nullptr);
          EXPECT_NE(tx.find_token_by_secret(make_secret(10)), nullptr);
          EXPECT_NE(tx.organizations_of(user_), nullptr);
        });
      }
    }
  }

  void write(core::WriteBody body) { first_.write(std::move(body)); }

  /// Whether both sessions say so.
  bool both(const std::function<bool(ReadTransaction&)>& holds) {
    return first_.get(holds) && second_.get(holds);
  }

 private:
  core::UserId user_;
  Client first_;
  Client second_;
};

TEST_P(TokenContract, ADeletedTokenIsGoneEverywhere) {
  Revocation test(store(), user_);
  test.write(
      [&](WriteTransaction& tx) { return tx.delete_token(user_, make_id<core::TokenId>(10)); });
  EXPECT_TRUE(test.both(
      [](ReadTransaction& tx) { return tx.find_token_by_secret(make_secret(10)) == nullptr; }));
}

TEST_P(TokenContract, ARolledTokenHasItsNewSecretEverywhere) {
  Revocation test(store(), user_);
  test.write([&](WriteTransaction& tx) {
    return tx.replace_token_secret(user_, make_id<core::TokenId>(10), make_secret(11),
                                   make_time(50));
  });
  EXPECT_TRUE(test.both([](ReadTransaction& tx) {
    return tx.find_token_by_secret(make_secret(10)) == nullptr &&
           tx.find_token_by_secret(make_secret(11)) != nullptr;
  }));
}

TEST_P(TokenContract, ANarrowedTokenIsNarrowEverywhere) {
  Revocation test(store(), user_);
  core::Token token = make_token(user_, 10);
  token.status = core::TokenStatus::disabled;
  token.policies.clear();
  test.write([&](WriteTransaction& tx) { return tx.update_token(token); });
  EXPECT_TRUE(test.both(
      [&](ReadTransaction& tx) { return *tx.find_token_by_secret(make_secret(10)) == token; }));
}

TEST_P(TokenContract, ASuspendedUserIsSuspendedEverywhere) {
  Revocation test(store(), user_);
  core::User user = make_user(1);
  user.suspended = true;
  user.email = "new@example.com";
  test.write([&](WriteTransaction& tx) { return tx.update_user(user); });
  EXPECT_TRUE(test.both([&](ReadTransaction& tx) {
    return tx.find_user(user_)->suspended && tx.find_user_by_email("new@example.com")->suspended &&
           tx.find_user_by_email("user1@example.com") == nullptr;
  }));
}

TEST_P(TokenContract, ANewMembershipIsThereEverywhere) {
  Revocation test(store(), user_);
  test.write([&](WriteTransaction& tx) {
    tx.insert_organization(make_organization(10));
    tx.insert_membership(make_membership(user_, make_id<core::OrganizationId>(10), 10));
    return true;
  });
  EXPECT_TRUE(
      test.both([&](ReadTransaction& tx) { return tx.organizations_of(user_)->size() == 1; }));
}

TEST_P(TokenContract, ANewCredentialIsThereAtOnceThoughItWasAskedForBefore) {
  Revocation test(store(), user_);
  const auto is_there = [](ReadTransaction& tx) {
    return tx.find_token_by_secret(make_secret(20)) != nullptr &&
           tx.find_api_key_by_secret(make_secret(21)) != nullptr;
  };
  EXPECT_FALSE(test.both(is_there));
  test.write([&](WriteTransaction& tx) {
    tx.insert_token(make_token(user_, 20), make_secret(20));
    tx.insert_api_key(make_api_key(user_, 21), make_secret(21));
    return true;
  });
  EXPECT_TRUE(test.both(is_there));
}

TEST_P(TokenContract, WhatWasRolledBackWasNeverThere) {
  Revocation test(store(), user_);
  test.write([&](WriteTransaction& tx) {
    tx.delete_token(user_, make_id<core::TokenId>(10));
    return false;
  });
  EXPECT_TRUE(test.both(
      [](ReadTransaction& tx) { return tx.find_token_by_secret(make_secret(10)) != nullptr; }));
}

}  // namespace
}  // namespace selfsame::storage::contract
