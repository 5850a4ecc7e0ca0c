#include "crypto/webhook_signature.h"

#include <gtest/gtest.h>

#include "crypto/base64.h"

namespace selfsame::crypto {
namespace {

using enum SignatureVerdict;
using std::chrono::seconds;

std::string secret_of(std::size_t bytes) {
  return "whsec_" + to_base64(std::string(bytes, '\xFE'));
}

// The vector of the specification's own libraries.
constexpr std::string_view kExampleSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
constexpr std::string_view kExampleId = "msg_p5jXN8AQM9LWM0D4loKWxJek";
constexpr std::string_view kExampleTimestamp = "1614265330";
constexpr std::string_view kExampleBody = R"({"test": 2432232314})";
constexpr std::string_view kExampleSignature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
constexpr core::Timestamp kExampleTime{seconds(1614265330)};
constexpr seconds kTolerance{300};

TEST(WebhookSecret, SignsLikeTheExampleOfTheSpecification) {
  const auto secret = WebhookSecret::parse(kExampleSecret).value();
  EXPECT_EQ(secret.sign(kExampleId, kExampleTimestamp, kExampleBody), kExampleSignature);
}

TEST(WebhookSecret, IsOfTheSizeThatTheSpecificationWants) {
  for (const std::size_t bytes : {24U, 25U, 26U, 32U, 64U}) {
    EXPECT_TRUE(WebhookSecret::parse(secret_of(bytes))) << bytes;
  }
  for (const std::size_t bytes : {0U, 1U, 16U, 23U, 65U, 1000U}) {
    EXPECT_FALSE(WebhookSecret::parse(secret_of(bytes))) << bytes;
  }
}

TEST(WebhookSecret, IsNothingElse) {
  const std::string good = secret_of(24);
  for (const auto& text :
       {std::string(), good.substr(6), "WHSEC_" + good.substr(6), "whsec_" + good, good + '=',
        good.substr(0, good.size() - 1), good.substr(0, 20) + '.' + good.substr(21),
        good.substr(0, 20) + '-' + good.substr(21), secret_of(25).substr(0, 6 + 35)}) {
    EXPECT_FALSE(WebhookSecret::parse(text)) << text;
  }
}

class VerifyWebhook : public ::testing::Test {
 protected:
  VerifyWebhook() {
    secrets_.reserve(2);
    secrets_.push_back(WebhookSecret::parse(kExampleSecret).value());
  }
  SignatureVerdict verify(const SignedMessage& message, core::Timestamp now = kExampleTime) {
    return verify_webhook(secrets_, message, now, kTolerance);
  }
  SignatureVerdict verify_at(core::Timestamp now) { return verify(example_, now); }

  std::vector<WebhookSecret> secrets_;
  SignedMessage example_{kExampleId, kExampleTimestamp, kExampleSignature, kExampleBody};
};

TEST_F(VerifyWebhook, TakesTheExampleOfTheSpecification) { EXPECT_EQ(verify(example_), valid); }

TEST_F(VerifyWebhook, TakesNoOtherMessage) {
  auto other = example_;
  other.id = "msg_p5jXN8AQM9LWM0D4loKWxJeK";
  EXPECT_EQ(verify(other), wrong);
  other = example_;
  other.timestamp = "1614265331";
  EXPECT_EQ(verify(other), wrong);
  // The same number, written in another way.
  other.timestamp = "01614265330";
  EXPECT_EQ(verify(other), wrong);
  for (const auto* body :
       {"", R"({"test":2432232314})", R"({"test": 2432232314} )", R"({"test": 2432232315})"}) {
    other = example_;
    other.body = body;
    EXPECT_EQ(verify(other), wrong) << body;
  }
}

TEST_F(VerifyWebhook, TakesAnEmptyBody) {
  const auto signature = secrets_.front().sign("m", kExampleTimestamp, "");
  EXPECT_EQ(verify({"m", kExampleTimestamp, signature, ""}), valid);
}

TEST_F(VerifyWebhook, TakesASignatureByAnyOfItsSecrets) {
  auto next = WebhookSecret::parse(secret_of(32)).value();
  const auto by_next = next.sign(kExampleId, kExampleTimestamp, kExampleBody);
  auto message = example_;
  message.signatures = by_next;
  EXPECT_EQ(verify(message), wrong);
  secrets_.push_back(std::move(next));
  EXPECT_EQ(verify(message), valid);
  EXPECT_EQ(verify(example_), valid);
  secrets_.erase(secrets_.begin());
  EXPECT_EQ(verify(message), valid);
  EXPECT_EQ(verify(example_), wrong);
}

TEST_F(VerifyWebhook, TakesOneRightSignatureOfSeveral) {
  const auto other = WebhookSecret::parse(secret_of(32))->sign(kExampleId, "1", "");
  const auto example = std::string(kExampleSignature);
  auto message = example_;
  for (const auto& signatures :
       {other + ' ' + example, example + ' ' + other, other + "  " + example + ' ',
        "v1a,hnO3f9T8 v2,x junk " + example, "v1,short " + example}) {
    message.signatures = signatures;
    EXPECT_EQ(verify(message), valid) << signatures;
  }
  const auto twice = other + ' ' + other;
  message.signatures = twice;
  EXPECT_EQ(verify(message), wrong);
}

TEST_F(VerifyWebhook, SaysThatASignatureIsNone) {
  const auto mac = std::string(kExampleSignature.substr(3));
  auto message = example_;
  for (const auto& signatures :
       {std::string(), std::string(" "), mac, "v1" + mac, "V1," + mac, "v2," + mac, "v1a," + mac,
        "v1, " + mac, "v1=" + mac, "v1," + mac.substr(4), "v1," + mac + mac,
        "v1," + mac.substr(0, 43), std::string("v1,")}) {
    message.signatures = signatures;
    EXPECT_EQ(verify(message), malformed) << signatures;
  }
}

TEST_F(VerifyWebhook, SaysThatATimestampIsNone) {
  auto message = example_;
  for (const auto* timestamp :
       {"", " ", "x", "-1614265330", "+1614265330", " 1614265330", "1614265330 ", "1614265330.0",
        "0x60379AB2", "1614265330000", "99999999999999999999", "2021-02-25T15:02:10Z"}) {
    message.timestamp = timestamp;
    EXPECT_EQ(verify(message), malformed) << timestamp;
  }
}

TEST_F(VerifyWebhook, SaysThatAnIdIsNone) {
  auto message = example_;
  for (const auto* id : {"", " ", "a b", "a\tb", "\x7F", "\xC3\xA4"}) {
    const auto signature = secrets_.front().sign(id, kExampleTimestamp, kExampleBody);
    message.id = id;
    message.signatures = signature;
    EXPECT_EQ(verify(message), malformed) << id;
  }
}

TEST_F(VerifyWebhook, DoesNotReadASignedTextInAnotherWay) {
  // What was signed once, with its parts cut elsewhere.
  const auto signature = secrets_.front().sign("a", kExampleTimestamp, "x.1614265330.{}");
  EXPECT_EQ(verify({"a", kExampleTimestamp, signature, "x.1614265330.{}"}), valid);
  EXPECT_EQ(verify({"a.1614265330.x", kExampleTimestamp, signature, "{}"}), malformed);
}

TEST_F(VerifyWebhook, TakesWhatIsAsOldAsItToleratesAndNoSecondMore) {
  EXPECT_EQ(verify_at(kExampleTime + kTolerance), valid);
  EXPECT_EQ(verify_at(kExampleTime + kTolerance + std::chrono::milliseconds(999)), valid);
  EXPECT_EQ(verify_at(kExampleTime + kTolerance + seconds(1)), too_old);
}

TEST_F(VerifyWebhook, TakesWhatIsAsFarAheadAsItToleratesAndNoSecondMore) {
  EXPECT_EQ(verify_at(kExampleTime - kTolerance), valid);
  EXPECT_EQ(verify_at(kExampleTime - kTolerance - seconds(1)), too_early);
}

TEST_F(VerifyWebhook, SaysNothingOfTheTimeOfAWrongSignature) {
  auto message = example_;
  message.body = "{}";
  EXPECT_EQ(verify(message, kExampleTime + std::chrono::hours(1)), wrong);
}

TEST_F(VerifyWebhook, TakesNothingWithoutASecret) {
  secrets_.clear();
  EXPECT_EQ(verify(example_), wrong);
}

}  // namespace
}  // namespace selfsame::crypto
