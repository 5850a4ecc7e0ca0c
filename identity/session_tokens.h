#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/identity/session_tokens.h"
#include "identity/signing_keys.h"

namespace selfsame::identity {

/// JWTs (RFC 7519) signed by ES256, as RFC 8725 would have them: what a token says about its own
/// algorithm, key or form can only make it refused. Times in them are whole seconds; the rest is cut
/// off. Thread-safe.
class SessionTokens final : public core::SessionTokens {
 public:
  /// `issuer` is what tokens say they come from, and must say. Throws std::invalid_argument if no
  /// token can carry it: longer than its part in `limits::kSessionTokenBytes`, or no text.
  SessionTokens(std::string issuer, SigningKeys keys);

  [[nodiscard]] core::PlainSecret sign(const core::SessionClaims& claims) const override;
  [[nodiscard]] std::optional<core::SessionClaims> verify(std::string_view token) const override;

  [[nodiscard]] const SigningKeys& keys() const { return keys_; }

 private:
  std::string issuer_;
  SigningKeys keys_;
};

}  // namespace selfsame::identity
