#include "crypto/sodium.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <new>
#include <sodium.h>
#include <stdexcept>

namespace selfsame::crypto {
namespace {

/// Random bytes asked for in advance: a system call for each id would be felt. What was handed out is
/// wiped.
class Pool {
 public:
  void fill(std::span<std::uint8_t> bytes) {
    if (bytes.size() > bytes_.size()) return randombytes_buf(bytes.data(), bytes.size());
    if (bytes.size() > bytes_.size() - used_) {
      randombytes_buf(bytes_.data(), bytes_.size());
      used_ = 0;
    }
    std::copy_n(bytes_.data() + used_, bytes.size(), bytes.data());
    sodium_memzero(bytes_.data() + used_, bytes.size());
    used_ += bytes.size();
  }

 private:
  std::array<std::uint8_t, 1024> bytes_{};
  std::size_t used_ = bytes_.size();
};

}  // namespace

void initialize() {
  if (sodium_init() < 0) throw std::runtime_error("libsodium cannot be initialized");
}

void SystemEntropy::fill(std::span<std::uint8_t> bytes) {
  thread_local Pool pool;
  pool.fill(bytes);
}

core::SecretHash Sha256Hasher::hash(std::string_view secret) const {
  core::SecretHash hash;
  crypto_hash_sha256(hash.bytes.data(), reinterpret_cast<const unsigned char*>(secret.data()),
                     secret.size());
  return hash;
}

std::array<std::uint8_t, 32> hmac_sha256(std::string_view key, std::string_view text) {
  const auto* key_bytes = reinterpret_cast<const unsigned char*>(key.data());
  const auto* text_bytes = reinterpret_cast<const unsigned char*>(text.data());
  crypto_auth_hmacsha256_state state;
  crypto_auth_hmacsha256_init(&state, key_bytes, key.size());
  crypto_auth_hmacsha256_update(&state, text_bytes, text.size());
  std::array<std::uint8_t, crypto_auth_hmacsha256_BYTES> code{};
  crypto_auth_hmacsha256_final(&state, code.data());
  sodium_memzero(&state, sizeof state);  // whoever has it can sign
  return code;
}

std::string Argon2idHasher::hash(std::string_view password) const {
  std::array<char, crypto_pwhash_STRBYTES> text{};
  const int failed = crypto_pwhash_str_alg(
      text.data(), password.data(), password.size(), crypto_pwhash_OPSLIMIT_INTERACTIVE,
      crypto_pwhash_MEMLIMIT_INTERACTIVE, crypto_pwhash_ALG_ARGON2ID13);
  if (failed != 0) throw std::bad_alloc();
  return text.data();
}

}  // namespace selfsame::crypto
