#include "core/billing/subscription_operations.h"

#include "core/administration/administration.h"
#include "core/limits.h"
#include "core/store_operations.h"
#include "tests/core_operations/billing_world.h"

namespace selfsame::core {
namespace {

using std::chrono::days;
using testing::expect_not_found;
using testing::kAdministrator;
using testing::kMinimal;
using Amounts = std::vector<std::int64_t>;
using States = std::vector<SubscriptionState>;

constexpr std::int64_t kPro = 2000;
constexpr std::int64_t kProOfAYear = 24'000;

class SubscriptionOperations : public testing::BillingWorld {
 protected:
  SubscriptionOperations() : zone_(add_zone(acme_, "shop.example")) {}

  /// What is wrong with a draft for the caller's own, as `field: message`.
  std::string complaint(const Place& place, const SubscriptionDraft& draft) {
    return of(refusal([&](auto& tx) { return create_subscription(tx, as(key_), place, draft); }));
  }
  std::string complaint(const Subscription& which, const SubscriptionEdit& edit) {
    return of(refusal(
        [&](auto& tx) { return update_subscription(tx, as(key_), OwnBilling(), which.id, edit); }));
  }
  static std::string of(const Error& error) {
    if (error.fields.empty()) return error.message;
    return error.fields.front().pointer + ": " + error.fields.front().message;
  }
  SubscriptionEdit to(std::string plan) {
    SubscriptionEdit edit;
    edit.plan = std::move(plan);
    return edit;
  }
  SubscriptionEdit to(Frequency frequency) {
    SubscriptionEdit edit;
    edit.frequency = frequency;
    return edit;
  }

  Zone zone_;
};

using Buy = SubscriptionOperations;
using ChangeSubscription = SubscriptionOperations;
using CancelSubscription = SubscriptionOperations;
using ListSubscriptions = SubscriptionOperations;
using AdjustBalance = SubscriptionOperations;
using GoOn = SubscriptionOperations;

TEST_F(Buy, RefusesWhatIsNotSoldAndChangesNothing) {
  const Place own = OwnBilling();
  EXPECT_EQ(complaint(own, {"gold", {}, {}}), "/rate_plan/id: names no rate plan");
  EXPECT_EQ(complaint(own, {"", {}, {}}), "/rate_plan/id: names no rate plan");
  EXPECT_EQ(complaint(own, {"business", {}, {}}),
            "/rate_plan/id: names a rate plan that is not sold for a user");
  EXPECT_EQ(complaint(zone_.id, {"trial", {}, {}}),
            "/rate_plan/id: names a rate plan that is not sold for a zone");
  EXPECT_EQ(complaint(own, {"pro", "XXX", {}}),
            "/rate_plan/currency: must be a currency of ISO 4217, e.g. USD");
  EXPECT_EQ(complaint(own, {"pro", "usd", {}}),
            "/rate_plan/currency: must be a currency of ISO 4217, e.g. USD");
  EXPECT_EQ(complaint(own, {"trial", "EUR", {}}),
            "/rate_plan/currency: must be one that the rate plan has a price in");
  EXPECT_EQ(complaint(own, {"pro", {}, Frequency::quarterly}),
            "/frequency: must be one that the rate plan is sold for");
  EXPECT_EQ(complaint(own, {"pro", "EUR", Frequency::yearly}),
            "/rate_plan/currency: must be one that the rate plan has a price in");
}

TEST_F(Buy, ChargesTheFirstPeriodAndRecordsIt) {
  const auto before = contents();
  const auto bought = buy("pro");
  EXPECT_EQ(bought.state, SubscriptionState::awaiting_payment);
  EXPECT_EQ(bought.balance, kPro);
  EXPECT_EQ(bought.due_since, clock_.now());
  EXPECT_EQ(now(bought), bought);
  const auto booked = items(user_->id);
  ASSERT_EQ(booked.size(), 1U);
  EXPECT_EQ(booked[0].type, BillingItemType::charge);
  EXPECT_EQ(booked[0].action, BillingAction::subscription);
  EXPECT_EQ(booked[0].balance, kPro);
  EXPECT_EQ(booked[0].period, bought.period);
  EXPECT_EQ(booked[0].description, "The plan pro, monthly, 2026-03-01 to 2026-04-01");
  const auto record = only_record_after(before);
  EXPECT_EQ(record.operation, "subscription.create");
  EXPECT_EQ(record.action, "create");
  EXPECT_EQ(record.resource_id, bought.id.hex());
}

TEST_F(Buy, KeepsEachCurrencyWithItsOwnDecimals) {
  for (const auto& [code, decimals] :
       {std::pair("USD", 2), std::pair("JPY", 0), std::pair("KWD", 3)}) {
    const auto bought = buy(key_, acme_, {"pro", code, Frequency::monthly});
    ASSERT_TRUE(bought) << code;
    EXPECT_EQ(bought->currency.exponent, decimals) << code;
    EXPECT_TRUE(cancel(*bought, CancelWhen::now));
  }
  const auto balances = read([&](auto& tx) { return tx.balances_of(acme_); });
  EXPECT_EQ(balances.size(), 3U) << "never added to each other";
}

TEST_F(Buy, CostsNothingWhereNothingIsCharged) {
  const auto free = buy("free");
  EXPECT_EQ(free.state, SubscriptionState::provisioned);
  EXPECT_EQ(items(user_->id).size(), 0U);
  const auto elsewhere = buy(key_, acme_, {"partner", {}, {}});
  EXPECT_EQ(elsewhere->state, SubscriptionState::provisioned);
}

TEST_F(Buy, IsForOnePlanOnceAtATime) {
  const auto bought = buy("pro");
  EXPECT_EQ(complaint(OwnBilling(), {"pro", {}, {}}),
            "There is a subscription of this rate plan already. Change that one.");
  EXPECT_TRUE(buy(key_, acme_, {"pro", {}, {}})) << "somebody else's";
  EXPECT_TRUE(buy(key_, zone_.id, {"pro", {}, {}})) << "something else";
  ASSERT_TRUE(report(paid(bought)));
  ASSERT_TRUE(cancel(bought, CancelWhen::now));
  EXPECT_NE(buy("pro").id, bought.id);
}

TEST_F(Buy, WantsWhatHasEndedPaidFirst) {
  const auto bought = buy("pro");
  clock_.set(bought.period.end);
  EXPECT_EQ(advance(bought).state, SubscriptionState::expired);
  const std::string unpaid = "A subscription that has ended was not paid. Pay that first.";
  EXPECT_EQ(complaint(OwnBilling(), {"pro", {}, {}}), unpaid);
  EXPECT_EQ(complaint(OwnBilling(), {"free", {}, {}}), unpaid);
  const auto due = read([&](auto& tx) { return tx.owing_subscriptions(std::nullopt, 9); });
  ASSERT_EQ(due.size(), 1U) << "what has ended is owed still";
  ASSERT_TRUE(report(paid(due.front())));
  EXPECT_EQ(buy("pro").state, SubscriptionState::awaiting_payment);
}

TEST_F(Buy, GivesATrialOnce) {
  const auto tried = buy("trial");
  EXPECT_EQ(tried.state, SubscriptionState::trial);
  EXPECT_EQ(tried.period.end, clock_.now() + days(14));
  EXPECT_EQ(items(user_->id).size(), 0U);
  ASSERT_TRUE(cancel(tried, CancelWhen::now));
  EXPECT_EQ(buy("trial").state, SubscriptionState::awaiting_payment);
}

TEST_F(Buy, GivesATrialOfOnePlanAlone) {
  const auto tried = buy("trial");
  clock_.advance(days(1));
  const auto changed = change(tried, to("pro")).value();
  EXPECT_EQ(changed.state, SubscriptionState::awaiting_payment);
  EXPECT_EQ(changed.period.start, clock_.now());
  EXPECT_EQ(amounts(user_->id), Amounts{kPro});
}

TEST_F(Buy, TakesSomebodyWhoMay) {
  const auto admin = add_member("admin@example.com", {kAdministrator});
  const auto minimal = add_member("minimal@example.com", {kMinimal});
  EXPECT_TRUE(buy(admin.key, acme_, {"free", {}, {}}));
  const auto refused = refusal(
      [&](auto& tx) { return create_subscription(tx, as(minimal.key), acme_, {"pro", {}, {}}); });
  EXPECT_EQ(refused.reason, Reason::permission_missing);
  expect_not_found(refusal(
      [&](auto& tx) { return create_subscription(tx, as(other_key_), acme_, {"pro", {}, {}}); }));
  expect_not_found(refusal([&](auto& tx) {
    return create_subscription(tx, as(other_key_), zone_.id, {"pro", {}, {}});
  }));
  expect_not_found(refusal(
      [&](auto& tx) { return create_subscription(tx, as(key_), ZoneId{{9}}, {"pro", {}, {}}); }));
}

TEST_F(Buy, TellsThePeopleOfAnAccountWhatTheirZonesHave) {
  const auto levels = [&] {
    return read([&](auto& tx) { return tx.find_organization(acme_); })->zone_levels;
  };
  EXPECT_EQ(levels(), ZoneLevels());
  const auto bought = buy(key_, zone_.id, {"business", {}, {}});
  EXPECT_EQ(levels(), (ZoneLevels{.business = true}));
  ASSERT_TRUE(cancel(*bought, CancelWhen::now));
  EXPECT_EQ(levels(), ZoneLevels());
  ASSERT_TRUE(buy(key_, acme_, {"business", {}, {}}));
  EXPECT_EQ(levels(), ZoneLevels()) << "an account's plan is no zone's";
}

TEST_F(ListSubscriptions, ShowsToEachPlaceItsOwn) {
  const auto own = buy("pro");
  const auto acmes = buy(key_, acme_, {"pro", {}, {}}).value();
  clock_.advance(std::chrono::seconds(1));
  const auto zones = buy(key_, zone_.id, {"pro", {}, {}}).value();
  EXPECT_EQ(list(key_, OwnBilling()), std::vector{own});
  EXPECT_EQ(list(key_, acme_), (std::vector{acmes, zones}));
  EXPECT_EQ(list(key_, zone_.id), std::vector{zones});
  const auto get = [&](const Place& place, const Subscription& which) {
    return read([&](auto& tx) { return get_subscription(tx, as(key_), place, which.id); });
  };
  EXPECT_EQ(get(OwnBilling(), own), own);
  expect_not_found(get(OwnBilling(), acmes).error());
  expect_not_found(get(zone_.id, acmes).error());
}

TEST_F(ChangeSubscription, CreditsTheRestOfTheOldAndChargesTheRestOfTheNew) {
  const auto bought = buy(key_, acme_, {"pro", {}, {}}).value();
  ASSERT_TRUE(report(paid(bought)));
  clock_.set(bought.period.start + (bought.period.end - bought.period.start) / 2);
  const auto before = contents();
  const auto changed = write([&](auto& tx) {
    return update_subscription(tx, as(key_), acme_, bought.id, to("business"));
  });
  ASSERT_TRUE(changed);
  EXPECT_EQ(amounts(acme_), (Amounts{2000, -2000, -1000, 10'000}));
  EXPECT_EQ(changed->balance, 9000);
  EXPECT_EQ(changed->period, bought.period);
  EXPECT_EQ(only_record_after(before).operation, "account_subscription.update");
  const auto booked = items(acme_);
  EXPECT_TRUE(booked[2].description.starts_with(bought.plan.public_name));
  EXPECT_TRUE(booked[3].description.starts_with(changed->plan.public_name));
}

TEST_F(ChangeSubscription, BeginsANewPeriodWithAnotherFrequency) {
  const auto bought = buy("pro");
  clock_.set(bought.period.start + (bought.period.end - bought.period.start) / 4);
  const auto changed = change(bought, to(Frequency::yearly)).value();
  EXPECT_EQ(amounts(user_->id), (Amounts{2000, -1500, kProOfAYear}));
  EXPECT_EQ(changed.period.start, clock_.now());
}

TEST_F(ChangeSubscription, AtTheSameMomentTwiceAddsUp) {
  const auto bought = buy("pro");
  clock_.advance(days(7));
  ASSERT_TRUE(change(bought, to(Frequency::yearly)));
  ASSERT_TRUE(change(bought, to(Frequency::monthly)));
  const auto booked = amounts(user_->id);
  ASSERT_EQ(booked.size(), 5U);
  EXPECT_EQ(booked[2] + booked[3], 0) << "a year that nobody used";
  std::int64_t sum = 0;
  for (const auto amount : booked) sum += amount;
  EXPECT_EQ(sum, now(bought).balance);
}

TEST_F(ChangeSubscription, ThatChangesNothingLeavesNoTrace) {
  const auto bought = buy("pro");
  const auto before = contents();
  clock_.advance(days(1));
  EXPECT_EQ(change(bought, {}), bought);
  EXPECT_TRUE(change(bought, to("pro")));
  EXPECT_TRUE(change(bought, to(Frequency::monthly)));
  EXPECT_EQ(contents(), before);
}

TEST_F(ChangeSubscription, RefusesBadInputAndChangesNothing) {
  const auto bought = buy("pro");
  EXPECT_EQ(complaint(bought, to("gold")), "/rate_plan/id: names no rate plan");
  EXPECT_EQ(complaint(bought, to("business")),
            "/rate_plan/id: names a rate plan that is not sold for a user");
  EXPECT_EQ(complaint(bought, to(Frequency::weekly)),
            "/frequency: must be one that the rate plan is sold for");
  SubscriptionEdit currency;
  currency.currency = "EUR";
  EXPECT_TRUE(complaint(bought, currency).starts_with("/rate_plan/currency: cannot change"));
  const auto tried = buy("trial");
  EXPECT_EQ(complaint(bought, to("trial")),
            "There is a subscription of this rate plan already. Change that one.");
  Subscription unknown;
  EXPECT_EQ(complaint(unknown, to("pro")), "Subscription not found.");
}

TEST_F(ChangeSubscription, RefusesWhatHasEnded) {
  const auto bought = buy("pro");
  ASSERT_TRUE(cancel(bought, CancelWhen::now));
  const auto refused = refusal([&](auto& tx) {
    return update_subscription(tx, as(key_), OwnBilling(), bought.id, to(Frequency::yearly));
  });
  EXPECT_EQ(refused.code, ErrorCode::conflict);
}

TEST_F(ChangeSubscription, TakesACancellationBack) {
  const auto bought = buy("pro");
  ASSERT_TRUE(cancel(bought, CancelWhen::period_end)->cancels_at_period_end);
  EXPECT_FALSE(change(bought, to("pro"))->cancels_at_period_end);
  EXPECT_EQ(amounts(user_->id), Amounts{kPro});
}

TEST_F(CancelSubscription, EndsWithThePeriod) {
  const auto bought = buy("pro");
  const auto cancelled = cancel(bought, CancelWhen::period_end).value();
  EXPECT_EQ(cancelled.state, SubscriptionState::awaiting_payment);
  ASSERT_TRUE(report(paid(bought)));
  clock_.set(bought.period.end);
  const auto ended = advance(bought);
  EXPECT_EQ(ended.state, SubscriptionState::cancelled);
  EXPECT_EQ(ended.ended_at, bought.period.end);
  EXPECT_EQ(amounts(user_->id), (Amounts{kPro, -kPro}));
}

TEST_F(CancelSubscription, AtOnceCreditsWhatIsUnused) {
  const auto bought = buy("pro");
  clock_.set(bought.period.start + (bought.period.end - bought.period.start) / 4);
  EXPECT_EQ(cancel(bought, CancelWhen::now)->balance, 500);
  EXPECT_EQ(amounts(user_->id), (Amounts{2000, -1500}));
}

TEST_F(CancelSubscription, AgainChangesNothing) {
  const auto bought = buy("pro");
  ASSERT_TRUE(cancel(bought, CancelWhen::period_end));
  auto before = contents();
  clock_.advance(days(1));
  EXPECT_TRUE(cancel(bought, CancelWhen::period_end));
  EXPECT_EQ(contents(), before);
  ASSERT_TRUE(cancel(bought, CancelWhen::now));
  before = contents();
  EXPECT_TRUE(cancel(bought, CancelWhen::now));
  EXPECT_TRUE(cancel(bought, CancelWhen::period_end));
  EXPECT_EQ(contents(), before);
}

TEST_F(AdjustBalance, BooksWhatTheOperatorSays) {
  const auto bought = buy("pro");
  const AnyBilling owner{user_->id.bytes};
  const auto credit = write([&](auto& tx) {
    return adjust_balance(tx, as(system_), owner, {bought.id, -500, "USD", "a bad day"});
  });
  ASSERT_TRUE(credit);
  EXPECT_EQ(credit->type, BillingItemType::credit);
  EXPECT_EQ(credit->balance, 1500);
  EXPECT_EQ(credit->description, "a bad day");
  EXPECT_EQ(now(bought).balance, 1500);
}

TEST_F(AdjustBalance, RefusesBadInput) {
  const auto bought = buy("pro");
  const AnyBilling owner{user_->id.bytes};
  const auto complaint = [&](const Adjustment& adjustment) {
    return of(
        refusal([&](auto& tx) { return adjust_balance(tx, as(system_), owner, adjustment); }));
  };
  const std::string amount = "/amount: must be a whole number of minor units, not 0";
  EXPECT_EQ(complaint({bought.id, 0, "USD", "why"}), amount);
  EXPECT_EQ(complaint({bought.id, limits::kAmountMax + 1, "USD", "why"}), amount);
  EXPECT_EQ(complaint({bought.id, -limits::kAmountMax - 1, "USD", "why"}), amount);
  EXPECT_EQ(complaint({bought.id, limits::kAmountMax, "USD", "why"}),
            "The balance would be larger than amounts can be.");
  EXPECT_EQ(complaint({bought.id, 1, "EUR", "why"}), "/currency: must be that of the subscription");
  EXPECT_TRUE(complaint({bought.id, 1, "USD", " "}).starts_with("/description: "));
  EXPECT_TRUE(complaint({bought.id, 1, "USD", "4111 1111 1111 1111"})
                  .starts_with("/description: must not hold a card's number"));
  expect_not_found(refusal([&](auto& tx) {
    return adjust_balance(tx, as(system_), AnyBilling{{9}}, {bought.id, 1, "USD", "why"});
  }));
}

TEST_F(GoOn, RenewsPeriodByPeriodAfterAPause) {
  const auto bought = buy("pro");
  ASSERT_TRUE(report(paid(bought)));
  const auto credit = write([&](auto& tx) {
    return adjust_balance(tx, as(system_), AnyBilling{user_->id.bytes},
                          {bought.id, -3 * kPro, "USD", "in advance"});
  });
  ASSERT_TRUE(credit);
  clock_.set(bought.period.end + days(62));
  const auto before = contents();
  const auto renewed = advance(bought);
  EXPECT_EQ(renewed.state, SubscriptionState::paid);
  const auto booked = items(user_->id);
  ASSERT_EQ(booked.size(), 6U);
  EXPECT_EQ(booked[3].period->start, bought.period.end);
  EXPECT_EQ(booked[4].period->start, booked[3].period->end);
  EXPECT_EQ(booked[5].period, renewed.period);
  EXPECT_EQ(booked[3].occurred_at, bought.period.end) << "when it fell due";
  const auto records = records_after(before);
  ASSERT_EQ(records.size(), 3U);
  EXPECT_EQ(records[0].operation, "store.billing.advance");
  EXPECT_EQ(records[0].action, "renew");
  EXPECT_FALSE(records[0].actor) << "nobody did it";
  const auto after = contents();
  EXPECT_EQ(advance(bought), renewed);
  EXPECT_EQ(contents(), after) << "nothing happens twice";
}

TEST_F(GoOn, HappensBeforeAnyChange) {
  const auto bought = buy("pro");
  ASSERT_TRUE(report(paid(bought)));
  clock_.set(bought.period.end + days(1));
  const auto changed = change(bought, to(Frequency::yearly)).value();
  const auto booked = amounts(user_->id);
  ASSERT_EQ(booked.size(), 5U);
  EXPECT_EQ(booked[2], kPro) << "the renewal";
  EXPECT_LT(booked[3], 0);
  EXPECT_EQ(booked[4], kProOfAYear);
  EXPECT_EQ(changed.period.start, clock_.now());
}

TEST_F(GoOn, EndsWhatIsNotPaid) {
  const auto bought = buy("pro");
  clock_.advance(days(14));
  EXPECT_EQ(advance(bought).state, SubscriptionState::failed);
  clock_.advance(days(14));
  EXPECT_EQ(advance(bought).state, SubscriptionState::expired);
  EXPECT_EQ(amounts(user_->id), Amounts{kPro});
  const auto due =
      read([&](auto& tx) { return tx.due_subscriptions(clock_.now() + days(9999), 9); });
  EXPECT_TRUE(due.empty());
}

TEST_F(GoOn, KeepsWhoSellsFromDeletingWhatIsSold) {
  const auto zones = buy(key_, zone_.id, {"free", {}, {}}).value();
  const auto refuse_zone =
      refusal([&](auto& tx) { return delete_zone(tx, as(system_), zone_.id); });
  EXPECT_EQ(refuse_zone.code, ErrorCode::conflict);
  const auto refuse_acme =
      refusal([&](auto& tx) { return delete_organization(tx, as(key_), acme_); });
  EXPECT_EQ(refuse_acme.code, ErrorCode::conflict);
  ASSERT_TRUE(cancel(zones, CancelWhen::now));
  EXPECT_TRUE(write([&](auto& tx) { return delete_zone(tx, as(system_), zone_.id); }));
  EXPECT_TRUE(write([&](auto& tx) { return delete_organization(tx, as(key_), acme_); }));
}

}  // namespace
}  // namespace selfsame::core
