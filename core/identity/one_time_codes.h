#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/access/secret.h"
#include "core/entropy.h"
#include "core/time.h"

namespace selfsame::core {

/// Codes of an authenticator app: TOTP (RFC 6238) with HMAC-SHA1, 6 digits, 30 seconds, as every app
/// can do it. Thread-safe.
class OneTimeCodes {
 public:
  virtual ~OneTimeCodes() = default;

  /// A new secret: 160 random bits, base32 without padding.
  [[nodiscard]] virtual PlainSecret make_secret(Entropy& entropy) const = 0;

  /// The step of time that a code belongs to, if it is one of the secret's now, or one step (30
  /// seconds) early or late. A step at or before `last_step` does not count: each code works once.
  [[nodiscard]] virtual std::optional<std::int64_t> find_step(
      std::string_view secret, std::string_view code, Timestamp now,
      std::optional<std::int64_t> last_step) const = 0;
};

/// `otpauth://totp/ISSUER:EMAIL?secret=…&issuer=…`, percent-encoded: what the QR code holds.
std::string one_time_code_url(std::string_view issuer, std::string_view email,
                              std::string_view secret);

}  // namespace selfsame::core
