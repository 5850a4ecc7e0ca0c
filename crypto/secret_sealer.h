#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/access/secret.h"
#include "core/entropy.h"
#include "core/identity/secret_sealer.h"

namespace selfsame::crypto {

/// XChaCha20-Poly1305 under one key of the server; a byte for the version of this form and a random
/// nonce stand in front. The key is wiped from memory. Thread-safe.
class SecretSealer : public core::SecretSealer {
 public:
  /// By the key in the file, which is made, for its owner alone, if it is not there. Of several
  /// processes that make it at once all get the same. `entropy` outlives the sealer, and is
  /// thread-safe. Throws std::runtime_error with one clear line if the file is damaged, or others may
  /// read it, or it cannot be read or made.
  static SecretSealer load_or_make(const std::string& path, core::Entropy& entropy);
  /// By a key that is gone with the program.
  static SecretSealer ephemeral(core::Entropy& entropy);

  SecretSealer(SecretSealer&&) noexcept;
  ~SecretSealer() override;

  [[nodiscard]] std::string seal(std::string_view secret, std::string_view context) const override;
  [[nodiscard]] std::optional<core::PlainSecret> open(std::string_view sealed,
                                                      std::string_view context) const override;
  /// BLAKE2b of the context, keyed.
  [[nodiscard]] std::array<std::uint8_t, 32> derive(std::string_view context) const override;

 private:
  struct Key;
  SecretSealer(std::unique_ptr<const Key> key, core::Entropy& entropy);

  std::unique_ptr<const Key> key_;
  core::Entropy& entropy_;
};

}  // namespace selfsame::crypto
