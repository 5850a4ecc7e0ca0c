#pragma once

#include <string>
#include <utility>
#include <vector>

#include "core/billing/billing_operations.h"
#include "core/billing/payment_operations.h"
#include "core/billing/subscription_operations.h"
#include "tests/core_operations/organization_world.h"

namespace selfsame::testing {

/// Acme and its people, who buy the plans of `test_billing_rules`.
class BillingWorld : public OrganizationWorld {
 protected:
  using Place = core::BillingPlace;

  auto list(const core::Principal& by, const Place& place) {
    return read([&](auto& tx) { return core::list_subscriptions(tx, as(by), place); });
  }
  auto buy(const core::Principal& by, const Place& place, const core::SubscriptionDraft& draft) {
    return write([&](auto& tx) { return core::create_subscription(tx, as(by), place, draft); });
  }
  /// For oneself.
  core::Subscription buy(std::string plan) {
    return buy(key_, core::OwnBilling(), {std::move(plan), {}, {}}).value();
  }
  auto change(const core::Subscription& which, const core::SubscriptionEdit& edit) {
    return write([&](auto& tx) {
      return core::update_subscription(tx, as(key_), core::OwnBilling(), which.id, edit);
    });
  }
  auto cancel(const core::Subscription& which, core::CancelWhen when) {
    const core::AnyBilling owner{which.owner.id};
    return write([&](auto& tx) {
      return core::cancel_subscription(tx, as(system_), owner, which.id, when);
    });
  }
  auto report(const core::PaymentEvent& event) {
    return write([&](auto& tx) { return core::record_payment_event(tx, as(gateway_), event); });
  }
  core::PaymentEvent event(core::PaymentEventType type, const core::Subscription& of,
                           std::string id, std::int64_t amount, std::string payment = "pay-1") {
    return {std::move(id),
            type,
            of.owner,
            of.id,
            std::move(payment),
            amount,
            std::string(of.currency.code()),
            clock_.now(),
            {}};
  }
  core::PaymentEvent paid(const core::Subscription& of, std::string id = "ev-1") {
    return event(core::PaymentEventType::paid, of, std::move(id), of.balance);
  }
  /// Lets happen what is due now, as the scheduler does.
  core::Subscription advance(const core::Subscription& which) {
    const core::SubscriptionKey key{which.owner, which.id};
    EXPECT_TRUE(write([&](auto& tx) { return core::advance_subscription(tx, as(system_), key); }));
    return now(which);
  }
  core::Subscription now(const core::Subscription& which) {
    return read([&](auto& tx) { return tx.find_subscription(which.owner, which.id); }).value();
  }
  std::vector<core::BillingItem> items(const core::Owner& owner) {
    return read([&](auto& tx) { return tx.billing_items_after(owner, 0, 10'000); });
  }
  /// Signed amounts as they were booked.
  std::vector<std::int64_t> amounts(const core::Owner& owner) {
    std::vector<std::int64_t> found;
    for (const auto& item : items(owner)) found.push_back(item.amount);
    return found;
  }

  core::Principal gateway_{nullptr, core::CredentialKind::payment_gateway, {}, nullptr, {}};
};

}  // namespace selfsame::testing
