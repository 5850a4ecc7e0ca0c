#include "billing/plan_file.h"

#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <stdexcept>
#include <unistd.h>

#include "billing/zones.h"
#include "core/limits.h"

namespace selfsame::billing {
namespace {

using core::Frequency;
using core::PlanScope;
using core::ZoneLevel;
using std::chrono::days;
using std::chrono::hours;
using Texts = std::vector<std::string>;

const SystemZones& zones() {
  static const SystemZones all;
  return all;
}
core::BillingRules read(std::string_view text) { return read_rules(text, "f", zones()); }
std::string complaint(std::string_view text) {
  try {
    read(text);
  } catch (const std::runtime_error& error) {
    return error.what();
  }
  return "taken";
}

const std::string kHead = "[[plan]]\nid = \"p\"\nname = \"P\"\n";
const std::string kPrice = "[plan.price.monthly]\nUSD = 100\n";
/// What a file with one plan is refused for, in whose table these lines are (from line 4 on).
std::string plan_complaint(const std::string& lines) {
  return complaint(kHead + lines + "\n" + kPrice);
}
/// The same of a plan that has everything but a price (from line 5 on).
std::string price_complaint(const std::string& lines) {
  return complaint(kHead + "scope = \"user\"\n" + lines + "\n");
}
core::RatePlan plan(const std::string& lines) {
  return read(kHead + lines + "\n" + kPrice).plans.all().at(0);
}

TEST(ReadRules, TakesEverythingThatCanBeSaid) {
  const auto rules = read(R"(
currency = "EUR"
time-zone = "Europe/Berlin"

[dunning]
retry-after-hours = [24, 48]
payment-term-days = 7
grace-days = 0

[[plan]]
id = "Small_1.0-beta"
name = "Kleiner Plan für alle"
scope = ["zone", "account"]
trial-days = 30
sets = ["a", "b"]
zone-level = "business"
externally-managed = true
contract = true
[plan.price.monthly]
USD = 2000
JPY = 0
[plan.price.yearly]
KWD = 9007199254740991

[[plan]]
id = "other"
name = "Other"
scope = "user"
price.weekly.USD = 1
)");
  EXPECT_EQ(rules.default_currency, "EUR");
  EXPECT_EQ(rules.time_zone, "Europe/Berlin");
  EXPECT_EQ(&rules.zone(rules.time_zone), zones().find("Europe/Berlin"));
  EXPECT_TRUE(rules.currencies.find("KWD"));
  EXPECT_EQ(rules.dunning.retry_after, (std::vector{hours(24), hours(48)}));
  EXPECT_EQ(rules.dunning.payment_term, days(7));
  EXPECT_EQ(rules.dunning.grace, days(0));

  ASSERT_EQ(rules.plans.all().size(), 2U);
  const auto& first = rules.plans.all()[0];
  const core::PlanTerms terms{
      "Small_1.0-beta", "Kleiner Plan für alle", {"a", "b"}, ZoneLevel::business, true, true};
  EXPECT_EQ(first.terms, terms);
  EXPECT_EQ(first.scopes, (std::vector{PlanScope::zone, PlanScope::account}));
  EXPECT_EQ(first.trial, days(30));
  EXPECT_EQ(first.prices.size(), 3U);
  EXPECT_EQ(first.price(Frequency::monthly, "USD"), 2000);
  EXPECT_EQ(first.price(Frequency::monthly, "JPY"), 0);
  EXPECT_EQ(first.price(Frequency::yearly, "KWD"), core::limits::kAmountMax);

  const auto& second = rules.plans.all()[1];
  EXPECT_EQ(second.terms, (core::PlanTerms{"other", "Other"}));
  EXPECT_EQ(second.scopes, (std::vector{PlanScope::user}));
  EXPECT_EQ(second.trial, days(0));
  EXPECT_EQ(second.price(Frequency::weekly, "USD"), 1);
}

TEST(ReadRules, HasDefaultsForWhatIsNotSaid) {
  const auto rules = read("");
  const core::DunningRules dunning;
  EXPECT_EQ(rules.default_currency, "USD");
  EXPECT_EQ(rules.time_zone, "UTC");
  EXPECT_EQ(rules.dunning.retry_after, dunning.retry_after);
  EXPECT_EQ(rules.dunning.payment_term, dunning.payment_term);
  EXPECT_EQ(rules.dunning.grace, dunning.grace);
  EXPECT_TRUE(rules.plans.all().empty());
}

TEST(ReadRules, SaysWhereAFileIsNoToml) {
  EXPECT_TRUE(complaint("currency = \"USD\"\n[[plan]\n").starts_with("f: "))
      << complaint("[[plan]");
  EXPECT_TRUE(complaint("currency = \"USD\"\n[[plan]\n").ends_with(" (line 2)"));
  EXPECT_TRUE(complaint("currency = \"USD\"\ncurrency = \"EUR\"\n").ends_with(" (line 2)"));
  EXPECT_EQ(complaint("a = 1\nb =\n").find('\n'), std::string::npos);
}

TEST(ReadRules, RefusesWhatItDoesNotKnow) {
  EXPECT_EQ(complaint("\ncolour = 1"), "f: unknown key colour (line 2)");
  EXPECT_EQ(complaint("[dunning]\nterm = 1"), "f: unknown key dunning.term (line 2)");
  EXPECT_EQ(plan_complaint("scope = \"user\"\ntrial = 1"),
            "f: plan \"p\": unknown key trial (line 5)");
  EXPECT_EQ(price_complaint("price.daily.USD = 1"),
            "f: plan \"p\": unknown key price.daily (line 5)");
}

TEST(ReadRules, WantsACurrencyThatThereIs) {
  const std::string wrong = "f: currency must be a currency of ISO 4217, in upper case (line 1)";
  for (const auto* code : {"usd", "", "USDX", "XXX", "XAU", "DEM"}) {
    EXPECT_EQ(complaint("currency = \"" + std::string(code) + '"'), wrong) << code;
  }
  EXPECT_EQ(complaint("currency = 840"), "f: currency must be a string (line 1)");
}

TEST(ReadRules, WantsATimeZoneThatThereIs) {
  for (const auto* name : {"", "Berlin", "CEST", "../etc/passwd", "localtime"}) {
    EXPECT_EQ(complaint("time-zone = \"" + std::string(name) + '"'),
              "f: time-zone must be a time zone of the IANA database, like Europe/Berlin (line 1)")
        << name;
  }
  EXPECT_EQ(complaint("time-zone = 1"), "f: time-zone must be a string (line 1)");
}

std::string dunning_complaint(const std::string& line) { return complaint("[dunning]\n" + line); }
std::string repeated(const std::string& text, std::size_t count) {
  std::string all;
  for (std::size_t i = 0; i < count; ++i) all += text;
  return all;
}

TEST(ReadRules, WantsRetriesWithinReason) {
  const std::string wrong =
      "f: dunning.retry-after-hours must be an array of at most 16 whole numbers of hours, 1 to "
      "8760 "
      "(line 2)";
  EXPECT_EQ(dunning_complaint("retry-after-hours = []"), "taken");
  EXPECT_EQ(dunning_complaint("retry-after-hours = [1, 8760]"), "taken");
  EXPECT_EQ(dunning_complaint("retry-after-hours = [" + repeated("1,", 16) + "]"), "taken");
  for (const auto& value : Texts{"[0]", "[-1]", "[8761]", "72", "[1.5]", "[\"72\"]", "[true]",
                                 "[" + repeated("1,", 17) + "]"}) {
    EXPECT_EQ(dunning_complaint("retry-after-hours = " + value), wrong) << value;
  }
  EXPECT_EQ(complaint("dunning = 1"), "f: dunning must be a table (line 1)");
}

TEST(ReadRules, WantsTermAndGraceWithinReason) {
  for (const auto* line :
       {"payment-term-days = 1", "payment-term-days = 365", "grace-days = 0", "grace-days = 365"}) {
    EXPECT_EQ(dunning_complaint(line), "taken") << line;
  }
  for (const auto* value : {"0", "-1", "366", "1.0", "\"1\"", "true"}) {
    EXPECT_EQ(dunning_complaint("payment-term-days = " + std::string(value)),
              "f: dunning.payment-term-days must be a whole number of days, 1 to 365 (line 2)");
  }
  for (const auto* value : {"-1", "366", "14.0"}) {
    EXPECT_EQ(dunning_complaint("grace-days = " + std::string(value)),
              "f: dunning.grace-days must be a whole number of days, 0 to 365 (line 2)");
  }
}

std::string id_complaint(const std::string& line) {
  return complaint("[[plan]]\n" + line + "\nname = \"P\"\nscope = \"user\"\n" + kPrice);
}

TEST(ReadRules, WantsIdsThatCanBeNamed) {
  const std::string wrong = "f: plan 1: id must be 1 to 50 letters, digits, _, - and . (line 2)";
  const std::string longest(core::limits::kPlanIdBytes, 'a');
  EXPECT_EQ(id_complaint("id = \"" + longest + '"'), "taken");
  EXPECT_EQ(id_complaint("id = \"aZ09_-.\""), "taken");
  for (const auto& id : Texts{"", longest + 'a', "a b", "a/b", "ä", "a:b"}) {
    EXPECT_EQ(id_complaint("id = \"" + id + '"'), wrong) << id;
  }
  EXPECT_EQ(id_complaint("id = 1"), "f: plan 1: id must be a string (line 2)");
  EXPECT_EQ(id_complaint(""), "f: plan 1: id is missing (line 1)");
}

TEST(ReadRules, RefusesAnIdThatIsThereTwice) {
  const auto one = kHead + "scope = \"user\"\n" + kPrice;
  EXPECT_EQ(complaint(one + one), "f: plan \"p\": id is that of an earlier plan (line 8)");
}

TEST(ReadRules, WantsANameForPeople) {
  const auto named = [](const std::string& line) {
    return complaint("[[plan]]\nid = \"p\"\n" + line + "\nscope = \"user\"\n" + kPrice);
  };
  std::string longest;
  for (std::size_t i = 0; i < core::limits::kPlanNameCharacters; ++i) longest += "ä";
  EXPECT_EQ(named("name = \"" + longest + '"'), "taken");
  EXPECT_EQ(named("name = \"" + longest + "ä\""),
            "f: plan \"p\": name must be at most 100 characters long (line 3)");
  EXPECT_EQ(named("name = \" \""), "f: plan \"p\": name must not be empty (line 3)");
  EXPECT_EQ(named("name = \"a\\nb\""),
            "f: plan \"p\": name must not contain control characters (line 3)");
  EXPECT_EQ(named("name = false"), "f: plan \"p\": name must be a string (line 3)");
  EXPECT_EQ(named(""), "f: plan \"p\": name is missing (line 1)");
}

TEST(ReadRules, WantsToKnowWhatAPlanIsSoldFor) {
  EXPECT_EQ(plan("scope = \"account\"").scopes, (std::vector{PlanScope::account}));
  EXPECT_EQ(plan_complaint(""),
            "f: plan \"p\": scope must say what the plan is sold for: user, account or zone, or "
            "several (line 1)");
  EXPECT_EQ(plan_complaint("scope = []"),
            "f: plan \"p\": scope must say what the plan is sold for: user, account or zone, or "
            "several (line 4)");
  for (const auto* value : {"\"\"", "\"users\"", "[\"user\", \"all\"]"}) {
    EXPECT_EQ(plan_complaint("scope = " + std::string(value)),
              "f: plan \"p\": scope must be user, account or zone, or an array of these (line 4)");
  }
  EXPECT_EQ(plan_complaint("scope = [\"user\", \"zone\", \"user\"]"),
            "f: plan \"p\": scope names user twice (line 4)");
  for (const auto* value : {"1", "[1]", "{}"}) {
    EXPECT_EQ(plan_complaint("scope = " + std::string(value)),
              "f: plan \"p\": scope must be a string or an array of strings (line 4)");
  }
}

TEST(ReadRules, WantsTrialsWithinReason) {
  EXPECT_EQ(plan("scope = \"user\"\ntrial-days = 3650").trial, days(3650));
  for (const auto* value : {"-1", "3651", "1.5", "\"14\"", "true"}) {
    EXPECT_EQ(plan_complaint("scope = \"user\"\ntrial-days = " + std::string(value)),
              "f: plan \"p\": trial-days must be a whole number of days, 0 to 3650 (line 5)");
  }
}

TEST(ReadRules, WantsSetsWithNames) {
  const auto with_sets = [](const std::string& value) {
    return plan_complaint("scope = \"user\"\nsets = " + value);
  };
  std::string most = "[";
  for (std::size_t i = 0; i < core::limits::kPlanSets; ++i) most += '"' + std::to_string(i) + "\",";
  EXPECT_EQ(with_sets(most + "]"), "taken");
  EXPECT_EQ(with_sets("[]"), "taken");
  EXPECT_EQ(with_sets(most + "\"x\"]"), "f: plan \"p\": sets must be at most 32 (line 5)");
  EXPECT_EQ(with_sets("\"a\""), "f: plan \"p\": sets must be an array of strings (line 5)");
  EXPECT_EQ(with_sets("[1]"), "f: plan \"p\": sets must be an array of strings (line 5)");
  EXPECT_EQ(with_sets("[\"\"]"), "f: plan \"p\": sets must not be empty (line 5)");
  EXPECT_EQ(with_sets("[\"a\", \"a\"]"), "f: plan \"p\": sets names a twice (line 5)");
}

TEST(ReadRules, GivesZoneLevelsToPlansForZonesOnly) {
  EXPECT_EQ(plan("scope = \"zone\"\nzone-level = \"pro\"").terms.zone_level, ZoneLevel::pro);
  EXPECT_EQ(plan("scope = [\"user\", \"zone\"]\nzone-level = \"enterprise\"").terms.zone_level,
            ZoneLevel::enterprise);
  EXPECT_EQ(plan_complaint("scope = [\"user\", \"account\"]\nzone-level = \"pro\""),
            "f: plan \"p\": zone-level is for plans whose scope has zone in it (line 5)");
  for (const auto* level : {"", "free", "none", "Pro"}) {
    EXPECT_EQ(plan_complaint("scope = \"zone\"\nzone-level = \"" + std::string(level) + '"'),
              "f: plan \"p\": zone-level must be pro, business or enterprise (line 5)");
  }
  EXPECT_EQ(plan_complaint("scope = \"zone\"\nzone-level = 1"),
            "f: plan \"p\": zone-level must be a string (line 5)");
}

TEST(ReadRules, WantsTruthsForWhoBills) {
  EXPECT_TRUE(plan("scope = \"zone\"\nexternally-managed = true").terms.externally_managed);
  EXPECT_TRUE(plan("scope = \"zone\"\ncontract = true").terms.is_contract);
  EXPECT_FALSE(plan("scope = \"zone\"\ncontract = false").terms.is_billed_elsewhere());
  EXPECT_EQ(plan_complaint("scope = \"zone\"\nexternally-managed = 1"),
            "f: plan \"p\": externally-managed must be true or false (line 5)");
  EXPECT_EQ(plan_complaint("scope = \"zone\"\ncontract = \"true\""),
            "f: plan \"p\": contract must be true or false (line 5)");
}

TEST(ReadRules, WantsAPriceOfEveryPlan) {
  const std::string wrong =
      "f: plan \"p\": price must name a price, if it is 0: for example price.monthly.USD = 0 "
      "(line ";
  EXPECT_EQ(price_complaint(""), wrong + "1)");
  EXPECT_EQ(price_complaint("contract = true"), wrong + "1)");
  EXPECT_EQ(price_complaint("price = {}"), wrong + "5)");
  EXPECT_EQ(price_complaint("price.monthly = {}"),
            "f: plan \"p\": price.monthly must name a price (line 5)");
  EXPECT_EQ(price_complaint("contract = true\nprice.monthly.USD = 0"), "taken");
}

TEST(ReadRules, WantsPricesInWholeUnits) {
  for (const auto* value : {"-1", "9007199254740992", "20.0", "\"20\"", "true", "[1]"}) {
    EXPECT_EQ(price_complaint("price.yearly.USD = " + std::string(value)),
              "f: plan \"p\": price.yearly.USD must be a whole number of the currency's smallest "
              "unit, 0 to 9007199254740991 (line 5)")
        << value;
  }
  EXPECT_EQ(price_complaint("price.yearly.usd = 1"),
            "f: plan \"p\": price.yearly.usd is no currency of ISO 4217, in upper case (line 5)");
  EXPECT_EQ(price_complaint("price = 1"), "f: plan \"p\": price must be a table (line 5)");
  EXPECT_EQ(price_complaint("price.monthly = 1"),
            "f: plan \"p\": price.monthly must be a table (line 5)");
}

TEST(ReadRules, WantsPlansAsTables) {
  const std::string wrong = "f: plan must be an array of tables: [[plan]] (line 1)";
  EXPECT_EQ(complaint("[plan]\nid = \"p\""), wrong);
  EXPECT_EQ(complaint("plan = 1"), wrong);
  EXPECT_EQ(complaint("plan = [1]"), wrong);
}

TEST(ReadRules, TakesAThousandPlansAndNoMore) {
  std::string text;
  for (int i = 0; i < 1000; ++i) {
    text += "[[plan]]\nid = \"" + std::to_string(i) +
            "\"\nname = \"P\"\nscope = \"user\"\nprice.monthly.USD = 1\n";
  }
  EXPECT_EQ(read(text).plans.all().size(), 1000U);
  EXPECT_EQ(complaint(text + kHead + "scope = \"user\"\n" + kPrice),
            "f: plan must be at most 1000 tables (line 1)");
}

TEST(LoadRules, NamesAFileThatCannotBeRead) {
  const auto folder =
      std::filesystem::temp_directory_path() / ("selfsame-plans-" + std::to_string(::getpid()));
  std::filesystem::create_directory(folder);
  const auto file = folder / "plans.toml";
  const auto load = [&](const std::filesystem::path& path) -> std::string {
    try {
      return load_rules(path, zones()).plans.all().at(0).terms.id;
    } catch (const std::runtime_error& error) {
      return error.what();
    }
  };
  EXPECT_EQ(load(file), file.string() + ": cannot be read");
  EXPECT_EQ(load(folder), folder.string() + ": cannot be read");
  std::ofstream(file) << kHead << "scope = \"user\"\n" << kPrice;
  EXPECT_EQ(load(file), "p");
  std::ofstream(file) << kHead;
  EXPECT_EQ(load(file), file.string() +
                            ": plan \"p\": scope must say what the plan is sold for: user, account "
                            "or zone, or several (line 1)");
  std::filesystem::remove_all(folder);
}

TEST(LoadRules, HasPlansBuiltIn) {
  const auto rules = load_rules("", zones());
  Texts ids;
  for (const auto& plan : rules.plans.all()) ids.push_back(plan.terms.id);
  EXPECT_EQ(ids,
            (Texts{"free", "lite", "pro", "pro_plus", "business", "enterprise", "partners_free",
                   "partners_pro", "partners_business", "partners_enterprise"}));
  const auto& pro = *rules.plans.find("pro");
  EXPECT_EQ(pro.price(Frequency::weekly, "USD"), 500);
  EXPECT_EQ(pro.price(Frequency::monthly, "USD"), 2000);
  EXPECT_EQ(pro.price(Frequency::quarterly, "EUR"), 6000);
  EXPECT_EQ(pro.price(Frequency::yearly, "EUR"), 24'000);
  EXPECT_EQ(pro.price(Frequency::monthly, "JPY"), 3000);
  EXPECT_EQ(pro.price(Frequency::monthly, "KWD"), 6500);
  EXPECT_EQ(pro.terms.zone_level, ZoneLevel::pro);
  EXPECT_EQ(rules.plans.find("pro_plus")->trial, days(14));
  EXPECT_TRUE(rules.plans.find("enterprise")->terms.is_contract);
  for (const auto& plan : rules.plans.all()) {
    EXPECT_EQ(plan.terms.externally_managed, plan.terms.id.starts_with("partners_"));
    EXPECT_TRUE(plan.price(Frequency::monthly, rules.default_currency)) << plan.terms.id;
    EXPECT_TRUE(plan.is_for(PlanScope::zone) && plan.is_for(PlanScope::account)) << plan.terms.id;
  }
}

}  // namespace
}  // namespace selfsame::billing
