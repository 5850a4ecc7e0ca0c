#include "billing/plan_table.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>
#include <vector>

#include "core/limits.h"
#include "core/text.h"

namespace selfsame::billing {
namespace {

using core::Frequency;
using core::ZoneLevel;

constexpr std::int64_t kTrialDaysMax = 3650;
constexpr std::array kFrequencies{Frequency::weekly, Frequency::monthly, Frequency::quarterly,
                                  Frequency::yearly};
constexpr std::array<std::pair<std::string_view, ZoneLevel>, 3> kZoneLevels{
    {{"pro", ZoneLevel::pro},
     {"business", ZoneLevel::business},
     {"enterprise", ZoneLevel::enterprise}}};

bool is_id_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view("_-.").contains(c);
}

std::string read_id(const TomlTable& in) {
  auto id = in.string("id");
  if (!id) in.refuse("id", "is missing");
  if (id->empty() || id->size() > core::limits::kPlanIdBytes ||
      !std::ranges::all_of(*id, is_id_character)) {
    in.refuse("id", "must be 1 to " + std::to_string(core::limits::kPlanIdBytes) +
                        " letters, digits, _, - and .");
  }
  return std::move(*id);
}

void check_name(const TomlTable& in, std::string_view key, std::string_view name) {
  std::vector<core::FieldError> errors;
  core::check_required_text(errors, key, name, core::limits::kPlanNameCharacters);
  if (!errors.empty()) in.refuse(key, errors.front().message);
}

std::string read_name(const TomlTable& in) {
  auto name = in.string("name");
  if (!name) in.refuse("name", "is missing");
  check_name(in, "name", *name);
  return std::move(*name);
}

/// Refuses what is there twice.
void check_unlike(const TomlTable& in, std::string_view key, std::vector<std::string> texts) {
  std::ranges::sort(texts);
  const auto twice = std::ranges::adjacent_find(texts);
  if (twice != texts.end()) in.refuse(key, "names " + *twice + " twice");
}

std::vector<core::PlanScope> read_scopes(const TomlTable& in) {
  const auto names = in.one_or_more_strings("scope");
  if (!names || names->empty()) {
    in.refuse("scope", "must say what the plan is sold for: user, account or zone, or several");
  }
  std::vector<core::PlanScope> scopes;
  scopes.reserve(names->size());
  for (const auto& name : *names) {
    const auto scope = core::parse_plan_scope(name);
    if (!scope) in.refuse("scope", "must be user, account or zone, or an array of these");
    scopes.push_back(*scope);
  }
  check_unlike(in, "scope", *names);
  return scopes;
}

std::vector<std::string> read_sets(const TomlTable& in) {
  auto sets = in.strings("sets").value_or(std::vector<std::string>());
  if (sets.size() > core::limits::kPlanSets) {
    in.refuse("sets", "must be at most " + std::to_string(core::limits::kPlanSets));
  }
  for (const auto& set : sets) check_name(in, "sets", set);
  check_unlike(in, "sets", sets);
  return sets;
}

ZoneLevel read_zone_level(const TomlTable& in, bool is_for_zones) {
  const auto name = in.string("zone-level");
  if (!name) return ZoneLevel::none;
  const auto* level =
      std::ranges::find(kZoneLevels, *name, &decltype(kZoneLevels)::value_type::first);
  if (level == kZoneLevels.end()) in.refuse("zone-level", "must be pro, business or enterprise");
  if (!is_for_zones) in.refuse("zone-level", "is for plans whose scope has zone in it");
  return level->second;
}

void read_prices_of(const TomlTable& in, Frequency frequency, const core::CurrencyTable& currencies,
                    core::RatePlan& plan) {
  auto codes = in.keys();
  for (auto& code : codes) {
    if (!currencies.find(code)) in.refuse(code, "is no currency of ISO 4217, in upper case");
    const auto price = in.number(code, 0, core::limits::kAmountMax, "the currency's smallest unit");
    plan.prices.emplace(std::pair(frequency, std::move(code)), price.value());
  }
}

void read_prices(const TomlTable& in, const core::CurrencyTable& currencies, core::RatePlan& plan) {
  if (const auto prices = in.table("price")) {
    prices->allow_only(
        {core::frequency_name(Frequency::weekly), core::frequency_name(Frequency::monthly),
         core::frequency_name(Frequency::quarterly), core::frequency_name(Frequency::yearly)});
    for (const auto frequency : kFrequencies) {
      const auto name = core::frequency_name(frequency);
      const auto of_frequency = prices->table(name);
      if (of_frequency) read_prices_of(*of_frequency, frequency, currencies, plan);
      if (of_frequency && !plan.is_sold(frequency)) prices->refuse(name, "must name a price");
    }
  }
  if (plan.prices.empty()) {
    in.refuse("price", "must name a price, if it is 0: for example price.monthly.USD = 0");
  }
}

}  // namespace

core::RatePlan read_plan(TomlTable& in, const std::string& file,
                         const core::CurrencyTable& currencies) {
  core::RatePlan plan;
  plan.terms.id = read_id(in);
  in.set_place(file + ": plan \"" + plan.terms.id + "\": ");
  in.allow_only({"id", "name", "scope", "trial-days", "sets", "zone-level", "externally-managed",
                 "contract", "price"});
  plan.terms.public_name = read_name(in);
  plan.terms.sets = read_sets(in);
  plan.terms.externally_managed = in.boolean("externally-managed").value_or(false);
  plan.terms.is_contract = in.boolean("contract").value_or(false);
  plan.scopes = read_scopes(in);
  plan.terms.zone_level = read_zone_level(in, plan.is_for(core::PlanScope::zone));
  plan.trial = std::chrono::days(in.number("trial-days", 0, kTrialDaysMax, "days").value_or(0));
  read_prices(in, currencies, plan);
  return plan;
}

}  // namespace selfsame::billing
