#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/billing/calendar.h"
#include "core/billing/money.h"

namespace selfsame::core {

/// What a plan is sold for.
enum class PlanScope : std::uint8_t { user, account, zone };

std::string_view plan_scope_name(PlanScope scope);
std::optional<PlanScope> parse_plan_scope(std::string_view name);

/// What a zone's plan says about the people of its account: `has_pro_zones` and so on.
enum class ZoneLevel : std::uint8_t { none, pro, business, enterprise };

/// What clients are told of a plan, and a subscription keeps as it was when it was bought.
struct PlanTerms {
  std::string id;           ///< letters, digits, `_`, `-` and `.`; chosen by the operator
  std::string public_name;  ///< for people
  std::vector<std::string> sets{};
  ZoneLevel zone_level = ZoneLevel::none;
  bool externally_managed = false;  ///< somebody else bills it: periods run, nothing is charged
  bool is_contract = false;         ///< likewise

  bool operator==(const PlanTerms&) const = default;
  [[nodiscard]] bool is_billed_elsewhere() const { return externally_managed || is_contract; }
};

/// What is sold.
struct RatePlan {
  PlanTerms terms;
  std::vector<PlanScope> scopes;  ///< not empty
  /// Before the first period that costs something; 0: there is none.
  std::chrono::days trial{0};
  /// What one period costs in minor units, 0 and above.
  std::map<std::pair<Frequency, std::string>, std::int64_t> prices;  ///< by currency code

  [[nodiscard]] bool is_for(PlanScope scope) const;
  [[nodiscard]] bool is_sold(Frequency frequency) const;
  [[nodiscard]] std::optional<std::int64_t> price(Frequency frequency,
                                                  std::string_view currency) const;
};

/// The catalogue of the operator. Immutable after start; shared by all threads.
class RatePlans {
 public:
  RatePlans() = default;
  /// Throws std::invalid_argument if an id is there twice.
  explicit RatePlans(std::vector<RatePlan> plans);

  /// Null if unknown.
  [[nodiscard]] const RatePlan* find(std::string_view id) const;
  /// In the operator's order.
  [[nodiscard]] const std::vector<RatePlan>& all() const { return plans_; }

 private:
  std::vector<RatePlan> plans_;
};

}  // namespace selfsame::core
