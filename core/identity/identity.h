#pragma once

#include <chrono>
#include <string>

#include "core/identity/one_time_codes.h"
#include "core/identity/password_rules.h"
#include "core/identity/secret_sealer.h"
#include "core/identity/session_tokens.h"
#include "core/limits.h"

namespace selfsame::core {

/// What proving who one is needs beside the store; outlives every request.
struct Identity {
  const PasswordTexts& passwords;
  const SessionTokens& tokens;
  const OneTimeCodes& codes;
  const SecretSealer& sealer;
  /// The hash of no password, at the cost of a real one: what unknown people's are compared with, so
  /// that it takes as long.
  std::string decoy_hash;
  /// What authenticator apps call this server.
  std::string issuer = "Selfsame";
  std::chrono::seconds session_lifetime = limits::kSessionLifetime;
  /// Whether people make accounts for themselves.
  bool takes_sign_ups = true;

  /// The same, with another sealer.
  [[nodiscard]] Identity with_sealer(const SecretSealer& other) const {
    return {passwords, tokens, codes, other, decoy_hash, issuer, session_lifetime, takes_sign_ups};
  }
};

}  // namespace selfsame::core
