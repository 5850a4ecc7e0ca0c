#include "dialects/native/payment_codec.h"

#include <gtest/gtest.h>

#include "core/limits.h"
#include "dialects/native/testing.h"

namespace selfsame::native {
namespace {

/// What a report says of the payment, with an amount as JSON.
std::string content(const std::string& amount) {
  return R"("owner_id":")" + kA + R"(","subscription_id":")" + kB +
         R"(","payment":"pi_1","amount":)" + amount + R"(,"currency":"USD")";
}

std::string report(const std::string& type, const std::string& amount, const std::string& more) {
  return R"({"event_id":"evt_1","type":")" + type + R"(",)" + content(amount) +
         R"(,"occurred_at":"2026-03-01T13:00:00+01:00")" + more + '}';
}

std::string message(const std::string& type, const std::string& amount, const std::string& more) {
  return R"({"type":")" + type + R"(","timestamp":"2026-03-01T12:00:00Z","data":{)" +
         content(amount) + more + "}}";
}

auto decode_message(const std::string& text) {
  return decode_payment_message("evt_1", boost::json::parse(text));
}

core::PaymentEvent wanted(core::PaymentEventType type, std::string detail) {
  return {"evt_1", type,  core::UserId{kIdA}, core::SubscriptionId{kIdB}, "pi_1", 2000,
          "USD",   kNoon, std::move(detail)};
}

TEST(DecodePayment, ReadsEachType) {
  using enum core::PaymentEventType;
  EXPECT_EQ(decode(decode_payment, report("paid", "2000", "")), wanted(paid, ""));
  EXPECT_EQ(decode(decode_payment, report("failed", "2000", R"(,"detail":"No funds")")),
            wanted(failed, "No funds"));
  EXPECT_EQ(decode(decode_payment, report("refunded", "2000", R"(,"detail":null)")),
            wanted(refunded, ""));
}

TEST(DecodePayment, NamesWhatIsWrong) {
  EXPECT_EQ(complaints(decode(decode_payment, "{}")),
            "/event_id /type /owner_id /subscription_id /payment /amount /currency /occurred_at ");
  EXPECT_EQ(complaints(decode(decode_payment, report("payment.paid", "2000", ""))), "/type ");
  EXPECT_EQ(complaints(decode(decode_payment, report("paid", "2000", R"(,"detail":1)"))),
            "/detail ");
  EXPECT_EQ(complaints(decode(decode_payment,
                              R"({"event_id":1,"type":1,"owner_id":"x","subscription_id":"x",)"
                              R"("payment":{},"amount":[],"currency":1,"occurred_at":"today"})")),
            "/event_id /type /owner_id /subscription_id /payment /amount /currency /occurred_at ");
}

TEST(DecodePayment, TakesWholeAmountsAboveZero) {
  const auto amount = [](const std::string& text) {
    return decode(decode_payment, report("paid", text, ""));
  };
  EXPECT_EQ(amount("1")->amount, 1);
  EXPECT_EQ(amount("9007199254740991")->amount, core::limits::kAmountMax);
  for (const auto* text : {"0", "-1", "9007199254740992", "1.5", "5.0", "\"5\"", "1e3",
                           "18446744073709551616", "null", "false"}) {
    EXPECT_EQ(complaints(amount(text)), "/amount ") << text;
  }
}

TEST(DecodePaymentMessage, ReadsEachType) {
  using enum core::PaymentEventType;
  EXPECT_EQ(decode_message(message("payment.paid", "2000", "")), wanted(paid, ""));
  EXPECT_EQ(decode_message(message("payment.failed", "2000", R"(,"detail":"No funds")")),
            wanted(failed, "No funds"));
  EXPECT_EQ(decode_message(message("payment.refunded", "2000", "")), wanted(refunded, ""));
}

TEST(DecodePaymentMessage, NamesWhatIsWrong) {
  EXPECT_EQ(complaints(decode_message("{}")), "/type /timestamp /data ");
  EXPECT_EQ(complaints(decode_message(message("customer.created", "2000", ""))), "/type ");
  EXPECT_EQ(complaints(decode_message(message("paid", "2000", ""))), "/type ");
  EXPECT_EQ(complaints(decode_message(message("payment.paid", "1.5", R"(,"detail":1)"))),
            "/data/amount /data/detail ");
  EXPECT_EQ(complaints(decode_message(R"({"type":"payment.paid","timestamp":1,"data":{}})")),
            "/timestamp /data/owner_id /data/subscription_id /data/payment /data/amount "
            "/data/currency ");
  EXPECT_EQ(complaints(decode_message(R"({"type":"payment.paid","data":[],)"
                                      R"("timestamp":"2026-03-01T12:00:00Z"})")),
            "/data ");
}

TEST(EncodeReceipt, SaysWhatBecameOfTheReport) {
  core::PaymentReceipt receipt;
  receipt.outcome = core::PaymentOutcome::applied;
  EXPECT_TRUE(encoded(encode_receipt, receipt)
                  .starts_with(R"({"outcome":"applied","repeated":false,"subscription":{"id":)"));
  receipt.outcome = core::PaymentOutcome::ignored;
  receipt.repeated = true;
  EXPECT_TRUE(encoded(encode_receipt, receipt)
                  .starts_with(R"({"outcome":"ignored","repeated":true,"subscription":{"id":)"));
}

}  // namespace
}  // namespace selfsame::native
