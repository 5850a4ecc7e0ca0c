#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/entropy.h"

namespace selfsame::audit {

/// What everybody may have to check signatures: an Ed25519 public key (RFC 8032).
struct PublicKey {
  std::array<std::uint8_t, 32> bytes{};

  bool operator==(const PublicKey&) const = default;

  /// What signatures call it: the first 16 hex digits of its SHA-256.
  [[nodiscard]] std::string id() const;
  [[nodiscard]] std::string base64() const;
  /// As RFC 8410 has it, and as `openssl pkey -pubin` reads it.
  [[nodiscard]] std::string pem() const;
  /// Reads either spelling; space around it counts for nothing.
  static std::optional<PublicKey> parse(std::string_view text);
};

/// The key with which the server vouches for its logs. Its secret half is wiped from memory. Reading
/// it is thread-safe.
class SigningKey {
 public:
  /// The key in the file, which is made, for its owner alone, if it is not there. Of several
  /// processes that make it at once all get the same. Throws std::runtime_error with one clear line
  /// if the file is damaged, or others may read it, or it cannot be read or made.
  static SigningKey load_or_make(const std::string& path, core::Entropy& entropy);
  /// The same of a file that must be there.
  static SigningKey load(const std::string& path);
  /// One that is gone with the program.
  static SigningKey ephemeral(core::Entropy& entropy);

  SigningKey(SigningKey&&) noexcept;
  SigningKey& operator=(SigningKey&&) noexcept;
  ~SigningKey();

  [[nodiscard]] const PublicKey& public_key() const { return public_key_; }
  [[nodiscard]] const std::string& id() const { return id_; }
  /// 64 bytes.
  [[nodiscard]] std::string sign(std::string_view text) const;

 private:
  struct Secret;
  explicit SigningKey(std::unique_ptr<Secret> secret);
  /// No value: it holds no private key of this kind, or a public key that does not fit.
  static std::optional<SigningKey> from_file_content(std::string_view content);

  std::unique_ptr<Secret> secret_;
  PublicKey public_key_;
  std::string id_;
};

bool is_signed_by(const PublicKey& key, std::string_view text, std::string_view signature);

}  // namespace selfsame::audit
