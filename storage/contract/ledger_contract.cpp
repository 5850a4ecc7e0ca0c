// Ledgers: items in the order of their booking, what they add up to, and every list of them.
#include <algorithm>
#include <array>
#include <limits>
#include <map>
#include <random>

#include "storage/contract/store_contract.h"

namespace selfsame::storage::contract {
namespace {

using core::BillingAction;
using core::BillingItem;
using core::BillingItemQuery;
using core::BillingItemType;
using core::BillingOrder;
using core::Direction;
using core::ReadTransaction;
using core::WriteTransaction;

constexpr auto kTypes =
    std::to_array<BillingItemType>({BillingItemType::charge, BillingItemType::credit,
                                    BillingItemType::payment, BillingItemType::refund});
constexpr auto kActions = std::to_array<BillingAction>(
    {BillingAction::subscription, BillingAction::renewal, BillingAction::change,
     BillingAction::cancellation, BillingAction::payment, BillingAction::refund,
     BillingAction::adjustment});
constexpr core::Currency kYen{{'J', 'P', 'Y'}, 0};
constexpr core::Currency kDinar{{'K', 'W', 'D'}, 3};

bool is_owed(BillingItemType type) {
  return type == BillingItemType::charge || type == BillingItemType::refund;
}

TEST_P(BillingContract, KeepsBillingItemsAsTheyAreAndGivesThemTheirPlace) {
  std::vector<BillingItem> all{make_billing_item(user_, 10)};
  BillingItem full = make_billing_item(user_, 11);
  full.occurred_at -= std::chrono::microseconds(7);
  full.description = kDifficultText;
  full.currency = kDinar;
  full.subscription = make_id<core::SubscriptionId>(5);
  full.zone = make_id<core::ZoneId>(6);
  full.zone_name = kDifficultText;
  full.period = {make_time(1), make_time(1)};
  full.payment = kDifficultText;
  full.amount = (std::int64_t{1} << 53) - 1;
  all.push_back(full);
  std::uint64_t number = 12;
  for (const BillingItemType type : kTypes) {
    for (const BillingAction action : kActions) {
      BillingItem item = make_billing_item(user_, number++);
      item.type = type;
      item.action = action;
      item.currency = kYen;
      item.amount = is_owed(type) ? 1 : -1;
      all.push_back(item);
    }
  }
  write([&](WriteTransaction& tx) {
    for (const auto& item : all) tx.append_billing_item(item);
    return true;
  });
  std::map<core::Currency, std::int64_t> balances;
  for (std::size_t i = 0; i < all.size(); ++i) {
    all[i].sequence = i + 1;
    all[i].balance = balances[all[i].currency] += all[i].amount;
  }
  EXPECT_EQ(get([&](ReadTransaction& tx) { return tx.billing_items_after(user_, 0, 99); }), all);
}

TEST_P(BillingContract, TheStoreSaysWhereAnItemStandsNotTheCaller) {
  BillingItem item = make_billing_item(user_, 10);
  item.sequence = 77;
  item.balance = 78;
  append(item);
  const auto kept = get([&](ReadTransaction& tx) { return tx.billing_items_after(user_, 0, 9); });
  EXPECT_EQ(kept.at(0).sequence, 1U);
  EXPECT_EQ(kept.at(0).balance, 10);
}

TEST_P(BillingContract, KeepsABalanceForEachCurrencyOfAnOwner) {
  const auto balances = [&](const core::Owner& owner) {
    return get([&](ReadTransaction& tx) { return tx.balances_of(owner); });
  };
  using Balances = std::vector<core::Money>;
  EXPECT_EQ(balances(user_), Balances{});
  std::uint64_t number = 0;
  const auto book = [&](const core::Owner& owner, std::int64_t amount, core::Currency currency) {
    BillingItem item = make_billing_item(owner, ++number);
    item.type = amount > 0 ? BillingItemType::charge : BillingItemType::credit;
    item.amount = amount;
    item.currency = currency;
    append(item);
  };
  book(user_, 500, kYen);
  book(user_, 1000, kEuro);
  book(id_, 7, kEuro);
  book(user_, -1500, kEuro);
  book(user_, 3, kDinar);
  EXPECT_EQ(balances(user_), (Balances{{-500, kEuro}, {500, kYen}, {3, kDinar}}));
  EXPECT_EQ(balances(id_), (Balances{{7, kEuro}}));
  // What is paid to the end is still there.
  book(user_, -500, kYen);
  // The same code counted otherwise is another currency.
  book(user_, 9, {{'E', 'U', 'R'}, 3});
  book(user_, 1, kEuro);
  EXPECT_EQ(balances(user_),
            (Balances{{-499, kEuro}, {9, {{'E', 'U', 'R'}, 3}}, {0, kYen}, {3, kDinar}}));
  EXPECT_EQ(balances(core::OrganizationId{user_.bytes}), Balances{});
}

TEST_P(BillingContract, BooksAnItemOnce) {
  append(make_billing_item(user_, 10));
  EXPECT_THROW(append(make_billing_item(user_, 10)), core::StoreConflict);
  append(make_billing_item(id_, 10));
  append(make_billing_item(user_, 11));
  const auto items = [&](const core::Owner& owner) {
    return get([&](ReadTransaction& tx) { return tx.billing_items_after(owner, 0, 9); });
  };
  ASSERT_EQ(items(user_).size(), 2U);
  EXPECT_EQ(items(user_)[1].sequence, 2U) << "what was refused leaves no gap";
  EXPECT_EQ(items(user_)[1].balance, 21);
  EXPECT_EQ(items(id_).size(), 1U);
}

TEST_P(BillingContract, ALedgerIsOneOwners) {
  const core::OrganizationId same{user_.bytes};
  append(make_billing_item(user_, 10));
  EXPECT_THROW(append(make_billing_item(same, 11)), core::StoreConflict);
  EXPECT_EQ(list(same, {}).total_count, 0U);
  EXPECT_EQ(list(same, {.type = BillingItemType::charge}).total_count, 0U);
  EXPECT_TRUE(get([&](ReadTransaction& tx) { return tx.billing_items_after(same, 0, 9); }).empty());
}

TEST_P(BillingContract, ReadsALedgerFromAnywhere) {
  for (std::uint64_t number = 1; number <= 5; ++number) append(make_billing_item(id_, number));
  const auto read = [&](std::uint64_t after, std::uint32_t limit) {
    Numbers numbers;
    for (const auto& item :
         get([&](ReadTransaction& tx) { return tx.billing_items_after(id_, after, limit); })) {
      numbers.push_back(item.id.bytes.back());
    }
    return numbers;
  };
  EXPECT_EQ(read(0, 9), (Numbers{1, 2, 3, 4, 5}));
  EXPECT_EQ(read(2, 2), (Numbers{3, 4}));
  EXPECT_EQ(read(5, 9), Numbers{});
  EXPECT_EQ(read(UINT64_MAX, 9), Numbers{});
  EXPECT_EQ(read(0, 0), Numbers{});
}

TEST_P(BillingContract, RefusesABalanceThatIsNoNumber) {
  BillingItem item = make_billing_item(user_, 10);
  item.amount = std::numeric_limits<std::int64_t>::max();
  append(item);
  EXPECT_THROW(append(make_billing_item(user_, 11)), std::overflow_error);
}

/// What a list answers, said without an index.
core::Page<BillingItem> naive_page(std::vector<BillingItem> items, const BillingItemQuery& query) {
  std::erase_if(items, [&](const BillingItem& item) {
    return (query.type && item.type != *query.type) ||
           (query.action && item.action != *query.action) ||
           (query.occurred_at && item.occurred_at != *query.occurred_at);
  });
  const auto key = [&](const BillingItem& item) {
    switch (query.order) {
      case BillingOrder::booked:
        return std::string();
      case BillingOrder::occurred_at:
        return std::to_string(item.occurred_at.time_since_epoch().count());  // all of one length
      case BillingOrder::type:
        return std::string(core::billing_item_type_name(item.type));
      case BillingOrder::action:
        return std::string(core::billing_action_name(item.action));
    }
    throw std::logic_error("unknown order");
  };
  std::ranges::sort(items, {},
                    [&](const BillingItem& item) { return std::pair(key(item), item.sequence); });
  if (query.direction == Direction::descending) std::ranges::reverse(items);
  core::Page<BillingItem> page;
  page.total_count = items.size();
  const std::size_t first = (query.page - 1) * query.per_page;
  for (std::size_t i = first; i < std::min(first + query.per_page, items.size()); ++i) {
    page.items.push_back(items[i]);
  }
  return page;
}

/// With every filter that there is, and without.
std::vector<BillingItemQuery> all_filters() {
  std::vector<std::optional<BillingItemType>> types{std::nullopt, BillingItemType::charge,
                                                    BillingItemType::refund};
  std::vector<std::optional<BillingAction>> actions{std::nullopt, BillingAction::subscription,
                                                    BillingAction::adjustment};
  std::vector<std::optional<core::Timestamp>> times{std::nullopt, make_time(3), make_time(99)};
  std::vector<BillingItemQuery> queries;
  for (const auto type : types) {
    for (const auto action : actions) {
      for (const auto time : times) {
        BillingItemQuery query;
        query.type = type;
        query.action = action;
        query.occurred_at = time;
        queries.push_back(query);
      }
    }
  }
  return queries;
}

class Ledger {
 public:
  Ledger(core::Store& store, const core::Owner& owner) : store_(store) {
    std::mt19937 random(20261204);
    store_.write_and_wait([&](WriteTransaction& tx) {
      for (std::uint64_t number = 1; number <= 120; ++number) {
        BillingItem item = make_billing_item(owner, number);
        item.occurred_at = make_time(static_cast<std::int64_t>(random() % 6));
        item.type = kTypes.at(random() % kTypes.size());
        item.action = kActions.at(random() % kActions.size());
        if (!is_owed(item.type)) item.amount = -item.amount;
        tx.append_billing_item(item);
      }
      return true;
    });
    store_.read_and_wait(
        [&](ReadTransaction& tx) { items_ = tx.billing_items_after(owner, 0, 1000); });
  }

  /// Compares every page of a list, and the one after the last.
  void check(core::ReadTransaction& tx, const core::Owner& owner, BillingItemQuery query) const {
    for (const std::uint32_t per_page : {1U, 7U, 50U, 200U}) {
      query.per_page = per_page;
      std::uint64_t pages = 0;
      for (query.page = 1; query.page <= pages + 1; ++query.page) {
        const auto expected = naive_page(items_, query);
        pages = (expected.total_count + per_page - 1) / per_page;
        const auto page = tx.list_billing_items(owner, query);
        ASSERT_EQ(page.total_count, expected.total_count);
        ASSERT_EQ(page.items, expected.items) << query.page << " of " << pages;
      }
    }
  }
  void check(const core::Owner& owner, const BillingItemQuery& query) const {
    store_.read_and_wait([&](ReadTransaction& tx) { check(tx, owner, query); });
  }

 private:
  core::Store& store_;
  std::vector<BillingItem> items_;
};

TEST_P(BillingContract, ListsItemsInEveryOrderWithEveryFilter) {
  const Ledger theirs(store(), id_);
  const Ledger ledger(store(), user_);
  for (BillingItemQuery query : all_filters()) {
    for (const auto order : {BillingOrder::booked, BillingOrder::occurred_at, BillingOrder::type,
                             BillingOrder::action}) {
      for (const auto direction : {Direction::ascending, Direction::descending}) {
        query.order = order;
        query.direction = direction;
        SCOPED_TRACE(::testing::Message()
                     << "order " << static_cast<int>(order) << " direction "
                     << static_cast<int>(direction) << " type "
                     << (query.type ? static_cast<int>(*query.type) : -1) << " action "
                     << (query.action ? static_cast<int>(*query.action) : -1) << " time "
                     << query.occurred_at.has_value());
        ASSERT_NO_FATAL_FAILURE(ledger.check(user_, query));
      }
    }
  }
}

TEST_P(BillingContract, APageThatIsNotThereIsEmpty) {
  for (std::uint64_t number = 1; number <= 3; ++number) append(make_billing_item(user_, number));
  const auto count = [&](std::uint64_t page, std::uint32_t per_page) {
    const auto got = list(user_, {.page = page, .per_page = per_page});
    EXPECT_EQ(got.total_count, 3U);
    return got.items.size();
  };
  EXPECT_EQ(count(1, 3), 3U);
  EXPECT_EQ(count(2, 3), 0U);
  EXPECT_EQ(count(0, 2), 2U) << "as the first";
  EXPECT_EQ(count(1, 0), 0U);
  EXPECT_EQ(count(UINT64_MAX, UINT32_MAX), 0U);
  EXPECT_EQ(count(UINT64_MAX, 1), 0U);
  EXPECT_EQ(list(id_, {}).total_count, 0U);
}

}  // namespace
}  // namespace selfsame::storage::contract
