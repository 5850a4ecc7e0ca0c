#include "core/billing/subscription.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

namespace selfsame::core {
namespace {

using enum SubscriptionState;

constexpr std::array<std::string_view, 7> kStateNames{
    "Trial", "Provisioned", "Paid", "AwaitingPayment", "Cancelled", "Failed", "Expired"};

constexpr std::array<std::pair<SubscriptionState, SubscriptionState>, 18> kSteps{{
    {trial, provisioned},
    {trial, paid},
    {trial, awaiting_payment},
    {trial, cancelled},
    {provisioned, paid},
    {provisioned, awaiting_payment},
    {provisioned, cancelled},
    {paid, provisioned},
    {paid, awaiting_payment},
    {paid, cancelled},
    {awaiting_payment, paid},
    {awaiting_payment, provisioned},
    {awaiting_payment, failed},
    {awaiting_payment, cancelled},
    {failed, paid},
    {failed, provisioned},
    {failed, expired},
    {failed, cancelled},
}};

}  // namespace

std::string_view subscription_state_name(SubscriptionState state) {
  return kStateNames.at(static_cast<std::size_t>(state));
}

std::optional<SubscriptionState> parse_subscription_state(std::string_view name) {
  const auto found = std::ranges::find(kStateNames, name);
  if (found == kStateNames.end()) return std::nullopt;
  return static_cast<SubscriptionState>(found - kStateNames.begin());
}

bool may_follow(SubscriptionState from, SubscriptionState to) {
  return std::ranges::find(kSteps, std::pair(from, to)) != kSteps.end();
}

bool has_ended(SubscriptionState state) { return state == cancelled || state == expired; }

bool is_running(SubscriptionState state) { return !has_ended(state) && state != failed; }

}  // namespace selfsame::core
