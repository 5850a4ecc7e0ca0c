#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "core/identity/session_tokens.h"

namespace selfsame::dialect {

/// Remembers session tokens whose signature was found good, which is the dear part of a request: a
/// signature does not go bad. Whether the session counts is asked of the store each time. For one
/// thread.
class KnownSessions final : public core::SessionTokens {
 public:
  KnownSessions(const core::SessionTokens& tokens, std::size_t capacity)
      : tokens_(tokens), capacity_(capacity) {}

  [[nodiscard]] core::PlainSecret sign(const core::SessionClaims& claims) const override {
    return tokens_.sign(claims);
  }
  [[nodiscard]] std::optional<core::SessionClaims> verify(std::string_view token) const override {
    if (const auto known = known_.find(token); known != known_.end()) return known->second;
    auto claims = tokens_.verify(token);
    if (!claims) return claims;
    if (known_.size() >= capacity_) known_.clear();  // cheaper than to know which are old
    known_.emplace(token, *claims);
    return claims;
  }

 private:
  struct Hash {
    using is_transparent = void;  // NOLINT(readability-identifier-naming): the library's name
    std::size_t operator()(std::string_view text) const noexcept {
      return std::hash<std::string_view>()(text);
    }
  };

  const core::SessionTokens& tokens_;
  const std::size_t capacity_;
  mutable std::unordered_map<std::string, core::SessionClaims, Hash, std::equal_to<>> known_;
};

}  // namespace selfsame::dialect
