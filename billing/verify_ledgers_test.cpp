#include "billing/verify_ledgers.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <vector>

#include "core/limits.h"
#include "tests/support/stub_transaction.h"
#include "tests/support/test_subscription.h"

namespace selfsame::billing {
namespace {

using core::SubscriptionState;
using testing::kDollar;
using testing::kYen;

template <class Id>
Id id(std::uint8_t number) {
  Id made;
  made.bytes.back() = number;
  return made;
}

/// What a store says of its ledgers, right or wrong.
class Ledgers final : public testing::StubTransaction {
 public:
  std::vector<core::Owner> list_billing_owners(const std::optional<core::IdBytes>& after,
                                               std::uint32_t limit) override {
    std::vector<core::Owner> found;
    for (const auto& owner : owners) {
      if ((!after || owner.id > *after) && found.size() < limit) found.push_back(owner);
    }
    return found;
  }
  std::vector<core::BillingItem> billing_items_after(const core::Owner& owner,
                                                     std::uint64_t sequence,
                                                     std::uint32_t limit) override {
    std::vector<core::BillingItem> found;
    for (const auto& item : items) {
      const bool wanted = asked_for(item, owner) && item.sequence > sequence;
      if (wanted && found.size() < limit) found.push_back(item);
    }
    return found;
  }
  std::vector<core::Money> balances_of(const core::Owner& owner) override {
    std::vector<core::Money> found;
    for (const auto& item : items) {
      if (!asked_for(item, owner)) continue;
      const auto known = std::ranges::find(found, item.currency, &core::Money::currency);
      if (known == found.end()) {
        found.push_back({item.balance, item.currency});
      } else {
        known->minor = item.balance;
      }
    }
    if (told) found.front() = *told;
    return found;
  }
  std::vector<core::Subscription> subscriptions_of(const core::Owner& owner) override {
    std::vector<core::Subscription> found;
    for (const auto& one : subscriptions) {
      if (one.owner == owner) found.push_back(one);
    }
    return found;
  }
  std::vector<core::Subscription> owing_subscriptions(
      const std::optional<core::SubscriptionKey>& after, std::uint32_t /*limit*/) override {
    return after ? std::vector<core::Subscription>() : owing;
  }
  std::vector<core::SubscriptionKey> due_subscriptions(core::Timestamp /*now*/,
                                                       std::uint32_t /*limit*/) override {
    return due;
  }

  void book(core::Subscription& subscription, std::int64_t amount) {
    core::BillingItem item;
    item.id = id<core::BillingItemId>(static_cast<std::uint8_t>(items.size() + 1));
    item.owner = subscription.owner;
    item.amount = amount;
    item.currency = subscription.currency;
    item.subscription = subscription.id;
    item.balance = amount;
    for (const auto& other : items) {
      if (other.owner != item.owner) continue;
      item.sequence = other.sequence;
      if (other.currency == item.currency) item.balance = other.balance + amount;
    }
    ++item.sequence;
    items.push_back(item);
    subscription.balance += amount;
  }

  std::vector<core::Owner> owners;
  std::vector<core::BillingItem> items;
  std::vector<core::Subscription> subscriptions;
  std::vector<core::Subscription> owing;
  std::vector<core::SubscriptionKey> due;
  std::optional<core::Money> told;  ///< instead of the first balance

 private:
  bool asked_for(const core::BillingItem& item, const core::Owner& owner) const {
    return item.owner == owner || (owner.id == owners.front().id && item.owner.id == kStray);
  }
  static constexpr core::IdBytes kStray{99};

 public:
  /// Makes an item of another owner appear in the first owner's ledger.
  void stray(core::BillingItem& item) { item.owner.id = kStray; }
};

/// Two owners; three subscriptions of the first: one that owes, one that is paid, one that was
/// cancelled and still owes; a trial of the second.
class VerifyLedgers : public ::testing::Test {
 protected:
  VerifyLedgers() {
    const core::Owner first = id<core::UserId>(1);
    const core::Owner second = id<core::OrganizationId>(2);
    ledgers_.owners = {first, second};
    add(first, 1, SubscriptionState::awaiting_payment, kDollar, {2000, -500});
    add(first, 2, SubscriptionState::paid, kYen, {3000, -3000, -100});
    add(first, 3, SubscriptionState::cancelled, kDollar, {100});
    add(second, 1, SubscriptionState::trial, kDollar, {300});
    ledgers_.subscriptions[2].ended_at = core::Timestamp();
    for (const auto& one : ledgers_.subscriptions) {
      if (!core::has_ended(one.state)) ledgers_.due.push_back({one.owner, one.id});
      if (one.balance > 0) ledgers_.owing.push_back(one);
    }
  }

  void add(const core::Owner& owner, std::uint8_t number, SubscriptionState state,
           const core::Currency& currency, const std::vector<std::int64_t>& amounts) {
    core::Subscription made;
    made.owner = owner;
    made.id = id<core::SubscriptionId>(number);
    made.state = state;
    made.currency = currency;
    for (const auto amount : amounts) ledgers_.book(made, amount);
    ledgers_.subscriptions.push_back(made);
  }

  /// What is wrong, without whose it is.
  std::string wrong() {
    const auto report = verify_ledgers(ledgers_);
    const auto comma = report.wrong.find(", ");
    return comma == std::string::npos ? report.wrong : report.wrong.substr(comma + 2);
  }
  static std::string subscription(std::uint8_t number) {
    return "subscription " + id<core::SubscriptionId>(number).hex() + ": ";
  }
  static std::string item(std::uint64_t sequence) {
    const auto made = id<core::BillingItemId>(static_cast<std::uint8_t>(sequence));
    return "item " + std::to_string(sequence) + " (" + made.hex() + "): ";
  }

  Ledgers ledgers_;
};

TEST_F(VerifyLedgers, FindsNothingInWhatIsWhole) {
  const auto report = verify_ledgers(ledgers_);
  EXPECT_EQ(report.wrong, "");
  EXPECT_TRUE(report.is_whole());
  EXPECT_EQ(report.owners, 2U);
  EXPECT_EQ(report.items, 7U);
  EXPECT_EQ(report.subscriptions, 4U);
  Ledgers none;
  EXPECT_TRUE(verify_ledgers(none).is_whole());
}

TEST_F(VerifyLedgers, NamesTheOwner) {
  ledgers_.items.back().balance += 1;
  const auto report = verify_ledgers(ledgers_);
  EXPECT_FALSE(report.is_whole());
  EXPECT_TRUE(report.wrong.starts_with("owner " + id<core::OrganizationId>(2).hex() + ", item 1"));
  EXPECT_EQ(report.owners, 1U);
}

TEST_F(VerifyLedgers, FindsAnItemThatIsMissing) {
  ledgers_.items.erase(ledgers_.items.begin() + 2);
  EXPECT_EQ(wrong(), item(4) + "item 3 is missing before it");
}

TEST_F(VerifyLedgers, FindsAChangedAmount) {
  ledgers_.items[1].amount = -400;
  EXPECT_EQ(wrong(),
            item(2) + "says a balance of 15.00 USD after -4.00 USD, when it was 20.00 USD");
}

TEST_F(VerifyLedgers, FindsAChangedBalanceAlsoOfTheLastItem) {
  ledgers_.items[5].balance = 0;
  EXPECT_EQ(wrong(), item(6) + "says a balance of 0.00 USD after 1.00 USD, when it was 15.00 USD");
}

TEST_F(VerifyLedgers, FindsAnItemInAnotherLedger) {
  ledgers_.stray(ledgers_.items[0]);
  EXPECT_EQ(wrong(), item(1) + "belongs to another owner");
}

TEST_F(VerifyLedgers, FindsAnItemPastTheAmountsThatThereCanBe) {
  ledgers_.items[2].amount = core::limits::kAmountMax;
  ledgers_.items[2].balance = core::limits::kAmountMax;
  ledgers_.items[3].amount = 1;
  ledgers_.items[3].balance = core::limits::kAmountMax + 1;
  EXPECT_TRUE(wrong().starts_with(item(4) + "says a balance of"));
}

TEST_F(VerifyLedgers, FindsABalanceThatIsToldWrongly) {
  ledgers_.told = core::Money{1700, kDollar};
  EXPECT_EQ(wrong(), "balance: is told as 17.00 USD, when its items add up to 16.00 USD");
}

TEST_F(VerifyLedgers, FindsASubscriptionThatOwesSomethingElse) {
  ledgers_.subscriptions[0].balance = 1400;
  EXPECT_EQ(wrong(),
            subscription(1) + "says that it owes 14.00 USD, when its items add up to 15.00 USD");
}

TEST_F(VerifyLedgers, FindsItemsOfNoSubscription) {
  ledgers_.items.back().subscription = id<core::SubscriptionId>(9);
  ledgers_.subscriptions.back().balance = 0;
  ledgers_.owing.pop_back();
  EXPECT_EQ(wrong(), subscription(9) + "has items in USD, and is not there in that currency");
}

TEST_F(VerifyLedgers, FindsAStateThatDoesNotFit) {
  ledgers_.subscriptions[0].state = SubscriptionState::paid;
  EXPECT_EQ(wrong(), subscription(1) + "is Paid, and owes 15.00 USD");
  ledgers_.subscriptions[0].state = SubscriptionState::expired;
  EXPECT_EQ(wrong(), subscription(1) + "is Expired, and has no end");
  ledgers_.subscriptions[0].state = SubscriptionState::failed;
  EXPECT_EQ(wrong(), "");
  ledgers_.subscriptions[0].ended_at = core::Timestamp();
  EXPECT_EQ(wrong(), subscription(1) + "is Failed, and has an end");
}

TEST_F(VerifyLedgers, FindsOneThatIsToPayAndOwesNothing) {
  ledgers_.subscriptions[1].state = SubscriptionState::awaiting_payment;
  EXPECT_EQ(wrong(), subscription(2) + "is AwaitingPayment, and owes -100 JPY");
}

TEST_F(VerifyLedgers, FindsWhatIsNotCollectedOrShouldNotBe) {
  const auto owing = ledgers_.owing;
  ledgers_.owing.erase(ledgers_.owing.begin());
  EXPECT_EQ(wrong(),
            subscription(1) + "is AwaitingPayment, owes, and is not among what is to be collected");
  ledgers_.owing = owing;
  ledgers_.owing.push_back(ledgers_.subscriptions[1]);
  EXPECT_EQ(wrong(),
            subscription(2) + "is Paid, owes nothing, and is among what is to be collected");
}

TEST_F(VerifyLedgers, FindsWhatDoesNotGoOnOrShouldNot) {
  ledgers_.due.erase(ledgers_.due.begin() + 1);
  EXPECT_EQ(wrong(), subscription(2) + "is Paid, and is not among what goes on by itself");
  const auto& ended = ledgers_.subscriptions[2];
  ledgers_.due.push_back({ledgers_.subscriptions[1].owner, ledgers_.subscriptions[1].id});
  ledgers_.due.push_back({ended.owner, ended.id});
  EXPECT_EQ(wrong(), subscription(3) + "is Cancelled, and is among what goes on by itself");
}

/// A ledger of more than one page.
TEST_F(VerifyLedgers, ReadsPageByPage) {
  auto& last = ledgers_.subscriptions.back();
  for (int i = 0; i < 2000; ++i) ledgers_.book(last, 1);
  EXPECT_EQ(wrong(), "");
  EXPECT_EQ(verify_ledgers(ledgers_).items, 2007U);
  ledgers_.items[1500].amount = 2;
  EXPECT_NE(wrong(), "");
}

}  // namespace
}  // namespace selfsame::billing
