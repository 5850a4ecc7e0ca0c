#pragma once

#include <cstdint>
#include <span>

#include "core/billing/subscription.h"
#include "core/function_ref.h"
#include "tests/billing_simulation/market.h"
#include "tests/billing_simulation/outside.h"
#include "tests/billing_simulation/timeline.h"

/// What people and the gateway do: it follows from the seed, the stage and what they know.
namespace selfsame::simulation {

/// Quick: whether a user may do anything at an early or late stage.
bool may_act(const Customer& customer, Stage stage);

/// What a user does then. `has_ended` says whether their newest subscription has; not always asked.
Acts user_acts(const Customer& customer, const Outside& outside, Stage stage,
               core::FunctionRef<bool()> has_ended);

/// What the gateway and the operator do about the user's subscriptions that owe something, oldest
/// first.
Acts gateway_acts(const Customer& customer, const Outside& outside, Stage stage,
                  std::span<const core::Subscription> owing);

/// Notes what is about to be done.
void begin(Outside& outside, Stage stage, const Acts& acts);

/// What became of an act.
struct Answer {
  bool accepted = false;  ///< else nothing happened: what was to be changed had ended, say
  core::SubscriptionId subscription;  ///< that was bought
};
/// Notes the answer to the next act.
void finish(Outside& outside, const Answer& answer);

}  // namespace selfsame::simulation
