#pragma once

#include <chrono>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/billing/billing_rules.h"
#include "core/billing/payment_signature.h"

/// A small way of selling, for tests. Only UTC.
namespace selfsame::testing {

inline core::CurrencyTable test_currencies() {
  return core::CurrencyTable(
      {{{'U', 'S', 'D'}, 2}, {{'E', 'U', 'R'}, 2}, {{'J', 'P', 'Y'}, 0}, {{'K', 'W', 'D'}, 3}});
}

struct TestPrice {
  core::Frequency frequency{};
  std::string_view currency;
  std::int64_t minor = 0;
};

inline core::RatePlan test_plan(std::string_view id, std::vector<core::PlanScope> scopes,
                                std::initializer_list<TestPrice> prices) {
  core::RatePlan plan;
  plan.terms.id = id;
  plan.terms.public_name = "The plan " + std::string(id);
  plan.scopes = std::move(scopes);
  for (const auto& price : prices) {
    plan.prices.emplace(std::pair(price.frequency, std::string(price.currency)), price.minor);
  }
  return plan;
}

/// `free`, `pro`, `business`, `trial` and `partner`.
inline core::RatePlans test_plans() {
  using enum core::Frequency;
  using enum core::PlanScope;

  auto free = test_plan("free", {user, account, zone}, {{monthly, "USD", 0}, {yearly, "USD", 0}});
  auto pro = test_plan("pro", {user, account, zone},
                       {{monthly, "USD", 2000},
                        {yearly, "USD", 24000},
                        {monthly, "EUR", 1800},
                        {monthly, "JPY", 3000},
                        {monthly, "KWD", 6500}});
  pro.terms.zone_level = core::ZoneLevel::pro;
  auto business = test_plan("business", {zone, account}, {{monthly, "USD", 20000}});
  business.terms.zone_level = core::ZoneLevel::business;
  auto trial = test_plan("trial", {user, account}, {{monthly, "USD", 1000}});
  trial.trial = std::chrono::days(14);
  auto partner = test_plan("partner", {account, zone}, {{monthly, "USD", 0}});
  partner.terms.externally_managed = true;
  return core::RatePlans(
      {std::move(free), std::move(pro), std::move(business), std::move(trial), std::move(partner)});
}

inline const core::BillingRules& test_billing_rules() {
  static const core::BillingRules rules{
      .plans = test_plans(), .currencies = test_currencies(), .dunning = {}};
  return rules;
}

/// Says of every report what the test wants.
class FakePaymentSignature final : public core::PaymentSignature {
 public:
  [[nodiscard]] bool is_configured() const override { return configured; }
  [[nodiscard]] Verdict verify(std::string_view, std::string_view, std::string_view,
                               std::string_view, core::Timestamp) const override {
    return verdict;
  }

  bool configured = false;
  Verdict verdict = Verdict::wrong;
};

}  // namespace selfsame::testing
