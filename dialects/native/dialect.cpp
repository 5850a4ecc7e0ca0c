#include "dialects/native/dialect.h"

#include <utility>

#include "core/identity/session_tokens.h"
#include "core/limits.h"
#include "dialects/common/base_url.h"
#include "dialects/common/cross_site.h"
#include "dialects/common/json_body.h"
#include "dialects/native/answer.h"
#include "dialects/native/gateway.h"
#include "dialects/native/problem.h"
#include "dialects/native/session_cookie.h"
#include "json/parse.h"

namespace selfsame::embedded {
extern const std::string_view kOpenApi;
}

namespace selfsame::native {
namespace {

constexpr const char* kNoWebhook =
    "This server takes no signed reports of payments: it was started without "
    "--payment-webhook-secret-file.";

constexpr const char* kCrossSite =
    "A page of another site made this request. Allow its origin by --allowed-origin, or send an "
    "Authorization header.";

class NativeCall final : public dialect::Call {
 public:
  NativeCall(const Match& match, const http::Request& request,
             const dialect::Credentials& credentials, std::string base_url,
             const dialect::Services& services)
      : Call(request, credentials),
        match_(match),
        base_url_(std::move(base_url)),
        services_(services) {
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

  std::optional<dialect::Prepared> prepare(const core::Principal& caller,
                                           http::Response& response) const override {
    boost::json::value body;
    if (match_.route->takes_body) {
      auto parsed = read_body(response);
      if (!parsed) return std::nullopt;
      body = std::move(*parsed);
    }
    auto prepared = std::holds_alternative<PlanHandler>(match_.route->handler)
                        ? prepare_plan(caller, body)
                        : prepare_action(body);
    if (!prepared) {
      write_problem(problem_of(prepared.error()), response);
      return std::nullopt;
    }
    if (prepared->answer_at_once) finish_answer(response);
    return std::move(*prepared);
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
    return {match_.path_id, match_.path_item, query(),  last_event_id(),
            signature().id, &services_,       base_url_};
  }

  [[nodiscard]] core::Result<dialect::Prepared> prepare_action(
      const boost::json::value& body) const {
    auto action = std::get<PrepareHandler>(match_.route->handler)(input(), body);
    if (!action) return std::unexpected(std::move(action.error()));
    return dialect::Prepared{[action = std::move(*action)](core::WriteTransaction& tx,
                                                           const core::OperationContext& context,
                                                           http::Response& answer) mutable {
      return answer_change(action, tx, context, answer);
    }};
  }

  [[nodiscard]] core::Result<dialect::Prepared> prepare_plan(const core::Principal& caller,
                                                             const boost::json::value& body) const {
    auto plan = std::get<PlanHandler>(match_.route->handler)(input(), caller, body);
    if (!plan) return std::unexpected(std::move(plan.error()));
    dialect::Change change = [action = std::move(plan->action)](
                                 core::WriteTransaction& tx, const core::OperationContext& context,
                                 http::Response& answer) mutable {
      return answer_change(action, tx, context, answer);
    };
    return dialect::Prepared{std::move(change), std::move(plan->first), std::move(plan->attempt_on),
                             plan->answer_at_once};
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
  std::string base_url_;
  const dialect::Services& services_;
};

/// What a request shows of who sends it.
struct Shown {
  dialect::Credentials credentials{};
  bool by_browser = true;  ///< unlike a header, which somebody must have meant to send
};

std::expected<Shown, dialect::CredentialsProblem> find_credentials(const http::Request& request,
                                                                   std::string_view base_url) {
  const auto by_header = dialect::read_credentials(request);
  if (by_header) return Shown{*by_header, false};
  const auto token = read_session_cookie(request, transport_of(base_url));
  const bool is_session = core::is_session_token(token) && dialect::is_bearer_token(token);
  if (!by_header.error().is_missing() || !is_session) return std::unexpected(by_header.error());
  return Shown{{dialect::CredentialForm::bearer, token}};
}

Problem unauthenticated(const dialect::CredentialsProblem& problem) {
  if (problem.is_missing()) {
    return {
        401,
        "Sign in, or send Authorization: Bearer with an API token or a session's, or X-Auth-Email "
        "and X-Auth-Key."};
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
    return flow_.run(NativeCall(*match, request, {}, {}, services_), request, id, response,
                     exchange);
  }
  auto base_url = dialect::base_url(request, services_.public_url);
  const auto& operation = core::operation(match->route->operation);
  Shown shown;
  if (!operation.is_open()) {
    const auto found = find_credentials(request, base_url);
    if (!found) return write_problem(unauthenticated(found.error()), response);
    shown = *found;
  }
  // What a browser sends along by itself, or keeps of the answer, must not serve other sites.
  if (operation.changes_state && shown.by_browser &&
      dialect::is_cross_site(request, base_url, services_.trusted_origins)) {
    return write_problem({403, kCrossSite}, response);
  }
  flow_.run(NativeCall(*match, request, shown.credentials, std::move(base_url), services_), request,
            id, response, exchange);
}

std::string_view openapi() { return embedded::kOpenApi; }

}  // namespace selfsame::native
