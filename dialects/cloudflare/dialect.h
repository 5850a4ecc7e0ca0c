#pragma once

#include <exception>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "core/access/catalogue.h"
#include "core/access/rate_limiter.h"
#include "core/access/secret.h"
#include "core/access/token_uses.h"
#include "core/entropy.h"
#include "core/store.h"
#include "core/time.h"
#include "dialects/cloudflare/routes.h"
#include "http/handler.h"

namespace selfsame::cloudflare {

/// What the dialect needs of the program; outlives it.
struct Services {
  const core::Catalogue& catalogue;
  const core::Clock& clock;
  const core::SecretHasher& hasher;
  core::Entropy& entropy;  ///< for secrets; thread-safe
  core::RateLimiter& rate_limiter;
  /// What went wrong inside, for the operator: event, detail (may hold driver text), request id.
  std::function<void(std::string_view, std::string_view, const core::RequestId&)> log;
};

/// The Cloudflare dialect on one event loop: finds the route, authenticates, counts, runs the
/// operation where the store wants it, and answers.
class Dialect {
 public:
  /// `mount` is the path before the routes, e.g. `/client/v4`, or empty.
  Dialect(const Services& services, core::StoreSession& session, core::TokenUses& token_uses,
          std::string mount);

  /// Whether the path belongs to this dialect.
  [[nodiscard]] bool owns(std::string_view path) const;
  /// Answers a request whose path it owns. `id` names the request in headers and records.
  void handle(const http::Request& request, const core::RequestId& id, http::Response& response,
              http::Exchange& exchange);

 private:
  struct Pending;
  /// Who calls, once that is known.
  using Authenticated = core::Result<core::Principal>;

  void answer_here(const Match& match, const Call& call, const http::Request& request,
                   core::ReadTransaction& tx, http::Response& response);

  // A call that is answered later goes through these, each on the loop.
  using NextStep = void (Dialect::*)(const std::shared_ptr<Pending>&);
  void admit_then(const std::shared_ptr<Pending>& pending, NextStep next);
  void write(const std::shared_ptr<Pending>& pending);
  void read(const std::shared_ptr<Pending>& pending);
  /// Decodes the input of a change. No value: the response holds the refusal.
  std::optional<WriteAction> prepare(Pending& pending) const;
  /// The change itself, where the engine writes. False: nothing is to be kept.
  bool change(core::WriteTransaction& tx, Pending& pending, WriteAction& action) const;
  void finish(Pending& pending, const std::exception_ptr& failure);
  /// Answers for what the store or a bug threw: 503 or 500, the cause in the log.
  void refuse_failure(const std::exception_ptr& failure, const core::RequestId& id,
                      http::Response& response) const;

  [[nodiscard]] Authenticated authenticate(core::ReadTransaction& tx, const Match& match,
                                           const Call& call, const core::IpAddress& address) const;
  /// Counts the request and notes the use of the token. False if the response says 429 now.
  bool admit(const core::Principal& principal, http::Response& response);
  /// The same for a call that is answered later, whose caller may also have been refused.
  bool admit(Pending& pending);
  [[nodiscard]] core::OperationContext context(const core::Principal& principal,
                                               const core::RequestOrigin* origin) const;

  const Services& services_;
  core::StoreSession& session_;
  core::TokenUses& token_uses_;
  core::LocalRateBuckets rate_buckets_;
  const std::string mount_;
  std::string rate_policy_;  // value of the Ratelimit-Policy header
};

}  // namespace selfsame::cloudflare
