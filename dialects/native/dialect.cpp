#include "dialects/native/dialect.h"

#include <utility>

#include "core/limits.h"
#include "dialects/common/json_body.h"
#include "dialects/native/answer.h"
#include "dialects/native/gateway.h"
#include "dialects/native/problem.h"
#include "json/parse.h"

namespace selfsame::embedded {
extern const std::string_view kOpenApi;
}

namespace selfsame::native {
namespace {

constexpr const char* kNoWebhook =
    "This server takes no signed reports of payments: it was started without "
    "--payment-webhook-secret-file.";

class NativeCall final : public dialect::Call {
 public:
  NativeCall(const Match& match, const http::Request& request,
             const dialect::Credentials& credentials, const dialect::Services& services)
      : Call(request, credentials), match_(match), services_(services) {
    if (!match.route->is_signed) return;
    set_signature({request.header("webhook-id"), request.header("webhook-timestamp"),
                   request.header("webhook-signature")});
  }

  [[nodiscard]] core::OperationId operation() const override { return match_.route->operation; }

  [[nodiscard]] core::Result<core::Principal> authenticate(
      core::ReadTransaction& tx, const core::Authentication& authentication) const override {
    if (!match_.route->is_signed) return Call::authenticate(tx, authentication);
    return authenticate_gateway(services_.payment_signature, signature(), body(), authentication);
  }

  core::Status read(core::ReadTransaction& tx, const core::OperationContext& context,
                    http::Response& response) const override {
    return answer_read(*match_.route, tx, context, input(), response);
  }

  [[nodiscard]] bool is_long_read() const override {
    return std::holds_alternative<LongReadHandler>(match_.route->handler);
  }
  [[nodiscard]] std::unique_ptr<dialect::LongRead> begin_long_read() const override {
    return std::get<LongReadHandler>(match_.route->handler)(input());
  }

  std::optional<dialect::Prepared> prepare(const core::Principal& /*caller*/,
                                           http::Response& response) const override {
    boost::json::value body;
    if (match_.route->takes_body) {
      auto parsed = read_body(response);
      if (!parsed) return std::nullopt;
      body = std::move(*parsed);
    }
    auto action = std::get<PrepareHandler>(match_.route->handler)(input(), body);
    if (!action) {
      write_problem(problem_of(action.error()), response);
      return std::nullopt;
    }
    return dialect::Prepared{[action = std::move(*action)](core::WriteTransaction& tx,
                                                           const core::OperationContext& context,
                                                           http::Response& answer) mutable {
      return answer_change(action, tx, context, answer);
    }};
  }

  void answer_again(unsigned status, std::string body, http::Response& response) const override {
    response.status = status;
    response.body = std::move(body);
    set_fixed_headers(response);
  }

  void refuse(const core::Error& error, const core::Principal* /*caller*/,
              http::Response& response) const override {
    write_problem(problem_of(error), response);
  }
  void refuse_rate(unsigned requests_max, long window_seconds, long /*wait_seconds*/,
                   http::Response& response) const override {
    write_problem({429, "More than " + std::to_string(requests_max) + " requests in " +
                            std::to_string(window_seconds) + " seconds. Wait and go slower."},
                  response);
  }
  void refuse_attempt(long retry_seconds, http::Response& response) const override {
    write_problem({429, "Too many attempts. Wait " + std::to_string(retry_seconds) + " seconds."},
                  response);
  }
  void refuse_failure(unsigned status, http::Response& response) const override {
    write_problem(transport_problem(status), response);
  }

 private:
  [[nodiscard]] std::shared_ptr<Call> clone() const override {
    return std::make_shared<NativeCall>(*this);
  }
  [[nodiscard]] Input input() const {
    return {match_.path_id, match_.path_item, query(), last_event_id(), signature().id, &services_};
  }

  std::optional<boost::json::value> read_body(http::Response& response) const {
    if (!dialect::is_json_type(content_type())) {
      write_problem({415, "Content-Type must be application/json."}, response);
      return std::nullopt;
    }
    auto parsed = json::parse(body(), core::limits::kJsonDepth);
    if (parsed) return std::move(*parsed);
    write_problem({400, "The body is no JSON.", {{"", parsed.error()}}}, response);
    return std::nullopt;
  }

  Match match_;
  const dialect::Services& services_;
};

Problem unauthenticated(const dialect::CredentialsProblem& problem) {
  if (problem.is_missing()) {
    return {401, "Send Authorization: Bearer with an API token, or X-Auth-Email and X-Auth-Key."};
  }
  if (problem.authorization) return {401, "The Authorization header holds no API token."};
  return {401, problem.email ? "X-Auth-Email is missing or no mail address."
                             : "X-Auth-Key is missing or no API key."};
}

}  // namespace

bool Dialect::owns(std::string_view path) {
  return path.starts_with(kMount) && (path.size() == kMount.size() || path[kMount.size()] == '/');
}

void Dialect::handle(const http::Request& request, const core::RequestId& id,
                     http::Response& response, http::Exchange& exchange) {
  const auto match = find_route(request.method, request.path.substr(kMount.size()));
  if (!match && match.error().empty()) {
    return write_problem({404, "Nothing lies at this path."}, response);
  }
  if (!match) {
    response.add_header("Allow", match.error());
    return write_problem({405, "This method does not work here; see the Allow header."}, response);
  }
  if (match->route->is_signed) {
    if (!services_.payment_signature.is_configured()) {
      return write_problem({404, kNoWebhook}, response);
    }
    return flow_.run(NativeCall(*match, request, {}, services_), request, id, response, exchange);
  }
  const auto credentials = dialect::read_credentials(request);
  if (!credentials) return write_problem(unauthenticated(credentials.error()), response);
  flow_.run(NativeCall(*match, request, *credentials, services_), request, id, response, exchange);
}

std::string_view openapi() { return embedded::kOpenApi; }

}  // namespace selfsame::native
