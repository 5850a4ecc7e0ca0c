#pragma once

#include <memory>
#include <string>

#include "core/entropy.h"
#include "core/identity/secret_sealer.h"
#include "core/store.h"
#include "core/time.h"
#include "mail/address.h"
#include "mail/deliverer.h"
#include "mail/templates.h"
#include "mail/transport.h"
#include "mail/worker.h"
#include "server/config.h"
#include "server/log.h"
#include "server/metrics.h"

namespace selfsame::server {

/// Sends what the core puts into the outbox, as the configuration says.
class Mailing : private mail::Observer {
 public:
  /// Reads the templates and the password. Throws std::runtime_error with one clear line if an
  /// option is wrong.
  Mailing(const Config& config, Log& log);
  ~Mailing() override;
  Mailing(const Mailing&) = delete;
  Mailing& operator=(const Mailing&) = delete;

  /// Says in the log where mail goes, and begins. All of them outlive `stop`.
  void start(core::Store& store, const core::Clock& clock, core::Entropy& entropy,
             const core::SecretSealer& sealer);
  void stop();
  [[nodiscard]] MailCounts counts() const;

 private:
  void mail_failed(const core::Mail& mail) override;
  void mail_dead(const core::Mail& mail) override;
  void store_lost(std::string_view detail) override;

  Log& log_;
  const std::string smtp_host_;  // empty: into the directory
  const std::string directory_;
  const mail::Address from_;
  const mail::Templates templates_;
  const std::unique_ptr<mail::Transport> transport_;
  std::unique_ptr<mail::Worker> worker_;
};

}  // namespace selfsame::server
