#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "core/identity/session_tokens.h"
#include "dialects/common/known_texts.h"

namespace selfsame::dialect {

/// Remembers session tokens whose signature was found good, which is the dear part of a request: a
/// signature does not go bad. Whether the session counts is asked of the store each time. For one
/// thread.
class KnownSessions final : public core::SessionTokens {
 public:
  KnownSessions(const core::SessionTokens& tokens, std::size_t capacity)
      : tokens_(tokens), known_(capacity) {}

  [[nodiscard]] core::PlainSecret sign(const core::SessionClaims& claims) const override {
    return tokens_.sign(claims);
  }
  [[nodiscard]] std::optional<core::SessionClaims> verify(std::string_view token) const override {
    if (const auto* known = known_.find(token)) return *known;
    auto claims = tokens_.verify(token);
    if (claims) known_.keep(token, *claims);
    return claims;
  }

 private:
  const core::SessionTokens& tokens_;
  mutable KnownTexts<core::SessionClaims> known_;
};

}  // namespace selfsame::dialect
