#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace selfsame::core {

/// Seals answers that are kept for a request that comes again. They may hold secrets, so only who has
/// both opens them: the secret that the caller proved themselves with, which is stored nowhere, and
/// the key of the request. Thread-safe.
class AnswerSealer {
 public:
  virtual ~AnswerSealer() = default;
  /// Another text each time, also for the same body.
  [[nodiscard]] virtual std::string seal(std::string_view body, std::string_view secret,
                                         std::string_view key) const = 0;
  /// The body; nothing if it was sealed with another secret or key, or was altered since.
  [[nodiscard]] virtual std::optional<std::string> open(std::string_view sealed,
                                                        std::string_view secret,
                                                        std::string_view key) const = 0;
};

}  // namespace selfsame::core
