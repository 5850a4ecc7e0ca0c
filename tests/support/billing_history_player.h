#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "core/billing/subscription_machine.h"
#include "tests/support/billing_history.h"

/// Lets subscriptions live.
namespace selfsame::testing {

/// One thing that happened: what somebody did, or a step by itself; neither is the start.
struct Event {
  core::Timestamp at{};
  const Act* act = nullptr;
  std::optional<core::SubscriptionStepKind> step{};
  bool refused = false;  ///< or nothing followed from what was done
  core::Subscription after{};
  std::vector<core::Booking> bookings{};

  bool operator==(const Event&) const = default;
};

/// How time goes forward between the acts.
enum class Pace : std::uint8_t {
  leap,   ///< at once
  steps,  ///< to random instants, step by step
  mixed,  ///< now so, now so, also to the very instants of the steps
};

class HistoryPlayer {
 public:
  /// `seed` is of the instants in between.
  HistoryPlayer(const History& history, Pace pace, std::uint64_t seed)
      : history_(history), rules_(*history.rules), pace_(pace), dice_(seed) {}

  /// Once.
  std::vector<Event> play() {
    subscription_.time_zone = history_.zone;
    now_ = history_.start;
    auto bookings = core::start(subscription_, history_.purchase, history_.trial, now_, rules_);
    events_.push_back({.at = now_, .after = subscription_, .bookings = std::move(bookings)});
    for (const auto& act : history_.acts) {
      go_on_to(act.at);
      perform(act);
    }
    go_on_to(history_.end);
    return std::move(events_);
  }

 private:
  void go_on_to(core::Timestamp to) {
    const bool in_steps = pace_ == Pace::steps || (pace_ == Pace::mixed && dice_.one_in(2));
    if (in_steps && to > now_) {
      for (auto stops = dice_.below(4); stops > 0; --stops) {
        now_ += dice_.time_below(to - now_ + std::chrono::microseconds(1));
        step_up_to(now_, 1);
      }
    }
    if (pace_ == Pace::mixed) stop_around_next_step(to);
    step_up_to(to, in_steps ? 1 + dice_.below(3) : SIZE_MAX);
    now_ = to;
  }
  void stop_around_next_step(core::Timestamp to) {
    const auto next = core::next_step_at(subscription_, rules_);
    if (!next || *next > to) return;
    step_up_to(*next - std::chrono::microseconds(1), SIZE_MAX);
    step_up_to(*next, SIZE_MAX);
  }
  void step_up_to(core::Timestamp to, std::size_t steps_max) {
    while (true) {
      auto steps = core::advance(subscription_, to, rules_, steps_max);
      for (auto& step : steps) {
        events_.push_back({.at = step.at,
                           .step = step.kind,
                           .after = std::move(step.after),
                           .bookings = std::move(step.bookings)});
      }
      if (steps.size() < steps_max) return;
    }
  }

  void perform(const Act& act) {
    Event event{.at = act.at, .act = &act};
    switch (act.kind) {
      case ActKind::change:
        change_to(act.purchase, event);
        break;
      case ActKind::withdraw:
        change_to({subscription_.plan, subscription_.frequency, subscription_.price,
                   subscription_.currency},
                  event);
        break;
      case ActKind::cancel_at_end:
        event.bookings = core::cancel(subscription_, core::CancelWhen::period_end, act.at);
        break;
      case ActKind::cancel_now:
        event.bookings = core::cancel(subscription_, core::CancelWhen::now, act.at);
        break;
      case ActKind::pay:
        if (amount(act) > 0) {
          event.bookings = core::receive_payment(subscription_, amount(act), act.at);
        }
        break;
      case ActKind::refund:
        if (amount(act) > 0) event.bookings = core::give_refund(subscription_, amount(act), act.at);
        break;
      case ActKind::fail_payment:
        event.refused = !core::note_failed_payment(subscription_, act.at, rules_);
        break;
      case ActKind::adjust:
        event.bookings = core::adjust(subscription_, amount(act), act.at);
        break;
    }
    event.after = subscription_;
    events_.push_back(std::move(event));
  }
  void change_to(const core::Purchase& purchase, Event& event) {
    auto changed = core::change(subscription_, purchase, event.at, rules_);
    event.refused = !changed;
    if (changed) event.bookings = std::move(*changed);
  }
  // Also what is free can owe something.
  static constexpr std::int64_t kPriceMin = 80;
  [[nodiscard]] std::int64_t amount(const Act& act) const {
    const auto owed = std::max<std::int64_t>(subscription_.balance, 0);
    return owed / 8 * act.balance_eighths + owed % 8 * act.balance_eighths / 8 +
           std::max(subscription_.price, kPriceMin) * act.price_eighths / 8;
  }

  const History& history_;
  const core::BillingRules& rules_;
  Pace pace_;
  Dice dice_;
  core::Subscription subscription_;
  core::Timestamp now_{};
  std::vector<Event> events_;
};

}  // namespace selfsame::testing
