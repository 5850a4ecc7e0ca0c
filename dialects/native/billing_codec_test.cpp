#include "dialects/native/billing_codec.h"

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

#include "dialects/native/testing.h"
#include "tests/support/test_subscription.h"

namespace selfsame::native {
namespace {

using testing::kDinar;
using testing::kDollar;
using testing::kYen;

TEST(EncodePlan, GivesEachPriceTheExponentOfItsCurrency) {
  core::RatePlan plan;
  plan.terms = {"pro", "Pro \"Plan\"", {"a", "b"}, core::ZoneLevel::business, true, true};
  plan.scopes = {core::PlanScope::user, core::PlanScope::zone};
  plan.trial = std::chrono::days(14);
  plan.prices = {{{core::Frequency::monthly, "JPY"}, 3000},
                 {{core::Frequency::yearly, "KWD"}, 9'007'199'254'740'991}};
  const core::CurrencyTable currencies({kYen, kDollar, kDinar});
  const auto encode = [&](const core::RatePlan& shown, json::Writer& out) {
    encode_plan(shown, currencies, out);
  };
  EXPECT_EQ(encoded(encode, plan),
            R"({"id":"pro","name":"Pro \"Plan\"","scopes":["user","zone"],"trial_days":14,)"
            R"("sets":["a","b"],"zone_level":"business","externally_managed":true,)"
            R"("contract":true,"prices":[)"
            R"({"frequency":"monthly","amount":3000,"currency":"JPY","exponent":0},)"
            R"({"frequency":"yearly","amount":9007199254740991,"currency":"KWD","exponent":3}]})");
  plan.prices = {{{core::Frequency::monthly, "XXX"}, 1}};
  EXPECT_ANY_THROW(encoded(encode, plan)) << "a catalogue has no such prices";
}

TEST(EncodePlan, WithoutALevelSaysNull) {
  const auto encode = [](const core::RatePlan& shown, json::Writer& out) {
    encode_plan(shown, {}, out);
  };
  const auto plan = boost::json::parse(encoded(encode, core::RatePlan()));
  EXPECT_TRUE(plan.at("zone_level").is_null());
  EXPECT_TRUE(plan.at("sets").as_array().empty());
}

TEST(EncodeProfile, ShowsEveryTextUnderItsName) {
  core::BillingProfileView view;
  view.profile.owner = core::OrganizationId{kIdA};
  for (const auto& text : core::billing_texts()) {
    view.profile.*text.value = "the " + std::string(text.name);
  }
  const auto profile = boost::json::parse(encoded(encode_profile, view));
  for (const auto& text : core::billing_texts()) {
    EXPECT_EQ(profile.at(text.name).as_string(), "the " + std::string(text.name));
  }
  EXPECT_EQ(profile.at("owner_id").as_string(), kA);
  EXPECT_EQ(profile.at("owner_kind").as_string(), "organization");
}

TEST(EncodeProfile, SaysWhatIsNotThere) {
  core::BillingProfileView view;
  view.profile.created_at = kNoon;
  auto profile = boost::json::parse(encoded(encode_profile, view));
  for (const auto* key : {"first_name", "card", "next_bill_at", "created_at", "modified_at"}) {
    EXPECT_TRUE(profile.at(key).is_null()) << key;
  }
  view.stored = true;
  view.next_bill_at = kNoon;
  view.profile.card = core::CardSummary{"Visa", "4242", 2, std::nullopt};
  profile = boost::json::parse(encoded(encode_profile, view));
  EXPECT_EQ(profile.at("created_at").as_string(), kNoonText);
  EXPECT_EQ(profile.at("next_bill_at").as_string(), kNoonText);
  EXPECT_EQ(profile.at("card"), boost::json::parse(R"({"brand":"Visa","last_four":"4242",)"
                                                   R"("expiry_month":2,"expiry_year":null})"));
}

TEST(EncodeBillingItem, ShowsAllOfIt) {
  core::BillingItem item;
  item.id = core::BillingItemId{kIdA};
  item.occurred_at = kNoon;
  item.type = core::BillingItemType::credit;
  item.action = core::BillingAction::cancellation;
  item.description = "Pro";
  item.amount = -1234;
  item.currency = kDinar;
  item.sequence = 7;
  item.balance = -34;
  const auto head = R"({"id":")" + kA + R"(","sequence":7,"occurred_at":")" + kNoonText +
                    R"(","type":"credit","action":"cancellation","description":"Pro",)"
                    R"("amount":-1234,"currency":"KWD","exponent":3,"balance":-34,)";
  EXPECT_EQ(encoded(encode_billing_item, item),
            head + R"("subscription_id":null,"zone":null,"period":null,"payment":null})");
  item.subscription = core::SubscriptionId{kIdB};
  item.zone = core::ZoneId{kIdA};
  item.zone_name = "a.example";
  item.period = core::Period{kNoon, kNoon + std::chrono::hours(1)};
  item.payment = "pi_1";
  EXPECT_EQ(encoded(encode_billing_item, item),
            head + R"("subscription_id":")" + kB + R"(","zone":{"id":")" + kA +
                R"(","name":"a.example"},"period":{"start":")" + kNoonText +
                R"(","end":"2026-03-01T13:00:00.000000Z"},"payment":"pi_1"})");
}

TEST(EncodeBalance, IsTheAmountInItsCurrency) {
  EXPECT_EQ(encoded(encode_balance, core::Money{-5, kYen}),
            R"({"amount":-5,"currency":"JPY","exponent":0})");
}

TEST(DecodeProfileEdit, TellsAbsentFromNull) {
  const auto nothing = decode(decode_profile_edit, R"({"unknown":1})");
  ASSERT_TRUE(nothing);
  EXPECT_TRUE(nothing->texts.empty());
  EXPECT_FALSE(nothing->card);
  const auto edit =
      decode(decode_profile_edit, R"({"vat":"X","first_name":null,"payment_reference":"pm_1",)"
                                  R"("card":null})");
  ASSERT_TRUE(edit);
  ASSERT_EQ(edit->texts.size(), 3U);
  for (const auto& [name, value] : edit->texts) {
    const std::optional<std::string> wanted =
        name == "vat" ? std::optional("X")
                      : (name == "payment_reference" ? std::optional("pm_1") : std::nullopt);
    EXPECT_EQ(value, wanted) << name;
  }
  ASSERT_TRUE(edit->card);
  EXPECT_FALSE(*edit->card);
}

TEST(DecodeProfileEdit, ReadsACard) {
  const auto edit = decode(decode_profile_edit, R"({"card":{"brand":"Visa","last_four":"4242",)"
                                                R"("expiry_month":12,"expiry_year":2030}})");
  ASSERT_TRUE(edit);
  EXPECT_EQ(**edit->card, (core::CardSummary{"Visa", "4242", 12, 2030}));
  const auto least = decode(decode_profile_edit, R"({"card":{"last_four":"4242"}})");
  ASSERT_TRUE(least);
  EXPECT_EQ(**least->card, (core::CardSummary{"", "4242", std::nullopt, std::nullopt}));
}

TEST(DecodeProfileEdit, NamesWhatIsWrong) {
  EXPECT_EQ(complaints(decode(decode_profile_edit, R"({"first_name":1,"vat":[],"card":"4242"})")),
            "/first_name /vat /card ");
  EXPECT_EQ(complaints(decode(decode_profile_edit,
                              R"({"card":{"brand":1,"expiry_month":0,"expiry_year":30}})")),
            "/card/brand /card/last_four /card/expiry_month /card/expiry_year ");
  EXPECT_EQ(complaints(decode(decode_profile_edit, R"({"card":{"last_four":"4242",)"
                                                   R"("expiry_month":13,"expiry_year":10000}})")),
            "/card/expiry_month /card/expiry_year ");
  EXPECT_EQ(complaints(decode(decode_profile_edit, R"({"card":{"last_four":"4242",)"
                                                   R"("expiry_month":"1","expiry_year":2030.0}})")),
            "/card/expiry_month /card/expiry_year ");
}

}  // namespace
}  // namespace selfsame::native
