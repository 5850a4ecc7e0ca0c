#include "dialects/rebilly/dialect.h"

#include <expected>
#include <string>
#include <utility>

#include "dialects/rebilly/error_map.h"
#include "dialects/rebilly/ids.h"
#include "dialects/rebilly/problem.h"
#include "dialects/rebilly/routes.h"
#include "dialects/rebilly/target.h"

namespace selfsame::embedded {
extern const std::string_view kRebillyOpenApi;
}

namespace selfsame::rebilly {
namespace {

using dialect::CredentialForm;
using dialect::Credentials;

constexpr std::string_view kOrganization = "/organizations/{id}";
/// How much a loop remembers of what was derived for people: two texts for each who reads a profile.
constexpr std::size_t kKnownDerivations = 8192;

class RebillyCall final : public dialect::Call {
 public:
  RebillyCall(const Match& match, const Target& target, const http::Request& request,
              const Credentials& credentials, std::optional<core::OrganizationId> organization,
              const dialect::Services& services, const core::Identity& loop_identity)
      : Call(request, credentials),
        route_(match.route),
        input_{std::string(match.id),
               std::string(match.item),
               request.query,
               organization,
               LinkBase(request, services.public_url, kMount, target.organization),
               &services,
               &loop_identity},
        subject_(match.route->pattern == kOrganization
                     ? read_organization_id(match.id, services.hasher)
                     : std::nullopt) {}

  [[nodiscard]] core::OperationId operation() const override { return route_->operation; }
  [[nodiscard]] std::optional<core::OrganizationId> organization() const override {
    if (!route_->in_context) return std::nullopt;
    return subject_ ? subject_ : input_.organization;
  }

  core::Status read(core::ReadTransaction& tx, const core::OperationContext& context,
                    http::Response& response) const override {
    Reply reply(response);
    begin(response);
    const auto& handler = std::get<ReadHandler>(route_->handler);
    const bool was_kept = input_.query.data() != query().data();
    return was_kept ? handler(tx, context, input(), reply) : handler(tx, context, input_, reply);
  }

  std::optional<dialect::Prepared> prepare(const core::Principal& caller,
                                           http::Response& response) const override {
    const auto body = read_body(route_->body, content_type(), this->body());
    if (!body) {
      write_problem(body.error(), response);
      return std::nullopt;
    }
    auto plan = std::get<PrepareHandler>(route_->handler)(input(), caller, *body);
    if (!plan) {
      write_problem(problem_of(plan.error()), response);
      return std::nullopt;
    }
    begin(response);
    // The call outlives the change that it has prepared.
    dialect::Change change = [this, action = std::move(plan->action)](
                                 core::WriteTransaction& tx, const core::OperationContext& context,
                                 http::Response& answer) mutable {
      Reply reply(answer);
      begin(answer);
      return action(tx, context, reply);
    };
    return dialect::Prepared{std::move(change), std::move(plan->first), std::move(plan->attempt_on),
                             plan->answer_at_once};
  }

  void answer_again(unsigned status, std::string body, http::Response& response) const override {
    begin(response);
    response.status = status;
    response.body = std::move(body);
  }

  void refuse(const core::Error& error, const core::Principal* /*caller*/,
              http::Response& response) const override {
    const bool unknown =
        error.code == core::ErrorCode::not_found && error.reason == core::Reason::not_a_member;
    write_problem(subject_ && unknown ? Problem{404, kNoSuchOrganization} : problem_of(error),
                  response);
  }
  void refuse_rate(unsigned /*requests_max*/, long /*window_seconds*/, long wait_seconds,
                   http::Response& response) const override {
    rebilly::refuse_rate(input_.services->clock.now(), std::chrono::seconds(wait_seconds),
                         response);
  }
  void show_rate(unsigned requests_max, unsigned remaining,
                 http::Response& response) const override {
    if (route_->method == http::Method::get) return;
    response.add_header("X-RateLimit-Limit", std::to_string(requests_max));
    response.add_header("X-RateLimit-Remaining", std::to_string(remaining));
  }
  void refuse_attempt(long retry_seconds, http::Response& response) const override {
    rebilly::refuse_rate(input_.services->clock.now(), std::chrono::seconds(retry_seconds),
                         response);
  }
  void refuse_failure(unsigned status, http::Response& response) const override {
    write_problem(transport_problem(status), response);
  }

 private:
  /// A call that is kept runs where the engine reads or writes, and must not use what its loop does.
  [[nodiscard]] std::shared_ptr<Call> clone() const override {
    auto copy = std::make_shared<RebillyCall>(*this);
    copy->input_.identity = &input_.services->identity;
    return copy;
  }
  /// A call that was kept has moved what the query is a view of.
  [[nodiscard]] Input input() const {
    Input moved = input_;
    moved.query = query();
    return moved;
  }
  /// What every answer of the route has that succeeds.
  void begin(http::Response& response) const {
    response.status = route_->status;
    set_fixed_headers(response);
  }

  const Route* route_;
  Input input_;
  std::optional<core::OrganizationId>
      subject_;  ///< the organization that a request is about itself
};

/// A token wins over a key: SDKs that were given both send both.
std::expected<Credentials, std::string> read_credentials(const http::Request& request) {
  if (request.authorization.data() != nullptr) {
    const auto token = dialect::bearer_of(request.authorization);
    if (token) return Credentials{CredentialForm::bearer, *token};
    return std::unexpected("The Authorization header holds no session token.");
  }
  const auto key = request.header("REB-APIKEY");
  if (key.data() == nullptr) {
    return std::unexpected("Send REB-APIKEY with a secret key, or Authorization: Bearer.");
  }
  if (key.empty()) return std::unexpected("The REB-APIKEY header is empty.");
  return Credentials{CredentialForm::organization_key, key};
}

}  // namespace

Dialect::Dialect(const dialect::Services& services, core::StoreSession& session,
                 core::TokenUses& token_uses, http::Loop& loop)
    : services_(services),
      known_derivations_(services.identity.sealer, kKnownDerivations),
      loop_identity_(services.identity.with_sealer(known_derivations_)),
      flow_(services, session, token_uses, loop) {}

bool Dialect::owns(std::string_view path) {
  return path.starts_with(kMount) && (path.size() == kMount.size() || path[kMount.size()] == '/');
}

void Dialect::handle(const http::Request& request, const core::RequestId& id,
                     http::Response& response, http::Exchange& exchange) {
  const auto target = split_target(request.path.substr(kMount.size()));
  const auto match = find_route(request.method, target.resource);
  if (!match && match.error().empty()) return write_problem(transport_problem(404), response);
  if (!match) return refuse_method(match.error(), response);

  Credentials credentials;
  if (!core::operation(match->route->operation).is_open()) {
    const auto found = read_credentials(request);
    if (!found) return write_problem({401, found.error()}, response);
    credentials = *found;
  }
  const auto named =
      target.organization.empty() ? request.header("Organization-Id") : target.organization;
  std::optional<core::OrganizationId> organization;
  if (!named.empty()) {
    // What can be no id is none that anybody is a member of.
    organization = read_organization_id(named, services_.hasher).value_or(core::OrganizationId());
  }
  flow_.run(
      RebillyCall(*match, target, request, credentials, organization, services_, loop_identity_),
      request, id, response, exchange);
}

std::string_view openapi() { return embedded::kRebillyOpenApi; }

}  // namespace selfsame::rebilly
