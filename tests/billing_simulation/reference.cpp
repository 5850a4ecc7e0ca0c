#include "tests/billing_simulation/reference.h"

#include <algorithm>
#include <iterator>
#include <stdexcept>
#include <utility>

#include "core/billing/subscription_machine.h"
#include "tests/billing_simulation/decisions.h"

namespace selfsame::simulation {
namespace {

using core::Booking;
using core::Subscription;
using core::Timestamp;

std::string_view action_of(core::SubscriptionStepKind kind) {
  using enum core::SubscriptionStepKind;
  switch (kind) {
    case renewed:
      return "renew";
    case failed:
      return "fail";
    case expired:
      return "expire";
    case cancelled:
      return "cancel";
  }
  std::unreachable();
}

class Life {
 public:
  Life(const Market& market, std::uint32_t user)
      : customer_(market.customer(user)), rules_(market.rules_for(user)) {}

  void pass(Stage stage) {
    now_ = stage.time();
    switch (stage.phase()) {
      case Phase::early:
      case Phase::late:
        if (may_act(customer_, stage)) let_user_act(stage);
        break;
      case Phase::due:
        if (bought_any()) catch_up(newest());
        break;
      case Phase::gateway:
        let_gateway_act(stage);
        break;
    }
  }
  Expected take() { return std::move(found_); }

 private:
  [[nodiscard]] bool bought_any() const { return !found_.subscriptions.empty(); }
  Subscription& newest() { return found_.subscriptions.back(); }

  void let_user_act(Stage stage) {
    do_all(stage, user_acts(customer_, found_.outside, stage,
                            [&] { return core::has_ended(newest().state); }));
  }
  void let_gateway_act(Stage stage) {
    owing_.clear();
    std::ranges::copy_if(found_.subscriptions, std::back_inserter(owing_),
                         [](const auto& one) { return one.balance > 0; });
    if (!owing_.empty()) {
      do_all(stage, gateway_acts(customer_, found_.outside, stage, owing_));
    }
  }
  void do_all(Stage stage, const Acts& acts) {
    if (acts.count == 0) return;
    begin(found_.outside, stage, acts);
    for (const Act& act : acts.all()) finish(found_.outside, perform(act));
  }

  Answer perform(const Act& act) {
    switch (act.kind) {
      case ActKind::paid:
      case ActKind::failed:
      case ActKind::refunded:
        // What counts for nothing comes when nothing is due, so there is nothing to catch up with.
        if (!act.is_known && !act.is_for_nothing) report(subscription_of(act), act);
        return {true, {}};
      case ActKind::buy:
        return buy(act);
      case ActKind::change:
        return {change(subscription_of(act), act), {}};
      case ActKind::cancel_at_end:
      case ActKind::cancel_now:
        cancel(subscription_of(act), act);
        return {true, {}};
      case ActKind::write_off:
        write_off(subscription_of(act), act);
        return {true, {}};
    }
    std::unreachable();
  }

  Answer buy(const Act& act) {
    const auto& plan = *rules_.plans.find(kPlans.at(act.plan));
    const bool had_it = std::ranges::any_of(
        found_.subscriptions, [&](const auto& one) { return one.plan.id == plan.terms.id; });
    const bool is_to_pay_first = std::ranges::any_of(found_.subscriptions, [](const auto& one) {
      return core::has_ended(one.state) && one.balance > 0;
    });
    if (is_to_pay_first) return {false, {}};
    Subscription subscription;
    subscription.id.bytes.back() = static_cast<std::uint8_t>(found_.subscriptions.size() + 1);
    subscription.time_zone = rules_.time_zone;
    const auto bookings = core::start(subscription, purchase(plan, act.frequency),
                                      had_it ? std::chrono::days(0) : plan.trial, now_, rules_);
    found_.subscriptions.push_back(subscription);
    book(newest(), now_, bookings);
    found_.records.push_back("create");
    return {true, subscription.id};
  }

  bool change(Subscription& subscription, const Act& act) {
    Subscription changed = subscription;
    const auto items_before = found_.items.size();
    const auto records_before = found_.records.size();
    catch_up(changed);
    const Subscription before = changed;
    const auto& plan = *rules_.plans.find(kPlans.at(act.plan));
    const auto bookings = core::change(changed, purchase(plan, act.frequency), now_, rules_);
    if (!bookings) {  // with what had fallen due: that happens another time
      found_.items.resize(items_before);
      found_.records.resize(records_before);
      return false;
    }
    subscription = changed;
    note(before, subscription, *bookings, "update");
    return true;
  }

  void cancel(Subscription& subscription, const Act& act) {
    catch_up(subscription);
    const Subscription before = subscription;
    const auto when =
        act.kind == ActKind::cancel_now ? core::CancelWhen::now : core::CancelWhen::period_end;
    const auto bookings = core::cancel(subscription, when, now_);
    note(before, subscription, bookings, "cancel");
  }

  void write_off(Subscription& subscription, const Act& act) {
    const Subscription before = subscription;
    const auto bookings = core::adjust(subscription, -act.amount, now_);
    note(before, subscription, bookings, "adjust");
  }

  void report(Subscription& subscription, const Act& act) {
    catch_up(subscription);
    const Subscription before = subscription;
    std::vector<Booking> bookings;
    std::string_view action = "payment";
    if (act.kind == ActKind::paid) {
      bookings = core::receive_payment(subscription, act.amount, now_);
      auto& newest_payment = subscription.last_payment_at;
      newest_payment = std::max(newest_payment.value_or(act.occurred_at), act.occurred_at);
    } else if (act.kind == ActKind::refunded) {
      bookings = core::give_refund(subscription, act.amount, now_);
      action = "refund";
    } else {
      if (!core::note_failed_payment(subscription, now_, rules_)) {
        throw std::logic_error("a failed payment counts for nothing");
      }
      action = "payment_failed";
    }
    note(before, subscription, bookings, action, act.payment);
  }

  void catch_up(Subscription& subscription) {
    for (const auto& step : core::advance(subscription, now_, rules_)) {
      book(subscription, step.at, step.bookings);
      found_.records.push_back(action_of(step.kind));
    }
  }

  [[nodiscard]] core::Purchase purchase(const core::RatePlan& plan,
                                        core::Frequency frequency) const {
    return {plan.terms, frequency, plan.price(frequency, customer_.currency.code()).value(),
            customer_.currency};
  }
  Subscription& subscription_of(const Act& act) {
    return *std::ranges::find(found_.subscriptions, act.subscription, &Subscription::id);
  }

  /// Nothing is kept of what changed nothing, not even when it was.
  void note(const Subscription& before, Subscription& after, const std::vector<Booking>& bookings,
            std::string_view action, std::uint32_t payment = 0) {
    Subscription same = before;
    same.modified_at = after.modified_at;
    if (bookings.empty() && same == after) {
      after = before;
      return;
    }
    book(after, now_, bookings, payment);
    found_.records.push_back(action);
  }
  void book(const Subscription& subscription, Timestamp at, const std::vector<Booking>& bookings,
            std::uint32_t payment = 0) {
    const std::size_t number = subscription.id.bytes.back() - std::size_t{1};
    for (const auto& booking : bookings) {
      found_.items.push_back(
          {number, booking.type, booking.action, booking.amount, at, booking.period, payment});
    }
  }

  const Customer& customer_;
  const core::BillingRules& rules_;
  Expected found_;
  std::vector<Subscription> owing_;
  Timestamp now_{};
};

}  // namespace

Expected live(const Market& market, std::uint32_t user, Stage end) {
  Life life(market, user);
  for (Stage stage; stage.number < end.number; ++stage.number) life.pass(stage);
  return life.take();
}

}  // namespace selfsame::simulation
