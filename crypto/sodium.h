#pragma once

#include <array>
#include <cstddef>
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

/// What one hash of a password takes; by itself libsodium's "interactive" cost.
struct PasswordCost {
  unsigned long long operations = 2;  ///< passes over the memory
  std::size_t memory_bytes = std::size_t{64} << 20;
};

/// The hash of a password that nobody knows any more, at the default cost of `Argon2idHasher`: to be
/// compared with where there is no hash, so that it takes as long.
std::string_view decoy_password_hash();

/// Argon2id. Verifies Argon2i too, which is then to be hashed anew. Thread-safe.
class Argon2idHasher : public core::PasswordHasher {
 public:
  /// Throws std::invalid_argument for a cost that Argon2id cannot have.
  explicit Argon2idHasher(PasswordCost cost = {});

  [[nodiscard]] std::string hash(std::string_view password) const override;
  [[nodiscard]] bool verify(std::string_view password, std::string_view hash) const override;
  [[nodiscard]] bool needs_rehash(std::string_view hash) const override;

 private:
  const PasswordCost cost_;
};

}  // namespace selfsame::crypto
