#pragma once

#include <memory>
#include <optional>
#include <string>

#include "core/entropy.h"
#include "core/identity/identity.h"
#include "core/time.h"
#include "crypto/secret_sealer.h"
#include "crypto/sodium.h"
#include "identity/one_time_codes.h"
#include "identity/password_texts.h"
#include "identity/password_workers.h"
#include "identity/session_tokens.h"
#include "server/config.h"
#include "server/log.h"

namespace selfsame::server {

/// What proves who people are, put together: passwords, session tokens, one-time codes, and the keys
/// beside the store that these need.
class Identifying {
 public:
  explicit Identifying(Log& log) : log_(log) {}

  /// Reads the keys, or makes them. Throws std::runtime_error with one clear line.
  const core::Identity& load(const Config& config, const core::Clock& clock,
                             core::Entropy& entropy);
  /// Says in the log which key signs session tokens. After `load`, like what follows.
  void announce();
  [[nodiscard]] core::PasswordWorkers& workers() { return *workers_; }
  [[nodiscard]] const core::SecretSealer& sealer() const { return *sealer_; }
  /// What `/.well-known/jwks.json` says.
  [[nodiscard]] const std::string& jwks() const { return jwks_; }

  /// Finishes the work that waits. Whoever asked for it must still be there.
  void stop();

 private:
  Log& log_;
  const crypto::Argon2idHasher hasher_;
  const identity::PasswordTexts texts_;
  const identity::OneTimeCodes codes_;
  std::optional<identity::SessionTokens> tokens_;
  std::optional<crypto::SecretSealer> sealer_;
  std::optional<core::Identity> identity_;
  std::optional<identity::PasswordWorkers> workers_;
  std::string jwks_;
};

}  // namespace selfsame::server
