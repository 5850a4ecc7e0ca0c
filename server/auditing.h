#pragma once

#include <memory>
#include <optional>
#include <string_view>

#include "audit/checkpoint_signer.h"
#include "audit/keeper.h"
#include "audit/signing_key.h"
#include "audit/webhook.h"
#include "audit/webhook_transport.h"
#include "audit/webhook_worker.h"
#include "core/access/catalogue.h"
#include "core/access/secret.h"
#include "core/billing/billing_rules.h"
#include "core/entropy.h"
#include "core/store.h"
#include "core/tenancy/role.h"
#include "core/time.h"
#include "server/config.h"
#include "server/log.h"
#include "server/metrics.h"

namespace selfsame::server {

/// Keeps audit logs as the configuration says: signs them, forgets what is too old, and sends them to
/// the webhook.
class Auditing : private audit::KeeperObserver, private audit::WebhookObserver {
 public:
  /// Reads the webhook's secret. Throws std::runtime_error with one clear line if an option is wrong.
  Auditing(const Config& config, Log& log);
  ~Auditing() override;
  Auditing(const Auditing&) = delete;
  Auditing& operator=(const Auditing&) = delete;

  /// Reads the signing key, which is made if it is not there: when the store is open, so that a wrong
  /// store leaves no key behind. Throws std::runtime_error with one clear line.
  const core::CheckpointSigner& load_key(const Config& config, core::Entropy& entropy);

  /// What keeping logs needs; outlives `stop`.
  struct Surroundings {
    core::Store& store;
    const core::Clock& clock;
    core::Entropy& entropy;
    const core::SecretHasher& hasher;
    const core::Catalogue& catalogue;
    const core::RoleCatalogue& roles;
    const core::BillingRules& billing;
  };
  /// After `load_key`.
  void start(const Surroundings& surroundings);
  void stop();

  /// Without `failures`, which the dialects count.
  [[nodiscard]] AuditCounts counts() const;

 private:
  struct Webhook;

  void keeper_lost_store(std::string_view detail) override;
  void webhook_failed(const core::AuditDelivery& delivery) override;
  void webhook_lost_store(std::string_view detail) override;

  Log& log_;
  const std::unique_ptr<Webhook> webhook_;  // null: nothing is sent
  const audit::Keeper::Times times_;
  std::optional<const audit::SigningKey> key_;
  std::optional<const audit::KeySigner> signer_;
  std::unique_ptr<audit::Keeper> keeper_;
};

}  // namespace selfsame::server
