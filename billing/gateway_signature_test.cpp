#include "billing/gateway_signature.h"

#include <gtest/gtest.h>

namespace selfsame::billing {
namespace {

using enum core::PaymentSignature::Verdict;
using std::chrono::seconds;

constexpr core::Timestamp kNow{seconds(1'700'000'000)};
constexpr std::string_view kTimestamp = "1700000000";
constexpr seconds kTolerance{60};

crypto::WebhookSecret secret() {
  return crypto::WebhookSecret::parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").value();
}

GatewaySignature signature_of_one() {
  std::vector<crypto::WebhookSecret> secrets;
  secrets.push_back(secret());
  return {std::move(secrets), kTolerance};
}

TEST(GatewaySignature, SaysWhatBecameOfAReport) {
  const auto signature = signature_of_one();
  const auto signed_well = secret().sign("event_1", kTimestamp, "{}");
  const auto verify = [&](std::string_view signatures, std::string_view body, core::Timestamp now) {
    return signature.verify("event_1", kTimestamp, signatures, body, now);
  };
  EXPECT_TRUE(signature.is_configured());
  EXPECT_EQ(verify(signed_well, "{}", kNow), valid);
  EXPECT_EQ(verify(signed_well, "{} ", kNow), wrong);
  EXPECT_EQ(verify("", "{}", kNow), malformed);
  EXPECT_EQ(verify(signed_well, "{}", kNow + kTolerance), valid);
  EXPECT_EQ(verify(signed_well, "{}", kNow + kTolerance + seconds(1)), too_old);
  EXPECT_EQ(verify(signed_well, "{}", kNow - kTolerance), valid);
  EXPECT_EQ(verify(signed_well, "{}", kNow - kTolerance - seconds(1)), too_early);
}

TEST(GatewaySignature, IsNotConfiguredWithoutASecret) {
  const GatewaySignature signature({}, kTolerance);
  EXPECT_FALSE(signature.is_configured());
  EXPECT_EQ(signature.verify("event_1", kTimestamp, secret().sign("event_1", kTimestamp, "{}"),
                             "{}", kNow),
            wrong);
}

}  // namespace
}  // namespace selfsame::billing
