#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/identity/secret_sealer.h"
#include "dialects/common/known_texts.h"

namespace selfsame::dialect {

/// Remembers what a sealer derived, which is the same each time and needs the key that is in memory
/// anyway. For one thread.
class KnownDerivations final : public core::SecretSealer {
 public:
  KnownDerivations(const core::SecretSealer& sealer, std::size_t capacity)
      : sealer_(sealer), known_(capacity) {}

  [[nodiscard]] std::string seal(std::string_view secret, std::string_view context) const override {
    return sealer_.seal(secret, context);
  }
  [[nodiscard]] std::optional<core::PlainSecret> open(std::string_view sealed,
                                                      std::string_view context) const override {
    return sealer_.open(sealed, context);
  }
  [[nodiscard]] std::array<std::uint8_t, 32> derive(std::string_view context) const override {
    if (const auto* known = known_.find(context)) return *known;
    const auto derived = sealer_.derive(context);
    known_.keep(context, derived);
    return derived;
  }

 private:
  const core::SecretSealer& sealer_;
  mutable KnownTexts<std::array<std::uint8_t, 32>> known_;
};

}  // namespace selfsame::dialect
