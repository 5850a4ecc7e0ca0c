#include "tests/billing_simulation/performer.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "core/billing/payment_operations.h"

namespace selfsame::simulation {
namespace {

const core::Principal kGateway{nullptr, core::CredentialKind::payment_gateway, {}, nullptr, {}};

/// For whose names see `verification.cpp`.
core::PaymentEvent event_of(const Market& market, std::uint32_t user, const Act& act) {
  using enum core::PaymentEventType;
  core::PaymentEvent event;
  event.id = "event-" + std::to_string(user) + "-" + std::to_string(act.event);
  event.type = act.kind == ActKind::paid ? paid : act.kind == ActKind::failed ? failed : refunded;
  event.owner = market.user_id(user);
  event.subscription = act.subscription;
  event.payment = "payment-" + std::to_string(user) + "-" + std::to_string(act.payment);
  event.amount = act.amount;
  event.currency = market.customer(user).currency.code();
  event.occurred_at = act.occurred_at;
  if (act.kind == ActKind::failed) event.detail = "declined";
  return event;
}

[[noreturn]] void complain(const std::string& what, const core::Error& error) {
  throw std::runtime_error(what + " was refused: " + error.message);
}

/// Of a change or cancellation.
Performer::Performed answered(const core::Result<core::Subscription>& result) {
  if (result) return {{true, {}}, false};
  // It has ended, or failed: a person may try that.
  if (result.error().code == core::ErrorCode::conflict) return {{false, {}}, false};
  complain("a change", result.error());
}

}  // namespace

Performer::Performer(Installation& installation) : installation_(installation) {
  const auto size = installation.market.size();
  principals_.reserve(size);
  for (std::uint32_t i = 0; i < size; ++i) {
    principals_.push_back({std::make_shared<const core::User>(installation.market.user(i)),
                           core::CredentialKind::global_key,
                           {0xA1},
                           nullptr,
                           {}});
  }
}

core::OperationContext Performer::context_of(std::uint32_t user) {
  return installation_.context(principals_[user], installation_.market.rules_for(user));
}

Performer::Performed Performer::perform(core::WriteTransaction& tx, std::uint32_t user,
                                        const Act& act, bool is_resumed) {
  const core::OwnBilling place;
  switch (act.kind) {
    case ActKind::paid:
    case ActKind::failed:
    case ActKind::refunded:
      return report(tx, user, act, is_resumed);
    case ActKind::buy:
      return buy(tx, user, act, is_resumed);
    case ActKind::change:
      return answered(core::update_subscription(
          tx, context_of(user), place, act.subscription,
          {std::string(kPlans.at(act.plan)), std::nullopt, act.frequency}));
    case ActKind::cancel_at_end:
      return answered(core::cancel_subscription(tx, context_of(user), place, act.subscription,
                                                core::CancelWhen::period_end));
    case ActKind::cancel_now:
      return answered(core::cancel_subscription(tx, context_of(user), place, act.subscription,
                                                core::CancelWhen::now));
    case ActKind::write_off:
      return write_off(tx, user, act, is_resumed);
  }
  std::unreachable();
}

Performer::Performed Performer::report(core::WriteTransaction& tx, std::uint32_t user,
                                       const Act& act, bool is_resumed) {
  const auto event = event_of(installation_.market, user, act);
  const auto context = installation_.context(kGateway, installation_.market.rules());
  const auto receipt = core::record_payment_event(tx, context, event);
  if (!receipt) complain(event.id, receipt.error());
  if (act.is_known && !receipt->repeated) {
    throw std::runtime_error(event.id + " had been acknowledged, and was taken again");
  }
  if (!act.is_known && receipt->repeated && !is_resumed) {
    throw std::runtime_error(event.id + " is new, and was taken for an old one");
  }
  const auto expected =
      act.is_for_nothing ? core::PaymentOutcome::ignored : core::PaymentOutcome::applied;
  if (receipt->outcome != expected) {
    const auto& subscription = receipt->subscription;
    throw std::runtime_error(
        event.id +
        (act.is_for_nothing ? " should have been ignored" : " should have been applied") +
        "; now the subscription is " +
        std::string(core::subscription_state_name(subscription.state)) + " and owes " +
        core::format_money({subscription.balance, subscription.currency}));
  }
  return {{true, {}}, receipt->repeated && !act.is_known};
}

Performer::Performed Performer::buy(core::WriteTransaction& tx, std::uint32_t user, const Act& act,
                                    bool is_resumed) {
  const auto context = context_of(user);
  const std::string plan(kPlans.at(act.plan));
  const auto bought = core::create_subscription(
      tx, context, core::OwnBilling(),
      {plan, std::string(installation_.market.customer(user).currency.code()), act.frequency});
  if (bought) return {{true, bought->id}, false};
  if (bought.error().code != core::ErrorCode::conflict) complain("a purchase", bought.error());
  if (bought.error().reason == core::Reason::none) return {{false, {}}, false};  // is to pay first
  if (!is_resumed) complain("a purchase", bought.error());
  // It was bought before the server died: people look, and find it.
  const auto listed = core::list_subscriptions(tx, context, core::OwnBilling()).value();
  const auto found = std::ranges::find_if(listed, [&](const core::Subscription& one) {
    return one.plan.id == plan && !core::has_ended(one.state);
  });
  if (found == listed.end()) complain("a purchase", bought.error());
  return {{true, found->id}, true};
}

Performer::Performed Performer::write_off(core::WriteTransaction& tx, std::uint32_t user,
                                          const Act& act, bool is_resumed) {
  const auto context =
      installation_.context(installation_.operator_principal, installation_.market.rules());
  const core::AnyBilling place{installation_.market.user_id(user).bytes};
  if (is_resumed) {  // the operator looks whether it was done before the server died
    const auto found = core::get_subscription(tx, context, place, act.subscription);
    if (found && found->balance == 0) return {{true, {}}, true};
  }
  const std::string currency(installation_.market.customer(user).currency.code());
  const auto item = core::adjust_balance(
      tx, context, place, {act.subscription, -act.amount, currency, "Will not be paid."});
  if (!item) complain("to write something off", item.error());
  return {{true, {}}, false};
}

bool Performer::has_ended(core::ReadTransaction& tx, std::uint32_t user,
                          const core::SubscriptionId& id) {
  const auto found = core::get_subscription(tx, context_of(user), core::OwnBilling(), id);
  if (!found) complain("a look at a subscription", found.error());
  return core::has_ended(found->state);
}

}  // namespace selfsame::simulation
