#include "billing/verify_ledgers.h"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>
#include <vector>

namespace selfsame::billing {
namespace {

constexpr std::uint32_t kOwnersAtOnce = 500;
constexpr std::uint32_t kItemsAtOnce = 1000;
constexpr std::uint32_t kSubscriptionsAtOnce = 1000;

using core::SubscriptionState;

/// Which subscriptions are in a list.
class Keys {
 public:
  void add(const core::Owner& owner, const core::SubscriptionId& id) {
    keys_.emplace_back(owner.id, id.bytes);
  }
  void sort() { std::ranges::sort(keys_); }
  [[nodiscard]] bool hold(const core::Subscription& subscription) const {
    return std::ranges::binary_search(keys_,
                                      std::pair(subscription.owner.id, subscription.id.bytes));
  }

 private:
  std::vector<std::pair<core::IdBytes, core::IdBytes>> keys_;
};

/// What is to be collected.
Keys read_owing(core::ReadTransaction& tx) {
  Keys keys;
  std::optional<core::SubscriptionKey> after;
  while (true) {
    const auto page = tx.owing_subscriptions(after, kSubscriptionsAtOnce);
    for (const auto& subscription : page) keys.add(subscription.owner, subscription.id);
    if (page.size() < kSubscriptionsAtOnce) break;
    after = core::SubscriptionKey{page.back().owner, page.back().id};
  }
  keys.sort();
  return keys;
}

/// What goes on by itself, some day.
Keys read_due(core::ReadTransaction& tx) {
  Keys keys;
  for (const auto& key : tx.due_subscriptions(core::Timestamp::max(), UINT32_MAX)) {
    keys.add(key.owner, key.id);
  }
  keys.sort();
  return keys;
}

bool is_unpaid(SubscriptionState state) {
  return state == SubscriptionState::awaiting_payment || state == SubscriptionState::failed;
}

std::string money(std::int64_t minor, const core::Currency& currency) {
  return core::format_money({minor, currency});
}

/// One owner's ledger and subscriptions. Each step says what is wrong; empty: nothing.
class OwnerWalk {
 public:
  OwnerWalk(core::ReadTransaction& tx, const core::Owner& owner, LedgerReport& report)
      : tx_(tx), owner_(owner), report_(report) {}

  std::string check(const Keys& owing, const Keys& due) {
    auto wrong = check_items();
    if (wrong.empty()) wrong = check_balances();
    if (wrong.empty()) wrong = check_subscriptions(owing, due);
    return wrong.empty() ? wrong : "owner " + core::id_to_hex(owner_.id) + ", " + wrong;
  }

 private:
  using SumKey = std::pair<core::SubscriptionId, core::Currency>;

  std::string check_items() {
    while (true) {
      const auto page = tx_.billing_items_after(owner_, sequence_, kItemsAtOnce);
      for (const auto& item : page) {
        if (auto wrong = check(item); !wrong.empty()) {
          return "item " + std::to_string(item.sequence) + " (" + item.id.hex() + "): " + wrong;
        }
        ++report_.items;
      }
      if (page.size() < kItemsAtOnce) return {};
    }
  }

  std::string check(const core::BillingItem& item) {
    if (item.owner != owner_) return "belongs to another owner";
    if (item.sequence != sequence_ + 1) {
      return "item " + std::to_string(sequence_ + 1) + " is missing before it";
    }
    sequence_ = item.sequence;
    auto& balance = balances_[item.currency];
    const auto next = core::add_amounts(balance, item.amount);
    if (!next || *next != item.balance) {
      return "says a balance of " + money(item.balance, item.currency) + " after " +
             money(item.amount, item.currency) + ", when it was " + money(balance, item.currency);
    }
    balance = *next;
    if (!item.subscription) return {};
    auto& sum = sums_[{*item.subscription, item.currency}];
    const auto total = core::add_amounts(sum, item.amount);
    if (!total) return "takes its subscription past the amounts that there can be";
    sum = *total;
    return {};
  }

  std::string check_balances() {
    for (const auto& balance : tx_.balances_of(owner_)) {
      const auto found = balances_.find(balance.currency);
      const auto summed = found == balances_.end() ? 0 : found->second;
      if (balance.minor != summed) {
        return "balance: is told as " + core::format_money(balance) +
               ", when its items add up to " + money(summed, balance.currency);
      }
    }
    return {};
  }

  std::string check_subscriptions(const Keys& owing, const Keys& due) {
    for (const auto& subscription : tx_.subscriptions_of(owner_)) {
      auto wrong = check_balance(subscription);
      if (wrong.empty()) wrong = check_state(subscription);
      if (wrong.empty()) wrong = check_lists(subscription, owing, due);
      if (!wrong.empty()) return "subscription " + subscription.id.hex() + ": " + wrong;
      ++report_.subscriptions;
    }
    if (sums_.empty()) return {};
    const auto& [id, currency] = sums_.begin()->first;
    return "subscription " + id.hex() + ": has items in " + std::string(currency.code()) +
           ", and is not there in that currency";
  }

  /// Takes the sum of its items out, so that what is left in the end is nobody's.
  std::string check_balance(const core::Subscription& subscription) {
    std::int64_t sum = 0;
    if (const auto node = sums_.extract({subscription.id, subscription.currency})) {
      sum = node.mapped();
    }
    if (sum == subscription.balance) return {};
    return "says that it owes " + money(subscription.balance, subscription.currency) +
           ", when its items add up to " + money(sum, subscription.currency);
  }

  static std::string check_state(const core::Subscription& subscription) {
    const auto state = subscription.state;
    const auto says = "is " + std::string(core::subscription_state_name(state));
    if (core::has_ended(state) != subscription.ended_at.has_value()) {
      return says + (subscription.ended_at ? ", and has an end" : ", and has no end");
    }
    // In its trial, and once it has ended, a subscription may owe something.
    if (core::has_ended(state) || state == SubscriptionState::trial) return {};
    if (is_unpaid(state) == (subscription.balance > 0)) return {};
    return says + ", and owes " + money(subscription.balance, subscription.currency);
  }

  static std::string check_lists(const core::Subscription& subscription, const Keys& owing,
                                 const Keys& due) {
    const auto state = subscription.state;
    const auto says = "is " + std::string(core::subscription_state_name(state));
    const bool owes = subscription.balance > 0;
    if (owing.hold(subscription) != owes) {
      return says + (owes ? ", owes, and is not" : ", owes nothing, and is") +
             " among what is to be collected";
    }
    const bool goes_on = !core::has_ended(state);
    if (due.hold(subscription) != goes_on) {
      return says + (goes_on ? ", and is not" : ", and is") + " among what goes on by itself";
    }
    return {};
  }

  core::ReadTransaction& tx_;
  const core::Owner owner_;
  LedgerReport& report_;
  std::uint64_t sequence_ = 0;
  std::map<core::Currency, std::int64_t> balances_;
  std::map<SumKey, std::int64_t> sums_;  // of the items of each subscription
};

}  // namespace

LedgerReport verify_ledgers(core::ReadTransaction& tx) {
  LedgerReport report;
  const Keys owing = read_owing(tx);
  const Keys due = read_due(tx);
  std::optional<core::IdBytes> after;
  while (true) {
    const auto owners = tx.list_billing_owners(after, kOwnersAtOnce);
    for (const auto& owner : owners) {
      report.wrong = OwnerWalk(tx, owner, report).check(owing, due);
      if (!report.is_whole()) return report;
      ++report.owners;
    }
    if (owners.size() < kOwnersAtOnce) return report;
    after = owners.back().id;
  }
}

}  // namespace selfsame::billing
