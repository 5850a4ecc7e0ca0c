#include "dialects/common/flow.h"

#include <algorithm>
#include <new>
#include <optional>
#include <utility>

#include "core/access/secret_format.h"
#include "core/limits.h"
#include "core/tenancy/standing.h"
#include "dialects/common/keyed_request.h"

namespace selfsame::dialect {
namespace {

/// How many session tokens a loop remembers.
constexpr std::size_t kKnownSessions = 4096;

/// Headers and paths may hold any byte; records hold text.
std::string printable(std::string_view text) {
  std::string shown(text.substr(0, core::limits::kAuditTextBytes));
  std::ranges::replace_if(shown, [](char c) { return c < 0x20 || c > 0x7E; }, '?');
  return shown;
}

core::RequestOrigin origin_of(const http::Request& request, const core::RequestId& id) {
  return {core::IpAddress{request.client_address}, printable(request.user_agent), id,
          printable(request.method_text), printable(core::hide_secrets(request.path))};
}

/// Under what the refusals of one credential, or of one mail address, are counted.
core::IdBytes counted_for(const core::Claimant& claimant, const core::SecretHasher& hasher) {
  if (claimant.email.empty()) return claimant.credential;
  const auto hash = hasher.hash(core::email_key(claimant.email));
  core::IdBytes id;
  std::copy_n(hash.bytes.begin(), id.size(), id.begin());
  return id;
}

/// Where a client is, as far as one can be told from another: an IPv4 address, or the 64 bits of an
/// IPv6 network that one household has.
core::IdBytes network_of(const core::IpAddress& address) {
  core::IdBytes network = address.bytes;
  const bool is_v4 = std::ranges::all_of(network.begin(), network.begin() + 10,
                                         [](std::uint8_t byte) { return byte == 0; });
  if (!is_v4) std::fill(network.begin() + 8, network.end(), std::uint8_t{0});
  return network;
}

/// All credentials of a person count together; a token of an organization counts by itself; who has
/// proved nothing, by their network.
core::IdBytes counted_for(const core::Principal& principal) {
  if (principal.user != nullptr) return principal.user->id.bytes;
  if (principal.kind == core::CredentialKind::none) return network_of(*principal.address);
  return principal.credential;
}

bool is_out_of_memory(const std::exception_ptr& failure) {
  try {
    std::rethrow_exception(failure);
  } catch (const std::bad_alloc&) {
    return true;
  } catch (...) {
    return false;
  }
}

}  // namespace

struct Flow::Pending {
  Pending(const Call& from, const http::Request& request, const core::RequestId& id,
          http::Deferred promise, const core::SessionTokens& tokens)
      : call(from.keep()),
        origin(origin_of(request, id)),
        answer(std::move(promise)),
        sessions(tokens, 1) {}

  std::shared_ptr<const Call> call;
  core::RequestOrigin origin;
  std::optional<http::Deferred> answer;  ///< empty once it was sent
  /// Its token is verified once, however often the caller is authenticated.
  KnownSessions sessions;

  /// Who calls, once that is known; or who claims to.
  std::optional<core::Result<core::Principal>> caller;
  core::Claimant claimant;
  /// Of a change: whether it may be attempted at all; in the end, what became of the call.
  core::Status status;
  /// Of a change that is made once, however often it is asked for.
  std::optional<KeyedRequest> keyed;
  bool answered_again = false;
  http::Response response;

  std::optional<Prepared> prepared;
  /// Whose secret a change guesses at, as far as the store says.
  std::optional<std::string> attempt_on;

  /// Null also for who need not prove anything here.
  [[nodiscard]] const core::Principal* recognized() const {
    const bool known = caller && *caller && (*caller)->kind != core::CredentialKind::none;
    return known ? &**caller : nullptr;
  }
  void send() {
    if (!answer) return;
    answer->send(std::move(response));
    answer.reset();
  }
};

Flow::Flow(const Services& services, core::StoreSession& session, core::TokenUses& token_uses,
           http::Loop& loop)
    : services_(services),
      session_(session),
      token_uses_(token_uses),
      loop_(loop),
      rate_buckets_(services.rate_limiter),
      refusal_buckets_(services.refusal_limiter),
      account_attempts_(services.account_attempts),
      network_attempts_(services.network_attempts),
      sessions_(services.identity.tokens, kKnownSessions),
      rate_policy_("\"default\";q=" + std::to_string(services.rate_limiter.requests_max()) +
                   ";w=" + std::to_string(services.rate_limiter.window().count())) {}

void Flow::run(const Call& call, const http::Request& request, const core::RequestId& id,
               http::Response& response, http::Exchange& exchange) {
  const bool writes = core::operation(call.operation()).changes_state;
  const bool in_steps = call.is_long_read();
  if (!writes && !in_steps) {
    try {
      const bool answered = session_.read_here(
          [&](core::ReadTransaction& tx) { answer_here(call, request, id, tx, response); });
      if (answered) return;
    } catch (...) {
      return refuse_failure(call, std::current_exception(), id, response);
    }
  }
  const auto pending =
      std::make_shared<Pending>(call, request, id, exchange.defer(), services_.identity.tokens);
  if (writes) return admit_then(pending, &Flow::write);
  admit_then(pending, in_steps ? &Flow::read_in_steps : &Flow::read_elsewhere);
}

void Flow::answer_here(const Call& call, const http::Request& request, const core::RequestId& id,
                       core::ReadTransaction& tx, http::Response& response) {
  core::Claimant claimant;
  const auto caller =
      authenticate(tx, call, core::IpAddress{request.client_address}, sessions_, &claimant);
  const auto refuse = [&](const core::Error& refusal, const core::Principal* recognized) {
    call.refuse(refusal, recognized, response);
    if (core::is_recorded(refusal)) {
      record(call, refusal, recognized, claimant, origin_of(request, id));
    }
  };
  if (!caller) return refuse(caller.error(), nullptr);
  if (!admit(call, *caller, response)) return;
  const auto status = read(call, tx, *caller, response);
  if (!status) refuse(status.error(), &*caller);
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
    pending->caller =
        authenticate(tx, call, pending->origin.address, pending->sessions, &pending->claimant);
    const bool writes = core::operation(call.operation()).changes_state;
    if (!writes || !*pending->caller) return;
    const auto as_caller = context(**pending->caller, &pending->origin);
    pending->status = core::may_attempt(tx, as_caller, call.operation(), call.organization());
    if (pending->status) pending->attempt_on = call.find_attempted(tx, as_caller);
  };
  const auto go_on = [this, pending, next](const std::exception_ptr& failure) {
    if (failure) return finish(*pending, failure);
    if (!admit(*pending)) return pending->send();
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
  if (const auto key = pending->call->idempotency_key()) {
    pending->status = KeyedRequest::check_key(*key);
    if (!pending->status) return finish(*pending, nullptr);
    pending->keyed.emplace(*pending->call, *key, services_);
  }
  pending->prepared = pending->call->prepare(**pending->caller, pending->response);
  if (!pending->prepared || !admit_attempt(*pending)) return pending->send();
  if (pending->prepared->answer_at_once) pending->send();
  pending->prepared->first ? look_up_passwords(pending) : commit(pending);
}

bool Flow::admit_attempt(Pending& pending) {
  const auto& said = pending.prepared->attempt_on;
  const auto& email = said ? said : pending.attempt_on;
  if (!email) return true;
  pending.claimant = {core::CredentialKind::none, {}, {}, {}, *email};
  const auto take = [now = services_.clock.now()](core::LocalRateBuckets& buckets,
                                                  const core::RateLimiter& limiter,
                                                  const core::IdBytes& of) {
    return limiter.requests_max() == 0 ? core::RateBucket::Outcome{} : buckets.take(of, now);
  };
  const auto by_network =
      take(network_attempts_, services_.network_attempts, network_of(pending.origin.address));
  const auto at_account = take(account_attempts_, services_.account_attempts,
                               counted_for(pending.claimant, services_.hasher));
  if (by_network.allowed && at_account.allowed) return true;
  const auto wait = std::max(by_network.allowed ? std::chrono::seconds{} : by_network.reset,
                             at_account.allowed ? std::chrono::seconds{} : at_account.reset);
  pending.response.add_header("Retry-After", std::to_string(wait.count()));
  pending.call->refuse_attempt(wait.count(), pending.response);
  return false;
}

/// Three threads after one another: where the engine reads, where passwords are hashed, this loop.
void Flow::look_up_passwords(const std::shared_ptr<Pending>& pending) {
  auto& look_up = pending->prepared->first->look_up;
  if (!look_up) return work_on_passwords(pending);
  session_.read([pending](core::ReadTransaction& tx) { pending->prepared->first->look_up(tx); },
                [this, pending](const std::exception_ptr& failure) {
                  failure ? finish(*pending, failure) : work_on_passwords(pending);
                });
}

void Flow::work_on_passwords(const std::shared_ptr<Pending>& pending) {
  const bool taken = services_.password_workers.submit(
      [pending](const core::PasswordHasher& hasher) { pending->prepared->first->work(hasher); },
      [this, pending](std::exception_ptr failure) {
        loop_.post([this, pending, failure = std::move(failure)] {
          failure ? refuse_work(*pending, failure) : commit(pending);
        });
      });
  if (!taken) refuse_work(*pending, nullptr);
}

/// Too much waits already, or the memory for it is not there. Whatever else was thrown is a bug.
void Flow::refuse_work(Pending& pending, const std::exception_ptr& failure) {
  if (failure && !is_out_of_memory(failure)) return finish(pending, failure);
  services_.log("password_work_refused", failure ? "no memory" : "the queue is full",
                pending.origin.id);
  pending.response.add_header("Retry-After", "1");
  pending.call->refuse_failure(503, pending.response);
  pending.send();
}

void Flow::commit(const std::shared_ptr<Pending>& pending) {
  session_.write(
      [this, pending](core::WriteTransaction& tx) {
        pending->status = change(tx, *pending, pending->prepared->change);
        return pending->status.has_value() && !pending->answered_again;
      },
      [this, pending](const std::exception_ptr& failure) { finish(*pending, failure); });
}

core::Status Flow::change(core::WriteTransaction& tx, Pending& pending, Change& change) const {
  const auto& caller = pending.caller.emplace(
      authenticate(tx, *pending.call, pending.origin.address, pending.sessions, &pending.claimant));
  if (!caller) return std::unexpected(caller.error());
  const auto as_caller = context(*caller, &pending.origin);
  if (!pending.keyed) return change(tx, as_caller, pending.response);
  const auto again = pending.keyed->answer_again(tx, as_caller, pending.response);
  if (!again) return std::unexpected(again.error());
  pending.answered_again = *again;
  if (*again) return {};
  auto status = change(tx, as_caller, pending.response);
  if (status) pending.keyed->keep(tx, as_caller, pending.response);
  return status;
}

/// One read in steps, from its first step to its last. Keeps itself alive.
class Flow::SteppedRead : public std::enable_shared_from_this<SteppedRead> {
 public:
  SteppedRead(Flow& flow, std::shared_ptr<Pending> pending)
      : flow_(flow), pending_(std::move(pending)), read_(pending_->call->begin_long_read()) {}

  void step() {
    flow_.session_.read_aside(
        [self = shared_from_this()](core::ReadTransaction& tx) { self->read(tx); },
        [self = shared_from_this()](const std::exception_ptr& failure) { self->go_on(failure); });
  }

 private:
  static constexpr std::chrono::milliseconds kPause{500};

  void read(core::ReadTransaction& tx) {
    auto& caller = pending_->caller.emplace(flow_.authenticate(
        tx, *pending_->call, pending_->origin.address, pending_->sessions, &pending_->claimant));
    if (!caller) {
      next_ = std::unexpected(caller.error());
    } else {
      next_ = read_->step(tx, flow_.context(*caller, nullptr), pending_->response);
    }
  }

  void go_on(const std::exception_ptr& failure) {
    if (failure || !next_) return stop(failure);
    if (!read_->is_streamed()) {
      return *next_ == LongRead::Next::complete ? flow_.finish(*pending_, nullptr) : step();
    }
    std::string piece = std::exchange(pending_->response.body, {});
    if (!stream_) stream_ = pending_->answer->stream(std::move(pending_->response));
    stream_->write(std::move(piece), [self = shared_from_this()](bool open) {
      if (open) self->go_on_with_stream();
    });
  }

  void go_on_with_stream() {
    switch (*next_) {
      case LongRead::Next::more:
        return step();
      case LongRead::Next::pause:
        return flow_.loop_.after(kPause, [self = shared_from_this()] {
          if (self->stream_->is_open()) self->step();
        });
      case LongRead::Next::complete:
        return stream_->finish();
    }
  }

  /// A stream that has begun cannot say why it ends: it is cut.
  void stop(const std::exception_ptr& failure) {
    if (!next_) pending_->status = std::unexpected(next_.error());
    if (!stream_) return flow_.finish(*pending_, failure);
    if (failure) flow_.log_failure(failure, pending_->origin.id);
    stream_.reset();
  }

  Flow& flow_;
  const std::shared_ptr<Pending> pending_;
  const std::unique_ptr<LongRead> read_;
  core::Result<LongRead::Next> next_;
  std::optional<http::BodyStream> stream_;
};

void Flow::read_in_steps(const std::shared_ptr<Pending>& pending) {
  std::make_shared<SteppedRead>(*this, pending)->step();
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
    refuse(pending, pending.status.error());
  } else if (pending.answered_again) {
    pending.response.add_header("Idempotent-Replayed", "true");
  }
  pending.send();
}

void Flow::refuse(Pending& pending, const core::Error& refusal) {
  pending.call->refuse(refusal, pending.recognized(), pending.response);
  record(*pending.call, refusal, pending.recognized(), pending.claimant, pending.origin);
}

void Flow::record(const Call& call, const core::Error& refusal, const core::Principal* caller,
                  const core::Claimant& claimant, const core::RequestOrigin& origin) {
  if (!core::is_recorded(refusal) || (caller == nullptr && !claimant.is_known())) return;
  const auto id =
      caller != nullptr ? counted_for(*caller) : counted_for(claimant, services_.hasher);
  if (!refusal_buckets_.take(id, services_.clock.now()).allowed) return;

  struct Refused {
    core::OperationId operation;
    std::optional<core::OrganizationId> organization;
    core::Error refusal;
    std::optional<core::Principal> caller;
    core::Claimant claimant;
    core::RequestOrigin origin;
  };
  const auto refused = std::make_shared<const Refused>(
      Refused{call.operation(), call.organization(), refusal,
              caller != nullptr ? std::optional(*caller) : std::nullopt, claimant, origin});
  session_.write(
      [this, refused](core::WriteTransaction& tx) {
        const auto principal = refused->caller.value_or(core::Principal{});
        const auto as_caller = context(principal, &refused->origin);
        if (!refused->caller) {
          return core::record_refused_credential(tx, as_caller, refused->operation,
                                                 refused->claimant, refused->refusal);
        }
        core::record_refusal(tx, as_caller, refused->operation, refused->organization,
                             refused->refusal);
        return true;
      },
      [this, refused](const std::exception_ptr& failure) {
        if (failure) log_failure(failure, refused->origin.id);
      });
}

void Flow::refuse_failure(const Call& call, const std::exception_ptr& failure,
                          const core::RequestId& id, http::Response& response) const {
  call.refuse_failure(log_failure(failure, id), response);
}

unsigned Flow::log_failure(const std::exception_ptr& failure, const core::RequestId& id) const {
  try {
    std::rethrow_exception(failure);
  } catch (const core::AuditUnavailable& error) {
    services_.audit_failures.fetch_add(1, std::memory_order_relaxed);
    services_.log("audit_unavailable", error.what(), id);
    return 503;
  } catch (const core::StoreUnavailable& error) {
    services_.log("store_unavailable", error.what(), id);
    return 503;
  } catch (const std::exception& error) {
    services_.log("operation_failed", error.what(), id);
    return 500;
  }
}

core::Result<core::Principal> Flow::authenticate(core::ReadTransaction& tx, const Call& call,
                                                 const core::IpAddress& address,
                                                 const core::SessionTokens& sessions,
                                                 core::Claimant* claimant) const {
  return call.authenticate(tx,
                           {services_.hasher, services_.clock.now(), address, sessions, claimant});
}

bool Flow::admit(const Call& call, const core::Principal& principal, http::Response& response) {
  const auto now = services_.clock.now();
  if (principal.token != nullptr) token_uses_.note(*principal.token, now);
  const auto requests_max = services_.rate_limiter.requests_max();
  // Reports of payments come all at once, on the day when everybody renews.
  const bool is_gateway = principal.kind == core::CredentialKind::payment_gateway;
  if (requests_max == 0 || is_gateway) return true;

  const auto outcome = rate_buckets_.take(counted_for(principal), now);
  response.add_header("Ratelimit", "\"default\";r=" + std::to_string(outcome.remaining) +
                                       ";t=" + std::to_string(outcome.reset.count()));
  response.add_header("Ratelimit-Policy", rate_policy_);
  call.show_rate(requests_max, outcome.remaining, response);
  if (outcome.allowed) return true;
  response.add_header("Retry-After", std::to_string(outcome.reset.count()));
  call.refuse_rate(requests_max, services_.rate_limiter.window().count(), outcome.reset.count(),
                   response);
  return false;
}

bool Flow::admit(Pending& pending) {
  const auto& caller = *pending.caller;
  if (caller) return admit(*pending.call, *caller, pending.response);
  refuse(pending, caller.error());
  return false;
}

core::OperationContext Flow::context(const core::Principal& principal,
                                     const core::RequestOrigin* origin) const {
  return {services_.catalogue,      services_.roles,       services_.billing, services_.hasher,
          services_.entropy,        services_.clock.now(), principal,         origin,
          services_.invite_lifetime};
}

}  // namespace selfsame::dialect
