#pragma once

#include "core/identity/one_time_codes.h"

namespace selfsame::identity {

/// By liboath. Thread-safe.
class OneTimeCodes : public core::OneTimeCodes {
 public:
  /// Throws std::runtime_error if the library cannot start.
  OneTimeCodes();

  [[nodiscard]] core::PlainSecret make_secret(core::Entropy& entropy) const override;
  /// Throws std::invalid_argument if `secret` is not 160 bits in base32.
  [[nodiscard]] std::optional<std::int64_t> find_step(
      std::string_view secret, std::string_view code, core::Timestamp now,
      std::optional<std::int64_t> last_step) const override;
};

}  // namespace selfsame::identity
