#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "core/billing/calendar.h"
#include "core/billing/money.h"
#include "core/billing/rate_plan.h"

namespace selfsame::core {

/// What becomes of a subscription that is not paid.
struct DunningRules {
  /// After the first, second ... failed payment: how long until the next attempt. One failure more
  /// than there are attempts, and the subscription has failed.
  std::vector<std::chrono::hours> retry_after{std::chrono::hours(72), std::chrono::hours(96),
                                              std::chrono::hours(120)};
  /// How long something may be due, whatever is reported, before the subscription has failed.
  std::chrono::days payment_term{14};
  /// How long a failed subscription can still be paid, within its period, before it expires.
  std::chrono::days grace{14};
};

/// How this installation sells. Immutable after start; shared by all threads.
struct BillingRules {
  RatePlans plans;
  CurrencyTable currencies;
  DunningRules dunning;
  const TimeZones* zones = nullptr;     ///< null: only UTC
  std::string time_zone{kUtc};          ///< whose calendar new subscriptions follow
  std::string default_currency{"USD"};  ///< where a client names none

  /// UTC if the name is unknown, which only a database of zones that shrank can bring about.
  [[nodiscard]] const TimeZone& zone(std::string_view name) const;
};

}  // namespace selfsame::core
