#include "crypto/sodium.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <new>
#include <optional>
#include <sodium.h>
#include <stdexcept>
#include <sys/mman.h>

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

using PasswordHashText = std::array<char, crypto_pwhash_STRBYTES>;

/// As the library reads it; no value if it is too long, or ends before its last byte.
std::optional<PasswordHashText> terminate(std::string_view hash) {
  PasswordHashText text{};
  if (hash.size() >= text.size() || hash.find('\0') != std::string_view::npos) return std::nullopt;
  std::ranges::copy(hash, text.begin());
  return text;
}

/// Whether so much memory could be had at this moment, as the library would get it.
bool is_available(std::size_t bytes) {
  void* memory = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) return false;
  munmap(memory, bytes);
  return true;
}

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

Argon2idHasher::Argon2idHasher(PasswordCost cost) : cost_(cost) {
  static_assert(PasswordCost().operations == crypto_pwhash_OPSLIMIT_INTERACTIVE);
  static_assert(PasswordCost().memory_bytes == crypto_pwhash_MEMLIMIT_INTERACTIVE);
  if (cost.operations < crypto_pwhash_OPSLIMIT_MIN ||
      cost.operations > crypto_pwhash_OPSLIMIT_MAX ||
      cost.memory_bytes < crypto_pwhash_MEMLIMIT_MIN ||
      cost.memory_bytes > crypto_pwhash_MEMLIMIT_MAX) {
    throw std::invalid_argument("no cost of Argon2id");
  }
}

std::string Argon2idHasher::hash(std::string_view password) const {
  PasswordHashText text{};
  const int failed =
      crypto_pwhash_str_alg(text.data(), password.data(), password.size(), cost_.operations,
                            cost_.memory_bytes, crypto_pwhash_ALG_ARGON2ID13);
  if (failed != 0) throw std::bad_alloc();
  return text.data();
}

bool Argon2idHasher::verify(std::string_view password, std::string_view hash) const {
  const auto text = terminate(hash);
  if (!text) return false;
  if (crypto_pwhash_str_verify(text->data(), password.data(), password.size()) == 0) return true;
  // The library answers "no" for want of memory too, and does not say which it was.
  if (!is_available(cost_.memory_bytes)) throw std::bad_alloc();
  return false;
}

bool Argon2idHasher::needs_rehash(std::string_view hash) const {
  const auto text = terminate(hash);
  // Not `crypto_pwhash_str_needs_rehash`, which is content with Argon2i.
  return !text || crypto_pwhash_argon2id_str_needs_rehash(text->data(), cost_.operations,
                                                          cost_.memory_bytes) != 0;
}

std::string_view decoy_password_hash() {
  return "$argon2id$v=19$m=65536,t=2,p=1$FoUYvg8wOnq9x2XqqUiaTw$9w4EZW"
         "I46xvDwdNObk+WHuqc9qtz1ICeO+k0eRBkRvM";
}

}  // namespace selfsame::crypto
