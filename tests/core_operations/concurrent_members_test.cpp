// Thousands of answers, removals and demotions at once, through sessions on several threads as event
// loops use them: no organization is left without an owner, nobody has two places in one.
#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <random>
#include <set>
#include <stdexcept>
#include <thread>

#include "tests/core_operations/organization_world.h"
#include "tests/support/test_billing.h"

namespace selfsame::core {
namespace {

using testing::kAdministrator;
using testing::kMinimal;
using testing::kSuper;
using testing::rights;

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr std::size_t kOperations = 1'000;
#else
constexpr std::size_t kOperations = 10'000;
#endif
constexpr std::size_t kThreads = 4;
constexpr std::size_t kAtOnce = 16;  ///< changes that a thread has under way
constexpr std::size_t kOrganizations = 5;
constexpr std::size_t kPeople = 12;  ///< few, so that they meet

/// A session with its thread's queue.
class Loop {
 public:
  explicit Loop(Store& store)
      : session_(store.open_session([this](std::move_only_function<void()> function) {
          const std::scoped_lock lock(mutex_);
          queue_.push_back(std::move(function));
          wake_.notify_one();
        })) {}

  StoreSession& session() { return *session_; }
  void run_one() {
    std::unique_lock lock(mutex_);
    ASSERT_TRUE(wake_.wait_for(lock, std::chrono::minutes(1), [&] { return !queue_.empty(); }));
    auto function = std::move(queue_.front());
    queue_.pop_front();
    lock.unlock();
    function();
  }

 private:
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::move_only_function<void()>> queue_;
  std::unique_ptr<StoreSession> session_;
};

class ConcurrentMembers : public testing::OrganizationWorld {
 protected:
  ConcurrentMembers() {
    for (std::size_t i = 0; i < kPeople; ++i) {
      people_.push_back(add_user("p" + std::to_string(i) + "@example.com"));
    }
    for (std::size_t i = 0; i < kOrganizations; ++i) {
      organizations_.push_back(add_owned_by(people_[i], "O" + std::to_string(i)).id);
      for (std::size_t other = 0; other < kPeople; other += 2) {
        if (other == i) continue;
        add_place(organizations_.back(), people_[other], {testing::role(kSuper)});
      }
    }
  }

  /// One of what people do to memberships, with whoever and wherever the dice say: owners handle
  /// others (and owners), members leave, people answer what they were offered.
  bool do_something(WriteTransaction& tx, std::mt19937_64& dice, Entropy& entropy) {
    const auto roll = [&](std::size_t sides) { return static_cast<std::size_t>(dice() % sides); };
    const auto& organization = organizations_[roll(kOrganizations)];
    const auto places = tx.list_members(organization, {.per_page = 100, .status = {}}).items;
    std::vector<Membership> accepted;
    std::ranges::copy_if(places, std::back_inserter(accepted), [](const Membership& place) {
      return place.status == MembershipStatus::accepted;
    });
    std::vector<Membership> owners;
    std::ranges::copy_if(accepted, std::back_inserter(owners), &Membership::owner);
    if (owners.empty()) throw std::logic_error("an organization has no owner");

    const std::size_t kind = roll(8);
    UserId actor = *owners[roll(owners.size())].user;
    if (kind >= 6) actor = *accepted[roll(accepted.size())].user;
    if (kind >= 3 && kind < 6) actor = people_[roll(kPeople)]->id;
    const Principal caller{
        tx.find_user(actor), CredentialKind::global_key, {}, nullptr, origin_.address};
    const OperationContext context{testing::test_catalogue(),
                                   testing::role_catalogue(),
                                   testing::test_billing_rules(),
                                   hasher_,
                                   entropy,
                                   clock_.now(),
                                   caller,
                                   &origin_};
    // Counts what the test is about, so that it is seen to happen.
    const auto succeeded = [&](const auto& outcome) {
      if (!outcome && outcome.error().reason == Reason::last_owner) ++last_owners_kept_;
      return outcome.has_value();
    };
    const auto& target = places[roll(places.size())];
    const std::string roles[] = {kMinimal, kAdministrator, kSuper};
    const auto wanted = rights({roles[roll(3)]});
    switch (kind) {
      case 0: {
        // Whoever is not there, if anybody.
        for (const auto& person : people_) {
          if (tx.find_membership_by_email(organization, person->email)) continue;
          return succeeded(
              core::add_member(tx, context, organization, {person->email, wanted, false}));
        }
        return false;
      }
      case 1:
        return succeeded(remove_member(tx, context, organization, target.id));
      case 2:
        return succeeded(update_member(tx, context, organization, target.id, wanted));
      case 6:
        return succeeded(leave_organization(tx, context, organization));
      case 7:  // by somebody who may be no owner
        return succeeded(update_member(tx, context, organization, target.id, wanted));
      default: {
        const auto given = roll(8) == 0 ? Answer::reject : Answer::accept;
        bool answered = false;
        const auto offers = list_invites(tx, context);
        for (const auto& view : *offers) {
          if (view.status != EffectiveInviteStatus::pending) continue;
          answered |= succeeded(answer_invite(tx, context, view.invite.id, given));
        }
        return answered;
      }
    }
  }

  void work(std::size_t thread, std::size_t count) {
    Loop loop(*store_);
    std::mt19937_64 seeds(1000 + thread);
    std::size_t begun = 0;
    std::size_t done = 0;
    while (done < count) {
      while (begun < count && begun - done < kAtOnce) {
        ++begun;
        // A body may run twice: the same dice each time.
        const auto seed = seeds();
        loop.session().write(
            [this, seed](WriteTransaction& tx) {
              std::mt19937_64 dice(seed);
              testing::SeededEntropy own(seed);
              return do_something(tx, dice, own);
            },
            [&](std::exception_ptr error) {
              EXPECT_EQ(error, nullptr) << "rules come before the store's own checks";
              ++done;
            });
      }
      loop.run_one();
    }
  }

  std::vector<std::shared_ptr<const User>> people_;
  std::vector<OrganizationId> organizations_;
  std::atomic<std::size_t> last_owners_kept_ = 0;
};

TEST_F(ConcurrentMembers, EveryOrganizationKeepsAnOwnerAndNobodyHasTwoPlaces) {
  {
    std::vector<std::jthread> threads;
    for (std::size_t thread = 0; thread < kThreads; ++thread) {
      threads.emplace_back([this, thread] { work(thread, kOperations / kThreads); });
    }
  }
  std::set<std::string> operations;
  std::size_t changes = 0;
  for (const auto& id : organizations_) {
    std::uint64_t owners = 0;
    std::uint64_t all = 0;
    std::set<UserId> users;
    std::set<std::string> addresses;
    read([&](ReadTransaction& tx) {
      for (const auto status :
           {MembershipStatus::pending, MembershipStatus::accepted, MembershipStatus::rejected}) {
        const auto page = tx.list_members(id, {.per_page = 1000, .status = status});
        EXPECT_EQ(page.items.size(), page.total_count);
        for (const auto& place : page.items) {
          ++all;
          const bool super = std::ranges::count(place.roles, super_administrator()) > 0;
          EXPECT_EQ(place.owner, super && status == MembershipStatus::accepted);
          owners += place.owner ? 1 : 0;
          EXPECT_TRUE(addresses.insert(email_key(place.email)).second) << place.email;
          if (place.user) {
            EXPECT_TRUE(users.insert(*place.user).second) << place.email;
          }
          if (status != MembershipStatus::accepted) continue;
          const auto places = tx.memberships_of(place.user.value());
          EXPECT_EQ(std::ranges::count(*places, place), 1) << "known to the user as well";
        }
      }
      EXPECT_EQ(tx.count_members(id), all);
      EXPECT_EQ(tx.count_owners(id), owners);
      return true;
    });
    EXPECT_GE(owners, 1U);
    for (const auto& record : records(id.bytes)) operations.insert(record.operation);
    changes += records(id.bytes).size();
  }
  EXPECT_GT(changes, kOperations / 10);
  EXPECT_GT(last_owners_kept_, kOperations / 100);
  for (const auto* done :
       {"member.add", "member.update", "member.remove", "invite.answer", "membership.leave"}) {
    EXPECT_TRUE(operations.contains(done)) << done << " never succeeded";
  }
}

TEST_F(ConcurrentMembers, OneInviteIsAcceptedOnceHoweverManySay) {
  constexpr std::size_t kInvites = kOperations / 40;
  std::vector<Invite> invites;
  for (std::size_t i = 0; i < kInvites; ++i) {
    add_user("i" + std::to_string(i) + "@example.com");
    invites.push_back(invite("i" + std::to_string(i) + "@example.com"));
  }
  const auto before = contents();
  {
    std::vector<std::jthread> threads;
    for (std::size_t thread = 0; thread < kThreads; ++thread) {
      threads.emplace_back([&, thread] {
        Loop loop(*store_);
        std::size_t done = 0;
        for (std::size_t i = 0; i < kInvites; ++i) {
          loop.session().write(
              [&, i, thread](WriteTransaction& tx) {
                testing::SeededEntropy entropy(i * kThreads + thread);
                const Principal caller{tx.find_user_by_email(invites[i].email),
                                       CredentialKind::global_key,
                                       {},
                                       nullptr,
                                       origin_.address};
                const OperationContext context{testing::test_catalogue(),
                                               testing::role_catalogue(),
                                               testing::test_billing_rules(),
                                               hasher_,
                                               entropy,
                                               clock_.now(),
                                               caller,
                                               &origin_};
                const auto answered = answer_invite(tx, context, invites[i].id, Answer::accept);
                EXPECT_TRUE(answered) << "to say it again is to succeed";
                return answered.has_value();
              },
              [&](std::exception_ptr error) {
                EXPECT_EQ(error, nullptr);
                ++done;
              });
        }
        while (done < kInvites) loop.run_one();
      });
    }
  }
  EXPECT_EQ(records_after(before).size(), kInvites) << "one record each";
  EXPECT_EQ(mail_after(before).size(), kInvites) << "one mail each";
  EXPECT_EQ(read([&](auto& tx) { return tx.count_members(acme_); }), kInvites + 1);
}

}  // namespace
}  // namespace selfsame::core
