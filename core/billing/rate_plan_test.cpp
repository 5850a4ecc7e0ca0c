#include "core/billing/rate_plan.h"

#include <gtest/gtest.h>
#include <stdexcept>

#include "core/billing/billing_rules.h"
#include "tests/support/test_subscription.h"
#include "tests/support/test_zones.h"

namespace selfsame::core {
namespace {

using testing::plan_terms;

RatePlan plan(const char* id) {
  RatePlan made;
  made.terms = plan_terms(id);
  made.scopes = {PlanScope::zone, PlanScope::user};
  made.prices = {{{Frequency::monthly, "USD"}, 2000},
                 {{Frequency::monthly, "JPY"}, 3000},
                 {{Frequency::yearly, "USD"}, 0}};
  return made;
}

TEST(PlanScope, HasANameThatLeadsBackToIt) {
  for (const auto scope : {PlanScope::user, PlanScope::account, PlanScope::zone}) {
    EXPECT_EQ(parse_plan_scope(plan_scope_name(scope)), scope);
  }
  EXPECT_EQ(plan_scope_name(PlanScope::account), "account");
  EXPECT_EQ(parse_plan_scope("Zone"), std::nullopt);
  EXPECT_EQ(parse_plan_scope(""), std::nullopt);
}

TEST(RatePlan, IsForItsScopes) {
  EXPECT_TRUE(plan("pro").is_for(PlanScope::zone));
  EXPECT_TRUE(plan("pro").is_for(PlanScope::user));
  EXPECT_FALSE(plan("pro").is_for(PlanScope::account));
}

TEST(RatePlan, IsSoldAtTheFrequenciesThatHaveAPrice) {
  EXPECT_FALSE(plan("pro").is_sold(Frequency::weekly));
  EXPECT_TRUE(plan("pro").is_sold(Frequency::monthly));
  EXPECT_FALSE(plan("pro").is_sold(Frequency::quarterly));
  EXPECT_TRUE(plan("pro").is_sold(Frequency::yearly));
  EXPECT_FALSE(RatePlan().is_sold(Frequency::yearly));
}

TEST(RatePlan, HasAPriceForEachFrequencyAndCurrency) {
  EXPECT_EQ(plan("pro").price(Frequency::monthly, "USD"), 2000);
  EXPECT_EQ(plan("pro").price(Frequency::monthly, "JPY"), 3000);
  EXPECT_EQ(plan("pro").price(Frequency::yearly, "USD"), 0) << "free is a price";
  EXPECT_EQ(plan("pro").price(Frequency::yearly, "JPY"), std::nullopt);
  EXPECT_EQ(plan("pro").price(Frequency::weekly, "USD"), std::nullopt);
}

TEST(PlanTerms, AreBilledElsewhereIfExternalOrByContract) {
  auto terms = plan_terms("pro");
  EXPECT_FALSE(terms.is_billed_elsewhere());
  terms.is_contract = true;
  EXPECT_TRUE(terms.is_billed_elsewhere());
  terms = plan_terms("pro");
  terms.externally_managed = true;
  EXPECT_TRUE(terms.is_billed_elsewhere());
}

TEST(RatePlans, FindsByIdAndKeepsTheOrder) {
  const RatePlans plans({plan("pro"), plan("business"), plan("free")});
  ASSERT_NE(plans.find("business"), nullptr);
  EXPECT_EQ(plans.find("business")->terms.id, "business");
  EXPECT_EQ(plans.find("Business"), nullptr);
  EXPECT_EQ(plans.find(""), nullptr);
  EXPECT_EQ(plans.all().front().terms.id, "pro");
  EXPECT_EQ(plans.all().back().terms.id, "free");
}

TEST(RatePlans, RefusesAnIdThatIsThereTwice) {
  EXPECT_THROW(RatePlans({plan("pro"), plan("free"), plan("pro")}), std::invalid_argument);
}

TEST(ZoneOfRules, IsTheNamedOneOrUtc) {
  const testing::TestZones zones;
  BillingRules rules;
  EXPECT_EQ(&rules.zone("Europe/Berlin"), &utc_zone()) << "no database of zones";
  rules.zones = &zones;
  EXPECT_EQ(&rules.zone("Europe/Berlin"), zones.find("Europe/Berlin"));
  EXPECT_EQ(&rules.zone("Atlantis/Capital"), &utc_zone());
  EXPECT_EQ(&rules.zone(kUtc), &utc_zone());
}

}  // namespace
}  // namespace selfsame::core
