#pragma once

#include <optional>
#include <string_view>

#include "core/access/secret.h"
#include "core/identity/session.h"

namespace selfsame::core {

/// What a session token says, once its signature has been found good.
struct SessionClaims {
  SessionId id;
  UserId user;
  Timestamp issued_at{};
  Timestamp expires_at{};

  bool operator==(const SessionClaims&) const = default;
};

/// Signs and checks the tokens that carry sessions (JWT). Whether the session still counts is the
/// store's to say. Thread-safe.
class SessionTokens {
 public:
  virtual ~SessionTokens() = default;

  [[nodiscard]] virtual PlainSecret sign(const SessionClaims& claims) const = 0;
  /// No value: not one of ours, altered, signed by a key that is no longer known, or not of this
  /// server. Times are read, not judged.
  [[nodiscard]] virtual std::optional<SessionClaims> verify(std::string_view token) const = 0;
};

/// Whether a bearer credential has the form of a session token: three parts with dots between.
bool is_session_token(std::string_view bearer);

}  // namespace selfsame::core
