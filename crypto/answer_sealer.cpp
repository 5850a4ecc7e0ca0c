#include "crypto/answer_sealer.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <sodium.h>
#include <stdexcept>

namespace selfsame::crypto {
namespace {

constexpr std::size_t kNonceBytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t kTagBytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;
constexpr std::size_t kLengthBytes = 8;

/// What no other use of the same texts has.
constexpr std::array<std::uint8_t, crypto_generichash_blake2b_PERSONALBYTES> kContext{
    's', 'e', 'l', 'f', 's', 'a', 'm', 'e', '.', 'a', 'n', 's', 'w', 'e', 'r', '1'};

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

void require_success(int failed) {
  if (failed != 0) throw std::logic_error("libsodium refused what cannot fail");
}

/// The key of one answer; wiped when it has been used.
class AnswerKey {
 public:
  AnswerKey(std::string_view secret, std::string_view key) {
    crypto_generichash_blake2b_state state;
    require_success(crypto_generichash_blake2b_init_salt_personal(&state, nullptr, 0, bytes_.size(),
                                                                  nullptr, kContext.data()));
    add(state, secret);
    add(state, key);
    require_success(crypto_generichash_blake2b_final(&state, bytes_.data(), bytes_.size()));
    sodium_memzero(&state, sizeof state);
  }
  AnswerKey(const AnswerKey&) = delete;
  AnswerKey& operator=(const AnswerKey&) = delete;
  ~AnswerKey() { sodium_memzero(bytes_.data(), bytes_.size()); }

  [[nodiscard]] const unsigned char* data() const { return bytes_.data(); }

 private:
  /// With its length in front, so that no two pairs of texts run into the same one.
  static void add(crypto_generichash_blake2b_state& state, std::string_view text) {
    std::array<std::uint8_t, kLengthBytes> length{};
    auto rest = std::uint64_t{text.size()};
    for (auto& byte : length) {
      byte = static_cast<std::uint8_t>(rest);
      rest >>= 8U;
    }
    require_success(crypto_generichash_blake2b_update(&state, length.data(), length.size()));
    require_success(crypto_generichash_blake2b_update(&state, bytes_of(text), text.size()));
  }

  std::array<std::uint8_t, crypto_aead_xchacha20poly1305_ietf_KEYBYTES> bytes_{};
};

}  // namespace

std::string AnswerSealer::seal(std::string_view body, std::string_view secret,
                               std::string_view key) const {
  std::string sealed(kNonceBytes + body.size() + kTagBytes, '\0');
  auto* const nonce = reinterpret_cast<unsigned char*>(sealed.data());
  entropy_.fill({nonce, kNonceBytes});
  const AnswerKey answer_key(secret, key);
  require_success(crypto_aead_xchacha20poly1305_ietf_encrypt(nonce + kNonceBytes, nullptr,
                                                             bytes_of(body), body.size(), nullptr,
                                                             0, nullptr, nonce, answer_key.data()));
  return sealed;
}

std::optional<std::string> AnswerSealer::open(std::string_view sealed, std::string_view secret,
                                              std::string_view key) const {
  if (sealed.size() < kNonceBytes + kTagBytes) return std::nullopt;
  const auto* const nonce = bytes_of(sealed);
  std::string body(sealed.size() - kNonceBytes - kTagBytes, '\0');
  const AnswerKey answer_key(secret, key);
  const int failed = crypto_aead_xchacha20poly1305_ietf_decrypt(
      reinterpret_cast<unsigned char*>(body.data()), nullptr, nullptr, nonce + kNonceBytes,
      sealed.size() - kNonceBytes, nullptr, 0, nonce, answer_key.data());
  if (failed != 0) return std::nullopt;
  return body;
}

}  // namespace selfsame::crypto
