#include "tests/billing_simulation/decisions.h"

#include <algorithm>

namespace selfsame::simulation {
namespace {

constexpr std::uint64_t kAllLots = 1'000'000;
constexpr std::uint64_t kPercentFailing = 12;

/// What a lot says, of `kAllLots`; a year has 730 early and 730 late stages. Lots from
/// `kRefundFrom` on are drawn at late ones only.
constexpr std::uint64_t kCancelAtEndFrom = 240;
constexpr std::uint64_t kCancelNowFrom = 310;
constexpr std::uint64_t kRefundFrom = 340;
constexpr std::uint64_t kRepeatFrom = 500;
constexpr std::uint64_t kBuyFrom = 900;
constexpr std::uint64_t kNothingFrom = 4900;

std::uint64_t number_of(const Customer& customer, Stage stage) {
  return mix(customer.key ^ (stage.number * 0xD1342543DE82EF95ULL));
}

bool joins(const Customer& customer, Stage stage) {
  return stage.phase() == Phase::late && stage.moment() == customer.joins_at;
}

core::Frequency other_frequency(Chance& chance, core::Frequency frequency) {
  if (!chance.one_in(4)) return frequency;
  // Not weekly, or in the end everybody would do little else than pay.
  constexpr std::array kOthers{core::Frequency::monthly, core::Frequency::quarterly,
                               core::Frequency::yearly, core::Frequency::yearly,
                               core::Frequency::yearly};
  return kOthers.at(chance.below(kOthers.size()));
}

Act wish(ActKind kind, Chance& chance, const Customer& customer, const Outside& outside) {
  Act act;
  act.kind = kind;
  act.subscription = outside.subscription;
  if (kind == ActKind::buy) act.frequency = customer.frequency;
  if (kind == ActKind::change) act.frequency = other_frequency(chance, customer.frequency);
  act.plan = static_cast<std::uint8_t>(chance.below(kPlans.size()));
  return act;
}

/// Nothing if all of the last payment has been given back.
Acts refund(Chance& chance, const Outside& outside, Stage stage) {
  Acts acts;
  const auto rest = outside.last_payment.amount - outside.last_payment_refunded;
  if (rest == 0) return acts;
  Act act = outside.last_payment;
  act.kind = ActKind::refunded;
  act.event = outside.events + 1;
  act.amount = chance.one_in(2) ? rest : std::max<std::int64_t>(rest / 3, 1);
  act.occurred_at = stage.time();
  acts.add(act);
  return acts;
}

/// The gateway sends an old report again.
Acts repeat(const Outside& outside) {
  Acts acts;
  if (outside.last_report.event == 0) return acts;
  Act act = outside.last_report;
  act.is_known = true;
  acts.add(act);
  return acts;
}

/// What is done about everything that one user owes, at one stage.
class Collection {
 public:
  Collection(const Customer& customer, const Outside& outside, Stage stage)
      : customer_(customer), stage_(stage), events_(outside.events), payments_(outside.payments) {}

  void collect(const core::Subscription& owing) {
    const auto bought_at = owing.created_at.time_since_epoch().count();
    Chance chance(number_of(customer_, stage_) ^ mix(static_cast<std::uint64_t>(bought_at)));
    if (core::has_ended(owing.state)) return collect_late(chance, owing);
    if (customer_.payer == Payer::silent) return;
    if (owing.state == core::SubscriptionState::failed) {
      // No attempts are made any more, but some come back to it.
      if (!chance.one_in(20)) return;
    } else if (owing.failures > 0 && owing.next_attempt_at > stage_.time()) {
      return;
    }
    attempt(chance, owing);
  }
  [[nodiscard]] bool has_room() const { return acts_.count + kActsPerAttempt <= Acts::kMax; }
  [[nodiscard]] const Acts& acts() const { return acts_; }

 private:
  static constexpr int kActsPerAttempt = 4;

  /// Of what has ended: it is paid some day, or the operator gives up.
  void collect_late(Chance& chance, const core::Subscription& owing) {
    const bool will_pay = customer_.payer == Payer::reliable || customer_.payer == Payer::in_parts;
    if (will_pay && chance.one_in(20)) attempt(chance, owing);
    if (!will_pay && chance.one_in(60)) {
      Act act;
      act.kind = ActKind::write_off;
      act.subscription = owing.id;
      act.amount = owing.balance;
      acts_.add(act);
    }
  }

  void attempt(Chance& chance, const core::Subscription& owing) {
    if (customer_.payer == Payer::never || chance.percent(kPercentFailing)) {
      Act failed = report(ActKind::failed, owing);
      failed.is_for_nothing = owing.state != core::SubscriptionState::awaiting_payment;
      acts_.add(failed);
      perhaps_twice(chance);
    } else {
      succeed(chance, owing);
    }
  }
  void succeed(Chance& chance, const core::Subscription& owing) {
    Act paid = report(ActKind::paid, owing);
    if (customer_.payer == Payer::in_parts && chance.one_in(2)) {
      paid.amount = std::max<std::int64_t>(paid.amount * 2 / 3, 1);
    }
    acts_.add(paid);
    perhaps_twice(chance);
    if (chance.percent(2)) {  // the same payment by another report
      paid.event = ++events_;
      paid.is_for_nothing = true;
      acts_.add(paid);
    }
    if (chance.percent(3)) {  // an attempt of before, that failed
      Act failed = report(ActKind::failed, owing);
      failed.is_for_nothing = true;
      failed.occurred_at -= std::chrono::hours(2);
      acts_.add(failed);
    }
  }

  /// Of a new payment, or an attempt at one.
  Act report(ActKind kind, const core::Subscription& owing) {
    Act act;
    act.kind = kind;
    act.subscription = owing.id;
    act.event = ++events_;
    act.payment = ++payments_;
    act.amount = owing.balance;
    act.occurred_at = stage_.time();
    return act;
  }
  /// The newest report again.
  void perhaps_twice(Chance& chance) {
    if (!chance.percent(4)) return;
    Act again = acts_.all().back();
    again.is_known = true;
    acts_.add(again);
  }

  const Customer& customer_;
  const Stage stage_;
  std::uint32_t events_;
  std::uint32_t payments_;
  Acts acts_;
};

void note_report(Outside& outside, const Act& act) {
  if (act.is_known || act.is_for_nothing) return;
  outside.last_report = act;
  auto& sums = outside.acknowledged;
  if (act.kind == ActKind::paid) {
    outside.last_payment = act;
    outside.last_payment_refunded = 0;
    sums.payments += 1;
    sums.paid += act.amount;
  } else if (act.kind == ActKind::refunded) {
    outside.last_payment_refunded += act.amount;
    sums.refunds += 1;
    sums.refunded += act.amount;
  } else {
    return;
  }
  sums.digest += digest_of(act.kind, act.payment, act.amount);
}

}  // namespace

std::uint64_t digest_of(ActKind kind, std::uint32_t payment, std::int64_t amount) {
  return mix(mix(mix(static_cast<std::uint64_t>(kind)) ^ payment) ^
             static_cast<std::uint64_t>(amount));
}

bool may_act(const Customer& customer, Stage stage) {
  const auto last = stage.phase() == Phase::late ? kNothingFrom : kRefundFrom;
  return number_of(customer, stage) % kAllLots < last || joins(customer, stage);
}

Acts user_acts(const Customer& customer, const Outside& outside, Stage stage,
               core::FunctionRef<bool()> has_ended) {
  const auto number = number_of(customer, stage);
  Chance chance(number);
  Acts acts;
  if (joins(customer, stage)) {
    acts.add(wish(ActKind::buy, chance, customer, outside));
    return acts;
  }
  const auto lot = number % kAllLots;
  if (outside.bought == 0 || lot >= kNothingFrom) return acts;
  if (lot >= kBuyFrom) {
    if (has_ended()) acts.add(wish(ActKind::buy, chance, customer, outside));
    return acts;
  }
  if (lot >= kRepeatFrom) return repeat(outside);
  if (lot >= kRefundFrom) return refund(chance, outside, stage);
  auto kind = ActKind::change;
  if (lot >= kCancelAtEndFrom) kind = ActKind::cancel_at_end;
  if (lot >= kCancelNowFrom) kind = ActKind::cancel_now;
  acts.add(wish(kind, chance, customer, outside));
  return acts;
}

Acts gateway_acts(const Customer& customer, const Outside& outside, Stage stage,
                  std::span<const core::Subscription> owing) {
  Collection collection(customer, outside, stage);
  for (const auto& subscription : owing) {
    if (collection.has_room()) collection.collect(subscription);
  }
  return collection.acts();
}

void begin(Outside& outside, Stage stage, const Acts& acts) {
  outside.stage = stage.number;
  outside.acts = acts;
  outside.done = 0;
  for (const Act& act : acts.all()) {
    if (act.is_known) continue;
    outside.events = std::max(outside.events, act.event);
    outside.payments = std::max(outside.payments, act.payment);
  }
}

void finish(Outside& outside, const Answer& answer) {
  const Act act = outside.acts.list.at(outside.done++);
  switch (act.kind) {
    case ActKind::paid:
    case ActKind::failed:
    case ActKind::refunded:
      note_report(outside, act);
      break;
    case ActKind::write_off:
      break;
    case ActKind::buy:
      outside.accepted_acts += answer.accepted ? 1 : 0;
      if (!answer.accepted) break;
      outside.subscription = answer.subscription;
      outside.bought += 1;
      break;
    case ActKind::change:
    case ActKind::cancel_at_end:
    case ActKind::cancel_now:
      outside.accepted_acts += answer.accepted ? 1 : 0;
      break;
  }
}

}  // namespace selfsame::simulation
