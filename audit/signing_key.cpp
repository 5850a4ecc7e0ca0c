#include "audit/signing_key.h"

#include <algorithm>
#include <cstddef>
#include <sodium.h>
#include <span>
#include <stdexcept>
#include <utility>

#include "audit/hex.h"
#include "core/access/secret.h"
#include "crypto/base64.h"
#include "crypto/key_file.h"
#include "crypto/sodium.h"

namespace selfsame::audit {
namespace {

// What stands before the key in DER (RFC 8410).
constexpr std::array<std::uint8_t, 16> kPrivatePrefix{
    0x30, 0x2E, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20};
constexpr std::array<std::uint8_t, 12> kPublicPrefix{0x30, 0x2A, 0x30, 0x05, 0x06, 0x03,
                                                     0x2B, 0x65, 0x70, 0x03, 0x21, 0x00};
constexpr std::string_view kPrivateBegin = "-----BEGIN PRIVATE KEY-----";
constexpr std::string_view kPrivateEnd = "-----END PRIVATE KEY-----";
constexpr std::string_view kPublicBegin = "-----BEGIN PUBLIC KEY-----";
constexpr std::string_view kPublicEnd = "-----END PUBLIC KEY-----";
constexpr std::string_view kBlank = " \t\r\n";
constexpr std::size_t kIdDigits = 16;

static_assert(crypto_sign_SEEDBYTES == 32 && crypto_sign_PUBLICKEYBYTES == 32);

/// Bytes on the stack that are wiped.
template <std::size_t Size>
struct Wiped {
  std::array<std::uint8_t, Size> bytes{};

  Wiped() = default;
  Wiped(const Wiped&) = delete;
  Wiped& operator=(const Wiped&) = delete;
  ~Wiped() { sodium_memzero(bytes.data(), bytes.size()); }
};

std::string_view trim(std::string_view text) {
  const auto begin = text.find_first_not_of(kBlank);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kBlank) - begin + 1);
}

/// What is between the lines of the PEM text that `rest` begins with, and is taken off it. No value if
/// it begins with something else.
std::optional<std::string_view> take_pem(std::string_view& rest, std::string_view begin,
                                         std::string_view end) {
  const auto length = rest.find(end);
  if (!rest.starts_with(begin) || length == std::string_view::npos) return std::nullopt;
  const auto inside = rest.substr(begin.size(), length - begin.size());
  rest = trim(rest.substr(length + end.size()));
  return trim(inside);
}

/// Reads 32 bytes of key that follow a fixed prefix in DER.
template <std::size_t PrefixSize>
bool read_der(std::string_view base64, const std::array<std::uint8_t, PrefixSize>& prefix,
              std::span<std::uint8_t, 32> key) {
  Wiped<PrefixSize + 32> der;
  if (!crypto::from_base64(base64, der.bytes)) return false;
  if (!std::equal(prefix.begin(), prefix.end(), der.bytes.begin())) return false;
  std::copy_n(der.bytes.begin() + PrefixSize, key.size(), key.begin());
  return true;
}

std::string to_pem(std::string_view begin, std::string_view base64, std::string_view end) {
  std::string pem;
  pem.reserve(begin.size() + base64.size() + end.size() + 3);
  pem.append(begin).append("\n").append(base64).append("\n").append(end).append("\n");
  return pem;
}

/// The private key, and the public one, by which damage to it is seen.
core::PlainSecret file_content(const Wiped<32>& seed, const PublicKey& public_key) {
  Wiped<kPrivatePrefix.size() + 32> der;
  std::ranges::copy(kPrivatePrefix, der.bytes.begin());
  std::ranges::copy(seed.bytes, der.bytes.begin() + kPrivatePrefix.size());
  const core::PlainSecret base64(crypto::to_base64(der.bytes));
  const core::PlainSecret pem(to_pem(kPrivateBegin, base64.reveal(), kPrivateEnd));
  const auto public_pem = public_key.pem();
  std::string content;
  content.reserve(pem.reveal().size() + public_pem.size());
  content.append(pem.reveal()).append(public_pem);
  return core::PlainSecret(std::move(content));
}

}  // namespace

std::string PublicKey::id() const {
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  return to_hex(crypto::Sha256Hasher().hash(text).bytes).substr(0, kIdDigits);
}

std::string PublicKey::base64() const { return crypto::to_base64(bytes); }

std::string PublicKey::pem() const {
  std::array<std::uint8_t, kPublicPrefix.size() + 32> der{};
  std::ranges::copy(kPublicPrefix, der.begin());
  std::ranges::copy(bytes, der.begin() + kPublicPrefix.size());
  return to_pem(kPublicBegin, crypto::to_base64(der), kPublicEnd);
}

std::optional<PublicKey> PublicKey::parse(std::string_view text) {
  PublicKey key;
  text = trim(text);
  const auto der = take_pem(text, kPublicBegin, kPublicEnd);
  const bool good = der ? text.empty() && read_der(*der, kPublicPrefix, key.bytes)
                        : crypto::from_base64(text, key.bytes);
  return good ? std::optional(key) : std::nullopt;
}

struct SigningKey::Secret {
  Wiped<crypto_sign_SECRETKEYBYTES> key;
  PublicKey public_key;

  explicit Secret(const Wiped<32>& seed) {
    crypto_sign_seed_keypair(public_key.bytes.data(), key.bytes.data(), seed.bytes.data());
  }
};

SigningKey::SigningKey(std::unique_ptr<Secret> secret)
    : secret_(std::move(secret)), public_key_(secret_->public_key), id_(public_key_.id()) {}

SigningKey::SigningKey(SigningKey&&) noexcept = default;
SigningKey& SigningKey::operator=(SigningKey&&) noexcept = default;
SigningKey::~SigningKey() = default;

SigningKey SigningKey::ephemeral(core::Entropy& entropy) {
  Wiped<32> seed;
  entropy.fill(seed.bytes);
  return SigningKey(std::make_unique<Secret>(seed));
}

std::optional<SigningKey> SigningKey::from_file_content(std::string_view content) {
  content = trim(content);
  const auto der = take_pem(content, kPrivateBegin, kPrivateEnd);
  Wiped<32> seed;
  if (!der || !read_der(*der, kPrivatePrefix, seed.bytes)) return std::nullopt;
  SigningKey key(std::make_unique<Secret>(seed));
  if (!content.empty() && PublicKey::parse(content) != key.public_key()) return std::nullopt;
  return key;
}

SigningKey SigningKey::load(const std::string& path) {
  const auto content = crypto::read_key_file(path);
  if (!content) throw std::runtime_error("audit key " + path + ": there is no such file");
  auto key = from_file_content(content->reveal());
  if (!key) {
    throw std::runtime_error("audit key " + path +
                             ": is no Ed25519 private key in PEM, or is damaged");
  }
  return std::move(*key);
}

SigningKey SigningKey::load_or_make(const std::string& path, core::Entropy& entropy) {
  if (!crypto::read_key_file(path)) {
    Wiped<32> seed;
    entropy.fill(seed.bytes);
    const SigningKey made(std::make_unique<Secret>(seed));
    crypto::make_key_file(path, file_content(seed, made.public_key()), entropy);
  }
  return load(path);  // what is there now: another process may have been faster
}

std::string SigningKey::sign(std::string_view text) const {
  std::string signature(crypto_sign_BYTES, '\0');
  crypto_sign_detached(reinterpret_cast<unsigned char*>(signature.data()), nullptr,
                       reinterpret_cast<const unsigned char*>(text.data()), text.size(),
                       secret_->key.bytes.data());
  return signature;
}

bool is_signed_by(const PublicKey& key, std::string_view text, std::string_view signature) {
  return signature.size() == crypto_sign_BYTES &&
         crypto_sign_verify_detached(reinterpret_cast<const unsigned char*>(signature.data()),
                                     reinterpret_cast<const unsigned char*>(text.data()),
                                     text.size(), key.bytes.data()) == 0;
}

}  // namespace selfsame::audit
