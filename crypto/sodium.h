#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "core/access/secret.h"
#include "core/entropy.h"

/// The core's cryptographic ports, by libsodium.
namespace selfsame::crypto {

/// Call once before anything else here. Throws std::runtime_error if the library cannot start.
void initialize();

/// The operating system's generator. Thread-safe.
class SystemEntropy : public core::Entropy {
 public:
  void fill(std::span<std::uint8_t> bytes) override;
};

/// SHA-256. Thread-safe.
class Sha256Hasher : public core::SecretHasher {
 public:
  [[nodiscard]] core::SecretHash hash(std::string_view secret) const override;
};

/// HMAC-SHA256 (RFC 2104).
std::array<std::uint8_t, 32> hmac_sha256(std::string_view key, std::string_view text);

/// Argon2id at libsodium's "interactive" cost: 64 MiB, 2 passes. Thread-safe.
class Argon2idHasher : public core::PasswordHasher {
 public:
  [[nodiscard]] std::string hash(std::string_view password) const override;
};

}  // namespace selfsame::crypto
