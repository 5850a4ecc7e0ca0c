#include "dialects/cloudflare/dialect.h"

#include <algorithm>
#include <exception>
#include <utility>

#include "core/access/authenticate.h"
#include "core/access/authorize.h"
#include "core/limits.h"
#include "dialects/cloudflare/credentials.h"
#include "dialects/cloudflare/refusal.h"
#include "json/parse.h"

namespace selfsame::cloudflare {
namespace {

constexpr std::size_t kUserAgentBytesKept = 256;

Scheme scheme_of(const Match& match, const Call& call) {
  if (match.route->verifies_token) return Scheme::bearer_to_verify;
  return call.credentials.bearer ? Scheme::bearer : Scheme::global_key;
}

void write_error(const core::Error& error, const Match& match, const Call& call,
                 http::Response& response) {
  write_refusal(map_error(error, match.route->operation, scheme_of(match, call)), response);
}

bool is_json_type(std::string_view content_type) {
  const auto type = content_type.substr(0, content_type.find(';'));
  const auto end = type.find_last_not_of(" \t");
  const auto trimmed = type.substr(0, end == std::string_view::npos ? 0 : end + 1);
  constexpr std::string_view kWanted = "application/json";
  return std::ranges::equal(trimmed, kWanted, [](char a, char b) {
    return (a >= 'A' && a <= 'Z' ? a - 'A' + 'a' : a) == b;
  });
}

std::expected<boost::json::value, Refusal> read_body(Body kind, std::string_view content_type,
                                                     std::string_view body) {
  if (kind == Body::none) return boost::json::value();
  const bool profile = kind == Body::profile;
  if (!is_json_type(content_type)) {
    return std::unexpected(profile ? no_user_property("Content-Type must be application/json")
                                   : unsupported_content_type());
  }
  auto parsed = json::parse(body, core::limits::kJsonDepth);
  if (parsed) return std::move(*parsed);
  return std::unexpected(profile ? no_user_property(parsed.error())
                                 : malformed_json(parsed.error()));
}

/// Header values may hold any byte; records hold text.
std::string printable(std::string_view text) {
  std::string shown(text);
  std::ranges::replace_if(shown, [](char c) { return c < 0x20 || c > 0x7E; }, '?');
  return shown;
}

core::RequestOrigin origin_of(const http::Request& request, const core::RequestId& id) {
  return {core::IpAddress{request.client_address},
          printable(request.user_agent.substr(0, kUserAgentBytesKept)), id};
}

}  // namespace

/// A call that is answered later: owns what the request's buffer held.
struct Dialect::Pending {
  Pending(const Match& matched, const Call& from, const http::Request& request,
          const core::RequestId& id, http::Deferred promise)
      : match(matched),
        secret(from.credentials.secret),
        email(from.credentials.email),
        query(from.query),
        content_type(request.content_type),
        body(matched.route->body == Body::none ? std::string_view() : request.body),
        origin(origin_of(request, id)),
        answer(std::move(promise)) {
    call = {{from.credentials.bearer, secret, email}, from.path_id, query};
  }

  Match match;
  std::string secret;
  std::string email;
  std::string query;
  std::string content_type;
  std::string body;
  Call call;
  core::RequestOrigin origin;
  http::Deferred answer;

  std::optional<Authenticated> authenticated;
  http::Response response;
};

Dialect::Dialect(const Services& services, core::StoreSession& session, core::TokenUses& token_uses,
                 std::string mount)
    : services_(services),
      session_(session),
      token_uses_(token_uses),
      rate_buckets_(services.rate_limiter),
      mount_(std::move(mount)),
      rate_policy_("\"default\";q=" + std::to_string(services.rate_limiter.requests_max()) +
                   ";w=" + std::to_string(services.rate_limiter.window().count())) {}

bool Dialect::owns(std::string_view path) const {
  return path.starts_with(mount_) && (path.size() == mount_.size() || path[mount_.size()] == '/');
}

void Dialect::handle(const http::Request& request, const core::RequestId& id,
                     http::Response& response, http::Exchange& exchange) {
  const auto match = find_route(request.method, request.path.substr(mount_.size()));
  if (!match) {
    if (match.error().empty()) return write_refusal(no_route(request.path), response);
    response.add_header("Allow", match.error());
    return write_refusal(method_not_available(request.method_text), response);
  }
  const auto credentials = read_credentials(request, match->route->verifies_token);
  if (!credentials) return write_refusal(credentials.error(), response);
  const Call call{*credentials, match->path_id, request.query};

  if (!match->route->writes()) {
    try {
      const bool answered = session_.read_here(
          [&](core::ReadTransaction& tx) { answer_here(*match, call, request, tx, response); });
      if (answered) return;
    } catch (...) {
      return refuse_failure(std::current_exception(), id, response);
    }
  }
  const auto pending = std::make_shared<Pending>(*match, call, request, id, exchange.defer());
  admit_then(pending, match->route->writes() ? &Dialect::write : &Dialect::read);
}

void Dialect::answer_here(const Match& match, const Call& call, const http::Request& request,
                          core::ReadTransaction& tx, http::Response& response) {
  const auto caller = authenticate(tx, match, call, core::IpAddress{request.client_address});
  if (!caller) return write_error(caller.error(), match, call, response);
  if (!admit(*caller, response)) return;
  Reply reply(response);
  const auto handler = std::get<ReadHandler>(match.route->handler);
  const auto status = handler(tx, context(*caller, nullptr), call, reply);
  if (!status) return write_error(status.error(), match, call, response);
  reply.finish();
}

/// A change is authenticated twice: here, so that nobody unknown reaches the writer, and again in
/// its own transaction, so that a credential revoked in between changes nothing.
void Dialect::admit_then(const std::shared_ptr<Pending>& pending, NextStep next) {
  const auto look_up = [this, pending](core::ReadTransaction& tx) {
    pending->authenticated =
        authenticate(tx, pending->match, pending->call, pending->origin.address);
  };
  const auto go_on = [this, pending, next](const std::exception_ptr& failure) {
    if (failure) return finish(*pending, failure);
    if (!admit(*pending)) return pending->answer.send(std::move(pending->response));
    (this->*next)(pending);
  };
  bool looked_up = false;
  try {
    looked_up = session_.read_here(look_up);
  } catch (...) {
    return go_on(std::current_exception());
  }
  looked_up ? go_on(nullptr) : session_.read(look_up, go_on);
}

std::optional<WriteAction> Dialect::prepare(Pending& pending) const {
  const Route& route = *pending.match.route;
  // The operation authorizes again, in its transaction; but who may not do it at all is told so
  // before anything about their input.
  const auto& caller = **pending.authenticated;
  if (auto may = core::authorize_on_user(context(caller, &pending.origin), route.operation); !may) {
    write_error(may.error(), pending.match, pending.call, pending.response);
    return std::nullopt;
  }
  const auto body = read_body(route.body, pending.content_type, pending.body);
  if (!body) {
    write_refusal(body.error(), pending.response);
    return std::nullopt;
  }
  auto action = std::get<PrepareHandler>(route.handler)(pending.call, *body);
  if (!action) {
    write_error(action.error(), pending.match, pending.call, pending.response);
    return std::nullopt;
  }
  return std::move(*action);
}

void Dialect::write(const std::shared_ptr<Pending>& pending) {
  auto action = prepare(*pending);
  if (!action) return pending->answer.send(std::move(pending->response));
  session_.write([this, pending, action = std::move(*action)](
                     core::WriteTransaction& tx) mutable { return change(tx, *pending, action); },
                 [this, pending](const std::exception_ptr& failure) { finish(*pending, failure); });
}

bool Dialect::change(core::WriteTransaction& tx, Pending& pending, WriteAction& action) const {
  const auto caller = authenticate(tx, pending.match, pending.call, pending.origin.address);
  Reply reply(pending.response);
  const auto status = caller ? action(tx, context(*caller, &pending.origin), reply)
                             : core::Status(std::unexpected(caller.error()));
  if (status) {
    reply.finish();
  } else {
    write_error(status.error(), pending.match, pending.call, pending.response);
  }
  return status.has_value();
}

/// For an engine that does not read on the loop.
void Dialect::read(const std::shared_ptr<Pending>& pending) {
  session_.read(
      [this, pending](core::ReadTransaction& tx) {
        Reply reply(pending->response);
        const auto handler = std::get<ReadHandler>(pending->match.route->handler);
        const auto status =
            handler(tx, context(**pending->authenticated, nullptr), pending->call, reply);
        if (status) return reply.finish();
        write_error(status.error(), pending->match, pending->call, pending->response);
      },
      [this, pending](const std::exception_ptr& failure) { finish(*pending, failure); });
}

void Dialect::finish(Pending& pending, const std::exception_ptr& failure) {
  if (failure) refuse_failure(failure, pending.origin.id, pending.response);
  pending.answer.send(std::move(pending.response));
}

void Dialect::refuse_failure(const std::exception_ptr& failure, const core::RequestId& id,
                             http::Response& response) const {
  unsigned status = 500;
  try {
    std::rethrow_exception(failure);
  } catch (const core::StoreUnavailable& error) {
    services_.log("store_unavailable", error.what(), id);
    status = 503;
  } catch (const std::exception& error) {
    services_.log("operation_failed", error.what(), id);
  }
  write_refusal(transport_refusal(status), response);
}

Dialect::Authenticated Dialect::authenticate(core::ReadTransaction& tx, const Match& match,
                                             const Call& call,
                                             const core::IpAddress& address) const {
  const core::Authentication authentication{services_.hasher, services_.clock.now(), address};
  if (!call.credentials.bearer) {
    return core::authenticate_global_key(tx, authentication, call.credentials.email,
                                         call.credentials.secret);
  }
  if (match.route->verifies_token) {
    return core::authenticate_to_verify(tx, authentication, call.credentials.secret);
  }
  return core::authenticate_token(tx, authentication, call.credentials.secret);
}

bool Dialect::admit(const core::Principal& principal, http::Response& response) {
  const auto now = services_.clock.now();
  if (principal.token != nullptr) token_uses_.note(*principal.token, now);
  const auto requests_max = services_.rate_limiter.requests_max();
  if (requests_max == 0) return true;

  const auto outcome = rate_buckets_.take(principal.user->id, now);
  response.add_header("Ratelimit", "\"default\";r=" + std::to_string(outcome.remaining) +
                                       ";t=" + std::to_string(outcome.reset.count()));
  response.add_header("Ratelimit-Policy", rate_policy_);
  if (outcome.allowed) return true;
  response.add_header("Retry-After", std::to_string(outcome.reset.count()));
  write_refusal(too_many_requests(requests_max, services_.rate_limiter.window().count()), response);
  return false;
}

bool Dialect::admit(Pending& pending) {
  const auto& caller = *pending.authenticated;
  if (caller) return admit(*caller, pending.response);
  write_error(caller.error(), pending.match, pending.call, pending.response);
  return false;
}

core::OperationContext Dialect::context(const core::Principal& principal,
                                        const core::RequestOrigin* origin) const {
  return {services_.catalogue,   services_.hasher, services_.entropy,
          services_.clock.now(), principal,        origin};
}

}  // namespace selfsame::cloudflare
