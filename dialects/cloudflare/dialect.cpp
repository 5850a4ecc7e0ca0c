#include "dialects/cloudflare/dialect.h"

#include <memory>
#include <utility>

#include "core/limits.h"
#include "dialects/cloudflare/credentials.h"
#include "dialects/cloudflare/refusal.h"
#include "dialects/cloudflare/routes.h"
#include "dialects/common/json_body.h"
#include "json/parse.h"

namespace selfsame::cloudflare {
namespace {

/// Every refusal after the route is known.
void refuse_with(const Refusal& refusal, const Route& route, http::Response& response) {
  write_refusal(refusal, response, route.family);
}

Refusal refuse_content_type(Body kind) {
  constexpr std::string_view kWanted = "Content-Type must be application/json";
  if (kind == Body::profile) return no_user_property(kWanted);
  if (kind == Body::preferences) return malformed_preferences(415, kWanted);
  return unsupported_content_type();
}

Refusal refuse_json(Body kind, const std::string& detail) {
  if (kind == Body::profile) return no_user_property(detail);
  if (kind == Body::preferences)
    return malformed_preferences(400, "Malformed JSON in request body: " + detail);
  return malformed_json(detail);
}

std::expected<boost::json::value, Refusal> read_body(Body kind, std::string_view content_type,
                                                     std::string_view body) {
  if (kind == Body::none) return boost::json::value();
  if (!dialect::is_json_type(content_type)) return std::unexpected(refuse_content_type(kind));
  auto parsed = json::parse(body, core::limits::kJsonDepth);
  if (parsed) return std::move(*parsed);
  return std::unexpected(refuse_json(kind, parsed.error()));
}

class CloudflareCall final : public dialect::Call {
 public:
  CloudflareCall(const Match& match, const http::Request& request,
                 const dialect::Credentials& credentials, const dialect::Services& services)
      : Call(request, credentials), match_(match), services_(&services) {
    if (route().body == Body::none) pass_over_body();
  }

  [[nodiscard]] core::OperationId operation() const override { return route().operation; }
  [[nodiscard]] std::optional<core::OrganizationId> organization() const override {
    return match_.ids.organization;
  }
  [[nodiscard]] core::Result<core::Principal> authenticate(
      core::ReadTransaction& tx, const core::Authentication& authentication) const override {
    if (!route().verifies_token) return Call::authenticate(tx, authentication);
    return core::authenticate_to_verify(tx, authentication, credentials().secret);
  }

  core::Status read(core::ReadTransaction& tx, const core::OperationContext& context,
                    http::Response& response) const override {
    Reply reply(response);
    auto status = std::get<ReadHandler>(route().handler)(tx, context, input(), reply);
    if (status) reply.finish();
    return status;
  }

  [[nodiscard]] bool is_long_read() const override {
    return std::holds_alternative<LongReadHandler>(route().handler);
  }
  [[nodiscard]] std::unique_ptr<dialect::LongRead> begin_long_read() const override {
    return std::get<LongReadHandler>(route().handler)(input(), *services_);
  }

  std::optional<dialect::Prepared> prepare(const core::Principal& caller,
                                           http::Response& response) const override {
    const auto body = read_body(route().body, content_type(), this->body());
    if (!body) {
      refuse_with(body.error(), route(), response);
      return std::nullopt;
    }
    auto action = std::get<PrepareHandler>(route().handler)(input(), *body);
    if (!action) {
      refuse(action.error(), &caller, response);
      return std::nullopt;
    }
    return dialect::Prepared{[action = std::move(*action)](core::WriteTransaction& tx,
                                                           const core::OperationContext& context,
                                                           http::Response& answer) mutable {
      Reply reply(answer);
      auto status = action(tx, context, reply);
      if (status) reply.finish();
      return status;
    }};
  }

  void answer_again(unsigned status, std::string body, http::Response& response) const override {
    response.status = status;
    response.body = std::move(body);
    set_fixed_headers(response);
  }

  void refuse(const core::Error& error, const core::Principal* caller,
              http::Response& response) const override {
    const Asked asked{route().operation, scheme(caller), route().family};
    refuse_with(map_error(error, asked), route(), response);
  }
  void refuse_rate(unsigned requests_max, long window_seconds, long /*wait_seconds*/,
                   http::Response& response) const override {
    refuse_with(too_many_requests(requests_max, window_seconds), route(), response);
  }
  void refuse_attempt(long retry_seconds, http::Response& response) const override {
    refuse_with(too_many_requests(core::limits::kAttemptsPerAccount, retry_seconds), route(),
                response);
  }
  void refuse_failure(unsigned status, http::Response& response) const override {
    refuse_with(transport_refusal(status), route(), response);
  }

 private:
  [[nodiscard]] std::shared_ptr<Call> clone() const override {
    return std::make_shared<CloudflareCall>(*this);
  }
  [[nodiscard]] const Route& route() const { return *match_.route; }
  [[nodiscard]] Input input() const { return {match_.ids, query(), accept()}; }

  /// `caller` is null as long as nobody has been recognized.
  [[nodiscard]] Scheme scheme(const core::Principal* caller) const {
    if (route().verifies_token) return Scheme::bearer_to_verify;
    if (credentials().form == dialect::CredentialForm::global_key) return Scheme::global_key;
    const bool person = caller == nullptr || caller->user != nullptr;
    return person ? Scheme::bearer : Scheme::bearer_of_organization;
  }

  Match match_;
  const dialect::Services* services_;
};

}  // namespace

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
  const Route& route = *match->route;
  const auto credentials = read_credentials(request, route.verifies_token);
  if (!credentials) return refuse_with(credentials.error(), route, response);
  flow_.run(CloudflareCall(*match, request, *credentials, services_), request, id, response,
            exchange);
}

}  // namespace selfsame::cloudflare
