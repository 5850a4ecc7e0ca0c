// Sessions, second factors, links that do one thing.
#include <algorithm>

#include "storage/contract/store_contract.h"

namespace selfsame::storage::contract {
namespace {

using core::ActionLink;
using core::LinkPurpose;
using core::ReadTransaction;
using core::SecondFactor;
using core::Session;
using core::SessionId;
using core::WriteTransaction;

constexpr std::uint32_t kAll = 100;

/// Ends at `make_time(number)`.
Session make_session(const core::UserId& user, std::uint64_t number) {
  Session session;
  session.id = make_id<SessionId>(number);
  session.user = user;
  session.permissions = {"GetRole", kDifficultText, "*"};
  session.created_at = make_time(1);
  session.modified_at = make_time(2);
  session.expires_at = make_time(static_cast<std::int64_t>(number));
  session.client_address = core::IpAddress::parse("2001:db8::1");
  session.user_agent = "an agent";
  return session;
}

SecondFactor make_factor(const core::UserId& user) {
  SecondFactor factor;
  factor.user = user;
  factor.sealed_secret = std::string("sealed\0\xFF", 8);
  factor.created_at = make_time(1);
  factor.modified_at = make_time(1);
  return factor;
}

/// Over at `make_time(number)`.
ActionLink make_link(const core::UserId& user, LinkPurpose purpose, std::uint64_t number) {
  ActionLink link;
  link.id = make_id<core::ActionLinkId>(number);
  link.user = user;
  link.purpose = purpose;
  link.created_at = make_time(1);
  link.expires_at = make_time(static_cast<std::int64_t>(number));
  return link;
}

TEST_P(SignInContract, KeepsWhatAProfileSays) {
  core::User user = make_user(5);
  user.mobile_phone = "+49 170 " + kDifficultText;
  user.reporting_currency = "EUR";
  user.preferences = R"({"a":[1, "x"]})";
  user.signed_in_at = make_time(7) + std::chrono::microseconds(1);
  write([&](WriteTransaction& tx) {
    tx.insert_user(user);
    return true;
  });
  const auto find = [&] {
    return *get([&](ReadTransaction& tx) { return tx.find_user(user.id); });
  };
  EXPECT_EQ(find(), user);
  for (const auto& preferences : {std::optional<std::string>(), std::optional<std::string>("{}")}) {
    user.mobile_phone.reset();
    user.reporting_currency.reset();
    user.signed_in_at.reset();
    user.preferences = preferences;
    write([&](WriteTransaction& tx) { return tx.update_user(user); });
    EXPECT_EQ(find(), user);
  }
}

TEST_P(SignInContract, KeepsSessionsAsTheyAre) {
  Session session = make_session(user_, 20);
  session.permissions.clear();
  session.client_address.reset();
  session.user_agent.clear();
  Session emulated = make_session(user_, 10);
  emulated.emulated_from = session.id;
  add(session);
  add(emulated);
  EXPECT_EQ(find(session), session);
  EXPECT_EQ(find(emulated), emulated);
  EXPECT_EQ(sessions(user_), (Numbers{10, 20})) << "oldest first, by their ids";
  EXPECT_TRUE(sessions(other_).empty());
  Session others = session;
  others.user = other_;
  EXPECT_EQ(find(others), std::nullopt) << "by user and id";
}

TEST_P(SignInContract, CountsTheSessionsOfAUserThatAreNotOver) {
  for (const auto number : {10U, 20U, 30U}) {
    Session session = make_session(user_, number);
    session.expires_at = make_time(static_cast<std::int64_t>(number));
    add(session);
  }
  add(make_session(other_, 10));
  const auto count = [&](std::int64_t now) {
    return get([&](ReadTransaction& tx) { return tx.count_sessions(user_, make_time(now)); });
  };
  EXPECT_EQ(count(9), 3U);
  EXPECT_EQ(count(10), 2U);
  EXPECT_EQ(count(30), 0U);
}

TEST_P(SignInContract, UpdatesPermissionsAndEndOfASession) {
  Session session = make_session(user_, 10);
  add(session);
  Session changed = session;
  changed.permissions = {"PutRole"};
  changed.modified_at = make_time(3);
  changed.expires_at = make_time(4);
  changed.emulated_from = make_id<SessionId>(9);
  changed.created_at = make_time(9);
  write([&](WriteTransaction& tx) { return tx.update_session(changed); });
  session.permissions = changed.permissions;
  session.modified_at = changed.modified_at;
  session.expires_at = changed.expires_at;
  EXPECT_EQ(find(session), session);
  write([&](WriteTransaction& tx) {
    changed.user = other_;
    EXPECT_FALSE(tx.update_session(changed));
    return true;
  });
}

TEST_P(SignInContract, DeletesASessionWithThoseThatEmulateInIt) {
  for (const int number : {10, 20, 30}) {
    Session session = make_session(user_, static_cast<std::uint64_t>(number));
    if (number == 20) session.emulated_from = make_id<SessionId>(10);
    add(session);
  }
  add(make_session(other_, 10));
  write([&](WriteTransaction& tx) {
    EXPECT_FALSE(tx.delete_session(other_, make_id<SessionId>(30)));
    EXPECT_TRUE(tx.delete_session(user_, make_id<SessionId>(10)));
    EXPECT_FALSE(tx.delete_session(user_, make_id<SessionId>(10)));
    return true;
  });
  EXPECT_EQ(sessions(user_), Numbers{30});
  EXPECT_EQ(sessions(other_), Numbers{10});
}

TEST_P(SignInContract, DeletesAllSessionsOfAUserOrAllButOne) {
  for (const auto number : {10U, 20U, 30U}) add(make_session(user_, number));
  add(make_session(other_, 20));
  write([&](WriteTransaction& tx) {
    EXPECT_EQ(tx.delete_sessions_of(user_, make_id<SessionId>(20)), 2U);
    return true;
  });
  EXPECT_EQ(sessions(user_), Numbers{20});
  write([&](WriteTransaction& tx) {
    EXPECT_EQ(tx.delete_sessions_of(user_, std::nullopt), 1U);
    EXPECT_EQ(tx.delete_sessions_of(user_, std::nullopt), 0U);
    return true;
  });
  EXPECT_TRUE(sessions(user_).empty());
  EXPECT_EQ(sessions(other_), Numbers{20});
}

TEST_P(SignInContract, ForgetsSessionsThatEndedTheOldestFirst) {
  for (const auto number : {10U, 20U, 30U, 40U}) add(make_session(user_, number));
  add(make_session(other_, 15));
  const auto forget = [&](std::int64_t before, std::uint32_t limit) {
    std::uint64_t forgotten = 0;
    write([&](WriteTransaction& tx) {
      forgotten = tx.forget_sessions(make_time(before), limit);
      return true;
    });
    return forgotten;
  };
  EXPECT_EQ(forget(40, 2), 2U);
  EXPECT_EQ(sessions(user_), (Numbers{20, 30, 40}));
  EXPECT_TRUE(sessions(other_).empty());
  EXPECT_EQ(forget(40, kAll), 2U);
  EXPECT_EQ(sessions(user_), Numbers{40}) << "ends then, and not before";
  EXPECT_EQ(forget(40, kAll), 0U);
}

TEST_P(SignInContract, PutsASecondFactorAndKeepsWhenItWasMade) {
  SecondFactor factor = make_factor(user_);
  put(factor);
  EXPECT_EQ(factor_of(user_), factor);
  EXPECT_EQ(factor_of(other_), std::nullopt);
  factor.state = core::FactorState::active;
  factor.sealed_secret = "another";
  factor.last_step = 58'000'000;
  factor.last_proof_at = make_time(5);
  factor.modified_at = make_time(6);
  SecondFactor replacing = factor;
  replacing.created_at = make_time(6);
  put(replacing);
  EXPECT_EQ(factor_of(user_), factor);
}

TEST_P(SignInContract, ADeletedFactorTakesItsRecoveryCodesWithIt) {
  for (const auto& user : {user_, other_}) {
    put(make_factor(user));
    put_codes(user, {1, 2, 3});
  }
  write([&](WriteTransaction& tx) {
    EXPECT_TRUE(tx.delete_second_factor(user_));
    EXPECT_FALSE(tx.delete_second_factor(user_));
    return true;
  });
  EXPECT_EQ(factor_of(user_), std::nullopt);
  EXPECT_EQ(count_codes(user_), 0U);
  EXPECT_FALSE(take(user_, 1));
  EXPECT_NE(factor_of(other_), std::nullopt);
  EXPECT_EQ(count_codes(other_), 3U);
}

TEST_P(SignInContract, TakesEachRecoveryCodeOnceOfItsUser) {
  put_codes(user_, {1, 2, 3});
  put_codes(other_, {1, 4});
  EXPECT_FALSE(take(user_, 4));
  EXPECT_TRUE(take(user_, 1));
  EXPECT_FALSE(take(user_, 1));
  EXPECT_EQ(count_codes(user_), 2U);
  EXPECT_EQ(count_codes(other_), 2U);
  put_codes(user_, {5});
  EXPECT_EQ(count_codes(user_), 1U);
  EXPECT_FALSE(take(user_, 2)) << "replaced";
  EXPECT_TRUE(take(user_, 5));
}

TEST_P(SignInContract, FindsAnActionLinkByItsSecret) {
  const auto link = make_link(user_, LinkPurpose::activation, 10);
  put(link, 1);
  EXPECT_EQ(find_link(1), link);
  EXPECT_EQ(find_link(2), std::nullopt);
}

TEST_P(SignInContract, AUserHasOneLinkOfEachPurpose) {
  const auto activation = make_link(user_, LinkPurpose::activation, 10);
  const auto reset = make_link(user_, LinkPurpose::password_reset, 11);
  const auto enrollment = make_link(user_, LinkPurpose::enrollment, 12);
  const auto others = make_link(other_, LinkPurpose::activation, 13);
  put(activation, 1);
  put(reset, 2);
  put(enrollment, 3);
  put(others, 4);
  const auto newer = make_link(user_, LinkPurpose::activation, 14);
  put(newer, 5);
  EXPECT_EQ(find_link(1), std::nullopt) << "replaced";
  EXPECT_EQ(find_link(5), newer);
  EXPECT_EQ(find_link(2), reset);
  EXPECT_EQ(find_link(3), enrollment);
  EXPECT_EQ(find_link(4), others);
  write([&](WriteTransaction& tx) {
    EXPECT_TRUE(tx.delete_action_link(user_, LinkPurpose::activation));
    EXPECT_FALSE(tx.delete_action_link(user_, LinkPurpose::activation));
    return true;
  });
  EXPECT_EQ(find_link(5), std::nullopt);
  EXPECT_EQ(find_link(2), reset);
  put(activation, 1);
  EXPECT_EQ(find_link(1), activation) << "nothing of it was left";
}

TEST_P(SignInContract, ForgetsLinksThatWereOverTheOldestFirst) {
  put(make_link(user_, LinkPurpose::activation, 30), 1);
  put(make_link(user_, LinkPurpose::password_reset, 20), 2);
  put(make_link(other_, LinkPurpose::enrollment, 10), 3);
  const auto forget = [&](std::int64_t before, std::uint32_t limit) {
    std::uint64_t forgotten = 0;
    write([&](WriteTransaction& tx) {
      forgotten = tx.forget_action_links(make_time(before), limit);
      return true;
    });
    return forgotten;
  };
  EXPECT_EQ(forget(30, 1), 1U);
  EXPECT_EQ(find_link(3), std::nullopt);
  EXPECT_NE(find_link(2), std::nullopt);
  EXPECT_EQ(forget(30, kAll), 1U);
  EXPECT_EQ(find_link(2), std::nullopt);
  EXPECT_NE(find_link(1), std::nullopt) << "over then, and not before";
}

TEST_P(SignInContract, WhatEndedOrChangedIsSoAtTheNextReadEverywhere) {
  const Session session = make_session(user_, 10);
  const Session kept = make_session(user_, 20);
  Session emulated = make_session(user_, 30);
  emulated.emulated_from = session.id;
  for (const auto& one : {session, kept, emulated}) add(one);
  SecondFactor factor = make_factor(user_);
  put(factor);
  Client first(store());
  Client second(store());
  const auto both = [&](const std::function<bool(ReadTransaction&)>& holds) {
    return first.get(holds) && second.get(holds);
  };
  const auto is_there = [&](ReadTransaction& tx) {
    return tx.find_session(user_, session.id) != nullptr &&
           tx.find_session(user_, emulated.id) != nullptr && tx.find_second_factor(user_);
  };
  EXPECT_TRUE(both(is_there));
  EXPECT_TRUE(both(is_there));

  Session narrow = session;
  narrow.permissions = {"GetRole"};
  first.write([&](WriteTransaction& tx) { return tx.update_session(narrow); });
  EXPECT_TRUE(
      both([&](ReadTransaction& tx) { return *tx.find_session(user_, session.id) == narrow; }));

  factor.last_step = 5;
  first.write([&](WriteTransaction& tx) {
    tx.put_second_factor(factor);
    return true;
  });
  EXPECT_TRUE(both([&](ReadTransaction& tx) { return tx.find_second_factor(user_) == factor; }));

  first.write([&](WriteTransaction& tx) {
    return tx.delete_session(user_, session.id) && tx.delete_second_factor(user_);
  });
  EXPECT_TRUE(both([&](ReadTransaction& tx) {
    return tx.find_session(user_, session.id) == nullptr &&
           tx.find_session(user_, emulated.id) == nullptr && !tx.find_second_factor(user_) &&
           tx.find_session(user_, kept.id) != nullptr;
  }));

  first.write([&](WriteTransaction& tx) { return tx.delete_sessions_of(user_, {}) == 1; });
  EXPECT_TRUE(
      both([&](ReadTransaction& tx) { return tx.find_session(user_, kept.id) == nullptr; }));
}

TEST_P(SignInContract, WhatIsNewIsThereThoughItWasAskedForBefore) {
  Client client(store());
  const auto is_there = [&](ReadTransaction& tx) {
    return tx.find_session(user_, make_id<SessionId>(10)) != nullptr &&
           tx.find_second_factor(user_);
  };
  EXPECT_FALSE(client.get(is_there));
  client.write([&](WriteTransaction& tx) {
    tx.insert_session(make_session(user_, 10));
    tx.put_second_factor(make_factor(user_));
    return true;
  });
  EXPECT_TRUE(client.get(is_there));
}

}  // namespace
}  // namespace selfsame::storage::contract
