#pragma once

#include <string>

#include "core/access/answer_sealer.h"

namespace selfsame::testing {

/// Hides a body from whoever searches for it, and opens it for the same secret and key. Not
/// cryptography.
class FakeAnswerSealer final : public core::AnswerSealer {
 public:
  [[nodiscard]] std::string seal(std::string_view body, std::string_view secret,
                                 std::string_view key) const override {
    std::string sealed = seal_of(secret, key);
    for (const char c : body) sealed += static_cast<char>(~c);
    return sealed;
  }
  [[nodiscard]] std::optional<std::string> open(std::string_view sealed, std::string_view secret,
                                                std::string_view key) const override {
    const auto seal = seal_of(secret, key);
    if (!sealed.starts_with(seal)) return std::nullopt;
    std::string body;
    for (const char c : sealed.substr(seal.size())) body += static_cast<char>(~c);
    return body;
  }

 private:
  static std::string seal_of(std::string_view secret, std::string_view key) {
    return std::to_string(std::hash<std::string_view>()(secret)) + '/' +
           std::to_string(std::hash<std::string_view>()(key)) + '/';
  }
};

}  // namespace selfsame::testing
