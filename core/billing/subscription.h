#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/billing/calendar.h"
#include "core/billing/money.h"
#include "core/billing/rate_plan.h"
#include "core/id.h"
#include "core/owner.h"
#include "core/time.h"

namespace selfsame::core {

/// docs/billing.md draws what leads from one to another; `may_follow` says it.
enum class SubscriptionState : std::uint8_t {
  trial,             ///< nothing is charged yet
  provisioned,       ///< runs, and costs nothing, or is billed elsewhere
  paid,              ///< runs, and owes nothing
  awaiting_payment,  ///< runs, and owes something
  cancelled,         ///< has ended, as its owner wished
  failed,            ///< does not run: what it owes was not paid. May still be
  expired,           ///< has ended unpaid
};

/// `Trial`, `Provisioned`, `Paid`, `AwaitingPayment`, `Cancelled`, `Failed`, `Expired`.
std::string_view subscription_state_name(SubscriptionState state);
std::optional<SubscriptionState> parse_subscription_state(std::string_view name);

/// Whether a subscription may go from one state to another. To stay is no step.
bool may_follow(SubscriptionState from, SubscriptionState to);
/// Nothing follows any more.
bool has_ended(SubscriptionState state);
/// What was bought can be used: neither ended nor failed.
bool is_running(SubscriptionState state);

/// The buying of a plan over time.
struct Subscription {
  SubscriptionId id;  ///< unique to its owner
  Owner owner;
  std::optional<ZoneId> zone{};  ///< of a plan for zones
  std::string zone_name{};       ///< as it was then

  // What was bought, and stays as it is until somebody changes it.
  PlanTerms plan;
  Frequency frequency = Frequency::monthly;
  std::int64_t price = 0;  ///< of one period, in minor units of `currency`
  Currency currency;

  // When. Period n (from 1) begins at boundary n - 1 after the anchor; 0 is the trial before it.
  std::string time_zone{kUtc};
  Timestamp anchor{};
  std::uint32_t period_number = 0;
  Period period;

  SubscriptionState state = SubscriptionState::provisioned;
  bool cancels_at_period_end = false;
  /// Whether the current period was charged: not a trial, and not what is billed elsewhere.
  bool period_charged = false;
  /// What it owes: the sum of its billing items. Below zero: what it has in advance.
  std::int64_t balance = 0;

  // Of what is due.
  std::optional<Timestamp> due_since{};  ///< while it owes something
  std::uint32_t failures = 0;            ///< failed payments since then
  std::optional<Timestamp> next_attempt_at{};
  std::optional<Timestamp> failed_at{};
  /// When the newest payment was made, as its report says.
  std::optional<Timestamp> last_payment_at{};

  std::optional<Timestamp> ended_at{};
  Timestamp created_at{};
  Timestamp modified_at{};

  bool operator==(const Subscription&) const = default;
  [[nodiscard]] PlanScope scope() const {
    if (owner.kind == OwnerKind::user) return PlanScope::user;
    return zone ? PlanScope::zone : PlanScope::account;
  }
  [[nodiscard]] Money price_of_period() const { return {price, currency}; }
};

}  // namespace selfsame::core
