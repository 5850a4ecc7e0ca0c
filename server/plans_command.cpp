#include "server/plans_command.h"

#include <array>
#include <boost/json/array.hpp>
#include <string_view>

#include "billing/plan_file.h"
#include "billing/zones.h"
#include "dialects/native/billing_codec.h"
#include "json/writer.h"
#include "server/admin_output.h"
#include "server/commands.h"

namespace selfsame::server {
namespace {

constexpr std::array<std::string_view, 5> kColumns{"id", "name", "scope", "trial", "prices"};

void print_json(const core::BillingRules& rules, std::ostream& out) {
  std::string text;
  json::Writer writer(text);
  writer.begin_object()
      .field("currency", rules.default_currency)
      .field("time_zone", rules.time_zone)
      .key("retry_after_hours")
      .begin_array();
  for (const auto hours : rules.dunning.retry_after) writer.number(hours.count());
  writer.end_array()
      .field("payment_term_days", rules.dunning.payment_term.count())
      .field("grace_days", rules.dunning.grace.count())
      .key("plans")
      .begin_array();
  for (const auto& plan : rules.plans.all()) native::encode_plan(plan, rules.currencies, writer);
  writer.end_array().end_object();
  out << text << std::endl;
}

std::string describe_retries(const core::DunningRules& dunning) {
  std::string text;
  for (const auto hours : dunning.retry_after) {
    if (!text.empty()) text += ", ";
    text += std::to_string(hours.count());
  }
  return text;
}

std::string describe_scopes(const core::RatePlan& plan) {
  std::string text;
  for (const auto scope : plan.scopes) {
    if (!text.empty()) text += ", ";
    text += core::plan_scope_name(scope);
  }
  return text;
}

/// `20.00 USD, 18.00 EUR monthly; 240.00 USD yearly`
std::string describe_prices(const core::RatePlan& plan, const core::CurrencyTable& currencies) {
  std::string text;
  std::string_view frequency;
  for (const auto& [sold, minor] : plan.prices) {
    const auto next = core::frequency_name(sold.first);
    if (!text.empty()) text += next == frequency ? ", " : ' ' + std::string(frequency) + "; ";
    frequency = next;
    text += core::format_money({minor, currencies.find(sold.second).value()});
  }
  return text.append(1, ' ').append(frequency);
}

void print_text(const core::BillingRules& rules, std::ostream& out) {
  print_object({{"currency", rules.default_currency},
                {"time_zone", rules.time_zone},
                {"retry_after_hours", describe_retries(rules.dunning)},
                {"payment_term_days", rules.dunning.payment_term.count()},
                {"grace_days", rules.dunning.grace.count()}},
               out);
  boost::json::array rows;
  rows.reserve(rules.plans.all().size());
  for (const auto& plan : rules.plans.all()) {
    const auto days = plan.trial.count();
    rows.push_back({{"id", plan.terms.id},
                    {"name", plan.terms.public_name},
                    {"scope", describe_scopes(plan)},
                    {"trial", days > 0 ? std::to_string(days) + " days" : ""},
                    {"prices", describe_prices(plan, rules.currencies)}});
  }
  out << '\n';
  Table(kColumns, out).print(rows);
  out.flush();
}

}  // namespace

int run_plans(const PlansOptions& options, std::ostream& out) {
  const billing::SystemZones zones;
  const auto rules = billing::load_rules(options.plans, zones);
  if (options.json) {
    print_json(rules, out);
  } else {
    print_text(rules, out);
  }
  return kDone;
}

}  // namespace selfsame::server
