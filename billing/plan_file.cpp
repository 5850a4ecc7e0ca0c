#include "billing/plan_file.h"

#include <array>
#include <fstream>
#include <set>
#include <stdexcept>
#include <utility>
#include <vector>

#include "billing/currencies.h"
#include "billing/plan_table.h"
#include "billing/toml_table.h"
#include "core/limits.h"

namespace selfsame::embedded {
extern const std::string_view kRatePlans;
}  // namespace selfsame::embedded

namespace selfsame::billing {
namespace {

constexpr std::size_t kPlansMax = 1000;
constexpr std::size_t kRetriesMax = 16;
constexpr std::int64_t kRetryHoursMax = 8760;  // a year
constexpr std::int64_t kDunningDaysMax = 365;

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string text;
  std::array<char, 4096> part{};
  while (file.read(part.data(), part.size()) || file.gcount() > 0) {
    text.append(part.data(), static_cast<std::size_t>(file.gcount()));
  }
  // A folder can be opened, and not read.
  if (!file.eof()) throw std::runtime_error(path + ": cannot be read");
  return text;
}

core::DunningRules read_dunning(const TomlTable& in) {
  in.allow_only({"retry-after-hours", "payment-term-days", "grace-days"});
  core::DunningRules dunning;
  if (const auto hours = in.numbers("retry-after-hours", 1, kRetryHoursMax, "hours", kRetriesMax)) {
    dunning.retry_after.clear();
    dunning.retry_after.reserve(hours->size());
    for (const auto count : *hours) dunning.retry_after.emplace_back(count);
  }
  if (const auto days = in.number("payment-term-days", 1, kDunningDaysMax, "days")) {
    dunning.payment_term = std::chrono::days(*days);
  }
  if (const auto days = in.number("grace-days", 0, kDunningDaysMax, "days")) {
    dunning.grace = std::chrono::days(*days);
  }
  return dunning;
}

core::RatePlans read_plans(const TomlTable& in, const std::string& name,
                           const core::CurrencyTable& currencies) {
  const auto tables = in.tables("plan");
  if (tables.size() > kPlansMax) {
    in.refuse("plan", "must be at most " + std::to_string(kPlansMax) + " tables");
  }
  std::vector<core::RatePlan> plans;
  plans.reserve(tables.size());
  std::set<std::string> ids;
  for (const auto* table : tables) {
    TomlTable plan(*table, name + ": plan " + std::to_string(plans.size() + 1) + ": ");
    plans.push_back(read_plan(plan, name, currencies));
    if (!ids.insert(plans.back().terms.id).second) {
      plan.refuse("id", "is that of an earlier plan");
    }
  }
  return core::RatePlans(std::move(plans));
}

}  // namespace

core::BillingRules read_rules(std::string_view text, const std::string& name,
                              const core::TimeZones& zones) {
  const auto file = parse_toml(text, name);
  const TomlTable in(file, name + ": ");
  in.allow_only({"currency", "time-zone", "dunning", "plan"});

  core::BillingRules rules;
  rules.zones = &zones;
  rules.currencies = load_currencies();
  if (auto code = in.string("currency")) {
    if (!rules.currencies.find(*code)) {
      in.refuse("currency", "must be a currency of ISO 4217, in upper case");
    }
    rules.default_currency = std::move(*code);
  }
  if (auto zone = in.string("time-zone")) {
    if (zones.find(*zone) == nullptr) {
      in.refuse("time-zone", "must be a time zone of the IANA database, like Europe/Berlin");
    }
    rules.time_zone = std::move(*zone);
  }
  if (const auto dunning = in.table("dunning")) rules.dunning = read_dunning(*dunning);
  rules.plans = read_plans(in, name, rules.currencies);
  return rules;
}

core::BillingRules load_rules(const std::string& file, const core::TimeZones& zones) {
  if (file.empty()) return read_rules(embedded::kRatePlans, "built-in plans", zones);
  return read_rules(read_file(file), file, zones);
}

}  // namespace selfsame::billing
