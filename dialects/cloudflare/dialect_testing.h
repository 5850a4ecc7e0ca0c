#pragma once

#include <atomic>
#include <gtest/gtest.h>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "dialects/cloudflare/dialect.h"
#include "tests/support/fake_answer_sealer.h"
#include "tests/support/fake_clock.h"
#include "tests/support/fake_hasher.h"
#include "tests/support/fake_identity.h"
#include "tests/support/seeded_entropy.h"
#include "tests/support/test_billing.h"
#include "tests/support/test_catalogue.h"
#include "tests/support/test_sealer.h"

/// The whole dialect over a store that a test makes up.
namespace selfsame::cloudflare {

/// An engine that reads on the loop, or one that does not.
class StubSession final : public core::StoreSession {
 public:
  StubSession(core::WriteTransaction& contents, bool reads_here)
      : contents_(contents), reads_here_(reads_here) {}
  bool read_here(core::FunctionRef<void(core::ReadTransaction&)> body) override {
    if (reads_here_) body(contents_);
    return reads_here_;
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
  core::WriteTransaction& contents_;
  bool reads_here_;
};

/// Nothing in these tests waits.
class StubLoop final : public http::Loop {
 public:
  [[nodiscard]] unsigned index() const override { return 0; }
  void post(std::move_only_function<void()> work) override { work(); }
  void every(std::chrono::milliseconds, std::function<void()>) override {}
  void after(std::chrono::milliseconds, std::move_only_function<void()> work) override { work(); }
};

/// Takes an answer, whether it comes at once, later or piece by piece.
class TakenAnswer final : public http::Deferred::Target,
                          public http::BodyStream::Target,
                          public http::Exchange {
 public:
  http::Response response;
  int pieces = 0;
  bool cut = false;

  void send(http::Response&& answer) override { response = std::move(answer); }
  void dropped() override {
    if (pieces == 0) ADD_FAILURE() << "never answered";
    cut = true;
  }
  http::Deferred defer() override { return http::Deferred(self<http::Deferred::Target>()); }

  http::BodyStream stream(http::Response&& head) override {
    response = std::move(head);
    return http::BodyStream(self<http::BodyStream::Target>());
  }
  void write(std::string piece, http::BodyStream::Ready ready) override {
    ++pieces;
    response.body += piece;
    ready_ = std::move(ready);
  }
  void finish() override { finished_ = true; }
  [[nodiscard]] bool is_open() const override { return !finished_; }
  void on_close(std::move_only_function<void()>) override {}

  /// Lets a stream go on until it ends.
  void drain() {
    while (ready_) std::exchange(ready_, nullptr)(true);
  }

 private:
  template <class T>
  std::shared_ptr<T> self() {
    return std::shared_ptr<T>(std::shared_ptr<T>(), this);
  }

  http::BodyStream::Ready ready_;
  bool finished_ = false;
};

/// The dialect, and what it needs of the program.
class TestedDialect {
 public:
  /// `requests_max`: how many a caller may make; 0: any number.
  TestedDialect(core::WriteTransaction& contents, const core::RoleCatalogue& roles, bool reads_here,
                std::uint32_t requests_max)
      : limiter(requests_max, std::chrono::seconds(300)),
        services_{testing::test_catalogue(),
                  roles,
                  testing::test_billing_rules(),
                  payment_signature_,
                  clock,
                  hasher,
                  answer_sealer_,
                  entropy_,
                  limiter,
                  identity_.identity,
                  password_workers_,
                  attempts_,
                  attempts_,
                  refusal_limiter_,
                  audit_failures_,
                  page_anchors_,
                  signer_,
                  [](std::string_view, std::string_view detail, const core::RequestId&) {
                    ADD_FAILURE() << detail;
                  },
                  "",
                  ""},
        session_(contents, reads_here) {}

  testing::FakeClock clock;
  testing::FakeHasher hasher;
  core::RateLimiter limiter;

  struct Ask {
    http::Method method = http::Method::get;
    std::string_view target;
    std::string_view secret;
    std::string_view body{};
    std::string_view accept{};
    std::optional<std::string_view> idempotency_key{};
  };
  /// Everything of the answer.
  TakenAnswer ask(const Ask& asked) {
    const auto request = std::make_unique<http::Request>();
    const auto authorization = "Bearer " + std::string(asked.secret);
    request->method = asked.method;
    request->path = asked.target.substr(0, asked.target.find('?'));
    if (request->path.size() < asked.target.size()) {
      request->query = asked.target.substr(request->path.size() + 1);
    }
    request->authorization = authorization;
    request->content_type = "application/json";
    request->body = asked.body;
    if (!asked.accept.empty()) {
      request->header_lines[request->header_count++] = {"Accept", asked.accept};
    }
    if (asked.idempotency_key) {
      request->header_lines[request->header_count++] = {"Idempotency-Key", *asked.idempotency_key};
    }
    TakenAnswer answer;
    dialect_.handle(*request, {}, answer.response, answer);
    answer.drain();
    return answer;
  }

 private:
  testing::FakePaymentSignature payment_signature_;
  testing::FakeAnswerSealer answer_sealer_;
  testing::SeededEntropy entropy_;
  testing::FakeIdentity identity_;
  testing::PromptPasswordWorkers password_workers_;
  core::RateLimiter attempts_{100, std::chrono::seconds(300)};
  core::RateLimiter refusal_limiter_{100, std::chrono::seconds(300)};
  std::atomic<std::uint64_t> audit_failures_ = 0;
  dialect::PageAnchors page_anchors_;
  testing::TestSigner signer_;
  dialect::Services services_;
  StubSession session_;
  core::TokenUses uses_;
  StubLoop loop_;
  Dialect dialect_{services_, session_, uses_, loop_, ""};
};

}  // namespace selfsame::cloudflare
