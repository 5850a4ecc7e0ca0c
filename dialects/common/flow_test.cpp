// What comes before a change that has to do with passwords.
#include "dialects/common/flow.h"

#include <functional>
#include <gtest/gtest.h>
#include <new>
#include <stdexcept>
#include <utility>
#include <vector>

#include "tests/support/fake_answer_sealer.h"
#include "tests/support/fake_clock.h"
#include "tests/support/fake_hasher.h"
#include "tests/support/fake_identity.h"
#include "tests/support/seeded_entropy.h"
#include "tests/support/stub_transaction.h"
#include "tests/support/test_billing.h"
#include "tests/support/test_catalogue.h"
#include "tests/support/test_sealer.h"

namespace selfsame::dialect {
namespace {

using Steps = std::vector<std::string>;

core::RoleCatalogue only_owners() {
  core::Role role;
  role.id = core::super_administrator();
  return {{role}, {}};
}

/// Runs everything at once, in the order in which it is asked for.
class PromptSession final : public core::StoreSession {
 public:
  bool read_here(core::FunctionRef<void(core::ReadTransaction&)> body) override {
    body(contents_);
    return true;
  }
  void read(core::ReadBody body, core::Completion done) override {
    body(contents_);
    done(nullptr);
  }
  void read_aside(core::ReadBody body, core::Completion done) override {
    read(std::move(body), std::move(done));
  }
  void write(core::WriteBody body, core::Completion done) override {
    body(contents_);
    done(nullptr);
  }

 private:
  testing::StubTransaction contents_;
};

class PromptLoop final : public http::Loop {
 public:
  [[nodiscard]] unsigned index() const override { return 0; }
  void post(std::move_only_function<void()> work) override { work(); }
  void every(std::chrono::milliseconds, std::function<void()>) override {}
  void after(std::chrono::milliseconds, std::move_only_function<void()> work) override { work(); }
};

using Prepare = std::function<Prepared()>;

/// Somebody signs in.
class SignInCall final : public Call {
 public:
  SignInCall(const http::Request& request, const Prepare& prepare)
      : Call(request, {}), prepare_(prepare) {}

  [[nodiscard]] core::OperationId operation() const override {
    return core::OperationId::session_sign_in;
  }
  core::Status read(core::ReadTransaction&, const core::OperationContext&,
                    http::Response&) const override {
    ADD_FAILURE() << "is no reading";
    return {};
  }
  std::optional<Prepared> prepare(const core::Principal& caller, http::Response&) const override {
    EXPECT_EQ(caller.kind, core::CredentialKind::none);
    return prepare_();
  }
  void answer_again(unsigned, std::string, http::Response&) const override {
    ADD_FAILURE() << "has no key";
  }
  void refuse(const core::Error&, const core::Principal*, http::Response& response) const override {
    response.status = 400;
  }
  void refuse_rate(unsigned, long, long, http::Response&) const override {
    ADD_FAILURE() << "not so many";
  }
  void refuse_attempt(long retry_seconds, http::Response& response) const override {
    response.status = 429;
    response.body = std::to_string(retry_seconds);
  }
  void refuse_failure(unsigned status, http::Response& response) const override {
    response.status = status;
  }

 protected:
  [[nodiscard]] std::shared_ptr<Call> clone() const override {
    return std::make_shared<SignInCall>(*this);
  }

 private:
  Prepare prepare_;
};

class PasswordStepTest : public ::testing::Test, public http::Exchange {
 protected:
  /// Notes each step; `work` may do more.
  Prepared prepared(
      std::optional<std::string> attempt_on = std::nullopt, std::function<void()> work = [] {}) {
    Prepared ready;
    const auto found = std::make_shared<std::string>();
    ready.change = [this, found](core::WriteTransaction&, const core::OperationContext&,
                                 http::Response& response) -> core::Status {
      steps_.push_back("change");
      response.body = *found;
      return {};
    };
    ready.first.emplace();
    ready.first->look_up = [this](core::ReadTransaction&) { steps_.push_back("look up"); };
    ready.first->work = [this, found, work](const core::PasswordHasher& hasher) {
      steps_.push_back("work");
      work();
      *found = hasher.hash("secret");
    };
    ready.attempt_on = std::move(attempt_on);
    return ready;
  }

  http::Response run(const Prepare& prepare, std::string_view address = "192.0.2.1") {
    http::Request request;
    request.method = http::Method::post;
    request.path = "/signin";
    request.client_address = core::IpAddress::parse(address)->bytes;
    answer_.reset();
    http::Response unused;
    flow_.run(SignInCall(request, prepare), request, {}, unused, *this);
    if (!answer_) {
      ADD_FAILURE() << "never answered";
      return {};
    }
    return std::move(*answer_);
  }
  unsigned attempt(const std::string& email, std::string_view address) {
    return run([&] { return prepared(email); }, address).status;
  }

  http::Deferred defer() override { return http::Deferred(std::make_shared<Target>(*this)); }

  Steps steps_;
  Steps log_;
  testing::FakeClock clock_;
  testing::PromptPasswordWorkers workers_;

 private:
  class Target final : public http::Deferred::Target {
   public:
    explicit Target(PasswordStepTest& test) : test_(test) {}
    void send(http::Response&& response) override {
      test_.steps_.push_back("answer");
      test_.answer_ = std::move(response);
    }
    void dropped() override { ADD_FAILURE() << "dropped"; }

   private:
    PasswordStepTest& test_;
  };

  std::optional<http::Response> answer_;
  core::RoleCatalogue roles_ = only_owners();
  testing::FakePaymentSignature payment_signature_;
  testing::FakeHasher hasher_;
  testing::FakeAnswerSealer answer_sealer_;
  testing::SeededEntropy entropy_;
  core::RateLimiter limiter_{0, std::chrono::seconds(300)};
  testing::FakeIdentity identity_;
  core::RateLimiter account_attempts_{2, std::chrono::seconds(300)};
  core::RateLimiter network_attempts_{4, std::chrono::seconds(300)};
  core::RateLimiter refusal_limiter_{100, std::chrono::seconds(300)};
  std::atomic<std::uint64_t> audit_failures_ = 0;
  PageAnchors page_anchors_;
  testing::TestSigner signer_;
  Services services_{testing::test_catalogue(),
                     roles_,
                     testing::test_billing_rules(),
                     payment_signature_,
                     clock_,
                     hasher_,
                     answer_sealer_,
                     entropy_,
                     limiter_,
                     identity_.identity,
                     workers_,
                     account_attempts_,
                     network_attempts_,
                     refusal_limiter_,
                     audit_failures_,
                     page_anchors_,
                     signer_,
                     [this](std::string_view event, std::string_view, const core::RequestId&) {
                       log_.emplace_back(event);
                     },
                     "",
                     ""};
  PromptSession session_;
  core::TokenUses uses_;
  PromptLoop loop_;
  Flow flow_{services_, session_, uses_, loop_};
};

TEST_F(PasswordStepTest, LeavesWhatItFindsToTheChange) {
  const auto answer = run([&] { return prepared(); });
  EXPECT_EQ(answer.status, 200U);
  EXPECT_EQ(answer.body, testing::FakePasswordHasher().hash("secret"));
  EXPECT_EQ(steps_, (Steps{"look up", "work", "change", "answer"}));
}

TEST_F(PasswordStepTest, NeedsNothingToLookUp) {
  run([&] {
    auto ready = prepared();
    ready.first->look_up = nullptr;
    return ready;
  });
  EXPECT_EQ(steps_, (Steps{"work", "change", "answer"}));
}

TEST_F(PasswordStepTest, IsRefusedWithRetryAfterWhereTooMuchWaits) {
  workers_.is_full = true;
  const auto answer = run([&] { return prepared(); });
  EXPECT_EQ(answer.status, 503U);
  EXPECT_NE(answer.headers().find("Retry-After: 1\r\n"), std::string::npos) << answer.headers();
  EXPECT_EQ(steps_, (Steps{"look up", "answer"}));
  EXPECT_EQ(log_, Steps{"password_work_refused"});
}

TEST_F(PasswordStepTest, IsRefusedWhereThereIsNoMemoryForIt) {
  const auto answer = run([&] { return prepared(std::nullopt, [] { throw std::bad_alloc(); }); });
  EXPECT_EQ(answer.status, 503U);
  EXPECT_NE(answer.headers().find("Retry-After: 1\r\n"), std::string::npos) << answer.headers();
  EXPECT_EQ(steps_, (Steps{"look up", "work", "answer"})) << "nothing is changed";
  EXPECT_EQ(log_, Steps{"password_work_refused"});
}

TEST_F(PasswordStepTest, ThatFailsOtherwiseIsABug) {
  const auto answer =
      run([&] { return prepared(std::nullopt, [] { throw std::invalid_argument("a bug"); }); });
  EXPECT_EQ(answer.status, 500U);
  EXPECT_EQ(steps_, (Steps{"look up", "work", "answer"}));
  EXPECT_EQ(log_, Steps{"operation_failed"});
}

TEST_F(PasswordStepTest, CanBeAnsweredBeforeAnythingIsDone) {
  run([&] {
    auto ready = prepared();
    ready.answer_at_once = true;
    return ready;
  });
  EXPECT_EQ(steps_, (Steps{"answer", "look up", "work", "change"}));
}

TEST_F(PasswordStepTest, IsTriedSoOftenForOneAccountFromWherever) {
  EXPECT_EQ(attempt("ann@example.com", "192.0.2.1"), 200U);
  EXPECT_EQ(attempt("ANN@example.com", "192.0.2.2"), 200U) << "letters of any case";
  steps_.clear();
  const auto refused = run([&] { return prepared("ann@example.com"); }, "192.0.2.3");
  EXPECT_EQ(refused.status, 429U);
  EXPECT_EQ(refused.body, "300");
  EXPECT_NE(refused.headers().find("Retry-After: 300\r\n"), std::string::npos);
  EXPECT_EQ(steps_, Steps{"answer"}) << "no work is done";
  EXPECT_EQ(attempt("bob@example.com", "192.0.2.3"), 200U);
  clock_.advance(std::chrono::seconds(300));
  EXPECT_EQ(attempt("ann@example.com", "192.0.2.3"), 200U);
}

TEST_F(PasswordStepTest, IsTriedSoOftenByOneNetworkForWhomever) {
  for (int i = 0; i < 4; ++i) {
    const auto address = "2001:db8::" + std::to_string(i);
    EXPECT_EQ(attempt(std::to_string(i) + "@example.com", address), 200U);
  }
  EXPECT_EQ(attempt("4@example.com", "2001:db8::ffff:1"), 429U) << "the same 64 bits";
  EXPECT_EQ(attempt("5@example.com", "2001:db8:0:1::1"), 200U);
  for (int i = 6; i < 10; ++i) {
    EXPECT_EQ(attempt(std::to_string(i) + "@example.com", "192.0.2.1"), 200U);
  }
  EXPECT_EQ(attempt("10@example.com", "192.0.2.1"), 429U);
  EXPECT_EQ(attempt("11@example.com", "192.0.2.2"), 200U) << "another IPv4 address";
}

}  // namespace
}  // namespace selfsame::dialect
