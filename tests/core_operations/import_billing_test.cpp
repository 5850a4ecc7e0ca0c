// What `import` brings in of billing.
#include "core/billing/import_operations.h"
#include "core/limits.h"
#include "tests/core_operations/billing_world.h"
#include "tests/support/test_subscription.h"

namespace selfsame::core {
namespace {

using std::chrono::days;
using testing::at;
using testing::expect_error;
using testing::expect_forbidden;
using testing::expect_invalid;
using testing::expect_not_found;

const SubscriptionId kId = *SubscriptionId::parse("506e3185e9c882d175a2d0cb0093d9f2");

class ImportBilling : public testing::BillingWorld {
 protected:
  Status bring(const ImportedSubscription& wanted) {
    return write([&](auto& tx) { return import_subscription(tx, as(system_), wanted); });
  }
  Status bring(const BillingProfile& profile) {
    return write([&](auto& tx) { return import_billing_profile(tx, as(system_), profile); });
  }
  Status bring(const BillingItem& item) {
    return write([&](auto& tx) { return import_billing_item(tx, as(system_), item); });
  }
  Error refused(const ImportedSubscription& wanted) {
    return refusal([&](auto& tx) { return import_subscription(tx, as(system_), wanted); });
  }
  Error refused(const BillingProfile& profile) {
    return refusal([&](auto& tx) { return import_billing_profile(tx, as(system_), profile); });
  }
  Error refused(const BillingItem& item) {
    return refusal([&](auto& tx) { return import_billing_item(tx, as(system_), item); });
  }
  Subscription found(const Owner& owner) {
    return read([&](auto& tx) { return tx.find_subscription(owner, kId); }).value();
  }
  ImportedSubscription pro(const Owner& owner) {
    ImportedSubscription wanted;
    wanted.id = kId;
    wanted.owner = owner;
    wanted.plan.id = "pro";
    wanted.state = SubscriptionState::paid;
    wanted.period_start = clock_.now();
    wanted.created_at = clock_.now();
    return wanted;
  }
  /// Of a plan that the catalogue does not have.
  ImportedSubscription legacy() {
    auto wanted = pro(user_->id);
    wanted.plan.id = "legacy";
    wanted.plan.public_name = "Legacy";
    wanted.price = 700;
    return wanted;
  }
  BillingItem charge(std::int64_t amount) {
    BillingItem item;
    item.id = BillingItemId::make(clock_.now(), entropy_);
    item.owner = user_->id;
    item.occurred_at = clock_.now();
    item.type = BillingItemType::charge;
    item.action = BillingAction::subscription;
    item.description = "From afar";
    item.amount = amount;
    item.currency = testing::kDollar;
    return item;
  }
  std::int64_t owed(const Owner& owner) {
    const auto balances = read([&](auto& tx) { return tx.balances_of(owner); });
    return balances.empty() ? 0 : balances.at(0).minor;
  }
  static void expect_taken(const Error& error) {
    expect_error(error, ErrorCode::conflict, Reason::id_taken);
  }
};

using ImportSubscription = ImportBilling;
using ImportProfile = ImportBilling;
using ImportItem = ImportBilling;

TEST_F(ImportSubscription, HasTheTermsAndThePriceOfTheCatalogue) {
  const auto before = contents();
  auto wanted = pro(user_->id);
  wanted.plan.public_name = "not looked at";
  ASSERT_TRUE(bring(wanted));
  const auto made = found(user_->id);
  EXPECT_EQ(made.plan.public_name, "The plan pro");
  EXPECT_EQ(made.price, 2000);
  EXPECT_EQ(made.currency, testing::kDollar);
  EXPECT_EQ(made.state, SubscriptionState::paid);
  EXPECT_TRUE(made.period_charged);
  EXPECT_EQ(made.balance, 0);
  EXPECT_TRUE(items(user_->id).empty());
  const auto record = only_record_after(before);
  EXPECT_EQ(record.operation, "store.import");
  EXPECT_EQ(record.owner, AuditOwner(user_->id));
  EXPECT_EQ(record.resource_kind, "subscription");
  EXPECT_EQ(record.resource_id, kId.hex());
}

TEST_F(ImportSubscription, IsUniqueToItsOwner) {
  ASSERT_TRUE(bring(pro(user_->id)));
  ASSERT_TRUE(bring(pro(acme_)));
  EXPECT_EQ(found(acme_).scope(), PlanScope::account);
  expect_taken(refused(pro(user_->id)));
}

TEST_F(ImportSubscription, OfAPlanThatTheCatalogueDoesNotHaveNeedsNameAndPrice) {
  auto wanted = legacy();
  wanted.plan.sets = {"a"};
  wanted.currency = "KWD";
  ASSERT_TRUE(bring(wanted));
  const auto made = found(user_->id);
  EXPECT_EQ(made.plan, wanted.plan);
  EXPECT_EQ(made.price_of_period(), (Money{700, testing::kDinar}));

  wanted = legacy();
  wanted.owner = acme_;
  wanted.price.reset();
  expect_invalid(refused(wanted), "/price");
  wanted = legacy();
  wanted.plan.public_name = "";
  expect_invalid(refused(wanted), "/plan_name");
  wanted.plan.public_name = "4111 1111 1111 1111";
  expect_invalid(refused(wanted), "/plan_name");
  wanted = legacy();
  for (const auto& id : {std::string(), std::string("a b"), std::string(51, 'x')}) {
    wanted.plan.id = id;
    expect_invalid(refused(wanted), "/plan");
  }
  wanted.plan.id = std::string(limits::kPlanIdBytes, 'x');
  wanted.plan.sets.assign(limits::kPlanSets + 1, "s");
  expect_invalid(refused(wanted), "/sets");
  wanted.plan.sets.assign(limits::kPlanSets, "s");
  wanted.owner = acme_;
  EXPECT_TRUE(bring(wanted));
}

TEST_F(ImportSubscription, RefusesWhatIsNotThere) {
  expect_not_found(refused(pro(UserId{{0xAB}})));
  expect_not_found(refused(pro(OrganizationId{{0xAB}})));
  auto wanted = pro(acme_);
  wanted.zone = ZoneId{{0xAB}};
  expect_not_found(refused(wanted));
  wanted.zone = add_zone(elsewhere_, "elsewhere.example").id;
  expect_not_found(refused(wanted));
  wanted = pro(user_->id);
  wanted.currency = "XYZ";
  expect_invalid(refused(wanted), "/currency");
  wanted.currency = "JPY";
  wanted.frequency = Frequency::weekly;
  expect_invalid(refused(wanted), "/price");
  wanted = pro(user_->id);
  wanted.time_zone = "Mars/Olympus";
  expect_invalid(refused(wanted), "/time_zone");
}

TEST_F(ImportSubscription, OfAZoneSaysItsName) {
  auto wanted = pro(acme_);
  const auto zone = add_zone(acme_, "acme.example");
  wanted.zone = zone.id;
  ASSERT_TRUE(bring(wanted));
  EXPECT_EQ(found(acme_).zone_name, "acme.example");
  EXPECT_EQ(found(acme_).scope(), PlanScope::zone);
  const auto levels = read([&](auto& tx) { return tx.find_organization(acme_)->zone_levels; });
  EXPECT_TRUE(levels.pro);
}

TEST_F(ImportSubscription, APeriodIsWholeUnlessSomethingElseIsSaid) {
  auto wanted = pro(user_->id);
  wanted.period_start = at("2026-01-31T10:00:00Z");
  ASSERT_TRUE(bring(wanted));
  const auto whole = found(user_->id);
  EXPECT_EQ(whole.period.end, at("2026-02-28T10:00:00Z"));
  EXPECT_EQ(whole.anchor, wanted.period_start);
  EXPECT_EQ(whole.period_number, 1U);

  wanted.owner = acme_;
  wanted.period_end = at("2026-02-10T00:00:00Z");
  ASSERT_TRUE(bring(wanted));
  const auto other = found(acme_);
  EXPECT_EQ(other.period.end, *wanted.period_end);
  EXPECT_EQ(other.anchor, *wanted.period_end) << "from then on by the calendar";
  EXPECT_EQ(other.period_number, 0U);
}

TEST_F(ImportSubscription, CountsItsPeriodsFromTheAnchor) {
  auto wanted = pro(user_->id);
  wanted.anchor = at("2025-12-31T10:00:00Z");
  wanted.period_start = at("2026-02-28T10:00:00Z");
  wanted.period_end = at("2026-03-31T10:00:00Z");
  ASSERT_TRUE(bring(wanted));
  EXPECT_EQ(found(user_->id).period_number, 3U);
  EXPECT_EQ(found(user_->id).period.end, *wanted.period_end);

  wanted.owner = acme_;
  wanted.period_end = at("2026-03-28T10:00:00Z");
  expect_invalid(refused(wanted), "/billing_anchor");
  wanted.anchor = at("2026-02-28T10:00:01Z");
  expect_invalid(refused(wanted), "/billing_anchor");
  wanted.anchor = at("0999-01-01T00:00:00Z");
  expect_invalid(refused(wanted), "/billing_anchor");
  wanted.anchor.reset();
  wanted.period_end = wanted.period_start;
  expect_invalid(refused(wanted), "/current_period_end");
}

TEST_F(ImportSubscription, ATrialHasAnEndAndThenThePeriodsBegin) {
  auto wanted = pro(user_->id);
  wanted.state = SubscriptionState::trial;
  expect_invalid(refused(wanted), "/current_period_end");
  wanted.period_end = clock_.now() + days(3);
  wanted.anchor = clock_.now();
  expect_invalid(refused(wanted), "/billing_anchor");
  wanted.anchor.reset();
  ASSERT_TRUE(bring(wanted));
  EXPECT_FALSE(found(user_->id).period_charged);
  clock_.advance(days(3));
  const auto renewed = advance(found(user_->id));
  EXPECT_EQ(renewed.state, SubscriptionState::awaiting_payment);
  EXPECT_EQ(renewed.period_number, 1U);
  EXPECT_EQ(amounts(user_->id), std::vector<std::int64_t>{2000});
}

TEST_F(ImportSubscription, GoesOnByItself) {
  ASSERT_TRUE(bring(pro(user_->id)));
  const auto end = found(user_->id).period.end;
  const auto due = [&] {
    return read([&](auto& tx) { return tx.due_subscriptions(clock_.now(), 10); }).size();
  };
  EXPECT_EQ(due(), 0U);
  clock_.set(end);
  EXPECT_EQ(due(), 1U);
  EXPECT_EQ(advance(found(user_->id)).state, SubscriptionState::awaiting_payment);
}

TEST_F(ImportSubscription, StateAndPriceMustAgree) {
  auto wanted = pro(user_->id);
  wanted.state = SubscriptionState::provisioned;
  expect_invalid(refused(wanted), "/state");
  wanted.price = 0;
  ASSERT_TRUE(bring(wanted));
  wanted.owner = acme_;
  wanted.state = SubscriptionState::paid;
  expect_invalid(refused(wanted), "/state");
  wanted.plan.id = "partner";
  expect_invalid(refused(wanted), "/state");
  wanted.state = SubscriptionState::provisioned;
  EXPECT_TRUE(bring(wanted));
}

TEST_F(ImportSubscription, WhatItOwesIsBookedAsOneLine) {
  auto wanted = pro(user_->id);
  wanted.balance = 1;
  expect_invalid(refused(wanted), "/balance");
  for (const auto state : {SubscriptionState::awaiting_payment, SubscriptionState::failed}) {
    wanted.state = state;
    wanted.balance = 0;
    expect_invalid(refused(wanted), "/balance");
  }
  wanted.state = SubscriptionState::trial;
  wanted.period_end = clock_.now() + days(9);
  wanted.balance = 1;
  expect_invalid(refused(wanted), "/balance");

  wanted = pro(user_->id);
  wanted.state = SubscriptionState::awaiting_payment;
  wanted.balance = 2000;
  ASSERT_TRUE(bring(wanted));
  const auto made = found(user_->id);
  EXPECT_EQ(made.balance, 2000);
  EXPECT_EQ(made.due_since, wanted.period_start);
  const auto item = items(user_->id).at(0);
  EXPECT_EQ(item.type, BillingItemType::charge);
  EXPECT_EQ(item.action, BillingAction::adjustment);
  EXPECT_EQ(item.description, "Balance brought in");
  EXPECT_EQ(item.subscription, kId);
  EXPECT_EQ(owed(user_->id), 2000);

  wanted.owner = acme_;
  wanted.state = SubscriptionState::paid;
  wanted.balance = -500;
  ASSERT_TRUE(bring(wanted));
  EXPECT_EQ(items(acme_).at(0).type, BillingItemType::credit);
  EXPECT_EQ(owed(acme_), -500);
}

TEST_F(ImportSubscription, AFailedOneCanBePaidAndElseExpires) {
  auto wanted = pro(user_->id);
  wanted.state = SubscriptionState::failed;
  wanted.balance = 2000;
  wanted.failed_at = clock_.now() - days(1);
  ASSERT_TRUE(bring(wanted));
  wanted.owner = acme_;
  wanted.failed_at.reset();
  ASSERT_TRUE(bring(wanted));
  EXPECT_EQ(found(acme_).failed_at, clock_.now());
  clock_.advance(days(13));
  EXPECT_EQ(advance(found(user_->id)).state, SubscriptionState::expired);
  EXPECT_EQ(advance(found(acme_)).state, SubscriptionState::failed);
  ASSERT_TRUE(report(paid(found(acme_))));
  EXPECT_EQ(found(acme_).state, SubscriptionState::paid);
}

TEST_F(ImportSubscription, OneThatHasEndedStaysSo) {
  auto wanted = pro(user_->id);
  wanted.state = SubscriptionState::cancelled;
  wanted.period_start = clock_.now() - days(400);
  wanted.cancels_at_period_end = true;
  ASSERT_TRUE(bring(wanted));
  const auto made = found(user_->id);
  EXPECT_EQ(made.ended_at, made.period.end);
  EXPECT_FALSE(made.cancels_at_period_end);
  EXPECT_EQ(advance(made), made);
  wanted.owner = acme_;
  wanted.state = SubscriptionState::expired;
  wanted.ended_at = clock_.now() - days(390);
  ASSERT_TRUE(bring(wanted));
  EXPECT_EQ(found(acme_).ended_at, wanted.ended_at);
}

TEST_F(ImportSubscription, HasItsQuota) {
  auto wanted = pro(user_->id);
  for (std::size_t i = 0; i < limits::kSubscriptionsPerOwner; ++i) {
    wanted.id.bytes[0] = static_cast<std::uint8_t>(i);
    ASSERT_TRUE(bring(wanted));
  }
  wanted.id.bytes[1] = 0xEE;
  expect_error(refused(wanted), ErrorCode::limited, Reason::quota_exceeded);
  wanted.state = SubscriptionState::cancelled;
  EXPECT_TRUE(bring(wanted)) << "only those that have not ended count";
}

TEST_F(ImportProfile, KeepsWhatIsGivenAndOnlyThat) {
  BillingProfile profile;
  profile.owner = user_->id;
  profile.vat = "DE1";
  profile.payment_reference = "cus_1";
  profile.card = CardSummary{"visa", "1234", 12, 2030};
  profile.created_at = at("2020-01-01T00:00:00Z");
  profile.modified_at = at("2020-01-02T00:00:00Z");
  const auto before = contents();
  ASSERT_TRUE(bring(profile));
  EXPECT_EQ(read([&](auto& tx) { return tx.find_billing_profile(profile.owner); }), profile);
  const auto record = only_record_after(before);
  EXPECT_EQ(record.operation, "store.import");
  EXPECT_EQ(record.resource_kind, "billing_profile");
  expect_taken(refused(profile));
  profile.owner = acme_;
  EXPECT_TRUE(bring(profile));
}

TEST_F(ImportProfile, RefusesACardsNumberInEveryField) {
  for (const auto& text : billing_texts()) {
    BillingProfile profile;
    profile.owner = user_->id;
    profile.*text.value = "4111-1111-1111-1111";
    expect_invalid(refused(profile), '/' + std::string(text.name));
    profile.*text.value = std::string(limits::kBillingTextCharacters + 1, 'x');
    expect_invalid(refused(profile), '/' + std::string(text.name));
  }
  BillingProfile profile;
  profile.owner = user_->id;
  profile.card = CardSummary{"4111111111111111", "1111", {}, {}};
  expect_invalid(refused(profile), "/card/brand");
  profile.card = CardSummary{"visa", "11111", {}, {}};
  expect_invalid(refused(profile), "/card/last_four");
  profile.card = CardSummary{"visa", "111x", {}, {}};
  expect_invalid(refused(profile), "/card/last_four");
  for (const int month : {0, 13}) {
    profile.card = CardSummary{"visa", "1111", month, {}};
    expect_invalid(refused(profile), "/card/expiry_month");
  }
  profile.owner = UserId{{0xAB}};
  expect_not_found(refused(profile));
}

TEST_F(ImportItem, GetsItsPlaceInTheLedger) {
  const auto before = contents();
  auto item = charge(1000);
  item.zone_name = "gone.example";
  ASSERT_TRUE(bring(item));
  const auto record = only_record_after(before);
  EXPECT_EQ(record.operation, "store.import");
  EXPECT_EQ(record.resource_kind, "billing_item");
  auto payment = charge(-1000);
  payment.type = BillingItemType::payment;
  payment.action = BillingAction::payment;
  payment.currency = {{'U', 'S', 'D'}, 7};
  ASSERT_TRUE(bring(payment));
  const auto booked = items(user_->id);
  ASSERT_EQ(booked.size(), 2U);
  EXPECT_EQ(booked[0].sequence, 1U);
  EXPECT_EQ(booked[0].balance, 1000);
  EXPECT_EQ(booked[0].zone_name, "gone.example");
  EXPECT_EQ(booked[1].balance, 0);
  EXPECT_EQ(booked[1].currency, testing::kDollar) << "the exponent is the table's";
  expect_taken(refused(item));
}

TEST_F(ImportItem, CountsForItsSubscription) {
  ASSERT_TRUE(bring(pro(user_->id)));
  auto item = charge(2000);
  item.subscription = kId;
  ASSERT_TRUE(bring(item));
  EXPECT_EQ(found(user_->id).balance, 2000);
  EXPECT_EQ(found(user_->id).state, SubscriptionState::awaiting_payment);
  auto payment = charge(-2000);
  payment.type = BillingItemType::payment;
  payment.subscription = kId;
  ASSERT_TRUE(bring(payment));
  EXPECT_EQ(found(user_->id).balance, 0);
  EXPECT_EQ(found(user_->id).state, SubscriptionState::paid);
  expect_taken(refused(item));
}

TEST_F(ImportItem, HasTheZoneOfItsSubscription) {
  auto wanted = pro(acme_);
  wanted.zone = add_zone(acme_, "acme.example").id;
  ASSERT_TRUE(bring(wanted));
  auto item = charge(5);
  item.owner = acme_;
  item.subscription = kId;
  item.zone_name = "not looked at";
  ASSERT_TRUE(bring(item));
  EXPECT_EQ(items(acme_).at(0).zone, wanted.zone);
  EXPECT_EQ(items(acme_).at(0).zone_name, "acme.example");
}

TEST_F(ImportItem, RefusesWhatCannotBe) {
  expect_invalid(refused(charge(0)), "/amount");
  expect_invalid(refused(charge(-1)), "/amount");
  auto item = charge(1);
  item.type = BillingItemType::credit;
  expect_invalid(refused(item), "/amount");
  item.type = BillingItemType::refund;
  ASSERT_TRUE(bring(item));
  item = charge(1);
  item.currency = {{'X', 'Y', 'Z'}, 2};
  expect_invalid(refused(item), "/currency");
  item = charge(1);
  for (const auto& text : {std::string(), std::string("paid by 4111111111111111"),
                           std::string(limits::kBillingDescriptionCharacters + 1, 'x')}) {
    item.description = text;
    expect_invalid(refused(item), "/description");
  }
  item = charge(1);
  item.zone_name = "4111111111111111";
  expect_invalid(refused(item), "/zone_name");
  item = charge(1);
  item.owner = UserId{{0xAB}};
  expect_not_found(refused(item));
  item = charge(1);
  item.subscription = kId;
  expect_not_found(refused(item));
  ASSERT_TRUE(bring(pro(user_->id)));
  item.currency = testing::kYen;
  expect_invalid(refused(item), "/currency");
}

TEST_F(ImportItem, BalancesStayWithinTheAmountsThatThereAre) {
  ASSERT_TRUE(bring(charge(limits::kAmountMax)));
  expect_error(refused(charge(1)), ErrorCode::limited, Reason::quota_exceeded);
  ASSERT_TRUE(bring(pro(user_->id)));
  auto item = charge(1);
  item.subscription = kId;
  expect_error(refused(item), ErrorCode::limited, Reason::quota_exceeded);
}

TEST_F(ImportBilling, IsForTheCommandLine) {
  expect_forbidden(
      refusal([&](auto& tx) { return import_subscription(tx, as(key_), pro(user_->id)); }));
  expect_forbidden(refusal([&](auto& tx) { return import_billing_item(tx, as(key_), charge(1)); }));
  expect_forbidden(refusal([&](auto& tx) {
    BillingProfile profile;
    profile.owner = user_->id;
    return import_billing_profile(tx, as(key_), profile);
  }));
}

}  // namespace
}  // namespace selfsame::core
