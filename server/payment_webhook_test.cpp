#include "server/payment_webhook.h"

#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <stdexcept>
#include <unistd.h>

namespace selfsame::server {
namespace {

using enum core::PaymentSignature::Verdict;
using std::chrono::seconds;

constexpr const char* kOld = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
constexpr const char* kNew = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
constexpr core::Timestamp kNow{seconds(1'700'000'000)};
constexpr const char* kTimestamp = "1700000000";

class LoadPaymentSignature : public ::testing::Test {
 protected:
  LoadPaymentSignature() {
    std::filesystem::create_directory(folder_);
    config_.payment_webhook_secret_file = folder_ / "secret";
  }
  ~LoadPaymentSignature() override { std::filesystem::remove_all(folder_); }

  void store(const std::string& text) {
    std::ofstream(config_.payment_webhook_secret_file) << text;
  }
  bool takes(const char* secret, core::Timestamp now = kNow) {
    const auto signature = crypto::WebhookSecret::parse(secret)->sign("e", kTimestamp, "{}");
    return load_payment_signature(config_).verify("e", kTimestamp, signature, "{}", now) == valid;
  }
  std::string complaint(const std::string& text) {
    store(text);
    return complaint();
  }
  std::string complaint() {
    try {
      load_payment_signature(config_);
    } catch (const std::runtime_error& error) {
      return error.what();
    }
    return "taken";
  }

  const std::filesystem::path folder_ =
      std::filesystem::temp_directory_path() / ("selfsame-payment-" + std::to_string(::getpid()));
  Config config_;
};

TEST_F(LoadPaymentSignature, TakesTheSecretInTheFile) {
  for (const auto* end : {"", "\n", "\r\n", "\n\n"}) {
    store(std::string(kOld) + end);
    EXPECT_TRUE(takes(kOld));
    EXPECT_FALSE(takes(kNew));
  }
}

TEST_F(LoadPaymentSignature, TakesEitherOfTwoWhileTheSecretIsChanged) {
  store(std::string(kNew) + '\n' + kOld + '\n');
  EXPECT_TRUE(takes(kOld));
  EXPECT_TRUE(takes(kNew));
}

TEST_F(LoadPaymentSignature, ToleratesWhatTheConfigurationSays) {
  store(kOld);
  EXPECT_TRUE(takes(kOld, kNow + seconds(300)));
  EXPECT_FALSE(takes(kOld, kNow + seconds(301)));
  config_.payment_webhook_tolerance = 10;
  EXPECT_TRUE(takes(kOld, kNow + seconds(10)));
  EXPECT_FALSE(takes(kOld, kNow + seconds(11)));
}

TEST_F(LoadPaymentSignature, IsNotConfiguredWithoutAFile) {
  config_.payment_webhook_secret_file.clear();
  EXPECT_FALSE(load_payment_signature(config_).is_configured());
  EXPECT_FALSE(takes(kOld));
}

TEST_F(LoadPaymentSignature, RefusesAFileWithoutGoodSecrets) {
  const auto begin = "--payment-webhook-secret-file: " + config_.payment_webhook_secret_file + ' ';
  EXPECT_EQ(complaint(), begin + "cannot be read");
  for (const auto* empty : {"", "\n\n"}) {
    EXPECT_EQ(complaint(empty), begin + "has no secret: whsec_ and the base64 of 24 to 64 bytes");
  }
  for (const auto& text :
       {std::string("secret"), std::string(kOld) + "\nsecret", std::string("# ours\n") + kOld}) {
    EXPECT_EQ(complaint(text),
              begin + "has a line that is not whsec_ and the base64 of 24 to 64 bytes");
  }
  EXPECT_EQ(complaint(std::string(kOld) + '\n' + kNew + '\n' + kOld),
            begin + "has more than two secrets");
  config_.payment_webhook_secret_file = folder_;
  EXPECT_NE(complaint(), "taken");
}

}  // namespace
}  // namespace selfsame::server
