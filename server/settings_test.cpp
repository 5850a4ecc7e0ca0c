#include "server/settings.h"

#include <CLI/CLI.hpp>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <stdlib.h>
#include <unistd.h>

#include "core/limits.h"

namespace selfsame::server {
namespace {

/// An environment variable for the duration of a test.
class Variable {
 public:
  Variable(std::string name, const char* value) : name_(std::move(name)) {
    setenv(name_.c_str(), value, 1);
  }
  ~Variable() { unsetenv(name_.c_str()); }
  Variable(const Variable&) = delete;
  Variable& operator=(const Variable&) = delete;

 private:
  std::string name_;
};

class Settings : public ::testing::Test {
 protected:
  Settings() {
    add_serve_flags(command_, config_);
    name_environment_variables(command_);
  }
  ~Settings() override { std::filesystem::remove(file_); }

  /// Reads flags (and the environment), then a configuration file if there is one.
  const Config& read(const std::string& flags, const std::string& file = "") {
    command_.parse(flags);
    if (!file.empty()) {
      std::ofstream(file_) << file;
      apply_config_file(command_, file_);
    }
    return config_;
  }
  /// What a wrong file is told, without its path.
  std::string complaint(const std::string& file) {
    try {
      read("", file);
    } catch (const std::runtime_error& error) {
      const std::string text = error.what();
      EXPECT_EQ(text.find('\n'), std::string::npos) << "one line: " << text;
      EXPECT_TRUE(text.starts_with("configuration file " + file_ + ": ")) << text;
      return text.substr(text.find(file_) + file_.size() + 2);
    }
    return "";
  }

  Config config_;
  CLI::App command_;
  const std::string file_ =
      ::testing::TempDir() + "selfsame-settings-" + std::to_string(getpid()) + ".toml";
};

TEST_F(Settings, DefaultsAreThoseOfTheContract) {
  const auto& config = read("");
  EXPECT_EQ(config.listen, "127.0.0.1:8420");
  EXPECT_EQ(config.store, "sqlite:selfsame.db");
  EXPECT_EQ(config.mount, "/client/v4");
  EXPECT_EQ(config.rate_limit, 1200U);
  EXPECT_FALSE(config.access_log);
  EXPECT_EQ(validate(config), "");
}

TEST_F(Settings, AFileWinsOverTheDefault) {
  const auto& config = read("", "listen = \"127.0.0.1:1\"\nrate-limit = 7\naccess-log = true\n");
  EXPECT_EQ(config.listen, "127.0.0.1:1");
  EXPECT_EQ(config.rate_limit, 7U);
  EXPECT_TRUE(config.access_log);
  EXPECT_EQ(config.store, "sqlite:selfsame.db") << "what it does not say stays";
}

TEST_F(Settings, TheEnvironmentWinsOverTheFile) {
  const Variable variable("SELFSAME_RATE_LIMIT", "8");
  const auto& config = read("", "rate-limit = 7\nmount = \"/x\"\n");
  EXPECT_EQ(config.rate_limit, 8U);
  EXPECT_EQ(config.mount, "/x");
}

TEST_F(Settings, AFlagWinsOverEverything) {
  const Variable variable("SELFSAME_RATE_LIMIT", "8");
  EXPECT_EQ(read("--rate-limit 9", "rate-limit = 7\n").rate_limit, 9U);
}

TEST_F(Settings, AFlagThatSaysTheDefaultStillWins) {
  EXPECT_EQ(read("--rate-limit 1200", "rate-limit = 7\n").rate_limit, 1200U);
}

TEST_F(Settings, EveryFlagHasAVariableAndAKey) {
  for (const auto* option : command_.get_options()) {
    if (option->check_lname("help")) continue;
    auto name = "SELFSAME_" + option->get_lnames().front();
    for (char& c : name) {
      c = c == '-' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    }
    EXPECT_EQ(option->get_envname(), name);
  }
}

TEST_F(Settings, AListComesFromEachPlace) {
  EXPECT_EQ(read("", "trusted-proxy = [\"10.0.0.1\", \"10.0.0.0/8\"]\n").trusted_proxies,
            (std::vector<std::string>{"10.0.0.1", "10.0.0.0/8"}));
}

TEST_F(Settings, AListOnTheCommandLineReplacesTheFiles) {
  EXPECT_EQ(
      read("--trusted-proxy 10.0.0.1 --trusted-proxy 10.0.0.2", "trusted-proxy = \"10.0.0.9\"\n")
          .trusted_proxies,
      (std::vector<std::string>{"10.0.0.1", "10.0.0.2"}));
}

TEST_F(Settings, BillingIsWhatIsBuiltInUntilItIsSaid) {
  const auto& config = read("");
  EXPECT_EQ(config.plans, "");
  EXPECT_EQ(config.payment_webhook_secret_file, "");
  EXPECT_EQ(config.payment_webhook_tolerance, 300);
}

TEST_F(Settings, BillingComesFromTheFile) {
  const auto& config = read("",
                            "plans = \"p.toml\"\npayment-webhook-secret-file = \"s\"\n"
                            "payment-webhook-tolerance = 3600\n");
  EXPECT_EQ(config.plans, "p.toml");
  EXPECT_EQ(config.payment_webhook_secret_file, "s");
  EXPECT_EQ(config.payment_webhook_tolerance, 3600);
  EXPECT_EQ(validate(config), "");
}

TEST_F(Settings, RefusesAToleranceOutOfRange) {
  EXPECT_NE(complaint("payment-webhook-tolerance = 0\n"), "");
  EXPECT_NE(complaint("payment-webhook-tolerance = 3601\n"), "");
}

TEST_F(Settings, AKeyMayBeWrittenWithAnUnderscore) {
  EXPECT_EQ(read("", "rate_limit = 7\n").rate_limit, 7U);
}

TEST_F(Settings, RefusesAnUnknownKey) {
  EXPECT_EQ(complaint("rate-limits = 7\n"), "unknown key rate-limits");
  EXPECT_EQ(complaint("config = \"x\"\n"), "unknown key config");
  EXPECT_EQ(complaint("help = true\n"), "unknown key help");
}

TEST_F(Settings, RefusesAWrongType) {
  EXPECT_NE(complaint("rate-limit = \"many\"\n"), "");
  EXPECT_NE(complaint("rate-limit = 1.5\n"), "");
  EXPECT_NE(complaint("listen = { port = 1 }\n"), "");
}

TEST_F(Settings, RefusesAWrongTruth) { EXPECT_NE(complaint("access-log = \"perhaps\"\n"), ""); }

TEST_F(Settings, RefusesAValueOutOfRange) { EXPECT_NE(complaint("header-time = 0\n"), ""); }

TEST_F(Settings, RefusesANegativeNumber) { EXPECT_NE(complaint("rate-limit = -1\n"), ""); }

TEST_F(Settings, RefusesAnUnknownLogLevel) { EXPECT_NE(complaint("log-level = \"loud\"\n"), ""); }

TEST_F(Settings, RefusesAFileThatIsNoToml) {
  EXPECT_NE(complaint("rate-limit = \n").find("(line 1)"), std::string::npos);
}

TEST_F(Settings, RefusesAFileThatIsNotThere) {
  command_.parse("");
  EXPECT_THROW(apply_config_file(command_, file_ + ".none"), std::runtime_error);
}

TEST_F(Settings, RefusesWrongFlags) {
  for (const auto* flags :
       {"--rate-limit x", "--rate-limit -1", "--header-time 0", "--header-time 3601",
        "--log-level loud", "--connections 0", "--unknown 1", "--threads 1025",
        "--invite-lifetime 0", "--invite-lifetime 366", "--audit-checkpoint-interval 0",
        "--audit-checkpoint-interval 3601", "--audit-retention -1", "--audit-retention 36501",
        "--audit-retention x"}) {
    EXPECT_THROW(read(flags), CLI::ParseError) << flags;
  }
}

TEST_F(Settings, RefusesAWrongVariable) {
  const Variable variable("SELFSAME_RATE_LIMIT", "many");
  EXPECT_THROW(read(""), CLI::ParseError);
}

TEST(ValidateConfig, WantsCertificateAndKeyTogether) {
  Config config;
  config.tls_certificate = "c.pem";
  EXPECT_NE(validate(config), "");
  config.tls_key = "k.pem";
  EXPECT_EQ(validate(config), "");
}

class ValidateMail : public ::testing::Test {
 protected:
  ValidateMail() {
    config_.smtp = "smtp://mail.example.com:587";
    config_.mail_from = "Selfsame <a@example.com>";
  }
  [[nodiscard]] std::string complaint() const { return validate(config_); }

  Config config_;
};

TEST_F(ValidateMail, TakesAServerWithItsSender) {
  EXPECT_EQ(complaint(), "");
  config_.smtp_user = "u";
  EXPECT_EQ(complaint(), "");
  config_.invite_link = "https://example.com/{id}";
  config_.activation_link = "https://example.com/activate?token={token}";
  config_.password_reset_link = "http://localhost:3000/#/reset/{token}";
  EXPECT_EQ(complaint(), "");
}

TEST_F(ValidateMail, WantsASender) {
  config_.mail_from = "";
  EXPECT_TRUE(complaint().starts_with("--smtp wants --mail-from")) << complaint();
  config_.mail_from = "nobody";
  EXPECT_TRUE(complaint().starts_with("--mail-from must be")) << complaint();
}

TEST_F(ValidateMail, WantsAnSmtpUrlAndRepeatsNoPassword) {
  config_.smtp = "smtp://u:secret@mail.example.com";
  EXPECT_EQ(complaint(), "--smtp must not hold a user or a password");
}

TEST_F(ValidateMail, SendsNoPasswordWithoutTls) {
  config_.smtp_plain = true;
  EXPECT_EQ(complaint(), "");
  config_.smtp_user = "u";
  EXPECT_TRUE(complaint().starts_with("--smtp-plain")) << complaint();
  config_.smtp_user = "";
  config_.smtp = "smtps://mail.example.com";
  EXPECT_TRUE(complaint().starts_with("--smtp-plain")) << complaint();
}

TEST_F(ValidateMail, WantsAServerForItsSettings) {
  config_.smtp = "";
  EXPECT_EQ(complaint(), "");
  config_.smtp_user = "u";
  EXPECT_TRUE(complaint().ends_with("want --smtp")) << complaint();
}

TEST_F(ValidateMail, WantsALinkWithAPlaceForTheId) {
  for (const auto* link : {"https://example.com/", "example.com/{id}", "javascript:{id}",
                           "https://example.com/{id} x", "https://example.com/{id}\n"}) {
    config_.invite_link = link;
    EXPECT_TRUE(complaint().starts_with("--invite-link")) << link;
  }
}

TEST_F(ValidateMail, WantsLinksWithAPlaceForTheToken) {
  for (const auto* link :
       {"https://example.com/", "https://example.com/{id}", "example.com/{token}",
        "javascript:{token}", "https://example.com/{token} x"}) {
    config_.activation_link = link;
    EXPECT_EQ(complaint(),
              "--activation-link must be a URL with {token} in it, not " + std::string(link));
    config_.activation_link = "";
    config_.password_reset_link = link;
    EXPECT_EQ(complaint(),
              "--password-reset-link must be a URL with {token} in it, not " + std::string(link));
    config_.password_reset_link = "";
  }
}

TEST_F(Settings, TakesLinksOfMailsFromEverySource) {
  const Variable variable("SELFSAME_PASSWORD_RESET_LINK", "https://example.com/r/{token}");
  const auto& config = read("--activation-link https://example.com/a/{token}");
  EXPECT_EQ(config.activation_link, "https://example.com/a/{token}");
  EXPECT_EQ(config.password_reset_link, "https://example.com/r/{token}");
}

TEST_F(Settings, KeepsAuditRecordsForEver) {
  const auto& config = read("");
  EXPECT_EQ(config.audit_retention, 0);
  EXPECT_EQ(config.audit_checkpoint_interval, 60);
  EXPECT_EQ(config.audit_webhook, "");
}

TEST_F(Settings, AuditSettingsComeFromEachPlace) {
  const Variable variable("SELFSAME_AUDIT_WEBHOOK_SECRET_FILE", "/etc/secret");
  const auto& config =
      read("--audit-webhook https://example.com", "audit-retention = 365\naudit-key = \"k\"\n");
  EXPECT_EQ(config.audit_webhook, "https://example.com");
  EXPECT_EQ(config.audit_webhook_secret_file, "/etc/secret");
  EXPECT_EQ(config.audit_retention, 365);
  EXPECT_EQ(config.audit_key, "k");
  EXPECT_EQ(validate(config), "");
}

class ValidateWebhook : public ::testing::Test {
 protected:
  ValidateWebhook() {
    config_.audit_webhook = "https://user:secret@siem.example.com/token";
    config_.audit_webhook_secret_file = "secret";
  }
  [[nodiscard]] std::string complaint() const { return validate(config_); }

  Config config_;
};

TEST_F(ValidateWebhook, TakesAUrlWithItsSecret) {
  EXPECT_EQ(complaint(), "");
  config_.audit_webhook_ca = "ca.pem";
  EXPECT_EQ(complaint(), "");
}

TEST_F(ValidateWebhook, WantsASecret) {
  config_.audit_webhook_secret_file = "";
  EXPECT_TRUE(complaint().starts_with("--audit-webhook wants --audit-webhook-secret-file"));
}

TEST_F(ValidateWebhook, WantsAUrlAndRepeatsNothingOfIt) {
  for (const auto* url : {"user:secret@siem.example.com/token", "ftp://user:secret@a/token",
                          "http://user:secret@siem.example.com/token"}) {
    config_.audit_webhook = url;
    EXPECT_TRUE(complaint().starts_with("--audit-webhook ")) << url;
    for (const auto* secret : {"user", "secret@", "token"}) {
      EXPECT_EQ(complaint().find(secret), std::string::npos) << complaint();
    }
  }
}

TEST_F(ValidateWebhook, SendsInTheClearOnlyToThisMachineOrIfTold) {
  config_.audit_webhook = "http://127.0.0.1:9000/audit";
  EXPECT_EQ(complaint(), "");
  config_.audit_webhook = "http://siem.example.com";
  EXPECT_EQ(complaint(),
            "--audit-webhook must begin with https://, because it leads to another "
            "machine");
  config_.audit_webhook_plain = true;
  EXPECT_EQ(complaint(), "");
}

TEST_F(ValidateWebhook, RefusesWhatContradictsTheUrl) {
  config_.audit_webhook_plain = true;
  EXPECT_EQ(complaint(), "--audit-webhook-plain contradicts https://");
  config_.audit_webhook_plain = false;
  config_.audit_webhook = "http://localhost";
  config_.audit_webhook_ca = "ca.pem";
  EXPECT_EQ(complaint(), "--audit-webhook-ca wants https://");
}

TEST_F(ValidateWebhook, WantsAUrlForItsSettings) {
  config_.audit_webhook = "";
  EXPECT_EQ(complaint(), "--audit-webhook-... settings want --audit-webhook");
  config_.audit_webhook_secret_file = "";
  EXPECT_EQ(complaint(), "");
  config_.audit_webhook_plain = true;
  EXPECT_NE(complaint(), "");
}

TEST(ValidateConfig, WantsAPathAsMount) {
  Config config;
  for (const auto* mount : {"", "/x", "/client/v4", "/v10"}) {
    config.mount = mount;
    EXPECT_EQ(validate(config), "") << mount;
  }
  for (const auto* mount : {"/", "x", "/x/", "client/v4", "/v1", "/v1/x"}) {
    config.mount = mount;
    EXPECT_NE(validate(config), "") << mount;
  }
}

TEST(Validate, WantsANameThatFitsIntoAQrCode) {
  Config config;
  for (const std::size_t length : {std::size_t{0}, core::limits::kServiceNameCharacters + 1}) {
    config.service_name = std::string(length, 'x');
    EXPECT_TRUE(validate(config).starts_with("--service-name must have")) << validate(config);
  }
  config.service_name.clear();
  for (std::size_t i = 0; i < core::limits::kServiceNameCharacters; ++i) config.service_name += "é";
  EXPECT_EQ(validate(config), "");
}

TEST(Validate, WantsOriginsAsBrowsersSendThem) {
  Config config;
  config.allowed_origins = {"https://app.example.com", "*"};
  EXPECT_EQ(validate(config), "");
  config.allowed_origins.emplace_back("https://app.example.com/");
  EXPECT_TRUE(validate(config).starts_with("--allowed-origin must be an origin"));
}

}  // namespace
}  // namespace selfsame::server
