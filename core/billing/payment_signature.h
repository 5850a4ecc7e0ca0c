#pragma once

#include <cstdint>
#include <string_view>

#include "core/time.h"

namespace selfsame::core {

/// Whether the payment gateway signed a report as the Standard Webhooks specification has it
/// (https://www.standardwebhooks.com). Thread-safe.
class PaymentSignature {
 public:
  enum class Verdict : std::uint8_t {
    valid,
    malformed,  ///< a part is missing or is not what the specification has there
    wrong,      ///< made with another secret, or of another message
    too_old,    ///< right, but of more than the tolerance ago
    too_early,  ///< right, but of more than the tolerance from now
  };

  virtual ~PaymentSignature() = default;
  /// Whether there is a secret at all. Without one, no signature is right.
  [[nodiscard]] virtual bool is_configured() const = 0;
  /// The values of the headers `webhook-id`, `webhook-timestamp` (seconds since 1970) and
  /// `webhook-signature` (some of `v1,BASE64`, with blanks between them: one that is right is enough),
  /// and the body byte by byte.
  [[nodiscard]] virtual Verdict verify(std::string_view id, std::string_view timestamp,
                                       std::string_view signatures, std::string_view body,
                                       Timestamp now) const = 0;
};

}  // namespace selfsame::core
