#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/access/secret.h"

namespace selfsame::core {

/// Encrypts secrets that must be read again (of one-time codes), so that neither the store nor a
/// copy of it holds them in the clear. Thread-safe.
class SecretSealer {
 public:
  virtual ~SecretSealer() = default;

  /// `context` names what the secret is and whose; only the same opens it.
  [[nodiscard]] virtual std::string seal(std::string_view secret,
                                         std::string_view context) const = 0;
  /// No value: sealed by another key or for another context, or altered.
  [[nodiscard]] virtual std::optional<PlainSecret> open(std::string_view sealed,
                                                        std::string_view context) const = 0;
  /// Bytes that nobody without the key can tell, the same each time for the same context.
  [[nodiscard]] virtual std::array<std::uint8_t, 32> derive(std::string_view context) const = 0;
};

}  // namespace selfsame::core
