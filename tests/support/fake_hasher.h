#pragma once

#include <cstdint>

#include "core/access/secret.h"

namespace selfsame::testing {

/// Different texts make different hashes, as far as a test needs that. Not cryptography.
class FakeHasher final : public core::SecretHasher {
 public:
  [[nodiscard]] core::SecretHash hash(std::string_view secret) const override {
    core::SecretHash hash;
    std::uint64_t state = 0xCBF29CE484222325ULL;
    for (const char c : secret) state = (state ^ static_cast<std::uint8_t>(c)) * 0x100000001B3ULL;
    for (auto& byte : hash.bytes) {
      state = state * 6364136223846793005ULL + 1442695040888963407ULL;
      byte = static_cast<std::uint8_t>(state >> 56U);
    }
    return hash;
  }
};

}  // namespace selfsame::testing
