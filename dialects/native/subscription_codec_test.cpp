#include "dialects/native/subscription_codec.h"

#include <gtest/gtest.h>

#include "dialects/native/testing.h"
#include "tests/support/test_subscription.h"

namespace selfsame::native {
namespace {

using core::Frequency;

core::Subscription subscription() {
  core::Subscription made;
  made.id = core::SubscriptionId{kIdB};
  made.owner = core::OrganizationId{kIdA};
  made.plan.id = "pro";
  made.plan.public_name = "Pro Plan";
  made.frequency = Frequency::quarterly;
  made.price = 6500;
  made.currency = testing::kDinar;
  made.period = {kNoon, kNoon + std::chrono::hours(1)};
  made.period_number = 3;
  made.state = core::SubscriptionState::awaiting_payment;
  made.balance = 6500;
  made.due_since = kNoon;
  made.failures = 2;
  made.created_at = kNoon;
  made.modified_at = kNoon;
  return made;
}

TEST(EncodeSubscription, ShowsAllOfIt) {
  auto shown = subscription();
  const auto wanted = [&](const std::string& zone, const std::string& scope,
                          const std::string& times) {
    return R"({"id":")" + kB + R"(","owner_id":")" + kA + R"(","owner_kind":"organization",)" +
           zone + R"("plan":"pro","plan_name":"Pro Plan","scope":")" + scope +
           R"(","frequency":"quarterly","price":6500,"currency":"KWD","exponent":3,)"
           R"("state":"AwaitingPayment","period":{"start":")" +
           kNoonText +
           R"(","end":"2026-03-01T13:00:00.000000Z"},"period_number":3,)"
           R"("cancels_at_period_end":false,"balance":6500,"due_since":")" +
           kNoonText + R"(","failures":2,)" + times + R"("time_zone":"UTC","created_at":")" +
           kNoonText + R"(","modified_at":")" + kNoonText + R"("})";
  };
  EXPECT_EQ(encoded(encode_subscription, shown),
            wanted(R"("zone":null,)", "account",
                   R"("next_attempt_at":null,"failed_at":null,"ended_at":null,)"));
  shown.zone = core::ZoneId{kIdB};
  shown.zone_name = "a.example";
  shown.next_attempt_at = shown.failed_at = shown.ended_at = kNoon;
  const auto time = [&](const std::string& key) {
    return '"' + key + R"(":")" + kNoonText + "\",";
  };
  EXPECT_EQ(encoded(encode_subscription, shown),
            wanted(R"("zone":{"id":")" + kB + R"(","name":"a.example"},)", "zone",
                   time("next_attempt_at") + time("failed_at") + time("ended_at")));
}

TEST(EncodeDue, SaysWhatIsToBeCollected) {
  EXPECT_EQ(encoded(encode_due, subscription()),
            R"({"owner_id":")" + kA + R"(","owner_kind":"organization","subscription_id":")" + kB +
                R"(","amount":6500,"currency":"KWD","exponent":3,"state":"AwaitingPayment",)" +
                R"("due_since":")" + kNoonText + R"(","failures":2,"next_attempt_at":null})");
}

TEST(SubscriptionKey, IsReadAsItIsWritten) {
  const auto text = subscription_key(subscription());
  EXPECT_EQ(text, kA + ':' + kB);
  const auto key = parse_subscription_key(text);
  ASSERT_TRUE(key);
  EXPECT_EQ(key->owner.id, kIdA);
  EXPECT_EQ(key->id.bytes, kIdB);
  for (const auto& other : {std::string(), kA, kA + kB, kA + ':', ':' + kB, kA + '-' + kB,
                            kA + ':' + kB + '0', kA + ":x" + kB.substr(1), kA + "::" + kB}) {
    EXPECT_FALSE(parse_subscription_key(other)) << other;
  }
}

TEST(DecodeNewSubscription, ReadsWhatIsGiven) {
  const auto draft = decode(decode_new_subscription,
                            R"({"plan":"pro","currency":"EUR","frequency":"yearly","x":1})");
  ASSERT_TRUE(draft);
  EXPECT_EQ(draft->plan, "pro");
  EXPECT_EQ(draft->currency, "EUR");
  EXPECT_EQ(draft->frequency, Frequency::yearly);
  const auto least = decode(decode_new_subscription, R"({"plan":"pro","currency":null})");
  ASSERT_TRUE(least);
  EXPECT_FALSE(least->currency);
  EXPECT_FALSE(least->frequency);
  EXPECT_EQ(complaints(decode(decode_new_subscription, R"({"currency":1,"frequency":"daily"})")),
            "/plan /currency /frequency ");
}

TEST(DecodeSubscriptionEdit, TakesEveryFrequency) {
  for (const auto frequency :
       {Frequency::weekly, Frequency::monthly, Frequency::quarterly, Frequency::yearly}) {
    const auto edit =
        decode(decode_subscription_edit,
               R"({"frequency":")" + std::string(core::frequency_name(frequency)) + R"("})");
    ASSERT_TRUE(edit);
    EXPECT_EQ(edit->frequency, frequency);
  }
  EXPECT_TRUE(decode(decode_subscription_edit, "{}")->is_empty());
  EXPECT_EQ(complaints(decode(decode_subscription_edit, R"({"plan":[],"frequency":1})")),
            "/plan /frequency ");
  EXPECT_EQ(complaints(decode(decode_subscription_edit, R"({"frequency":"Monthly"})")),
            "/frequency ");
}

TEST(DecodeCancellation, WantsToKnowWhen) {
  EXPECT_EQ(decode(decode_cancellation, R"({"when":"now"})"), core::CancelWhen::now);
  EXPECT_EQ(decode(decode_cancellation, R"({"when":"period_end"})"), core::CancelWhen::period_end);
  for (const auto* text : {"{}", R"({"when":null})", R"({"when":"later"})", R"({"when":1})"}) {
    EXPECT_EQ(complaints(decode(decode_cancellation, text)), "/when ") << text;
  }
}

TEST(DecodeAdjustment, ReadsBothSigns) {
  const auto adjust = [](const std::string& amount) {
    return decode(decode_adjustment, R"({"subscription_id":")" + kA + R"(","amount":)" + amount +
                                         R"(,"currency":"USD","description":"Sorry"})");
  };
  const auto adjustment = adjust("-9007199254740991");
  ASSERT_TRUE(adjustment);
  EXPECT_EQ(adjustment->subscription.bytes, kIdA);
  EXPECT_EQ(adjustment->amount, -9'007'199'254'740'991);
  EXPECT_EQ(adjustment->currency, "USD");
  EXPECT_EQ(adjustment->description, "Sorry");
  EXPECT_EQ(adjust("9007199254740991")->amount, 9'007'199'254'740'991);
  for (const auto* amount : {"9007199254740992", "-9007199254740992", "1.5", "1.0", "1e2", "\"5\"",
                             "99999999999999999999", "null", "true"}) {
    EXPECT_EQ(complaints(adjust(amount)), "/amount ") << amount;
  }
  EXPECT_EQ(complaints(decode(decode_adjustment, "{}")),
            "/subscription_id /amount /currency /description ");
}

}  // namespace
}  // namespace selfsame::native
