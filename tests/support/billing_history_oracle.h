#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "core/billing/subscription_machine.h"
#include "tests/support/billing_history.h"
#include "tests/support/billing_history_player.h"
#include "tests/support/billing_period_oracles.h"

/// What must be true of every subscription, worked out in other ways than the machine does.
namespace selfsame::testing {

/// Follows one history; throws std::logic_error where a rule is broken.
class HistoryOracle {
 public:
  HistoryOracle(const History& history, Tally& tally)
      : dunning_(history.rules->dunning),
        tally_(tally),
        boundaries_(history.rules->zone(history.zone), tally) {}

  void follow(const std::vector<Event>& events, core::Timestamp end) {
    for (const auto& event : events) follow(event);
    require(due(before_).at > end, "everything that fell due has happened");
    tally_.longest = std::max(tally_.longest, periods_);
  }

 private:
  struct Due {
    core::Timestamp at = core::Timestamp::max();
    core::SubscriptionStepKind kind{};
  };

  void follow(const Event& event) {
    const auto& after = event.after;
    if (event.step) {
      follow_step(event);
    } else if (event.act != nullptr) {
      require(due(before_).at > event.at, "what fell due happens before what is done later");
      follow_act(event);
    } else {
      begin_period(event);
    }
    check_ledger(event);
    check_standing(after, event.at);
    check_due_since(event);
    if (events_++ > 0 && before_.state != after.state) {
      require(core::may_follow(before_.state, after.state), "states follow the table");
      ++tally_.steps.at(static_cast<std::size_t>(before_.state))
            .at(static_cast<std::size_t>(after.state));
    }
    before_ = after;
  }

  /// What happens next by itself.
  [[nodiscard]] Due due(const core::Subscription& subscription) const {
    using enum core::SubscriptionState;
    const auto end = subscription.period.end;
    if (subscription.state == cancelled || subscription.state == expired) return {};
    if (subscription.state == failed) {
      const core::Timestamp expiry = *subscription.failed_at + dunning_.grace;
      return {expiry < end ? expiry : end, core::SubscriptionStepKind::expired};
    }
    if (subscription.state == awaiting_payment &&
        *subscription.due_since + dunning_.payment_term <= end) {
      return {*subscription.due_since + dunning_.payment_term, core::SubscriptionStepKind::failed};
    }
    return {end, subscription.cancels_at_period_end ? core::SubscriptionStepKind::cancelled
                                                    : core::SubscriptionStepKind::renewed};
  }

  void follow_step(const Event& event) {
    const auto expected = due(before_);
    require(event.step == expected.kind && event.at == expected.at,
            "steps happen when they fall due, in their order");
    require(event.after.modified_at == event.at, "a step says when it was");
    if (last_step_ == event.at) ++tally_.ties;
    last_step_ = event.at;
    if (event.step == core::SubscriptionStepKind::renewed) {
      require(event.after.period.start == before_.period.end, "no period is missing or overlaps");
      require(event.after.period_number == before_.period_number + 1, "periods are counted");
      require(event.after.anchor == before_.anchor, "a renewal keeps the anchor");
      costs_.end(before_.period.end);
      begin_period(event);
      return;
    }
    require(event.bookings.empty(), "only renewals book");
    require(event.after.period == before_.period, "what ends begins no period");
    if (event.step != core::SubscriptionStepKind::failed) {
      require(event.after.ended_at == event.at, "an end says when it was");
    }
  }

  /// A period from now on, charged whole.
  void begin_period(const Event& event) {
    const auto& after = event.after;
    require(after.period.start == event.at, "a period begins when the one before ends");
    if (after.state == core::SubscriptionState::trial) {
      return require(event.bookings.empty(), "a trial costs nothing");
    }
    boundaries_.check(after);
    costs_.begin(after, event.at);
    ++periods_;
    require(event.bookings.size() == (costs_.costs_something() ? 1U : 0U),
            "a period is charged once, if it costs something");
    if (event.bookings.empty()) return;
    const bool is_first = events_ == 0 || before_.state == core::SubscriptionState::trial;
    const core::Booking charge{
        core::BillingItemType::charge,
        is_first ? core::BillingAction::subscription : core::BillingAction::renewal, after.price,
        after.period};
    require(event.bookings.front() == charge, "a full period costs exactly the price");
  }

  void follow_act(const Event& event) {
    switch (event.act->kind) {
      case ActKind::change:
      case ActKind::withdraw:
        return follow_change(event);
      case ActKind::cancel_at_end:
        require(core::has_ended(before_.state) || event.after.cancels_at_period_end,
                "a cancellation is kept in mind");
        require(event.bookings.empty(), "it books nothing");
        break;
      case ActKind::cancel_now:
        require(core::has_ended(event.after.state), "a cancellation at once ends");
        if (!core::has_ended(before_.state)) costs_.end(event.at);
        break;
      case ActKind::fail_payment:
        require(event.refused == (before_.state != core::SubscriptionState::awaiting_payment),
                "only what is due can be left unpaid");
        check_attempts(event);
        break;
      case ActKind::pay:
      case ActKind::refund:
      case ActKind::adjust:
        require(event.bookings.size() <= 1, "one payment is one line");
        break;
    }
    require(event.after.period == before_.period, "only a change begins a period");
  }

  void follow_change(const Event& event) {
    const auto& after = event.after;
    const bool may = core::is_running(before_.state);
    const bool other_currency =
        event.act->kind == ActKind::change && event.act->purchase.currency != before_.currency;
    require(event.refused == (!may || other_currency), "a change is refused where it must be");
    if (event.refused) {
      ++tally_.refused_changes;
      return require(after == before_, "what is refused changes nothing");
    }
    require(!after.cancels_at_period_end, "a change takes a cancellation back");
    if (event.act->kind == ActKind::withdraw) {
      require(event.bookings.empty(), "to withdraw a cancellation books nothing");
    }
    const bool was_tried = before_.state == core::SubscriptionState::trial;
    if (was_tried && after.plan.id == before_.plan.id) {
      require(event.bookings.empty() && after.period == before_.period,
              "the trial of a plan stays as it is");
      return;
    }
    const bool was_charged = !was_tried && costs_.costs_something();
    if (!was_tried) costs_.end(event.at);
    costs_.begin(after, event.at);
    if (was_tried || after.frequency != before_.frequency) {
      require(
          after.period.start == event.at && after.anchor == event.at && after.period_number == 1,
          "another frequency, or the end of a trial, begins a period now");
      boundaries_.check(after);
      ++periods_;
    } else {
      require(after.period == before_.period, "with the same frequency the period goes on");
      if (was_charged && costs_.costs_something()) ++tally_.split_periods;
    }
    for (const auto& booking : event.bookings) {
      const auto& period = booking.amount < 0 ? before_.period : after.period;
      require(booking.period == core::Period{event.at, period.end}, "what is booked is the rest");
      require(booking.action == core::BillingAction::change, "it is booked as a change");
    }
  }

  void check_attempts(const Event& event) const {
    if (event.refused) return require(event.after == before_, "what is ignored changes nothing");
    require(event.after.failures == before_.failures + 1, "failures are counted");
    if (event.after.failures > dunning_.retry_after.size()) {
      require(event.after.state == core::SubscriptionState::failed, "at last it fails");
    } else {
      require(
          event.after.next_attempt_at == event.at + dunning_.retry_after[event.after.failures - 1],
          "there is another attempt");
    }
  }

  void check_ledger(const Event& event) {
    using core::BillingItemType;
    for (const auto& booking : event.bookings) {
      const bool grows =
          booking.type == BillingItemType::charge || booking.type == BillingItemType::refund;
      require(booking.amount != 0 && grows == (booking.amount > 0), "signs are as the type says");
      sum_ += booking.amount;
      if (booking.period) periods_sum_ += booking.amount;
    }
    require(event.after.balance == sum_, "the ledger adds up to the balance");
    require(periods_sum_ == costs_.total(),
            "what was charged and credited is what the stretches of all periods cost");
  }

  void check_due_since(const Event& event) const {
    if (event.after.state != core::SubscriptionState::awaiting_payment) return;
    const bool was_due = before_.state == core::SubscriptionState::awaiting_payment;
    require(event.after.due_since == (was_due ? before_.due_since : event.at),
            "a debt is due since it began");
  }

  /// The state follows from the rest.
  static void check_standing(const core::Subscription& subscription, core::Timestamp now) {
    using enum core::SubscriptionState;
    const auto state = subscription.state;
    const bool ended = state == cancelled || state == expired;
    require(subscription.ended_at.has_value() == ended, "what has ended says when");
    require(!(ended && subscription.cancels_at_period_end), "what has ended does not end again");
    if (!ended) {
      require(subscription.period.start <= now && now <= subscription.period.end,
              "it is in its period, or about to leave it");
      require((state == trial) == (subscription.period_number == 0), "a trial is before period 1");
    }
    const bool is_free = subscription.price == 0 || subscription.plan.externally_managed ||
                         subscription.plan.is_contract;
    const bool owes = subscription.balance > 0;
    require(state != provisioned || (!owes && is_free), "provisioned is what costs nothing");
    require(state != paid || (!owes && !is_free), "paid is what owes nothing");
    require(state != awaiting_payment || (owes && subscription.due_since), "what is due owes");
    require(state != failed || (owes && subscription.failed_at && !subscription.next_attempt_at),
            "what has failed owes");
    if (!owes) {
      require(!subscription.due_since && subscription.failures == 0 &&
                  !subscription.next_attempt_at && !subscription.failed_at,
              "nothing is due where nothing is owed");
    }
  }

  const core::DunningRules& dunning_;
  Tally& tally_;
  BoundaryOracle boundaries_;
  CostOracle costs_;
  core::Subscription before_;
  std::size_t events_ = 0;
  std::size_t periods_ = 0;
  std::int64_t sum_ = 0;
  std::int64_t periods_sum_ = 0;
  std::optional<core::Timestamp> last_step_;
};

}  // namespace selfsame::testing
