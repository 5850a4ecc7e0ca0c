#include "core/billing/rate_plan.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <stdexcept>

namespace selfsame::core {
namespace {

constexpr std::array<std::string_view, 3> kScopeNames{"user", "account", "zone"};

const std::string& id_of(const RatePlan& plan) { return plan.terms.id; }

}  // namespace

std::string_view plan_scope_name(PlanScope scope) {
  return kScopeNames.at(static_cast<std::size_t>(scope));
}

std::optional<PlanScope> parse_plan_scope(std::string_view name) {
  const auto found = std::ranges::find(kScopeNames, name);
  if (found == kScopeNames.end()) return std::nullopt;
  return static_cast<PlanScope>(found - kScopeNames.begin());
}

bool RatePlan::is_for(PlanScope scope) const {
  return std::ranges::find(scopes, scope) != scopes.end();
}

bool RatePlan::is_sold(Frequency frequency) const {
  // The empty code is before all others.
  const auto first = prices.lower_bound({frequency, std::string()});
  return first != prices.end() && first->first.first == frequency;
}

std::optional<std::int64_t> RatePlan::price(Frequency frequency, std::string_view currency) const {
  const auto found = prices.find({frequency, std::string(currency)});
  return found == prices.end() ? std::nullopt : std::optional(found->second);
}

RatePlans::RatePlans(std::vector<RatePlan> plans) : plans_(std::move(plans)) {
  for (const auto& plan : plans_) {
    if (std::ranges::count(plans_, id_of(plan), id_of) > 1) {
      throw std::invalid_argument("two plans have the id " + id_of(plan));
    }
  }
}

const RatePlan* RatePlans::find(std::string_view id) const {
  const auto found = std::ranges::find(plans_, id, id_of);
  return found == plans_.end() ? nullptr : &*found;
}

}  // namespace selfsame::core
