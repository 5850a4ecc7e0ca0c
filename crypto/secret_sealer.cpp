#include "crypto/secret_sealer.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <sodium.h>
#include <stdexcept>
#include <utility>

#include "crypto/base64.h"
#include "crypto/key_file.h"

namespace selfsame::crypto {
namespace {

constexpr char kVersion = 1;
constexpr std::size_t kVersionBytes = 1;
constexpr std::size_t kNonceBytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t kTagBytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;
constexpr std::size_t kKeyBytes = crypto_aead_xchacha20poly1305_ietf_KEYBYTES;
constexpr std::string_view kFilePrefix = "selfsame-sealing-key-1:";

static_assert(kKeyBytes == 32);

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

}  // namespace

struct SecretSealer::Key {
  std::array<std::uint8_t, kKeyBytes> bytes{};

  Key() = default;
  ~Key() { sodium_memzero(bytes.data(), bytes.size()); }
  Key(const Key&) = delete;
  Key& operator=(const Key&) = delete;

  static std::unique_ptr<const Key> make(core::Entropy& entropy) {
    auto key = std::make_unique<Key>();
    entropy.fill(key->bytes);
    return key;
  }

  /// Null: it holds no such key.
  static std::unique_ptr<const Key> from_file_content(std::string_view content) {
    auto key = std::make_unique<Key>();
    const bool good = content.starts_with(kFilePrefix) &&
                      from_base64(content.substr(kFilePrefix.size()), key->bytes);
    return good ? std::move(key) : nullptr;
  }

  [[nodiscard]] core::PlainSecret file_content() const {
    const core::PlainSecret base64(to_base64(bytes));
    std::string content;
    content.reserve(kFilePrefix.size() + base64.reveal().size() + 1);
    content.append(kFilePrefix).append(base64.reveal()).append("\n");
    return core::PlainSecret(std::move(content));
  }
};

SecretSealer::SecretSealer(std::unique_ptr<const Key> key, core::Entropy& entropy)
    : key_(std::move(key)), entropy_(entropy) {}

SecretSealer::SecretSealer(SecretSealer&&) noexcept = default;
SecretSealer::~SecretSealer() = default;

SecretSealer SecretSealer::ephemeral(core::Entropy& entropy) {
  return {Key::make(entropy), entropy};
}

SecretSealer SecretSealer::load_or_make(const std::string& path, core::Entropy& entropy) {
  auto content = read_key_file(path);
  if (!content) {
    make_key_file(path, Key::make(entropy)->file_content(), entropy);
    content = read_key_file(path);  // what is there now: another process may have been faster
  }
  auto key = content ? Key::from_file_content(content->reveal()) : nullptr;
  if (!key) throw std::runtime_error("key file " + path + ": is no sealing key, or is damaged");
  return {std::move(key), entropy};
}

std::string SecretSealer::seal(std::string_view secret, std::string_view context) const {
  std::string sealed(kVersionBytes + kNonceBytes + secret.size() + kTagBytes, '\0');
  sealed.front() = kVersion;
  auto* const nonce = reinterpret_cast<unsigned char*>(sealed.data()) + kVersionBytes;
  entropy_.fill({nonce, kNonceBytes});
  const int failed = crypto_aead_xchacha20poly1305_ietf_encrypt(
      nonce + kNonceBytes, nullptr, bytes_of(secret), secret.size(), bytes_of(context),
      context.size(), nullptr, nonce, key_->bytes.data());
  if (failed != 0) throw std::logic_error("libsodium refused what cannot fail");
  return sealed;
}

std::optional<core::PlainSecret> SecretSealer::open(std::string_view sealed,
                                                    std::string_view context) const {
  if (sealed.size() < kVersionBytes + kNonceBytes + kTagBytes) return std::nullopt;
  if (sealed.front() != kVersion) return std::nullopt;
  sealed.remove_prefix(kVersionBytes);
  const auto* const nonce = bytes_of(sealed);
  std::string secret(sealed.size() - kNonceBytes - kTagBytes, '\0');
  const int failed = crypto_aead_xchacha20poly1305_ietf_decrypt(
      reinterpret_cast<unsigned char*>(secret.data()), nullptr, nullptr, nonce + kNonceBytes,
      sealed.size() - kNonceBytes, bytes_of(context), context.size(), nonce, key_->bytes.data());
  if (failed != 0) return std::nullopt;
  return core::PlainSecret(std::move(secret));
}

std::array<std::uint8_t, 32> SecretSealer::derive(std::string_view context) const {
  std::array<std::uint8_t, 32> derived{};
  const int failed = crypto_generichash(derived.data(), derived.size(), bytes_of(context),
                                        context.size(), key_->bytes.data(), key_->bytes.size());
  if (failed != 0) throw std::logic_error("libsodium refused what cannot fail");
  return derived;
}

}  // namespace selfsame::crypto
