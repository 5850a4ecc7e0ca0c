#include "dialects/common/flow.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "core/tenancy/standing.h"

namespace selfsame::dialect {
namespace {

constexpr std::size_t kUserAgentBytesKept = 256;

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

/// All credentials of a person count together; a token of an organization counts by itself.
core::IdBytes counted_for(const core::Principal& principal) {
  if (principal.user == nullptr) return principal.credential;
  return principal.user->id.bytes;
}

}  // namespace

struct Flow::Pending {
  Pending(const Call& from, const http::Request& request, const core::RequestId& id,
          http::Deferred promise)
      : call(from.keep()), origin(origin_of(request, id)), answer(std::move(promise)) {}

  std::shared_ptr<const Call> call;
  core::RequestOrigin origin;
  http::Deferred answer;

  /// Who calls, once that is known.
  std::optional<core::Result<core::Principal>> caller;
  /// Of a change: whether it may be attempted at all; in the end, what became of the call.
  core::Status status;
  http::Response response;

  void refuse() { call->refuse(status.error(), *caller ? &**caller : nullptr, response); }
};

Flow::Flow(const Services& services, core::StoreSession& session, core::TokenUses& token_uses)
    : services_(services),
      session_(session),
      token_uses_(token_uses),
      rate_buckets_(services.rate_limiter),
      rate_policy_("\"default\";q=" + std::to_string(services.rate_limiter.requests_max()) +
                   ";w=" + std::to_string(services.rate_limiter.window().count())) {}

void Flow::run(const Call& call, const http::Request& request, const core::RequestId& id,
               http::Response& response, http::Exchange& exchange) {
  const bool writes = core::operation(call.operation()).changes_state;
  if (!writes) {
    try {
      const bool answered = session_.read_here(
          [&](core::ReadTransaction& tx) { answer_here(call, request, tx, response); });
      if (answered) return;
    } catch (...) {
      return refuse_failure(call, std::current_exception(), id, response);
    }
  }
  const auto pending = std::make_shared<Pending>(call, request, id, exchange.defer());
  admit_then(pending, writes ? &Flow::write : &Flow::read_elsewhere);
}

void Flow::answer_here(const Call& call, const http::Request& request, core::ReadTransaction& tx,
                       http::Response& response) {
  const auto caller = authenticate(tx, call, core::IpAddress{request.client_address});
  if (!caller) return call.refuse(caller.error(), nullptr, response);
  if (!admit(call, *caller, response)) return;
  const auto status = read(call, tx, *caller, response);
  if (!status) call.refuse(status.error(), &*caller, response);
}

core::Status Flow::read(const Call& call, core::ReadTransaction& tx, const core::Principal& caller,
                        http::Response& response) const {
  const auto as_caller = context(caller, nullptr);
  // The operation authorizes by itself; but the query is read before that, and who may not do it at
  // all is told so before anything about their input.
  if (!call.query().empty()) {
    auto may = core::may_attempt(tx, as_caller, call.operation(), call.organization());
    if (!may) return may;
  }
  return call.read(tx, as_caller, response);
}

/// A change is authenticated twice: here, so that nobody unknown reaches the writer, and again in
/// its own transaction, so that a credential revoked in between changes nothing. The same goes for
/// what the caller may do: who may not do it at all is told so before anything about their input.
void Flow::admit_then(const std::shared_ptr<Pending>& pending, NextStep next) {
  const auto look_up = [this, pending](core::ReadTransaction& tx) {
    const Call& call = *pending->call;
    pending->caller = authenticate(tx, call, pending->origin.address);
    const bool writes = core::operation(call.operation()).changes_state;
    if (!writes || !*pending->caller) return;
    pending->status = core::may_attempt(tx, context(**pending->caller, &pending->origin),
                                        call.operation(), call.organization());
  };
  const auto go_on = [this, pending, next](const std::exception_ptr& failure) {
    if (failure) return finish(*pending, failure);
    if (!admit(*pending)) return pending->answer.send(std::move(pending->response));
    if (!pending->status) return finish(*pending, nullptr);
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

void Flow::write(const std::shared_ptr<Pending>& pending) {
  auto prepared = pending->call->prepare(**pending->caller, pending->response);
  if (!prepared) return pending->answer.send(std::move(pending->response));
  session_.write(
      [this, pending, prepared = std::move(*prepared)](core::WriteTransaction& tx) mutable {
        pending->status = change(tx, *pending, prepared);
        return pending->status.has_value();
      },
      [this, pending](const std::exception_ptr& failure) { finish(*pending, failure); });
}

core::Status Flow::change(core::WriteTransaction& tx, Pending& pending, Change& change) const {
  const auto& caller =
      pending.caller.emplace(authenticate(tx, *pending.call, pending.origin.address));
  if (!caller) return std::unexpected(caller.error());
  return change(tx, context(*caller, &pending.origin), pending.response);
}

/// For an engine that does not read on the loop.
void Flow::read_elsewhere(const std::shared_ptr<Pending>& pending) {
  session_.read(
      [this, pending](core::ReadTransaction& tx) {
        pending->status = read(*pending->call, tx, **pending->caller, pending->response);
      },
      [this, pending](const std::exception_ptr& failure) { finish(*pending, failure); });
}

void Flow::finish(Pending& pending, const std::exception_ptr& failure) {
  if (failure) {
    refuse_failure(*pending.call, failure, pending.origin.id, pending.response);
  } else if (!pending.status) {
    pending.refuse();
  }
  pending.answer.send(std::move(pending.response));
}

void Flow::refuse_failure(const Call& call, const std::exception_ptr& failure,
                          const core::RequestId& id, http::Response& response) const {
  unsigned status = 500;
  try {
    std::rethrow_exception(failure);
  } catch (const core::StoreUnavailable& error) {
    services_.log("store_unavailable", error.what(), id);
    status = 503;
  } catch (const std::exception& error) {
    services_.log("operation_failed", error.what(), id);
  }
  call.refuse_failure(status, response);
}

core::Result<core::Principal> Flow::authenticate(core::ReadTransaction& tx, const Call& call,
                                                 const core::IpAddress& address) const {
  return call.authenticate(tx, {services_.hasher, services_.clock.now(), address});
}

bool Flow::admit(const Call& call, const core::Principal& principal, http::Response& response) {
  const auto now = services_.clock.now();
  if (principal.token != nullptr) token_uses_.note(*principal.token, now);
  const auto requests_max = services_.rate_limiter.requests_max();
  if (requests_max == 0) return true;

  const auto outcome = rate_buckets_.take(counted_for(principal), now);
  response.add_header("Ratelimit", "\"default\";r=" + std::to_string(outcome.remaining) +
                                       ";t=" + std::to_string(outcome.reset.count()));
  response.add_header("Ratelimit-Policy", rate_policy_);
  if (outcome.allowed) return true;
  response.add_header("Retry-After", std::to_string(outcome.reset.count()));
  call.refuse_rate(requests_max, services_.rate_limiter.window().count(), response);
  return false;
}

bool Flow::admit(Pending& pending) {
  const auto& caller = *pending.caller;
  if (caller) return admit(*pending.call, *caller, pending.response);
  pending.call->refuse(caller.error(), nullptr, pending.response);
  return false;
}

core::OperationContext Flow::context(const core::Principal& principal,
                                     const core::RequestOrigin* origin) const {
  return {services_.catalogue,   services_.roles, services_.hasher, services_.entropy,
          services_.clock.now(), principal,       origin,           services_.invite_lifetime};
}

}  // namespace selfsame::dialect
