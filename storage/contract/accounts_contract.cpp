// Users, mail to them, audit records.

#include "storage/contract/store_contract.h"

namespace selfsame::storage::contract {
namespace {

using core::ReadTransaction;
using core::WriteTransaction;

core::User make_full_user(std::uint64_t number) {
  core::User user = make_user(number);
  user.first_name = kDifficultText;
  user.last_name = "";
  user.telephone = "+49 123";
  user.country = "DE";
  user.zipcode = "01234";
  user.email_verified = false;
  user.two_factor_enabled = true;
  user.suspended = true;
  user.password_hash = "$argon2id$v=19$m=65536,t=3,p=1$c2FsdA$aGFzaA";
  user.modified_at += std::chrono::microseconds(1);
  return user;
}

TEST_P(StoreContract, KeepsUsersAsTheyAre) {
  EXPECT_FALSE(get([](ReadTransaction& tx) { return tx.has_users(); }));
  const core::User plain = make_user(1);
  const core::User full = make_full_user(2);
  write([&](WriteTransaction& tx) {
    tx.insert_user(plain);
    tx.insert_user(full);
    return true;
  });
  EXPECT_TRUE(get([](ReadTransaction& tx) { return tx.has_users(); }));
  EXPECT_EQ(*get([&](ReadTransaction& tx) { return tx.find_user(plain.id); }), plain);
  EXPECT_EQ(*get([&](ReadTransaction& tx) { return tx.find_user(full.id); }), full);
  EXPECT_EQ(get([](ReadTransaction& tx) { return tx.find_user(make_id<core::UserId>(3)); }),
            nullptr);
}

TEST_P(StoreContract, FindsUsersByMailAddressInAnyCase) {
  const core::UserId id = add_user(1);
  for (const char* email : {"User1@Example.com", "user1@example.com", "USER1@EXAMPLE.COM"}) {
    const auto found = get([&](ReadTransaction& tx) { return tx.find_user_by_email(email); });
    ASSERT_NE(found, nullptr) << email;
    EXPECT_EQ(found->id, id);
    EXPECT_EQ(found->email, "User1@Example.com");
  }
  EXPECT_EQ(get([](ReadTransaction& tx) { return tx.find_user_by_email("user2@example.com"); }),
            nullptr);
  EXPECT_EQ(get([](ReadTransaction& tx) { return tx.find_user_by_email(""); }), nullptr);
}

TEST_P(StoreContract, RefusesATakenMailAddressOrUserId) {
  add_user(1);
  core::User same_email = make_user(2);
  same_email.email = "uSER1@example.com";
  core::User same_id = make_user(1);
  same_id.email = "other@example.com";
  for (const core::User& user : {same_email, same_id}) {
    EXPECT_THROW(write([&](WriteTransaction& tx) {
                   tx.insert_user(user);
                   return true;
                 }),
                 core::StoreConflict);
  }
  EXPECT_EQ(get([](ReadTransaction& tx) { return tx.find_user_by_email("other@example.com"); }),
            nullptr);
  EXPECT_EQ(get([&](ReadTransaction& tx) { return tx.find_user(same_email.id); }), nullptr);
}

TEST_P(StoreContract, TellsOnlyAsciiLettersToBeTheSameInMailAddresses) {
  core::User lower = make_user(1);
  lower.email = "\xC3\xA4@example.com";
  core::User upper = make_user(2);
  upper.email = "\xC3\x84@example.com";
  write([&](WriteTransaction& tx) {
    tx.insert_user(lower);
    tx.insert_user(upper);
    return true;
  });
  EXPECT_EQ(get([&](ReadTransaction& tx) { return tx.find_user_by_email(upper.email); })->id,
            upper.id);
}

TEST_P(StoreContract, UpdateUserReplacesAllButIdAndCreation) {
  const core::UserId id = add_user(1);
  core::User changed = make_full_user(1);
  changed.email = "new@example.com";
  changed.username = "new";
  changed.created_at = make_time(99);
  bool found = false;
  write([&](WriteTransaction& tx) {
    found = tx.update_user(changed);
    return true;
  });
  EXPECT_TRUE(found);
  changed.created_at = make_user(1).created_at;
  EXPECT_EQ(*get([&](ReadTransaction& tx) { return tx.find_user(id); }), changed);
  EXPECT_EQ(get([](ReadTransaction& tx) { return tx.find_user_by_email("user1@example.com"); }),
            nullptr);
  EXPECT_EQ(get([](ReadTransaction& tx) { return tx.find_user_by_email("new@example.com"); })->id,
            id);
}

TEST_P(StoreContract, UpdateUserMayChangeTheCaseOfAMailAddress) {
  core::User user = make_user(1);
  add_user(1);
  user.email = "USER1@example.com";
  write([&](WriteTransaction& tx) { return tx.update_user(user); });
  EXPECT_EQ(
      get([](ReadTransaction& tx) { return tx.find_user_by_email("user1@example.com"); })->email,
      user.email);
}

TEST_P(StoreContract, UpdateUserRefusesATakenMailAddress) {
  add_user(1);
  add_user(2);
  core::User user = make_user(2);
  user.email = "USER1@example.com";
  EXPECT_THROW(write([&](WriteTransaction& tx) { return tx.update_user(user); }),
               core::StoreConflict);
  EXPECT_EQ(*get([&](ReadTransaction& tx) { return tx.find_user(user.id); }), make_user(2));
}

TEST_P(StoreContract, UpdateOfAnUnknownUserReturnsFalse) {
  bool found = true;
  write([&](WriteTransaction& tx) {
    found = tx.update_user(make_user(1));
    return true;
  });
  EXPECT_FALSE(found);
  EXPECT_FALSE(get([](ReadTransaction& tx) { return tx.has_users(); }));
}

TEST_P(StoreContract, ListsUsersById) {
  for (const std::uint64_t number : {5U, 3U, 1U, 2U, 4U}) add_user(number);
  const auto numbers = [&](std::optional<core::UserId> after, std::uint32_t limit) {
    Numbers result;
    for (const auto& user : get([&](ReadTransaction& tx) { return tx.list_users(after, limit); })) {
      EXPECT_EQ(user, make_user(user.id.bytes.back()));
      result.push_back(user.id.bytes.back());
    }
    return result;
  };
  EXPECT_EQ((numbers({}, 100)), (Numbers{1, 2, 3, 4, 5}));
  EXPECT_EQ((numbers({}, 2)), (Numbers{1, 2}));
  EXPECT_EQ((numbers(make_id<core::UserId>(2), 2)), (Numbers{3, 4}));
  EXPECT_EQ((numbers(make_id<core::UserId>(5), 2)), Numbers{});
  EXPECT_EQ((numbers({}, 0)), Numbers{});
}

TEST_P(StoreContract, KeepsCommunicationPreferences) {
  const core::UserId user = add_user(1);
  const core::UserId other = add_user(2);
  const auto find = [&](const core::UserId& id) {
    return get([&](ReadTransaction& tx) { return tx.find_preferences(id); });
  };
  const auto put = [&](const core::CommunicationPreferences& preferences) {
    write([&](WriteTransaction& tx) {
      tx.put_preferences(user, preferences);
      return true;
    });
  };
  EXPECT_EQ(find(user), std::nullopt);
  core::CommunicationPreferences full;
  full.preferences = {{"product_news", true, make_time(1), make_time(2)},
                      {kDifficultText, false, make_time(3), make_time(4)}};
  full.language = "en-US";
  full.hard_bounce = true;
  full.created_at = make_time(5);
  full.modified_at = make_time(6);
  put(full);
  EXPECT_EQ(find(user), full);
  EXPECT_EQ(find(other), std::nullopt);
  core::CommunicationPreferences bare;
  bare.created_at = make_time(7);
  put(bare);
  EXPECT_EQ(find(user), bare);
}

TEST_P(StoreContract, SendsMailByDueTime) {
  core::Mail full = make_mail(10);
  full.language = "de";
  full.values = {{"name", kDifficultText}, {"", ""}, {"name", "again"}};
  full.attempts = 3;
  full.created_at = make_time(1);
  full.last_error = kDifficultText;
  core::Mail dead = make_mail(11);
  dead.state = core::MailState::dead;
  core::Mail early = make_mail(12);
  early.next_attempt_at = make_time(5);
  const core::Mail late = make_mail(13);
  write([&](WriteTransaction& tx) {
    for (const auto& mail : {full, dead, early, late}) tx.insert_mail(mail);
    return true;
  });
  const auto due = [&](std::int64_t second, std::uint32_t limit) {
    return get([&](ReadTransaction& tx) { return tx.due_mail(make_time(second), limit); });
  };
  EXPECT_EQ(due(10, 9), (std::vector{early, full}));
  EXPECT_EQ(due(99, 2), (std::vector{early, full}));
  EXPECT_EQ(due(13, 9).size(), 3U);
  EXPECT_TRUE(due(4, 9).empty());
  const auto listed = [&](core::MailState state, std::optional<core::MailId> after,
                          std::uint32_t limit) {
    Numbers numbers;
    for (const auto& mail :
         get([&](ReadTransaction& tx) { return tx.list_mail(state, after, limit); })) {
      numbers.push_back(mail.id.bytes.back());
    }
    return numbers;
  };
  EXPECT_EQ((listed(core::MailState::waiting, {}, 9)), (Numbers{10, 12, 13}));
  EXPECT_EQ((listed(core::MailState::waiting, full.id, 1)), (Numbers{12}));
  EXPECT_EQ((listed(core::MailState::dead, {}, 9)), (Numbers{11}));
  const auto count = [&](core::MailState state) {
    return get([&](ReadTransaction& tx) { return tx.count_mail(state); });
  };
  EXPECT_EQ(count(core::MailState::waiting), 3U);
  EXPECT_EQ(count(core::MailState::dead), 1U);
  EXPECT_EQ(get([&](ReadTransaction& tx) { return tx.find_mail(full.id); }), full);
  EXPECT_THROW(write([&](WriteTransaction& tx) {
                 tx.insert_mail(full);
                 return true;
               }),
               core::StoreConflict);
}

TEST_P(StoreContract, ChangesMailThatIsThere) {
  const core::Mail mail = make_mail(10);
  core::Mail changed = make_mail(11);
  changed.id = mail.id;
  changed.state = core::MailState::dead;
  changed.attempts = 5;
  changed.last_error = kDifficultText;
  std::vector<bool> found;
  write([&](WriteTransaction& tx) {
    found = {tx.update_mail(mail), tx.delete_mail(mail.id)};
    tx.insert_mail(mail);
    found.push_back(tx.update_mail(changed));
    return true;
  });
  EXPECT_EQ(found, (std::vector{false, false, true}));
  changed.recipient = mail.recipient;
  changed.created_at = mail.created_at;
  EXPECT_EQ(get([&](ReadTransaction& tx) { return tx.find_mail(mail.id); }), changed);
  write([&](WriteTransaction& tx) { return tx.delete_mail(mail.id); });
  EXPECT_EQ(get([&](ReadTransaction& tx) { return tx.find_mail(mail.id); }), std::nullopt);
}

}  // namespace
}  // namespace selfsame::storage::contract
