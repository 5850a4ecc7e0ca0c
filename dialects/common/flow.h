#pragma once

#include <exception>
#include <memory>
#include <string>

#include "core/access/principal.h"
#include "core/access/rate_limiter.h"
#include "core/access/token_uses.h"
#include "core/audit/record_refusal.h"
#include "core/store.h"
#include "dialects/common/call.h"
#include "dialects/common/known_sessions.h"
#include "dialects/common/services.h"
#include "http/handler.h"

namespace selfsame::dialect {

/// What happens to every routed request of one event loop, whatever its dialect: authenticates,
/// counts, runs the operation where the store wants it, and answers.
class Flow {
 public:
  Flow(const Services& services, core::StoreSession& session, core::TokenUses& token_uses,
       http::Loop& loop);

  /// `id` names the request in headers and records.
  void run(const Call& call, const http::Request& request, const core::RequestId& id,
           http::Response& response, http::Exchange& exchange);

 private:
  struct Pending;
  class SteppedRead;

  void answer_here(const Call& call, const http::Request& request, const core::RequestId& id,
                   core::ReadTransaction& tx, http::Response& response);

  core::Status read(const Call& call, core::ReadTransaction& tx, const core::Principal& caller,
                    http::Response& response) const;

  // A call that is answered later goes through these, each on the loop.
  using NextStep = void (Flow::*)(const std::shared_ptr<Pending>&);
  void admit_then(const std::shared_ptr<Pending>& pending, NextStep next);
  void write(const std::shared_ptr<Pending>& pending);
  void read_elsewhere(const std::shared_ptr<Pending>& pending);
  void read_in_steps(const std::shared_ptr<Pending>& pending);
  /// Whether one more attempt at an account may be made. False if the response says 429 now.
  bool admit_attempt(Pending& pending);
  void look_up_passwords(const std::shared_ptr<Pending>& pending);
  void work_on_passwords(const std::shared_ptr<Pending>& pending);
  void refuse_work(Pending& pending, const std::exception_ptr& failure);
  void commit(const std::shared_ptr<Pending>& pending);
  /// The change itself, where the engine writes.
  core::Status change(core::WriteTransaction& tx, Pending& pending, Change& change) const;
  void finish(Pending& pending, const std::exception_ptr& failure);
  /// Writes the refusal into the response, and has it recorded.
  void refuse(Pending& pending, const core::Error& refusal);
  /// Tells the operator, and returns the status to answer with.
  unsigned log_failure(const std::exception_ptr& failure, const core::RequestId& id) const;
  /// Answers for what the store or a bug threw: 503 or 500, the cause in the log.
  void refuse_failure(const Call& call, const std::exception_ptr& failure,
                      const core::RequestId& id, http::Response& response) const;

  [[nodiscard]] core::Result<core::Principal> authenticate(core::ReadTransaction& tx,
                                                           const Call& call,
                                                           const core::IpAddress& address,
                                                           const core::SessionTokens& sessions,
                                                           core::Claimant* claimant) const;
  /// Has a refusal recorded, soon after it is answered: an answer that waited for the disk would
  /// tell known users from unknown ones. `caller` is null as long as nobody has been recognized.
  void record(const Call& call, const core::Error& refusal, const core::Principal* caller,
              const core::Claimant& claimant, const core::RequestOrigin& origin);
  /// Counts the request and notes the use of the token. False if the response says 429 now.
  bool admit(const Call& call, const core::Principal& principal, http::Response& response);
  /// The same for a call that is answered later, whose caller may also have been refused.
  bool admit(Pending& pending);
  [[nodiscard]] core::OperationContext context(const core::Principal& principal,
                                               const core::RequestOrigin* origin) const;

  const Services& services_;
  core::StoreSession& session_;
  core::TokenUses& token_uses_;
  http::Loop& loop_;
  core::LocalRateBuckets rate_buckets_;
  core::LocalRateBuckets refusal_buckets_;
  core::LocalRateBuckets account_attempts_;
  core::LocalRateBuckets network_attempts_;
  const KnownSessions sessions_;
  std::string rate_policy_;  // value of the Ratelimit-Policy header
};

}  // namespace selfsame::dialect
