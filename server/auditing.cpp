#include "server/auditing.h"

#include <chrono>
#include <fstream>
#include <optional>
#include <stdexcept>
#include <utility>

#include "server/audit_commands.h"
#include "server/version.h"

namespace selfsame::server {
namespace {

audit::SigningKey read_key(const std::string& file, core::Entropy& entropy) {
  if (file.empty()) return audit::SigningKey::ephemeral(entropy);
  try {
    return audit::SigningKey::load_or_make(file, entropy);
  } catch (const std::runtime_error& error) {
    throw std::runtime_error(std::string("--audit-key: ") + error.what());
  }
}

crypto::WebhookSecret read_secret(const std::string& path) {
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  if (line.ends_with('\r')) line.pop_back();
  auto secret = crypto::WebhookSecret::parse(line);
  if (secret) return std::move(*secret);
  throw std::runtime_error("--audit-webhook-secret-file: " + path +
                           " cannot be read, or does not begin with whsec_ and the base64 of 24 to "
                           "64 bytes");
}

std::unique_ptr<audit::WebhookTransport> make_transport(const Config& config) {
  audit::WebhookOptions options;
  options.url = config.audit_webhook;
  options.user_agent = std::string("Selfsame/") + kVersion;
  options.plain = config.audit_webhook_plain;
  options.ca_file = config.audit_webhook_ca;
  try {
    return std::make_unique<audit::HttpWebhookTransport>(std::move(options));
  } catch (const std::runtime_error& error) {
    throw std::runtime_error(std::string("--audit-webhook-ca: ") + error.what());
  }
}

}  // namespace

struct Auditing::Webhook {
  explicit Webhook(const Config& config)
      : host(audit::webhook_host(config.audit_webhook)),
        secret(read_secret(config.audit_webhook_secret_file)),
        transport(make_transport(config)) {}

  const std::string host;
  const crypto::WebhookSecret secret;
  const std::unique_ptr<audit::WebhookTransport> transport;
  std::optional<audit::WebhookWorker> worker;
};

Auditing::Auditing(const Config& config, Log& log)
    : log_(log),
      webhook_(config.audit_webhook.empty() ? nullptr : std::make_unique<Webhook>(config)),
      times_{.period = std::chrono::seconds(config.audit_checkpoint_interval),
             .retention = std::chrono::days(config.audit_retention)} {}

Auditing::~Auditing() = default;

const core::CheckpointSigner& Auditing::load_key(const Config& config, core::Entropy& entropy) {
  const auto file = audit_key_path(config.store, config.audit_key);
  key_.emplace(read_key(file, entropy));
  signer_.emplace(*key_);
  log_.write(LogLevel::info, file.empty() ? "audit_key_not_kept" : "audit_key",
             {{"key_id", key_->id()}});
  return *signer_;
}

void Auditing::start(const Surroundings& with) {
  keeper_ = std::make_unique<audit::Keeper>(
      audit::KeeperSurroundings{with.store, *key_, with.clock, with.entropy, with.hasher,
                                with.catalogue, with.roles, with.billing, *this},
      times_);
  keeper_->start();
  if (webhook_ == nullptr) return;
  log_.write(LogLevel::info, "audit_webhook", {{"host", webhook_->host}});
  webhook_->worker.emplace(audit::WebhookSurroundings{with.store, *webhook_->transport,
                                                      webhook_->secret, with.clock, *this});
  webhook_->worker->start();
}

void Auditing::stop() {
  if (webhook_ != nullptr && webhook_->worker) webhook_->worker->stop();
  if (keeper_ != nullptr) keeper_->stop();
}

AuditCounts Auditing::counts() const {
  AuditCounts counts;
  if (keeper_ != nullptr) {
    const auto& kept = keeper_->counters();
    counts.checkpoints = kept.checkpoints;
    counts.pruned = kept.pruned;
    counts.keeper_failures = kept.failures;
  }
  if (webhook_ != nullptr && webhook_->worker) {
    const auto& sent = webhook_->worker->counters();
    counts.delivered = sent.delivered;
    counts.delivery_failures = sent.failures;
    counts.logs_waiting_now = sent.logs_waiting_now;
  }
  return counts;
}

void Auditing::keeper_lost_store(std::string_view detail) {
  log_.write(LogLevel::error, "audit_keeper_waits_for_store", {{"detail", detail}});
}

void Auditing::webhook_failed(const core::AuditDelivery& delivery) {
  log_.write(LogLevel::warn, "audit_webhook_failed",
             {{"owner_id", core::HexId(delivery.owner)},
              {"delivered_sequence", std::to_string(delivery.delivered_sequence)},
              {"attempts", std::to_string(delivery.attempts)},
              {"next_attempt", core::format_seconds(delivery.next_attempt_at)},
              {"detail", delivery.last_error}});
}

void Auditing::webhook_lost_store(std::string_view detail) {
  log_.write(LogLevel::error, "audit_webhook_waits_for_store", {{"detail", detail}});
}

}  // namespace selfsame::server
