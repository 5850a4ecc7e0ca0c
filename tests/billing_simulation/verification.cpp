#include "tests/billing_simulation/verification.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <thread>
#include <vector>

#include "tests/billing_simulation/ledger_checks.h"
#include "tests/billing_simulation/loop.h"
#include "tests/billing_simulation/reference.h"

namespace selfsame::simulation {
namespace {

using core::BillingItem;
using core::BillingItemType;
using core::Subscription;
using Wrong = std::optional<std::string>;

constexpr std::uint32_t kAll = 1'000'000;

/// What the store has of one user.
struct Found {
  std::vector<Subscription> subscriptions;
  std::vector<BillingItem> items;
  std::vector<std::string> records;  ///< actions of those about subscriptions
};

Found read(core::StoreSession& session, const core::UserId& id) {
  Found found;
  session.read_here([&](core::ReadTransaction& tx) {
    found.subscriptions = tx.subscriptions_of(id);
    found.items = tx.billing_items_after(id, 0, kAll);
    const auto log = core::AuditLog::chain_of(id);
    for (auto& entry : tx.read_audit_log(log, 1, core::Direction::ascending, kAll)) {
      if (entry.record.resource_kind == "subscription") {
        found.records.push_back(std::move(entry.record.action));
      }
    }
  });
  return found;
}

/// The number at the end of `payment-USER-NUMBER`; 0 of nothing.
std::uint32_t payment_number(const std::string& reference) {
  if (reference.empty()) return 0;
  return static_cast<std::uint32_t>(std::stoul(reference.substr(reference.rfind('-') + 1)));
}

/// Without the ids, which are chance.
Outside without_ids(Outside outside) {
  outside.subscription = {};
  outside.last_report.subscription = {};
  outside.last_payment.subscription = {};
  for (auto& act : outside.acts.list) act.subscription = {};
  return outside;
}

Acknowledged booked(const std::vector<BillingItem>& items) {
  Acknowledged sums;
  for (const auto& item : items) {
    const auto number = payment_number(item.payment);
    if (item.type == BillingItemType::payment) {
      sums.payments += 1;
      sums.paid -= item.amount;
      sums.digest += digest_of(ActKind::paid, number, -item.amount);
    } else if (item.type == BillingItemType::refund) {
      sums.refunds += 1;
      sums.refunded += item.amount;
      sums.digest += digest_of(ActKind::refunded, number, item.amount);
    }
  }
  return sums;
}

Wrong differ(const char* what, std::size_t found, std::size_t expected) {
  if (found == expected) return std::nullopt;
  return std::string("has ") + std::to_string(found) + " " + what + ", not " +
         std::to_string(expected);
}

std::string text_of(const Subscription& subscription) {
  return std::string(core::subscription_state_name(subscription.state)) + ", owes " +
         core::format_money({subscription.balance, subscription.currency}) + ", period to " +
         core::format_seconds(subscription.period.end) + ", changed " +
         core::format_seconds(subscription.modified_at);
}

Wrong compare_subscriptions(const Found& found, const Expected& expected) {
  for (std::size_t i = 0; i < found.subscriptions.size(); ++i) {
    const Subscription& one = found.subscriptions[i];
    Subscription other = expected.subscriptions[i];
    other.id = one.id;
    other.owner = one.owner;
    if (one == other) continue;
    return "subscription " + one.id.hex() + " is (" + text_of(one) + "), not (" + text_of(other) +
           ")";
  }
  return std::nullopt;
}

ExpectedItem as_expected(const BillingItem& item, const Found& found) {
  const auto one = std::ranges::find(found.subscriptions, item.subscription, &Subscription::id);
  return {static_cast<std::size_t>(one - found.subscriptions.begin()),
          item.type,
          item.action,
          item.amount,
          item.occurred_at,
          item.period,
          payment_number(item.payment)};
}

std::string text_of(const ExpectedItem& item, const core::Currency& currency) {
  return std::string(core::billing_action_name(item.action)) + " of " +
         core::format_money({item.amount, currency}) + " at " +
         core::format_seconds(item.occurred_at) + " of subscription " +
         std::to_string(item.subscription);
}

Wrong compare_items(const Found& found, const Expected& expected) {
  const auto count = std::min(found.items.size(), expected.items.size());
  for (std::size_t i = 0; i < count; ++i) {
    const BillingItem& item = found.items[i];
    const auto one = as_expected(item, found);
    const auto& other = expected.items[i];
    if (one == other) continue;
    return "item " + std::to_string(item.sequence) + " is (" + text_of(one, item.currency) +
           "), not (" + text_of(other, item.currency) + ")";
  }
  return differ("items", found.items.size(), expected.items.size());
}

Wrong compare_records(const Found& found, const Expected& expected) {
  const auto [one, other] = std::ranges::mismatch(found.records, expected.records);
  if (one == found.records.end() && other == expected.records.end()) return std::nullopt;
  if (auto wrong = differ("audit records", found.records.size(), expected.records.size())) {
    return wrong;
  }
  return "has an audit record of " + *one + " in the place of " + std::string(*other);
}

Wrong check(const Found& found, const Expected& expected, const Outside& outside) {
  if (auto wrong =
          differ("subscriptions", found.subscriptions.size(), expected.subscriptions.size())) {
    return wrong;
  }
  if (auto wrong = check_ledger(found.items, found.subscriptions)) return wrong;
  if (booked(found.items) != outside.acknowledged) {
    return "its payments and refunds are not those that were acknowledged to the gateway";
  }
  if (auto wrong = compare_items(found, expected)) return wrong;
  if (auto wrong = compare_subscriptions(found, expected)) return wrong;
  if (auto wrong = compare_records(found, expected)) return wrong;
  if (without_ids(outside) != without_ids(expected.outside)) {
    return "was answered something else than without kills";
  }
  return std::nullopt;
}

void add(const Found& found, Totals& totals) {
  totals.subscriptions += found.subscriptions.size();
  totals.records += found.records.size();
  for (const auto& one : found.subscriptions) totals.open += core::has_ended(one.state) ? 0 : 1;
  for (const auto& item : found.items) {
    totals.charges += item.type == BillingItemType::charge ? 1 : 0;
    totals.renewals += item.action == core::BillingAction::renewal ? 1 : 0;
    totals.credits += item.type == BillingItemType::credit ? 1 : 0;
    totals.payments += item.type == BillingItemType::payment ? 1 : 0;
    totals.refunds += item.type == BillingItemType::refund ? 1 : 0;
  }
  for (const auto& record : found.records) {
    totals.failed_payments += record == "payment_failed" ? 1 : 0;
    totals.failures += record == "fail" ? 1 : 0;
    totals.expiries += record == "expire" ? 1 : 0;
  }
}

/// Users are taken one by one, by as many threads as there are.
class Verifier {
 public:
  Verifier(core::Store& store, const Market& market, const SharedWorld& world, Stage end)
      : store_(store), market_(market), world_(world), end_(end) {}

  Findings run() {
    {
      std::vector<std::jthread> threads;
      const auto count = std::max(1U, std::thread::hardware_concurrency());
      threads.reserve(count);
      for (unsigned i = 0; i < count; ++i) {
        threads.emplace_back([this] { take_users(); });
      }
    }
    if (failure_) std::rethrow_exception(failure_);
    return std::move(findings_);
  }

 private:
  void take_users() {
    try {
      Loop loop;
      const auto session = store_.open_session(loop.post());
      for (auto user = next_++; user < market_.size(); user = next_++) {
        const auto found = read(*session, market_.user_id(user));
        note(user, found, check(found, live(market_, user, end_), world_.outside(user)));
      }
    } catch (...) {
      const std::scoped_lock lock(mutex_);
      failure_ = std::current_exception();
    }
  }
  void note(std::uint32_t user, const Found& found, const Wrong& wrong) {
    const std::scoped_lock lock(mutex_);
    add(found, findings_.totals);
    if (!wrong) return;
    if (findings_.wrong_users++ == 0 || user < first_wrong_user_) {
      first_wrong_user_ = user;
      findings_.first_wrong =
          "user " + std::to_string(user) + " (" + market_.user_id(user).hex() + "): " + *wrong;
    }
  }

  core::Store& store_;
  const Market& market_;
  const SharedWorld& world_;
  const Stage end_;
  std::atomic<std::uint32_t> next_ = 0;
  std::mutex mutex_;
  Findings findings_;
  std::uint32_t first_wrong_user_ = 0;
  std::exception_ptr failure_;
};

}  // namespace

Findings verify(core::Store& store, const Market& market, const SharedWorld& world, Stage end) {
  return Verifier(store, market, world, end).run();
}

}  // namespace selfsame::simulation
