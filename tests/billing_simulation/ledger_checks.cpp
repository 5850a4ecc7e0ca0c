#include "tests/billing_simulation/ledger_checks.h"

#include <cstdint>
#include <map>

namespace selfsame::simulation {
namespace {

using core::BillingAction;
using core::BillingItem;
using core::BillingItemType;
using Wrong = std::optional<std::string>;

std::string name_of(const BillingItem& item) {
  return "item " + std::to_string(item.sequence) + " (" +
         std::string(core::billing_item_type_name(item.type)) + ", " +
         std::string(core::billing_action_name(item.action)) + ", " +
         core::format_money({item.amount, item.currency}) + ", " +
         core::format_seconds(item.occurred_at) + ")";
}

/// The time that one subscription has been charged for.
class Coverage {
 public:
  Wrong add(const BillingItem& item) {
    if (item.occurred_at < newest_) return "was booked after what happened later";
    newest_ = item.occurred_at;
    balance_ += item.amount;
    if (item.action == BillingAction::adjustment) return std::nullopt;
    if (item.type == BillingItemType::charge) return charge(item);
    if (item.type == BillingItemType::credit) return credit(item);
    return std::nullopt;
  }
  [[nodiscard]] std::int64_t balance() const { return balance_; }

 private:
  Wrong charge(const BillingItem& item) {
    if (!item.period || item.period->start >= item.period->end) return "charges for no time";
    if (is_over_) return "charges for what was cancelled";
    if (item.occurred_at != item.period->start) return "charges at another time than its period's";
    if (until_ && item.period->start < *until_) return "charges for time that was charged already";
    if (until_ && item.period->start > *until_) return "leaves time out that was not charged";
    until_ = item.period->end;
    return std::nullopt;
  }
  Wrong credit(const BillingItem& item) {
    if (!item.period || item.period->start != item.occurred_at) return "credits the past";
    if (item.period->end != until_) return "credits other time than was charged";
    until_ = item.period->start;
    is_over_ = item.action == BillingAction::cancellation;
    return std::nullopt;
  }

  core::Timestamp newest_ = core::Timestamp::min();
  std::optional<core::Timestamp> until_;
  std::int64_t balance_ = 0;
  bool is_over_ = false;
};

/// What was paid and not given back, by payment.
class Payments {
 public:
  Wrong add(const BillingItem& item) {
    const bool is_payment = item.type == BillingItemType::payment;
    if (!is_payment && item.type != BillingItemType::refund) {
      return item.payment.empty() ? std::nullopt : Wrong("names a payment");
    }
    const auto [found, is_new] = rest_.try_emplace(item.payment, 0);
    if (is_payment != is_new) return is_payment ? "books a payment again" : "refunds no payment";
    found->second -= item.amount;
    if (found->second < 0) return "refunds more than was paid";
    return std::nullopt;
  }

 private:
  std::map<std::string, std::int64_t> rest_;
};

class Ledger {
 public:
  Wrong add(const BillingItem& item) {
    if (item.sequence != ++sequence_) return "is not numbered " + std::to_string(sequence_);
    const bool is_owed =
        item.type == BillingItemType::charge || item.type == BillingItemType::refund;
    if ((item.amount > 0) != is_owed) return "has the wrong sign";
    auto& balance = balances_[item.currency];
    balance += item.amount;
    if (item.balance != balance) return "has the wrong balance";
    if (auto wrong = payments_.add(item)) return wrong;
    if (!item.subscription) return "belongs to no subscription";
    return subscriptions_[item.subscription->bytes].add(item);
  }
  /// Whether the subscription owes what was booked for it.
  [[nodiscard]] Wrong compare(const core::Subscription& subscription) {
    if (subscriptions_[subscription.id.bytes].balance() == subscription.balance) return {};
    return "subscription " + subscription.id.hex() + " does not owe the sum of its items";
  }

 private:
  std::uint64_t sequence_ = 0;
  std::map<core::Currency, std::int64_t> balances_;
  std::map<core::IdBytes, Coverage> subscriptions_;
  Payments payments_;
};

}  // namespace

Wrong check_ledger(std::span<const BillingItem> items,
                   std::span<const core::Subscription> subscriptions) {
  Ledger ledger;
  for (const auto& item : items) {
    if (const auto wrong = ledger.add(item)) return name_of(item) + " " + *wrong;
  }
  for (const auto& subscription : subscriptions) {
    if (auto wrong = ledger.compare(subscription)) return wrong;
  }
  return std::nullopt;
}

}  // namespace selfsame::simulation
