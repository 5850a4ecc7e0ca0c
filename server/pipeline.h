#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "core/access/token_uses.h"
#include "core/store.h"
#include "dialects/cloudflare/dialect.h"
#include "dialects/native/dialect.h"
#include "dialects/pages/dialect.h"
#include "dialects/rebilly/dialect.h"
#include "http/handler.h"
#include "server/cors.h"
#include "server/health.h"
#include "server/log.h"
#include "server/metrics.h"

namespace selfsame::server {

/// What all pipelines share; outlives them.
struct PipelineServices {
  const dialect::Services& dialects;
  core::Store& store;
  Health& health;
  Log& log;
  const core::Clock& clock;
  std::string mount;
  bool access_log = false;
  std::function<std::string()> render_metrics;
  std::string jwks;
  Cors cors;
};

/// What happens to every request of one event loop, in order: request id, dialect or page of the
/// server's own, count, log. (HTTP's limits come before it, authentication is the dialect's.)
class Pipeline : public http::Handler {
 public:
  Pipeline(const PipelineServices& services, http::Loop& loop);

  void handle(const http::Request& request, http::Response& response,
              http::Exchange& exchange) override;
  void refuse(unsigned status, const http::Request& request, http::Response& response) override;

  [[nodiscard]] const AnswerCounters& answers() const { return answers_; }
  /// Hands over the uses of tokens that are not stored yet, when the loop has stopped.
  core::TokenUses take_token_uses() { return token_uses_.take(); }

 private:
  class ObservedExchange;
  class ObservedAnswer;

  void route(const http::Request& request, const core::RequestId& id, http::Response& response,
             http::Exchange& exchange);
  void answer_page(const http::Request& request, http::Response& response,
                   http::Exchange& exchange);
  void answer_readiness(http::Exchange& exchange);
  /// What of a request must be known when it is answered.
  struct Seen {
    std::string_view method;
    std::string_view path;
    std::string_view origin;
  };
  /// Adds what every answer has, counts and logs it.
  void finish(const Seen& seen, const core::RequestId& id, http::Response& response);
  void observe(std::string_view method, std::string_view path, unsigned status,
               const core::RequestId& id);
  void store_token_uses();

  const PipelineServices& services_;
  http::Loop& loop_;
  std::unique_ptr<core::StoreSession> session_;
  core::TokenUses token_uses_;
  cloudflare::Dialect cloudflare_;
  native::Dialect native_;
  pages::Dialect pages_;
  rebilly::Dialect rebilly_;
  AnswerCounters answers_;
};

}  // namespace selfsame::server
