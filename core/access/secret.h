#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace selfsame::core {

/// A secret in the clear: lives in the answer that shows it and nowhere else. It cannot be printed,
/// compared or copied by accident, and its memory is wiped.
class PlainSecret {
 public:
  explicit PlainSecret(std::string text) : text_(std::move(text)) {}
  PlainSecret(PlainSecret&& other) noexcept : text_(std::move(other.text_)) { other.wipe(); }
  PlainSecret& operator=(PlainSecret&& other) noexcept {
    if (this != &other) {
      wipe();
      text_ = std::move(other.text_);
      other.wipe();
    }
    return *this;
  }
  PlainSecret(const PlainSecret&) = delete;
  PlainSecret& operator=(const PlainSecret&) = delete;
  ~PlainSecret() { wipe(); }

  /// The one way to see it.
  [[nodiscard]] std::string_view reveal() const { return text_; }

 private:
  void wipe() noexcept;
  std::string text_;
};

/// SHA-256 of a secret. The secrets are random and long, so a fast hash is the right one.
struct SecretHash {
  std::array<std::uint8_t, 32> bytes{};
  bool operator==(const SecretHash&) const = default;
};

/// Cryptography that the core needs and does not contain.
class SecretHasher {
 public:
  virtual ~SecretHasher() = default;
  [[nodiscard]] virtual SecretHash hash(std::string_view secret) const = 0;
};

/// Memory-hard hashing of passwords (Argon2id, PHC strings).
class PasswordHasher {
 public:
  virtual ~PasswordHasher() = default;
  /// Throws std::bad_alloc if the memory that it needs is not there.
  [[nodiscard]] virtual std::string hash(std::string_view password) const = 0;
  /// Whether `hash` was made of this password, at whatever cost. False if it cannot be read. Throws
  /// as `hash` does: then nothing is known.
  [[nodiscard]] virtual bool verify(std::string_view password, std::string_view hash) const = 0;
  /// Whether `hash` is not what would be made now: of another cost or another function.
  [[nodiscard]] virtual bool needs_rehash(std::string_view hash) const = 0;
};

}  // namespace selfsame::core
