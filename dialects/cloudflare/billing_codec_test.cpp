#include "dialects/cloudflare/billing_codec.h"

#include <gtest/gtest.h>

#include "dialects/cloudflare/testing.h"
#include "tests/support/test_subscription.h"

namespace selfsame::cloudflare {
namespace {

using core::Direction;

const std::string kNumber = "4111 1111 1111 1111";

core::BillingProfileView example() {
  core::BillingProfileView view;
  view.profile.owner = *core::UserId::parse(std::string(32, '7'));
  view.profile.first_name = "Ann";
  view.balance = {0, testing::kDollar};
  return view;
}

TEST(EncodeBillingProfile, LeavesOutWhatWasNotSaid) {
  EXPECT_EQ(encoded(encode_billing_profile, example()),
            R"({"id":")" + std::string(32, '7') +
                R"(","first_name":"Ann","balance":"0","is_partner":false,"use_legacy":false})");
}

TEST(EncodeBillingProfile, WritesExactlyThis) {
  auto view = example();
  view.stored = true;
  view.profile.vat = "DE \"1\"";
  view.profile.payment_gateway = "gateway";
  view.profile.card = core::CardSummary{"visa", "1234", 12, 2030};
  view.profile.created_at = testing::at("2026-01-01T00:00:00Z");
  view.profile.modified_at = testing::at("2026-01-02T00:00:00Z");
  view.balance.minor = 1234;
  view.next_bill_at = testing::at("2026-02-01T00:00:00.5Z");
  EXPECT_EQ(encoded(encode_billing_profile, view),
            R"({"id":")" + std::string(32, '7') +
                R"(","first_name":"Ann","vat":"DE \"1\"","payment_gateway":"gateway",)"
                R"("card_number":"xxxx-xxxx-xxxx-1234","card_expiry_month":12,)"
                R"("card_expiry_year":2030,"balance":"12.34",)"
                R"("next_bill_date":"2026-02-01T00:00:00.500000Z","is_partner":false,)"
                R"("use_legacy":false,"created_on":"2026-01-01T00:00:00.000000Z",)"
                R"("edited_on":"2026-01-02T00:00:00.000000Z"})");
}

TEST(EncodeBillingProfile, ABalanceHasTheDecimalsOfItsCurrencyButForNothing) {
  const auto balance = [](std::int64_t minor, const core::Currency& currency) {
    auto view = example();
    view.balance = {minor, currency};
    const auto text = encoded(encode_billing_profile, view);
    const auto start = text.find("\"balance\":") + 10;
    return text.substr(start, text.find(',', start) - start);
  };
  EXPECT_EQ(balance(0, testing::kDinar), R"("0")");
  EXPECT_EQ(balance(-5, testing::kDollar), R"("-0.05")");
  EXPECT_EQ(balance(7, testing::kYen), R"("7")");
}

TEST(EncodeBillingProfile, EveryTextHasItsNameButTheGatewaysOwnIsNotShown) {
  auto view = example();
  for (const auto& text : core::billing_texts())
    view.profile.*text.value = "of " + std::string(text.name);
  const auto shown = encoded(encode_billing_profile, view);
  for (const auto& text : core::billing_texts()) {
    const auto field = '"' + std::string(text.name) + R"(":"of )" + std::string(text.name) + '"';
    EXPECT_EQ(shown.find(field) != std::string::npos, text.name != "payment_reference") << field;
  }
  EXPECT_EQ(shown.find("payment_reference"), std::string::npos);
}

TEST(EncodeBillingProfile, ACardMayHaveNoExpiry) {
  auto view = example();
  view.profile.card = core::CardSummary{"", "0042", {}, {}};
  const auto text = encoded(encode_billing_profile, view);
  EXPECT_NE(text.find(R"("card_number":"xxxx-xxxx-xxxx-0042","balance")"), std::string::npos);
}

core::BillingItem item() {
  core::BillingItem made;
  made.id = *core::BillingItemId::parse(std::string(32, 'b'));
  made.occurred_at = testing::at("2014-03-01T12:21:59.3456Z");
  made.type = core::BillingItemType::charge;
  made.action = core::BillingAction::subscription;
  made.description = "The \"billing\" item";
  made.amount = 2099;
  made.currency = testing::kDollar;
  return made;
}

TEST(EncodeBillingItem, WritesExactlyThis) {
  EXPECT_EQ(encoded(encode_billing_item, item()),
            R"({"id":")" + std::string(32, 'b') +
                R"(","type":"charge","action":"subscription",)"
                R"("description":"The \"billing\" item",)"
                R"("occurred_at":"2014-03-01T12:21:59.345600Z","amount":20.99,"currency":"USD",)"
                R"("zone":{}})");
}

TEST(EncodeBillingItem, SaysWhichZoneAndWhichWayTheMoneyGoes) {
  auto made = item();
  made.type = core::BillingItemType::credit;
  made.action = core::BillingAction::change;
  made.amount = -5;
  made.zone_name = "example.com";
  const auto text = encoded(encode_billing_item, made);
  EXPECT_NE(text.find(R"("type":"credit","action":"change")"), std::string::npos);
  EXPECT_NE(text.find(R"("amount":-0.05,)"), std::string::npos);
  EXPECT_NE(text.find(R"("zone":{"name":"example.com"})"), std::string::npos);
}

auto edit_of(std::string_view body) { return decode_billing_profile_edit(parsed(body)); }

TEST(DecodeBillingProfileEdit, AbsentStaysAndNullClears) {
  const auto edit = edit_of(R"({"first_name":"Anne","vat":null,"zipcode":""})");
  ASSERT_TRUE(edit);
  ASSERT_EQ(edit->texts.size(), 3U);
  EXPECT_EQ(edit->texts[0].name, "first_name");
  EXPECT_EQ(edit->texts[0].value, "Anne");
  EXPECT_EQ(edit->texts[1].name, "zipcode");
  EXPECT_EQ(edit->texts[1].value, "");
  EXPECT_EQ(edit->texts[2].name, "vat");
  EXPECT_EQ(edit->texts[2].value, std::nullopt);
  EXPECT_FALSE(edit->card);
  EXPECT_FALSE(edit->card_number);
}

TEST(DecodeBillingProfileEdit, PassesOverWhatCannotBeWritten) {
  const auto edit = edit_of(
      R"({"id":"x","balance":"0","next_bill_date":"2026-02-01T00:00:00Z","is_partner":false,)"
      R"("use_legacy":1,"created_on":[],"device_data":{"a":["b"]},"card_number":null})");
  ASSERT_TRUE(edit);
  EXPECT_TRUE(edit->texts.empty());
}

TEST(DecodeBillingProfileEdit, HandsOnTheNumberOfACard) {
  EXPECT_EQ(edit_of(R"({"card_number":"xxxx-xxxx-xxxx-1234"})")->card_number,
            "xxxx-xxxx-xxxx-1234");
}

TEST(DecodeBillingProfileEdit, ACardsExpiryIsTheGatewaysToSay) {
  EXPECT_EQ(complaints(edit_of(R"({"card_expiry_month":12,"card_expiry_year":null})")),
            (Texts{"/card_expiry_month: is set by the payment gateway",
                   "/card_expiry_year: is set by the payment gateway"}));
}

TEST(DecodeBillingProfileEdit, NamesEveryFieldOfTheWrongType) {
  EXPECT_EQ(complaints(edit_of(
                R"({"first_name":1,"vat":{},"payment_email":[],"card_number":4111111111111111})")),
            (Texts{"/first_name: must be a string", "/vat: must be a string",
                   "/payment_email: must be a string", "/card_number: must be a string"}));
  EXPECT_FALSE(edit_of("[]"));
}

TEST(DecodeBillingProfileEdit, RefusesACardsNumberInWhatItPassesOver) {
  const std::string refused =
      ": must not hold a card's number: the gateway keeps it, nobody else may";
  for (const auto& [body, pointer] : std::vector<std::pair<std::string, std::string>>{
           {R"({"device_data":")" + kNumber + R"("})", "/device_data"},
           {R"({"payment_nonce":4111111111111111})", "/payment_nonce"},
           {R"({"card":{"number":")" + kNumber + R"("}})", "/card"},
           {R"({"cards":[{"n":[")" + kNumber + R"("]}]})", "/cards"},
           {R"({")" + kNumber + R"(":")" + kNumber + R"("})", ""}}) {
    const auto edit = edit_of(body);
    EXPECT_EQ(complaints(edit), Texts{pointer + refused}) << body;
  }
}

TEST(DecodeBillingHistory, WithoutParametersIsAsBooked) {
  const auto listing = decode_billing_history("");
  ASSERT_TRUE(listing);
  EXPECT_EQ(listing->page.page, 1U);
  EXPECT_EQ(listing->page.clamped_per_page(), 20U);
  EXPECT_EQ(listing->order, core::BillingOrder::booked);
  EXPECT_EQ(listing->direction, Direction::ascending);
  EXPECT_EQ(listing->type, std::nullopt);
  EXPECT_EQ(listing->action, std::nullopt);
  EXPECT_EQ(listing->occurred_at, std::nullopt);
}

TEST(DecodeBillingHistory, ReadsWhatIsAsked) {
  const auto listing = decode_billing_history(
      "page=2&per_page=5&order=occurred_at&direction=desc&type=charge&action=what&"
      "occurred_at=2014-03-01T12%3A21%3A59.3456Z&nonsense=1");
  ASSERT_TRUE(listing);
  EXPECT_EQ(listing->page.page, 2U);
  EXPECT_EQ(listing->page.clamped_per_page(), 5U);
  EXPECT_EQ(listing->order, core::BillingOrder::occurred_at);
  EXPECT_EQ(listing->direction, Direction::descending);
  EXPECT_EQ(listing->type, "charge");
  EXPECT_EQ(listing->action, "what");
  EXPECT_EQ(listing->occurred_at, testing::at("2014-03-01T12:21:59.3456Z"));
  EXPECT_EQ(decode_billing_history("order=type")->order, core::BillingOrder::type);
  EXPECT_EQ(decode_billing_history("order=action")->order, core::BillingOrder::action);
}

TEST(DecodeBillingHistory, NamesEveryParameterThatIsWrong) {
  EXPECT_EQ(complaints(decode_billing_history(
                "page=0&order=amount&direction=up&occurred_at=yesterday&per_page=x")),
            (Texts{"/page: must be 1 or more", "/per_page: must be a whole number",
                   "/order: must be type, occurred_at or action", "/direction: must be asc or desc",
                   "/occurred_at: must be a date, or a time with its offset such as "
                   "2019-04-30T01:12:20Z"}));
}

}  // namespace
}  // namespace selfsame::cloudflare
