#include "core/billing/billing_operations.h"

#include "core/limits.h"
#include "tests/core_operations/billing_world.h"

namespace selfsame::core {
namespace {

using std::chrono::days;

class BillingProfiles : public testing::BillingWorld {
 protected:
  auto get(const Principal& by, const BillingPlace& place) {
    return read([&](auto& tx) { return get_billing_profile(tx, as(by), place); });
  }
  auto edit(const Principal& by, const BillingPlace& place, const BillingProfileEdit& edit) {
    return write([&](auto& tx) { return edit_billing_profile(tx, as(by), place, edit); });
  }
  static BillingProfileEdit set(std::string field, std::optional<std::string> value) {
    BillingProfileEdit edit;
    edit.texts.push_back({std::move(field), std::move(value)});
    return edit;
  }
  std::string complaint(const BillingProfileEdit& edit, const BillingPlace& place = OwnBilling()) {
    const auto& by = std::holds_alternative<AnyBilling>(place) ? system_ : key_;
    const auto error =
        refusal([&](auto& tx) { return edit_billing_profile(tx, as(by), place, edit); });
    return error.fields.empty() ? error.message : error.fields.front().pointer;
  }
};

class BillingHistory : public testing::BillingWorld {
 protected:
  auto history(const BillingHistoryListing& listing) {
    return read(
        [&](auto& tx) { return list_billing_history(tx, as(key_), OwnBilling(), listing); });
  }
};

TEST_F(BillingProfiles, ThatWereNeverSetSayWhatIsKnownOtherwise) {
  const auto own = get(key_, OwnBilling()).value();
  EXPECT_FALSE(own.stored);
  EXPECT_EQ(own.profile.first_name, "First");
  EXPECT_EQ(own.profile.primary_email, user_->email);
  EXPECT_EQ(own.balance.minor, 0);
  EXPECT_FALSE(own.next_bill_at);
  EXPECT_EQ(get(key_, acme_)->profile.company, "Acme");
}

TEST_F(BillingProfiles, SayWhatIsOwedAndWhenMoreWillBe) {
  const auto bought = buy("pro");
  const auto own = get(key_, OwnBilling()).value();
  EXPECT_EQ(own.balance, (Money{2000, bought.currency}));
  EXPECT_EQ(own.next_bill_at, bought.period.end);
  ASSERT_TRUE(cancel(bought, CancelWhen::period_end));
  EXPECT_FALSE(get(key_, OwnBilling())->next_bill_at);
}

TEST_F(BillingProfiles, AreEditedFieldByField) {
  const auto before = contents();
  ASSERT_TRUE(edit(key_, OwnBilling(), set("city", "Ghent")));
  const auto record = only_record_after(before);
  EXPECT_EQ(record.operation, "billing_profile.edit");
  EXPECT_EQ(record.changes, (std::vector<AuditChange>{{"city", std::nullopt, "Ghent"}}));
  ASSERT_TRUE(edit(key_, OwnBilling(), set("vat", "BE0123456789")));
  const auto both = get(key_, OwnBilling()).value();
  EXPECT_TRUE(both.stored);
  EXPECT_EQ(both.profile.city, "Ghent");
  EXPECT_EQ(both.profile.vat, "BE0123456789");
  const auto stored = contents();
  ASSERT_TRUE(edit(key_, OwnBilling(), set("city", "Ghent")));
  EXPECT_EQ(contents(), stored) << "nothing changed";
  EXPECT_FALSE(edit(key_, OwnBilling(), set("city", std::nullopt))->profile.city);
}

TEST_F(BillingProfiles, RefuseCardNumbersInWhateverField) {
  for (const auto& text : billing_texts()) {
    if (text.of_payment) continue;
    const std::string field(text.name);
    EXPECT_EQ(complaint(set(field, "4111111111111111")), '/' + field);
    EXPECT_EQ(complaint(set(field, "my card: 5555 5555 5555 4444")), '/' + field);
    EXPECT_EQ(complaint(set(field, "3782-822463-10005")), '/' + field);
  }
  BillingProfileEdit number;
  number.card_number = "4111111111111111";
  EXPECT_EQ(complaint(number), "/card_number");
  number.card_number = "12345";
  EXPECT_EQ(complaint(number), "/card_number");
  number.card_number = "xxxx-xxxx-xxxx-1234";
  EXPECT_EQ(complaint(number), "/card_number") << "the gateway's to say";
}

TEST_F(BillingProfiles, RefuseBadInput) {
  EXPECT_EQ(complaint(set("city", std::string(limits::kBillingTextCharacters + 1, 'x'))), "/city");
  EXPECT_TRUE(
      edit(key_, OwnBilling(), set("city", std::string(limits::kBillingTextCharacters, 'x'))));
  EXPECT_EQ(complaint(set("city", "a\nb")), "/city");
  EXPECT_EQ(complaint(set("shoe_size", "42")), "/shoe_size");
  EXPECT_EQ(complaint(set("payment_gateway", "mine")), "/payment_gateway");
  BillingProfileEdit card;
  card.card = CardSummary{"visa", "1234", 1, 2030};
  EXPECT_EQ(complaint(card), "/card");
  const AnyBilling by_operator{user_->id.bytes};
  card.card = CardSummary{"visa", "123", 1, 2030};
  EXPECT_EQ(complaint(card, by_operator), "/card/last_four");
  card.card = CardSummary{"visa", "1234", 13, 2030};
  EXPECT_EQ(complaint(card, by_operator), "/card/expiry_month");
  card.card = CardSummary{"visa", "1234", 12, 30};
  EXPECT_EQ(complaint(card, by_operator), "/card/expiry_year");
  card.card = CardSummary{"4111111111111111", "1234", 12, 2030};
  EXPECT_EQ(complaint(card, by_operator), "/card/brand");
}

TEST_F(BillingProfiles, HoldWhatTheGatewaySaysOfACard) {
  const AnyBilling by_operator{user_->id.bytes};
  BillingProfileEdit card;
  card.card = CardSummary{"visa", "1234", 12, 2030};
  ASSERT_TRUE(edit(system_, by_operator, card));
  EXPECT_EQ(get(key_, OwnBilling())->profile.card, *card.card);
  BillingProfileEdit echoed;
  echoed.card_number = "xxxx-xxxx-xxxx-1234";
  const auto before = contents();
  EXPECT_TRUE(edit(key_, OwnBilling(), echoed)) << "what was read may be sent back";
  EXPECT_EQ(contents(), before);
}

TEST_F(BillingHistory, IsPagedAndFiltered) {
  const auto bought = buy("pro");
  ASSERT_TRUE(report(paid(bought)));
  clock_.set(bought.period.end);
  advance(bought);
  const auto all = history({}).value();
  ASSERT_EQ(all.total_count, 3U);
  EXPECT_EQ(all.items[0].action, BillingAction::subscription);
  BillingHistoryListing listing;
  listing.type = "charge";
  EXPECT_EQ(history(listing)->total_count, 2U);
  listing.action = "renewal";
  EXPECT_EQ(history(listing)->total_count, 1U);
  listing.action = "nothing that there is";
  EXPECT_EQ(history(listing)->total_count, 0U);
  listing = {};
  listing.occurred_at = bought.period.end;
  EXPECT_EQ(history(listing)->total_count, 1U);
  listing.occurred_at = bought.period.end + std::chrono::microseconds(1);
  EXPECT_EQ(history(listing)->total_count, 0U);
}

TEST_F(BillingHistory, RefusesLongFilters) {
  BillingHistoryListing listing;
  listing.type = std::string(limits::kHistoryFilterCharacters + 1, 'x');
  EXPECT_EQ(history(listing).error().fields.front().pointer, "/type");
  listing.type = std::string(limits::kHistoryFilterCharacters, 'x');
  EXPECT_TRUE(history(listing));
  listing.action = std::string(limits::kHistoryFilterCharacters + 1, 'x');
  EXPECT_EQ(history(listing).error().fields.front().pointer, "/action");
}

}  // namespace
}  // namespace selfsame::core
