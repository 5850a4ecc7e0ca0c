#include "identity/signing_key.h"

#include <array>
#include <cstdint>
#include <memory>
#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <stdexcept>
#include <utility>

#include "crypto/base64.h"
#include "crypto/sodium.h"
#include "json/writer.h"

namespace selfsame::identity {
namespace {

struct Free {
  void operator()(EVP_PKEY* pair) const { EVP_PKEY_free(pair); }
  void operator()(EVP_PKEY_CTX* context) const { EVP_PKEY_CTX_free(context); }
  void operator()(BIGNUM* number) const { BN_free(number); }
  void operator()(BIO* bio) const { BIO_free(bio); }
};
template <class T>
using Owned = std::unique_ptr<T, Free>;

/// Nobody else on this thread is to find what went wrong here.
struct ErrorsCleared {
  ErrorsCleared() = default;
  ~ErrorsCleared() { ERR_clear_error(); }
  ErrorsCleared(const ErrorsCleared&) = delete;
  ErrorsCleared& operator=(const ErrorsCleared&) = delete;
};

void check(bool done) {
  if (!done) throw std::runtime_error("OpenSSL cannot handle a P-256 key");
}

std::string_view written(BIO* bio) {
  char* text = nullptr;
  const auto length = BIO_get_mem_data(bio, &text);
  check(length > 0);
  return {text, static_cast<std::size_t>(length)};
}

core::PlainSecret private_pem(EVP_PKEY* pair) {
  const Owned<BIO> bio(BIO_new(BIO_s_secmem()));
  check(bio &&
        PEM_write_bio_PKCS8PrivateKey(bio.get(), pair, nullptr, nullptr, 0, nullptr, nullptr) == 1);
  return core::PlainSecret(std::string(written(bio.get())));
}

std::string public_pem(EVP_PKEY* pair) {
  const Owned<BIO> bio(BIO_new(BIO_s_mem()));
  check(bio && PEM_write_bio_PUBKEY(bio.get(), pair) == 1);
  return std::string(written(bio.get()));
}

std::string coordinate(EVP_PKEY* pair, const char* name) {
  BIGNUM* found = nullptr;
  check(EVP_PKEY_get_bn_param(pair, name, &found) == 1);
  const Owned<BIGNUM> number(found);
  std::array<std::uint8_t, 32> bytes{};
  check(BN_bn2binpad(number.get(), bytes.data(), static_cast<int>(bytes.size())) ==
        static_cast<int>(bytes.size()));
  return crypto::to_base64url(bytes);
}

std::string thumbprint(std::string_view x, std::string_view y) {
  std::string text;
  json::Writer(text)
      .begin_object()
      .field("crv", "P-256")
      .field("kty", "EC")
      .field("x", x)
      .field("y", y)
      .end_object();
  return crypto::to_base64url(crypto::Sha256Hasher().hash(text).bytes);
}

SigningKey describe(EVP_PKEY* pair, core::Timestamp created_at) {
  auto x = coordinate(pair, OSSL_PKEY_PARAM_EC_PUB_X);
  auto y = coordinate(pair, OSSL_PKEY_PARAM_EC_PUB_Y);
  return {.id = thumbprint(x, y),
          .created_at = created_at,
          .private_pem = private_pem(pair),
          .public_pem = public_pem(pair),
          .x = std::move(x),
          .y = std::move(y)};
}

/// Without it OpenSSL asks at the terminal.
int know_no_passphrase(char*, int, int, void*) { return -1; }

bool is_p256(EVP_PKEY* pair) {
  std::array<char, 64> group{};
  return EVP_PKEY_is_a(pair, "EC") == 1 &&
         EVP_PKEY_get_group_name(pair, group.data(), group.size(), nullptr) == 1 &&
         std::string_view(group.data()) == SN_X9_62_prime256v1;
}

bool is_pair(EVP_PKEY* pair) {
  const Owned<EVP_PKEY_CTX> context(EVP_PKEY_CTX_new_from_pkey(nullptr, pair, nullptr));
  return context && EVP_PKEY_check(context.get()) == 1;
}

}  // namespace

SigningKey SigningKey::make(core::Timestamp now) {
  const ErrorsCleared cleared;
  const Owned<EVP_PKEY> pair(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256"));
  check(pair != nullptr);
  return describe(pair.get(), now);
}

std::optional<SigningKey> SigningKey::from_pem(std::string_view private_pem,
                                               core::Timestamp created_at) {
  const ErrorsCleared cleared;
  const Owned<BIO> bio(BIO_new_mem_buf(private_pem.data(), static_cast<int>(private_pem.size())));
  if (!bio) return std::nullopt;
  const Owned<EVP_PKEY> pair(
      PEM_read_bio_PrivateKey(bio.get(), nullptr, know_no_passphrase, nullptr));
  if (!pair || !is_p256(pair.get()) || !is_pair(pair.get())) return std::nullopt;
  return describe(pair.get(), created_at);
}

}  // namespace selfsame::identity
