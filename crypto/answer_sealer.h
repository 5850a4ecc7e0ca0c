#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/access/answer_sealer.h"
#include "core/entropy.h"

namespace selfsame::crypto {

/// XChaCha20-Poly1305 with a random nonce, which stands in front; its key is the BLAKE2b hash of the
/// secret and the request's key. Thread-safe.
class AnswerSealer : public core::AnswerSealer {
 public:
  /// `entropy` outlives it, and is thread-safe.
  explicit AnswerSealer(core::Entropy& entropy) : entropy_(entropy) {}

  [[nodiscard]] std::string seal(std::string_view body, std::string_view secret,
                                 std::string_view key) const override;
  [[nodiscard]] std::optional<std::string> open(std::string_view sealed, std::string_view secret,
                                                std::string_view key) const override;

 private:
  core::Entropy& entropy_;
};

}  // namespace selfsame::crypto
