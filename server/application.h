#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "billing/gateway_signature.h"
#include "billing/zones.h"
#include "core/access/catalogue.h"
#include "core/access/rate_limiter.h"
#include "core/billing/billing_rules.h"
#include "core/entropy.h"
#include "core/store.h"
#include "core/tenancy/role.h"
#include "core/time.h"
#include "crypto/answer_sealer.h"
#include "dialects/common/services.h"
#include "http/server.h"
#include "server/auditing.h"
#include "server/config.h"
#include "server/health.h"
#include "server/housekeeping.h"
#include "server/identifying.h"
#include "server/log.h"
#include "server/mailing.h"
#include "server/pipeline.h"
#include "server/renewals.h"

namespace selfsame::server {

/// What an application gets from outside; outlives it.
struct Surroundings {
  const core::Clock& clock;
  core::Entropy& entropy;  ///< thread-safe
  const core::SecretHasher& hasher;
  Log& log;
};

/// The whole server: everything that `selfsame serve` puts together. Tests start the same one.
class Application {
 public:
  /// Throws std::runtime_error with one clear line if the configuration or the store is wrong.
  Application(const Config& config, const Surroundings& surroundings);
  ~Application();
  Application(const Application&) = delete;
  Application& operator=(const Application&) = delete;

  /// Throws std::runtime_error if it cannot listen.
  void start();
  /// Answers what is in flight, stores what is in memory, closes the store.
  void stop();
  /// See http::Server.
  [[nodiscard]] std::string url() const { return server_->url(); }
  [[nodiscard]] std::uint16_t port() const { return server_->port(); }
  bool reload_certificate() { return server_->reload_certificate(); }
  [[nodiscard]] core::Store& store() { return *store_; }

 private:
  std::string metrics() const;
  void store_last_uses();

  std::unique_ptr<http::Server> make_server(const Config& config);

  const Surroundings surroundings_;
  Log& log_;
  std::vector<Pipeline*> pipelines_;  // owned by the server
  // Made before the store is touched, so that a wrong option changes nothing; see the destructor.
  std::unique_ptr<http::Server> server_;
  std::unique_ptr<const core::Catalogue> catalogue_;
  std::unique_ptr<const core::RoleCatalogue> roles_;
  const billing::SystemZones zones_;
  const core::BillingRules billing_;
  const billing::GatewaySignature payment_signature_;
  Mailing mailing_;
  Auditing auditing_;
  Identifying identifying_;
  Renewals renewals_;
  Housekeeping housekeeping_;
  const crypto::AnswerSealer answer_sealer_;
  std::unique_ptr<core::Store> store_;
  Health health_;
  core::RateLimiter rate_limiter_;
  core::RateLimiter refusal_limiter_;
  core::RateLimiter account_attempts_;
  core::RateLimiter network_attempts_;
  std::atomic<std::uint64_t> audit_failures_ = 0;
  dialect::PageAnchors page_anchors_;
  dialect::Services dialects_;
  PipelineServices services_;
  bool stopped_ = false;
};

}  // namespace selfsame::server
