// Subscriptions: what is kept of them, and how they are found.
#include <array>
#include <limits>

#include "storage/contract/store_contract.h"

namespace selfsame::storage::contract {
namespace {

using core::ReadTransaction;
using core::Subscription;
using core::SubscriptionState;

constexpr auto kStates = std::to_array<SubscriptionState>(
    {SubscriptionState::trial, SubscriptionState::provisioned, SubscriptionState::paid,
     SubscriptionState::awaiting_payment, SubscriptionState::cancelled, SubscriptionState::failed,
     SubscriptionState::expired});

/// Says everything that a subscription can say.
Subscription make_full_subscription(const core::Owner& owner, std::uint64_t number) {
  Subscription subscription = make_subscription(owner, number);
  subscription.zone = make_id<core::ZoneId>(9);
  subscription.zone_name = kDifficultText;
  subscription.plan = {kDifficultText,
                       kDifficultText,
                       {"b", "a", "", kDifficultText, "b"},
                       core::ZoneLevel::enterprise,
                       true,
                       true};
  subscription.frequency = core::Frequency::yearly;
  subscription.price = (std::int64_t{1} << 53) - 1;
  subscription.currency = {{'K', 'W', 'D'}, 3};
  subscription.time_zone = "Europe/Berlin";
  subscription.anchor -= std::chrono::microseconds(1);
  subscription.period_number = std::numeric_limits<std::uint32_t>::max();
  subscription.period = {make_time(5), make_time(5) + std::chrono::microseconds(1)};
  subscription.state = SubscriptionState::failed;
  subscription.cancels_at_period_end = true;
  subscription.period_charged = true;
  subscription.balance = -subscription.price;
  subscription.due_since = make_time(11);
  subscription.failures = 4;
  subscription.next_attempt_at = make_time(12);
  subscription.failed_at = make_time(13);
  subscription.last_payment_at = make_time(14);
  subscription.ended_at = make_time(15);
  subscription.modified_at += std::chrono::microseconds(7);
  return subscription;
}

Numbers numbers_of(const std::vector<Subscription>& subscriptions) {
  Numbers numbers;
  for (const auto& each : subscriptions) numbers.push_back(each.id.bytes.back());
  return numbers;
}

TEST_P(BillingContract, KeepsSubscriptionsAsTheyAre) {
  const Subscription plain = make_subscription(user_, 10);
  const Subscription full = make_full_subscription(id_, 11);
  add(plain);
  add(full);
  EXPECT_EQ(find(plain), plain);
  EXPECT_EQ(find(full), full);
  EXPECT_EQ(find(make_subscription(user_, 12)), std::nullopt);
  EXPECT_THROW(add(plain), core::StoreConflict);
}

TEST_P(BillingContract, KeepsEveryChoiceOfASubscription) {
  Subscription subscription = make_subscription(id_, 10);
  add(subscription);
  const auto keeps = [&] { return update(subscription) && find(subscription) == subscription; };
  for (const SubscriptionState state : kStates) {
    subscription.state = state;
    EXPECT_TRUE(keeps()) << static_cast<int>(state);
  }
  using enum core::Frequency;
  for (const core::Frequency frequency : {weekly, monthly, quarterly, yearly}) {
    subscription.frequency = frequency;
    EXPECT_TRUE(keeps()) << static_cast<int>(frequency);
  }
  using core::ZoneLevel;
  for (const ZoneLevel level :
       {ZoneLevel::none, ZoneLevel::pro, ZoneLevel::business, ZoneLevel::enterprise}) {
    subscription.plan.zone_level = level;
    EXPECT_TRUE(keeps()) << static_cast<int>(level);
  }
}

TEST_P(BillingContract, UpdateSubscriptionReplacesAllButWhoseItIs) {
  const Subscription before = make_subscription(id_, 10);
  Subscription changed = make_full_subscription(id_, 10);
  changed.created_at = make_time(99);
  add(before);
  EXPECT_TRUE(update(changed));
  changed.zone = before.zone;
  changed.created_at = before.created_at;
  EXPECT_EQ(find(before), changed);
  EXPECT_TRUE(update(before));
  EXPECT_EQ(find(before), before);
  EXPECT_FALSE(update(make_subscription(id_, 11)));
  EXPECT_FALSE(update(make_subscription(other_, 10)));
  EXPECT_FALSE(update(make_subscription(core::UserId{id_.bytes}, 10)));
  EXPECT_EQ(find(before), before);
}

TEST_P(BillingContract, TellsTheSubscriptionsOfOwnersApart) {
  Subscription mine = make_subscription(user_, 10);
  Subscription theirs = make_subscription(id_, 10);
  theirs.price = 7;
  add(mine);
  add(theirs);
  mine.price = 8;
  EXPECT_TRUE(update(mine));
  EXPECT_EQ(find(mine), mine);
  EXPECT_EQ(find(theirs), theirs);
  // An id that is a user's is no organization's.
  EXPECT_EQ(find(make_subscription(core::OrganizationId{user_.bytes}, 10)), std::nullopt);
  const auto listed = [&](const core::Owner& owner) {
    return get([&](ReadTransaction& tx) { return tx.subscriptions_of(owner); });
  };
  EXPECT_EQ(listed(user_), std::vector{mine});
  EXPECT_EQ(listed(id_), std::vector{theirs});
  EXPECT_TRUE(listed(other_).empty());
  EXPECT_TRUE(listed(core::UserId{id_.bytes}).empty());
}

TEST_P(BillingContract, ListsSubscriptionsOldestFirst) {
  for (const std::uint64_t number : {12U, 10U, 11U, 13U}) {
    Subscription subscription = make_subscription(user_, number);
    if (number == 12) subscription.created_at = make_time(1);
    if (number == 13) subscription.created_at = make_time(10);
    if (number == 11) subscription.state = SubscriptionState::expired;
    add(subscription);
  }
  EXPECT_EQ(numbers_of(get([&](ReadTransaction& tx) { return tx.subscriptions_of(user_); })),
            (Numbers{12, 10, 13, 11}));
}

TEST_P(BillingContract, CountsSubscriptionsThatHaveNotEnded) {
  const auto zone = make_id<core::ZoneId>(5);
  const auto count = [&](const core::Owner& owner, std::optional<core::ZoneId> of) {
    return get([&](ReadTransaction& tx) { return tx.count_open_subscriptions(owner, of); });
  };
  std::uint64_t open = 0;
  for (const SubscriptionState state : kStates) {
    const auto number = 10 + static_cast<std::uint64_t>(state);
    Subscription of_zone = make_zone_subscription(id_, number, core::ZoneLevel::pro);
    of_zone.zone = zone;
    of_zone.state = state;
    Subscription of_whole = make_subscription(id_, number + 10);
    of_whole.state = state;
    add(of_zone);
    EXPECT_EQ(count(id_, {}), open) << number;
    add(of_whole);
    open += core::has_ended(state) ? 0 : 1;
    EXPECT_EQ(count(id_, zone), open) << number;
    EXPECT_EQ(count(id_, {}), open) << number;
  }
  EXPECT_EQ(open, 5U);
  add(make_zone_subscription(id_, 31, core::ZoneLevel::none));
  add(make_subscription(user_, 32));
  EXPECT_EQ(count(id_, {}), 5U);
  EXPECT_EQ(count(id_, zone), 5U);
  EXPECT_EQ(count(id_, make_id<core::ZoneId>(31)), 1U);
  EXPECT_EQ(count(id_, make_id<core::ZoneId>(6)), 0U);
  EXPECT_EQ(count(user_, zone), 0U);
  EXPECT_EQ(count(user_, {}), 1U);
  EXPECT_EQ(count(core::UserId{id_.bytes}, {}), 0U);
}

TEST_P(BillingContract, FindsWhatIsDueLongestDueFirst) {
  add(make_subscription(user_, 10), make_time(30));
  add(make_subscription(id_, 11), make_time(20));
  add(make_subscription(other_, 12), make_time(20));
  add(make_subscription(id_, 10), make_time(20));
  add(make_subscription(user_, 13), make_time(40));
  add(make_subscription(user_, 14));
  using Keys = std::vector<core::SubscriptionKey>;
  const auto due = [&](std::int64_t second, std::uint32_t limit) {
    return get([&](ReadTransaction& tx) { return tx.due_subscriptions(make_time(second), limit); });
  };
  const auto key = [](const core::Owner& owner, std::uint64_t number) {
    return core::SubscriptionKey{owner, make_id<core::SubscriptionId>(number)};
  };
  EXPECT_EQ(due(19, 9), Keys{});
  EXPECT_EQ(due(20, 9), (Keys{key(id_, 10), key(id_, 11), key(other_, 12)}));
  EXPECT_EQ(due(39, 9), (Keys{key(id_, 10), key(id_, 11), key(other_, 12), key(user_, 10)}));
  EXPECT_EQ(due(99, 2), (Keys{key(id_, 10), key(id_, 11)}));
  EXPECT_TRUE(update(make_subscription(id_, 10), make_time(35)));
  EXPECT_TRUE(update(make_subscription(id_, 11)));
  EXPECT_TRUE(update(make_subscription(user_, 14), make_time(1)));
  EXPECT_EQ(due(39, 9), (Keys{key(user_, 14), key(other_, 12), key(user_, 10), key(id_, 10)}));
}

TEST_P(BillingContract, FindsWhoeverOwesInTheOrderOfOwnersAndIds) {
  for (const SubscriptionState state : kStates) {
    for (const core::Owner& owner : {core::Owner(other_), core::Owner(id_), core::Owner(user_)}) {
      Subscription subscription = make_subscription(owner, 10 + static_cast<std::uint64_t>(state));
      subscription.state = state;
      const bool owes =
          state == SubscriptionState::awaiting_payment || state == SubscriptionState::failed;
      subscription.balance = owes ? 1 : -1;
      add(subscription);
    }
  }
  const auto owing = [&](std::optional<core::SubscriptionKey> after, std::uint32_t limit) {
    return get([&](ReadTransaction& tx) { return tx.owing_subscriptions(after, limit); });
  };
  const auto all = owing({}, 99);
  ASSERT_EQ(all.size(), 6U);
  const auto owners = std::to_array<core::Owner>({user_, user_, id_, id_, other_, other_});
  for (std::size_t i = 0; i < all.size(); ++i) {
    EXPECT_EQ(all[i].owner, owners.at(i)) << i;
    EXPECT_EQ(all[i].state,
              i % 2 == 0 ? SubscriptionState::awaiting_payment : SubscriptionState::failed)
        << i;
    EXPECT_EQ(find(all[i]), all[i]);
    const core::SubscriptionKey key{all[i].owner, all[i].id};
    const std::vector<Subscription> rest(all.begin() + static_cast<std::ptrdiff_t>(i) + 1,
                                         all.end());
    EXPECT_EQ(owing(key, 99), rest) << i;
    const std::vector<Subscription> next(rest.begin(), rest.begin() + (rest.empty() ? 0 : 1));
    EXPECT_EQ(owing(key, 1), next) << i;
  }
  // What is paid owes no more; what ends does.
  Subscription paid = all[0];
  paid.state = SubscriptionState::paid;
  paid.balance = 0;
  Subscription ended = all[1];
  ended.state = SubscriptionState::expired;
  EXPECT_TRUE(update(paid));
  EXPECT_TRUE(update(ended));
  EXPECT_EQ(owing({}, 99).size(), 5U);
}

TEST_P(BillingContract, ListsTheSubscriptionsOfOneZoneOrOfNone) {
  const auto zone = make_id<core::ZoneId>(5);
  for (const std::uint64_t number : {10U, 11U, 12U, 13U}) {
    Subscription subscription = number < 12
                                    ? make_zone_subscription(id_, number, core::ZoneLevel::pro)
                                    : make_subscription(id_, number);
    subscription.zone.reset();
    if (number == 10) subscription.zone = zone;
    if (number == 11) subscription.zone = make_id<core::ZoneId>(6);
    add(subscription);
  }
  const auto numbers = [&](const core::Owner& owner, const std::optional<core::ZoneId>& of) {
    return numbers_of(get([&](ReadTransaction& tx) { return tx.subscriptions_for(owner, of); }));
  };
  EXPECT_EQ(numbers(id_, zone), Numbers{10});
  EXPECT_EQ(numbers(id_, {}), (Numbers{12, 13}));
  EXPECT_EQ(numbers(id_, make_id<core::ZoneId>(7)), Numbers{});
  EXPECT_EQ(numbers(other_, zone), Numbers{});
}

TEST_P(BillingContract, FindsWhenSomethingWillNextBeCharged) {
  const auto next = [&] {
    return get([&](ReadTransaction& tx) { return tx.next_charge_at(user_); });
  };
  EXPECT_EQ(next(), std::nullopt);
  std::uint64_t number = 10;
  const auto add_until = [&](std::int64_t end, auto change) {
    Subscription subscription = make_subscription(user_, number++);
    subscription.state = SubscriptionState::paid;
    subscription.cancels_at_period_end = false;
    subscription.price = 1;
    subscription.plan.externally_managed = false;
    subscription.plan.is_contract = false;
    subscription.period = {make_time(1), make_time(end)};
    change(subscription);
    add(subscription);
  };
  add_until(10, [](Subscription& one) { one.cancels_at_period_end = true; });
  add_until(11, [](Subscription& one) { one.price = 0; });
  add_until(12, [](Subscription& one) { one.plan.externally_managed = true; });
  add_until(13, [](Subscription& one) { one.plan.is_contract = true; });
  add_until(14, [](Subscription& one) { one.state = SubscriptionState::failed; });
  add_until(15, [](Subscription& one) { one.state = SubscriptionState::cancelled; });
  add_until(16, [&](Subscription& one) { one.owner = id_; });
  EXPECT_EQ(next(), std::nullopt);
  add_until(21, [](Subscription&) {});
  add_until(20, [](Subscription& one) { one.state = SubscriptionState::trial; });
  EXPECT_EQ(next(), make_time(20));
}

}  // namespace
}  // namespace selfsame::storage::contract
