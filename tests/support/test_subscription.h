#pragma once

#include <chrono>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include "core/billing/subscription_machine.h"

/// Subscriptions for tests of what becomes of them.
namespace selfsame::testing {

inline constexpr core::Currency kYen{{'J', 'P', 'Y'}, 0};
inline constexpr core::Currency kDollar{{'U', 'S', 'D'}, 2};
inline constexpr core::Currency kDinar{{'K', 'W', 'D'}, 3};

/// An instant by its RFC 3339 text.
inline core::Timestamp at(std::string_view text) {
  const auto parsed = core::parse_rfc3339(text);
  if (!parsed) throw std::invalid_argument("no instant: " + std::string(text));
  return *parsed;
}

inline core::PlanTerms plan_terms(std::string id) {
  core::PlanTerms terms;
  terms.public_name = "The plan " + id;
  terms.id = std::move(id);
  return terms;
}

/// In dollars; the plan's id is told by its price.
inline core::Purchase purchase_of(std::int64_t price,
                                  core::Frequency frequency = core::Frequency::monthly) {
  return {plan_terms("plan-" + std::to_string(price)), frequency, price, kDollar};
}

/// The same, billed by somebody else.
inline core::Purchase external_purchase(std::int64_t price) {
  auto purchase = purchase_of(price);
  purchase.plan.id = "external";
  purchase.plan.externally_managed = true;
  return purchase;
}

/// A subscription from its start on, without a trial; what was booked for that is of no interest.
inline core::Subscription started(const core::Purchase& purchase, core::Timestamp now,
                                  const core::BillingRules& rules = {}) {
  core::Subscription subscription;
  core::start(subscription, purchase, std::chrono::days(0), now, rules);
  return subscription;
}

/// The same with a trial.
inline core::Subscription on_trial(const core::Purchase& purchase, std::chrono::days trial,
                                   core::Timestamp now, const core::BillingRules& rules = {}) {
  core::Subscription subscription;
  core::start(subscription, purchase, trial, now, rules);
  return subscription;
}

}  // namespace selfsame::testing
