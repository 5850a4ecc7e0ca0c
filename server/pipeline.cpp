#include "server/pipeline.h"

#include <chrono>
#include <utility>

#include "core/access/secret_format.h"
#include "core/limits.h"
#include "dialects/cloudflare/refusal.h"
#include "dialects/native/problem.h"
#include "dialects/pages/page.h"
#include "dialects/rebilly/problem.h"

namespace selfsame::server {
namespace {

constexpr std::chrono::seconds kTokenUsePeriod{10};
static_assert(kTokenUsePeriod < core::limits::kLastUsedDelay);

bool is_page(std::string_view path) {
  return path == "/healthz" || path == "/readyz" || path == "/metrics" ||
         path == "/openapi/v1.json" || path == "/openapi/rebilly.json" ||
         path == "/.well-known/jwks.json";
}

}  // namespace

/// Passes a deferred answer on, and counts it.
class Pipeline::ObservedAnswer : public http::Deferred::Target {
 public:
  ObservedAnswer(Pipeline& pipeline, const http::Request& request, const core::RequestId& id,
                 http::Deferred answer)
      : pipeline_(pipeline),
        method_(request.method_text),
        path_(request.path),
        origin_(pipeline.services_.cors.origin_of(request)),
        id_(id),
        answer_(std::move(answer)) {}

  void send(http::Response&& response) override {
    pipeline_.finish({method_, path_, origin_}, id_, response);
    answer_.send(std::move(response));
  }
  http::BodyStream stream(http::Response&& head) override {
    pipeline_.finish({method_, path_, origin_}, id_, head);
    return answer_.stream(std::move(head));
  }
  void dropped() override { pipeline_.observe(method_, path_, 500, id_); }

 private:
  Pipeline& pipeline_;
  std::string method_;
  std::string path_;
  std::string origin_;
  core::RequestId id_;
  http::Deferred answer_;
};

class Pipeline::ObservedExchange : public http::Exchange {
 public:
  ObservedExchange(Pipeline& pipeline, const http::Request& request, const core::RequestId& id,
                   http::Exchange& exchange)
      : pipeline_(pipeline), request_(request), id_(id), exchange_(exchange) {}

  http::Deferred defer() override {
    deferred_ = true;
    return http::Deferred(
        std::make_shared<ObservedAnswer>(pipeline_, request_, id_, exchange_.defer()));
  }
  [[nodiscard]] bool deferred() const { return deferred_; }

 private:
  Pipeline& pipeline_;
  const http::Request& request_;
  const core::RequestId& id_;
  http::Exchange& exchange_;
  bool deferred_ = false;
};

Pipeline::Pipeline(const PipelineServices& services, http::Loop& loop)
    : services_(services),
      loop_(loop),
      session_(services.store.open_session(
          [&loop](std::move_only_function<void()> work) { loop.post(std::move(work)); })),
      cloudflare_(services.dialects, *session_, token_uses_, loop, services.mount),
      native_(services.dialects, *session_, token_uses_, loop),
      pages_(services.dialects, *session_, token_uses_, loop),
      rebilly_(services.dialects, *session_, token_uses_, loop) {
  loop.every(kTokenUsePeriod, [this] { store_token_uses(); });
}

void Pipeline::handle(const http::Request& request, http::Response& response,
                      http::Exchange& exchange) {
  const auto id = core::RequestId::make(services_.clock.now(), services_.dialects.entropy);
  ObservedExchange observed(*this, request, id, exchange);
  route(request, id, response, observed);
  if (observed.deferred()) return;
  finish({request.method_text, request.path, services_.cors.origin_of(request)}, id, response);
}

void Pipeline::refuse(unsigned status, const http::Request& request, http::Response& response) {
  if (pages::Dialect::owns(request.path)) {
    pages::write_refusal(status, services_.dialects.identity.issuer, response);
  } else if (native::Dialect::owns(request.path)) {
    native::write_problem(native::transport_problem(status), response);
  } else if (rebilly::Dialect::owns(request.path)) {
    rebilly::write_problem(rebilly::transport_problem(status), response);
  } else {
    cloudflare::write_refusal(cloudflare::transport_refusal(status), response);
  }
  services_.cors.admit(services_.cors.origin_of(request), response);
  answers_.count(status);
}

void Pipeline::route(const http::Request& request, const core::RequestId& id,
                     http::Response& response, http::Exchange& exchange) {
  if (services_.cors.answer_preflight(request, response)) return;
  // The server's own pages and API first: with an empty mount the dialect owns every path.
  if (is_page(request.path)) return answer_page(request, response, exchange);
  if (pages::Dialect::owns(request.path)) return pages_.handle(request, id, response, exchange);
  if (native::Dialect::owns(request.path)) return native_.handle(request, id, response, exchange);
  if (rebilly::Dialect::owns(request.path)) {
    return rebilly_.handle(request, id, response, exchange);
  }
  if (cloudflare_.owns(request.path)) return cloudflare_.handle(request, id, response, exchange);
  response.status = 404;
  response.body = R"({"error":"not_found","message":"Nothing lies at this path."})";
}

/// One of the paths that `is_page` names.
void Pipeline::answer_page(const http::Request& request, http::Response& response,
                           http::Exchange& exchange) {
  if (request.method != http::Method::get && request.method != http::Method::head) {
    response.status = 405;
    response.add_header("Allow", "GET, HEAD");
    response.body = R"({"error":"method_not_allowed","message":"Only GET and HEAD work here."})";
    return;
  }
  if (request.path == "/readyz") return answer_readiness(exchange);
  if (request.path == "/metrics") {
    response.content_type = "text/plain; version=0.0.4; charset=utf-8";
    response.body = services_.render_metrics();
    return;
  }
  if (request.path == "/.well-known/jwks.json") {
    response.body = services_.jwks;
    return;
  }
  if (request.path == "/openapi/v1.json") {
    response.body = native::openapi();
    return;
  }
  if (request.path == "/openapi/rebilly.json") {
    response.body = rebilly::openapi();
    return;
  }
  response.body = R"({"status":"ok"})";
}

void Pipeline::answer_readiness(http::Exchange& exchange) {
  services_.health.ask([&loop = loop_, answer = exchange.defer()](bool ready) mutable {
    loop.post([ready, answer = std::move(answer)]() mutable {
      http::Response response;
      response.status = ready ? 200 : 503;
      response.body = ready ? R"({"status":"ready"})" : R"({"status":"store_unavailable"})";
      answer.send(std::move(response));
    });
  });
}

void Pipeline::finish(const Seen& seen, const core::RequestId& id, http::Response& response) {
  response.add_header("cf-ray", id.hex_view());
  services_.cors.admit(seen.origin, response);
  observe(seen.method, seen.path, response.status, id);
}

void Pipeline::observe(std::string_view method, std::string_view path, unsigned status,
                       const core::RequestId& id) {
  answers_.count(status);
  if (!services_.access_log) return;
  const auto status_text = std::to_string(status);
  const auto shown_path = core::hide_secrets(path);
  services_.log.write(LogLevel::info, "request",
                      {{"method", method},
                       {"path", shown_path},
                       {"status", status_text},
                       {"request_id", id.hex_view()}});
}

void Pipeline::store_token_uses() {
  if (token_uses_.empty()) return;
  const auto uses = std::make_shared<core::TokenUses>(token_uses_.take());
  session_->write(
      [uses](core::WriteTransaction& tx) {
        uses->write(tx);
        return true;
      },
      [this, uses](const std::exception_ptr& failure) {
        if (failure) token_uses_.put_back(std::move(*uses));
      });
}

}  // namespace selfsame::server
