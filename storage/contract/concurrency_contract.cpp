// Several sessions, each on a thread of its own, at once.
#include <algorithm>
#include <atomic>
#include <set>
#include <thread>

#include "core/limits.h"
#include "storage/contract/store_contract.h"
#include "tests/support/audit_records.h"

namespace selfsame::storage::contract {
namespace {

using core::ReadTransaction;
using core::WriteTransaction;

/// Runs `body(client, number)` on `count` threads, each with a session.
void on_threads(core::Store& store, unsigned count,
                const std::function<void(Client&, unsigned)>& body) {
  std::vector<std::jthread> threads;
  for (unsigned number = 0; number < count; ++number) {
    threads.emplace_back([&store, &body, number] {
      Client client(store);
      body(client, number);
    });
  }
}

/// Queues `count` bodies at once and waits for all.
void write_all(Client& client, unsigned count,
               const std::function<core::WriteBody(unsigned)>& make_body) {
  unsigned done = 0;
  for (unsigned i = 0; i < count; ++i) {
    client.session().write(make_body(i), [&](std::exception_ptr error) {
      EXPECT_EQ(error, nullptr);
      ++done;
    });
  }
  client.loop().run_until([&] { return done == count; });
}

TEST_P(TokenContract, RacingInsertsNeverExceedAQuota) {
  std::atomic<std::uint64_t> next = 100;
  on_threads(store(), 4, [&](Client& client, unsigned) {
    write_all(client, 40, [&](unsigned) {
      const std::uint64_t number = next++;
      return [this, number](WriteTransaction& tx) {
        if (tx.count_tokens(user_) >= core::limits::kTokensPerUser) return false;
        tx.insert_token(make_token(user_, number), make_secret(number));
        tx.append_audit_record(make_audit_record(user_, number));
        return true;
      };
    });
  });
  EXPECT_EQ(get([&](ReadTransaction& tx) { return tx.count_tokens(user_); }),
            core::limits::kTokensPerUser);
  EXPECT_EQ(get([&](ReadTransaction& tx) {
              return selfsame::testing::records_of(tx, user_.bytes);
            }).size(),
            core::limits::kTokensPerUser);
}

TEST_P(TokenContract, OneOfRacingMailAddressesWins) {
  std::atomic<unsigned> won = 0;
  std::atomic<unsigned> lost = 0;
  on_threads(store(), 4, [&](Client& client, unsigned thread) {
    for (unsigned i = 0; i < 10; ++i) {
      core::User user = make_user(1000 + thread * 100 + i);
      user.email = (thread % 2 == 0 ? "RACE" : "race") + std::to_string(i) + "@example.com";
      try {
        client.write([&](WriteTransaction& tx) {
          tx.insert_user(user);
          return true;
        });
        ++won;
      } catch (const core::StoreConflict&) {
        ++lost;
      }
    }
  });
  EXPECT_EQ(won, 10U);
  EXPECT_EQ(lost, 30U);
}

TEST_P(TokenContract, NothingIsLostAmongManySessions) {
  constexpr unsigned kThreads = 4;
  constexpr unsigned kBodies = 150;
  on_threads(store(), kThreads, [&](Client& client, unsigned thread) {
    write_all(client, kBodies, [&](unsigned i) {
      const std::uint64_t number = 1000 * (thread + 1) + i;
      return [this, number](WriteTransaction& tx) {
        tx.insert_token(make_token(user_, number), make_secret(number));
        tx.append_audit_record(make_audit_record(user_, number));
        return true;
      };
    });
  });
  EXPECT_EQ(get([&](ReadTransaction& tx) { return tx.count_tokens(user_); }), kThreads * kBodies);
  EXPECT_EQ(get([&](ReadTransaction& tx) {
              return selfsame::testing::records_of(tx, user_.bytes);
            }).size(),
            kThreads * kBodies);
}

/// A body that makes the user's name and the token's name the same number.
core::WriteBody name_both(const core::UserId& id, std::uint64_t number) {
  return [id, number](WriteTransaction& tx) {
    core::User user = *tx.find_user(id);
    user.username = std::to_string(number);
    core::Token token = *tx.find_token(id, make_id<core::TokenId>(10));
    token.name = user.username;
    return tx.update_user(user) && tx.update_token(token);
  };
}

TEST_P(TokenContract, NobodyReadsWhatWasBeforeAnAcknowledgedChange) {
  add(make_token(user_, 10), 10);
  write(name_both(user_, 0));
  std::atomic<std::uint64_t> acknowledged = 0;
  std::atomic<bool> stop = false;
  const auto read_until_stopped = [&](Client& client) {
    while (!stop) {
      const std::uint64_t least = acknowledged;
      client.read([&](ReadTransaction& tx) {
        EXPECT_GE(std::stoull(tx.find_token_by_secret(make_secret(10))->name), least);
        EXPECT_GE(std::stoull(tx.find_user(user_)->username), least);
      });
    }
  };
  on_threads(store(), 4, [&](Client& client, unsigned thread) {
    if (thread > 0) {
      read_until_stopped(client);
      return;
    }
    for (std::uint64_t number = 1; number <= 400; ++number) {
      client.write(name_both(user_, number));
      acknowledged = number;
    }
    stop = true;
  });
}

TEST_P(TokenContract, NobodyFindsATokenWhoseDeletionWasAcknowledged) {
  constexpr std::size_t kTokens = 200;
  for (std::uint64_t i = 0; i < kTokens; ++i) add(make_token(user_, 100 + i), 100 + i);
  std::vector<std::atomic<bool>> revoked(kTokens);
  std::atomic<std::size_t> next = 0;
  on_threads(store(), 4, [&](Client& client, unsigned thread) {
    if (thread == 0) {
      for (; next < kTokens; ++next) {
        client.write([&](WriteTransaction& tx) {
          return tx.delete_token(user_, make_id<core::TokenId>(100 + next));
        });
        revoked[next] = true;
      }
      return;
    }
    while (next < kTokens) {
      const std::size_t now = next;
      for (std::size_t i = now < 3 ? 0 : now - 3; i < std::min(now + 3, kTokens); ++i) {
        const bool must_be_gone = revoked[i];
        const auto found = client.get(
            [&](ReadTransaction& tx) { return tx.find_token_by_secret(make_secret(100 + i)); });
        if (must_be_gone) {
          EXPECT_EQ(found, nullptr) << i;
        }
      }
    }
  });
}

TEST_P(TokenContract, AReadSeesOneMoment) {
  add(make_token(user_, 10), 10);
  write(name_both(user_, 0));
  std::atomic<bool> stop = false;
  on_threads(store(), 3, [&](Client& client, unsigned thread) {
    if (thread == 0) {
      for (std::uint64_t number = 1; number <= 300; ++number) {
        client.write(name_both(user_, number));
      }
      stop = true;
      return;
    }
    while (!stop) {
      client.read([&](ReadTransaction& tx) {
        tx.has_users();
        const auto token = tx.find_token(user_, make_id<core::TokenId>(10));
        EXPECT_EQ(tx.find_user(user_)->username, token->name);
      });
    }
  });
}

TEST_P(MemberContract, RacingOwnersLeaveOne) {
  constexpr std::uint64_t kOwners = 40;
  write([&](WriteTransaction& tx) {
    for (std::uint64_t number = 10; number < 10 + kOwners; ++number) {
      tx.insert_user(make_user(number));
      tx.insert_membership(make_owner(make_id<core::UserId>(number), id_, number));
    }
    return true;
  });
  std::atomic<unsigned> refused = 0;
  on_threads(store(), 4, [&](Client& client, unsigned thread) {
    for (std::uint64_t number = 10; number < 10 + kOwners; ++number) {
      // Each owner is tried by every thread, as each kind of loss.
      core::Membership changed = make_owner(make_id<core::UserId>(number), id_, number);
      if (thread % 3 == 0) changed.owner = false;
      if (thread % 3 == 1) changed.status = core::MembershipStatus::rejected;
      try {
        client.write([&](WriteTransaction& tx) {
          return thread % 3 == 2 ? tx.delete_membership(id_, changed.id)
                                 : tx.update_membership(changed);
        });
      } catch (const core::StoreConflict&) {
        ++refused;
      }
      EXPECT_GE(client.get([&](ReadTransaction& tx) { return tx.count_owners(id_); }), 1U);
      try {
        client.write([&](WriteTransaction& tx) { return tx.delete_membership(id_, place_.id); });
      } catch (const core::StoreConflict&) {
        ++refused;
      }
    }
  });
  EXPECT_GT(refused, 0U);
  EXPECT_EQ(count_owners(), 1U);
  std::uint64_t owners = 0;
  for (const auto& member :
       get([&](ReadTransaction& tx) { return tx.list_members(id_, {.per_page = 100}); }).items) {
    if (member.owner && member.status == core::MembershipStatus::accepted) ++owners;
  }
  EXPECT_EQ(owners, 1U);
}

TEST_P(MemberContract, OneOfRacingPlacesIsMade) {
  std::atomic<unsigned> won = 0;
  std::atomic<unsigned> lost = 0;
  on_threads(store(), 4, [&](Client& client, unsigned thread) {
    for (std::uint64_t i = 0; i < 20; ++i) {
      core::Membership place = make_offer(id_, 1000 * (thread + 1) + i);
      place.email = (thread % 2 == 0 ? "RACE" : "race") + std::to_string(i) + "@example.com";
      try {
        client.write([&](WriteTransaction& tx) {
          tx.insert_membership(place);
          return true;
        });
        ++won;
      } catch (const core::StoreConflict&) {
        ++lost;
      }
    }
  });
  EXPECT_EQ(won, 20U);
  EXPECT_EQ(lost, 60U);
  EXPECT_EQ(get([&](ReadTransaction& tx) { return tx.count_members(id_); }), 21U);
}

TEST_P(MemberContract, OneOfRacingAnswersIsGiven) {
  constexpr std::uint64_t kPlaces = 30;
  write([&](WriteTransaction& tx) {
    for (std::uint64_t i = 0; i < kPlaces; ++i) tx.insert_membership(make_offer(id_, 100 + i));
    for (std::uint64_t i = 0; i < 4 * kPlaces; ++i) tx.insert_user(make_user(1000 + i));
    return true;
  });
  std::atomic<unsigned> answered = 0;
  on_threads(store(), 4, [&](Client& client, unsigned thread) {
    for (std::uint64_t i = 0; i < kPlaces; ++i) {
      const auto user = make_id<core::UserId>(1000 + thread * kPlaces + i);
      bool mine = false;
      client.write([&](WriteTransaction& tx) {
        auto place = *tx.find_membership(id_, make_id<core::MembershipId>(100 + i));
        mine = place.status == core::MembershipStatus::pending;
        place.user = user;
        place.status = core::MembershipStatus::accepted;
        return mine && tx.update_membership(place);
      });
      if (mine) ++answered;
    }
  });
  EXPECT_EQ(answered, kPlaces);
  EXPECT_EQ(list({.per_page = 100, .status = core::MembershipStatus::accepted}, kPlaces + 1).size(),
            kPlaces + 1);
}

}  // namespace
}  // namespace selfsame::storage::contract
