#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "core/access/secret.h"
#include "core/time.h"

/// Symmetric signatures of the Standard Webhooks specification (https://www.standardwebhooks.com).
namespace selfsame::crypto {

/// What the sender and the receiver know, and nobody else.
class WebhookSecret {
 public:
  /// Reads `whsec_` and the base64 of 24 to 64 bytes. No value if it is anything else.
  static std::optional<WebhookSecret> parse(std::string_view text);

  using Mac = std::array<std::uint8_t, 32>;
  /// HMAC-SHA256 of the three with full stops between them; `timestamp` as it is in its header.
  [[nodiscard]] Mac authenticate(std::string_view id, std::string_view timestamp,
                                 std::string_view body) const;
  /// The same as the value of the header `webhook-signature`.
  [[nodiscard]] std::string sign(std::string_view id, std::string_view timestamp,
                                 std::string_view body) const;

 private:
  explicit WebhookSecret(core::PlainSecret key) : key_(std::move(key)) {}
  core::PlainSecret key_;
};

/// A message that came in: three headers, and the body byte by byte.
struct SignedMessage {
  std::string_view id;          ///< `webhook-id`
  std::string_view timestamp;   ///< `webhook-timestamp`: seconds since 1970
  std::string_view signatures;  ///< `webhook-signature`: some, with blanks between them
  std::string_view body;
};

enum class SignatureVerdict : std::uint8_t {
  valid,
  malformed,  ///< a header is missing, or not as the specification has it
  wrong,      ///< made with none of the secrets, or of another message
  too_old,    ///< right, but of more than the tolerance ago
  too_early,  ///< right, but of more than the tolerance from now
};

/// Whether one of the signatures was made with one of the secrets. Signatures of other versions than
/// v1 count for nothing. An id with a full stop is malformed: what is signed could be read in two ways.
[[nodiscard]] SignatureVerdict verify_webhook(std::span<const WebhookSecret> secrets,
                                              const SignedMessage& message, core::Timestamp now,
                                              std::chrono::seconds tolerance);

}  // namespace selfsame::crypto
