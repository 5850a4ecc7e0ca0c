#include "dialects/cloudflare/subscription_codec.h"

#include <gtest/gtest.h>

#include "dialects/cloudflare/testing.h"
#include "tests/support/test_subscription.h"

namespace selfsame::cloudflare {
namespace {

core::Subscription example() {
  core::Subscription subscription;
  subscription.id = *core::SubscriptionId::parse("506e3185e9c882d175a2d0cb0093d9f2");
  subscription.owner = *core::UserId::parse(std::string(32, '7'));
  subscription.plan.id = "pro";
  subscription.plan.public_name = "Pro \"Plan\"";
  subscription.plan.sets = {"a", "b"};
  subscription.price = 2005;
  subscription.currency = testing::kDollar;
  subscription.period = {testing::at("2026-01-31T10:00:00.000001Z"),
                         testing::at("2026-02-28T10:00:00.000001Z")};
  subscription.state = core::SubscriptionState::awaiting_payment;
  return subscription;
}

TEST(EncodeSubscription, WritesExactlyThis) {
  EXPECT_EQ(encoded(encode_subscription, example()),
            R"({"id":"506e3185e9c882d175a2d0cb0093d9f2","currency":"USD",)"
            R"("current_period_start":"2026-01-31T10:00:00.000001Z",)"
            R"("current_period_end":"2026-02-28T10:00:00.000001Z","frequency":"monthly",)"
            R"("price":20.05,"state":"AwaitingPayment","rate_plan":{"id":"pro","currency":"USD",)"
            R"("public_name":"Pro \"Plan\"","scope":"user","externally_managed":false,)"
            R"("is_contract":false,"sets":["a","b"]}})");
}

TEST(EncodeSubscription, NamesTheZoneOfOneThatHasIt) {
  auto subscription = example();
  subscription.owner = *core::OrganizationId::parse(std::string(32, '7'));
  EXPECT_NE(encoded(encode_subscription, subscription).find(R"("scope":"account")"),
            std::string::npos);
  subscription.zone = core::ZoneId::parse(std::string(32, 'a'));
  subscription.zone_name = "example.com";
  const auto text = encoded(encode_subscription, subscription);
  EXPECT_NE(text.find(R"("scope":"zone")"), std::string::npos);
  EXPECT_TRUE(
      text.ends_with(R"("zone":{"id":")" + std::string(32, 'a') + R"(","name":"example.com"}})"))
      << text;
}

TEST(EncodeSubscription, ThePriceHasTheDecimalsOfItsCurrency) {
  const auto price = [](std::int64_t minor, const core::Currency& currency) {
    auto subscription = example();
    subscription.price = minor;
    subscription.currency = currency;
    const auto text = encoded(encode_subscription, subscription);
    const auto start = text.find("\"price\":") + 8;
    return text.substr(start, text.find(',', start) - start);
  };
  EXPECT_EQ(price(0, testing::kDollar), "0.00");
  EXPECT_EQ(price(5, testing::kDollar), "0.05");
  EXPECT_EQ(price(3000, testing::kYen), "3000");
  EXPECT_EQ(price(6500, testing::kDinar), "6.500");
  EXPECT_EQ(price((std::int64_t{1} << 53) - 1, testing::kDollar), "90071992547409.91");
}

TEST(EncodeSubscription, SaysWhoManagesThePlan) {
  auto subscription = example();
  subscription.plan.externally_managed = true;
  subscription.plan.is_contract = true;
  EXPECT_NE(encoded(encode_subscription, subscription)
                .find(R"("externally_managed":true,"is_contract":true)"),
            std::string::npos);
}

auto draft_of(std::string_view body) { return decode_subscription_draft(parsed(body)); }
auto edit_of(std::string_view body) { return decode_subscription_edit(parsed(body)); }

TEST(DecodeSubscriptionDraft, ReadsWhatCounts) {
  const auto draft = draft_of(
      R"({"frequency":"quarterly","rate_plan":{"id":"pro","currency":"EUR","public_name":7,)"
      R"("scope":[],"externally_managed":"yes","sets":"string"},"price":-1,"id":null,)"
      R"("state":"Paid","component_values":[{}]})");
  ASSERT_TRUE(draft);
  EXPECT_EQ(draft->plan, "pro");
  EXPECT_EQ(draft->currency, "EUR");
  EXPECT_EQ(draft->frequency, core::Frequency::quarterly);
}

TEST(DecodeSubscriptionDraft, NeedsAPlanOnly) {
  for (const auto* body : {R"({"rate_plan":{"id":"pro"}})",
                           R"({"frequency":null,"rate_plan":{"id":"pro","currency":null}})"}) {
    const auto draft = draft_of(body);
    ASSERT_TRUE(draft) << body;
    EXPECT_EQ(draft->currency, std::nullopt);
    EXPECT_EQ(draft->frequency, std::nullopt);
  }
  for (const auto* body : {"{}", R"({"rate_plan":null})", R"({"rate_plan":{}})",
                           R"({"rate_plan":{"id":null,"currency":"USD"}})"}) {
    EXPECT_EQ(complaints(draft_of(body)), Texts{"/rate_plan/id: is required"}) << body;
  }
}

TEST(DecodeSubscriptionDraft, NamesEveryFieldThatIsWrong) {
  EXPECT_EQ(complaints(draft_of(R"({"frequency":"daily","rate_plan":{"id":1,"currency":true}})")),
            (Texts{"/frequency: must be weekly, monthly, quarterly or yearly",
                   "/rate_plan/id: must be a string", "/rate_plan/currency: must be a string"}));
  EXPECT_EQ(complaints(draft_of(R"({"frequency":1,"rate_plan":"pro"})")),
            (Texts{"/frequency: must be a string", "/rate_plan: must be an object"}));
  EXPECT_FALSE(draft_of("[]"));
}

TEST(DecodeSubscriptionEdit, ReadsWhatCounts) {
  const auto edit =
      edit_of(R"({"frequency":"weekly","rate_plan":{"id":"free","currency":"USD","sets":["s"]}})");
  ASSERT_TRUE(edit);
  EXPECT_EQ(edit->plan, "free");
  EXPECT_EQ(edit->currency, "USD");
  EXPECT_EQ(edit->frequency, core::Frequency::weekly);
}

TEST(DecodeSubscriptionEdit, NothingGivenChangesNothing) {
  for (const auto* body : {"{}", R"({"rate_plan":null,"frequency":null})", R"({"rate_plan":{}})",
                           R"({"price":7,"state":"Cancelled","id":"x"})"}) {
    const auto edit = edit_of(body);
    ASSERT_TRUE(edit) << body;
    EXPECT_TRUE(edit->is_empty()) << body;
  }
}

TEST(DecodeSubscriptionEdit, NamesEveryFieldThatIsWrong) {
  EXPECT_EQ(complaints(edit_of(R"({"frequency":"Monthly","rate_plan":[]})")),
            (Texts{"/frequency: must be weekly, monthly, quarterly or yearly",
                   "/rate_plan: must be an object"}));
  EXPECT_FALSE(edit_of("7"));
}

}  // namespace
}  // namespace selfsame::cloudflare
