#pragma once

#include <string>

#include "core/access/secret.h"

namespace selfsame::testing {

/// Quick, and its hashes tell the password. Not cryptography.
class FakePasswordHasher : public core::PasswordHasher {
 public:
  [[nodiscard]] std::string hash(std::string_view password) const override {
    return std::string(kPrefix) + std::string(password);
  }
  [[nodiscard]] bool verify(std::string_view password, std::string_view hash) const override {
    return hash.starts_with(kPrefix) && hash.substr(kPrefix.size()) == password;
  }
  [[nodiscard]] bool needs_rehash(std::string_view hash) const override {
    return !hash.starts_with(kPrefix);
  }

 private:
  static constexpr std::string_view kPrefix = "$fake$";
};

}  // namespace selfsame::testing
