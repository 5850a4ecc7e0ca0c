#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "core/limits.h"

namespace selfsame::server {

/// What `selfsame serve` can be told. Each field is a flag, an environment variable and a key of
/// the configuration file: see server/settings.h.
// NOLINTNEXTLINE(clang-analyzer-optin.performance.Padding): in the order in which it reads
struct Config {
  std::string listen = "127.0.0.1:8420";
  std::string store = "sqlite:selfsame.db";
  unsigned threads = 0;  ///< event loops; 0: one per core
  std::string mount = "/client/v4";
  std::uint32_t rate_limit = core::limits::kRequestsPerWindow;
  std::vector<std::string> trusted_proxies;
  std::string tls_certificate;
  std::string tls_key;
  std::string log_level = "info";
  bool access_log = false;

  std::string smtp;  ///< URL of the mail server; empty: mail goes into `mail_directory`
  bool smtp_plain = false;
  std::string smtp_user;
  std::string smtp_password_file;
  std::string smtp_ca;
  std::string mail_from;
  std::string mail_directory = "selfsame-mail";
  std::string mail_templates;
  std::string mail_language = "en";
  std::string invite_link;                                               ///< with `{id}` in it
  std::string activation_link;                                           ///< with `{token}` in it
  std::string password_reset_link;                                       ///< with `{token}` in it
  std::int64_t invite_lifetime = core::limits::kInviteLifetime.count();  ///< days

  std::string audit_key;                        ///< file; empty: beside the store
  std::int64_t audit_checkpoint_interval = 60;  ///< seconds
  std::int64_t audit_retention = 0;             ///< days; 0: for ever
  std::string audit_webhook;                    ///< URL; empty: nothing is sent
  std::string audit_webhook_secret_file;
  std::string audit_webhook_ca;
  bool audit_webhook_plain = false;

  std::vector<std::string> allowed_origins;
  std::string public_url;                 ///< where clients reach this server; empty: as they say
  std::string service_name = "Selfsame";  ///< in authenticator apps
  bool no_sign_up = false;
  std::string session_keys;  ///< file; empty: beside the store
  std::string secret_key;    ///< file; empty: beside the store
  std::uint32_t account_attempts = core::limits::kAttemptsPerAccount;  ///< in 5 minutes; 0: any
  std::uint32_t network_attempts = core::limits::kAttemptsPerNetwork;  ///< likewise
  std::int64_t session_lifetime =
      std::chrono::seconds(core::limits::kSessionLifetime).count();  ///< seconds
  unsigned password_threads = 0;  ///< 0: one for two cores; each takes 64 MiB while it hashes

  std::string plans;                             ///< TOML file; empty: what is built in
  std::string payment_webhook_secret_file;       ///< empty: no signed reports are taken
  std::int64_t payment_webhook_tolerance = 300;  ///< seconds

  std::size_t connections = core::limits::kConnections;
  std::int64_t header_time = core::limits::kHeaderTime.count();  ///< seconds, as all times here
  std::int64_t body_time = core::limits::kBodyTime.count();
  std::int64_t write_time = core::limits::kWriteTime.count();
  std::int64_t idle_time = core::limits::kIdleTime.count();
  std::int64_t stop_time = core::limits::kStopTime.count();
};

/// What is wrong with the configuration in one line for the operator; empty if nothing is.
std::string validate(const Config& config);

}  // namespace selfsame::server
