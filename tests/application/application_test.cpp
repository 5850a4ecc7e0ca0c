// The whole server in this process, on a clock that the test owns. Each test runs on both kinds of
// engine: one that reads on the event loop (a file) and one that reads elsewhere (memory).

#include "server/application.h"

#include <filesystem>
#include <gtest/gtest.h>
#include <string>

#include "core/limits.h"
#include "core/store_operations.h"
#include "crypto/sodium.h"
#include "http/testing.h"
#include "server/catalogue_file.h"
#include "server/role_catalogue_file.h"
#include "tests/support/fake_clock.h"
#include "tests/support/test_billing.h"

namespace selfsame::server {
namespace {

using http::testing::Answer;
using std::chrono::seconds;

constexpr std::uint32_t kRateLimit = 8;

class ApplicationTest : public ::testing::TestWithParam<const char*> {
 protected:
  ApplicationTest() {
    Config config;
    config.listen = "127.0.0.1:0";
    config.threads = 2;
    config.rate_limit = kRateLimit;
    config.store = GetParam() == std::string("memory") ? "sqlite::memory:" : "sqlite:" + file();
    application_ =
        std::make_unique<Application>(config, Surroundings{clock_, entropy_, hasher_, log_});
    make_first_user();
    application_->start();
  }
  ~ApplicationTest() override {
    application_.reset();
    std::filesystem::remove_all(folder_);
  }

  /// `headers`: further lines, each with its end.
  Answer ask(std::string_view method, std::string_view path, std::string_view secret,
             std::string_view body = {}, std::string_view headers = {}) const {
    std::string request = std::string(method) + " /client/v4" + std::string(path) +
                          " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n";
    request += "Authorization: Bearer " + std::string(secret) + "\r\n";
    if (!body.empty()) request += "Content-Type: application/json\r\n";
    request += headers;
    request += "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + std::string(body);
    return http::testing::ask(application_->port(), request);
  }
  Answer ask(std::string_view method, std::string_view path) const {
    return ask(method, path, secret_);
  }
  Answer create_token(std::string_view more = {}, std::string_view headers = {}) const {
    return ask("POST", "/user/tokens", secret_,
               R"({"name":"t","policies":[{"effect":"allow","resources":{"*":"*"},)"
               R"("permission_groups":[{"id":"token_permissions_read"}]}])" +
                   std::string(more) + "}",
               headers);
  }
  static std::string value_of(const Answer& answer) {
    const std::string key = R"("value":")";
    const auto at = answer.body.find(key) + key.size();
    return answer.body.substr(at, answer.body.find('"', at) - at);
  }

  testing::FakeClock clock_;

 private:
  std::string file() {
    folder_ = std::filesystem::temp_directory_path() /
              ("selfsame-application-" + std::to_string(::getpid()) + "-" +
               ::testing::UnitTest::GetInstance()->current_test_info()->name());
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
    return folder_ / "store.db";
  }
  void make_first_user() {
    const auto catalogue = load_catalogue();
    const auto roles = load_role_catalogue();
    const core::Principal system;
    application_->store().write_and_wait([&](core::WriteTransaction& tx) {
      const core::OperationContext context{*catalogue, *roles,   testing::test_billing_rules(),
                                           hasher_,    entropy_, clock_.now(),
                                           system,     nullptr};
      core::FirstUser first;
      first.email = "a@example.com";
      first.organization = "A";
      auto made = core::initialize_store(tx, context, first);
      if (made) secret_ = made->api_token.reveal();
      return made.has_value();
    });
  }

  crypto::SystemEntropy entropy_;
  crypto::Sha256Hasher hasher_;
  Log log_{"error"};
  std::filesystem::path folder_;
  std::string secret_;
  std::unique_ptr<Application> application_;
};

TEST_P(ApplicationTest, AnswersReadsAndWrites) {
  EXPECT_EQ(ask("GET", "/user").status, 200U);
  const auto edited = ask("PATCH", "/user", "nobody", "{}");
  EXPECT_EQ(edited.status, 400U);
  const auto created = create_token();
  EXPECT_EQ(created.status, 200U);
  const auto listed = ask("GET", "/user/tokens");
  EXPECT_NE(listed.body.find(R"("total_count":2)"), std::string::npos) << listed.body;
}

TEST_P(ApplicationTest, RefusesAnUnknownTokenOnReadsAndWrites) {
  const std::string unknown(40, 'x');
  EXPECT_EQ(ask("GET", "/user", unknown).status, 403U);
  EXPECT_EQ(ask("POST", "/user/tokens", unknown, "{}").status, 403U);
  EXPECT_EQ(ask("GET", "/user/tokens/verify", unknown).status, 401U);
}

TEST_P(ApplicationTest, ExpiresATokenAtTheInstantThatItNames) {
  const auto expires = core::format_seconds(clock_.now() + seconds(60));
  const auto secret = value_of(create_token(R"(,"expires_on":")" + expires + '"'));
  clock_.advance(seconds(60) - std::chrono::microseconds(1));
  EXPECT_EQ(ask("GET", "/user/tokens", secret).status, 200U);
  clock_.advance(std::chrono::microseconds(1));
  EXPECT_EQ(ask("GET", "/user/tokens", secret).status, 403U);
  EXPECT_NE(ask("GET", "/user/tokens/verify", secret).body.find(R"("status":"expired")"),
            std::string::npos);
}

TEST_P(ApplicationTest, GivesTheAnswerToAnIdempotencyKeyForADay) {
  const auto create = [&] { return create_token({}, "Idempotency-Key: key-1\r\n").body; };
  const auto first = create();
  EXPECT_NE(first.find(R"("value":)"), std::string::npos) << first;
  clock_.advance(core::limits::kIdempotencyLifetime - std::chrono::microseconds(1));
  EXPECT_EQ(create(), first);
  clock_.advance(std::chrono::microseconds(1));
  const auto second = create();
  EXPECT_NE(second, first);
  EXPECT_EQ(create(), second) << "it took the place of the first";
  EXPECT_NE(ask("GET", "/user/tokens").body.find(R"("total_count":3)"), std::string::npos);
}

TEST_P(ApplicationTest, RefusesRequestsOverTheLimitForAWholeWindow) {
  for (std::uint32_t i = 0; i < kRateLimit; ++i) EXPECT_EQ(ask("GET", "/user").status, 200U);
  clock_.advance(seconds(100));
  const auto refused = ask("GET", "/user");
  EXPECT_EQ(refused.status, 429U);
  EXPECT_EQ(refused.header("Retry-After"), "300");
  EXPECT_EQ(create_token().status, 429U);
  clock_.advance(seconds(299));
  EXPECT_EQ(ask("GET", "/user").status, 429U);
  clock_.advance(seconds(1));
  const auto allowed = ask("GET", "/user");
  EXPECT_EQ(allowed.status, 200U);
  EXPECT_EQ(allowed.header("Ratelimit"), R"("default";r=7;t=300)");
}

TEST_P(ApplicationTest, RefusesARolledSecretAtOnceOnEveryLoop) {
  const auto secret = value_of(create_token());
  const auto verified = ask("GET", "/user/tokens/verify", secret);
  const auto id = verified.body.substr(verified.body.find(R"("id":")") + 6, 32);
  EXPECT_EQ(ask("PUT", "/user/tokens/" + id + "/value").status, 200U);
  // Connections are spread over the loops.
  for (int i = 0; i < 16; ++i) EXPECT_EQ(ask("GET", "/user", secret).status, 403U);
}

INSTANTIATE_TEST_SUITE_P(Engines, ApplicationTest, ::testing::Values("file", "memory"),
                         [](const auto& engine) { return std::string(engine.param); });

}  // namespace
}  // namespace selfsame::server
