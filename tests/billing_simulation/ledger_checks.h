#pragma once

#include <optional>
#include <span>
#include <string>

#include "core/billing/billing_item.h"
#include "core/billing/subscription.h"

namespace selfsame::simulation {

/// Whether a user's ledger makes sense, as anybody could tell from its lines alone, without knowing
/// how subscriptions work inside: numbered without gaps, balances right, no time charged twice and
/// none left out, no payment booked twice, no refund of more than was paid. Says what is wrong first.
/// Every plan costs something, and every line but payments, refunds and adjustments has its
/// period.
std::optional<std::string> check_ledger(std::span<const core::BillingItem> items,
                                        std::span<const core::Subscription> subscriptions);

}  // namespace selfsame::simulation
