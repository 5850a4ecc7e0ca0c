#include "identity/session_tokens.h"

#include <boost/json/value.hpp>
#include <cerrno>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <jwt.h>
#include <memory>
#include <new>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <stdexcept>
#include <utility>

#include "core/limits.h"
#include "crypto/base64.h"
#include "json/parse.h"

namespace selfsame::identity {
namespace {

constexpr const char* kAlgorithm = "ES256";
constexpr const char* kType = "JWT";
constexpr const char* kAudience = "selfsame-session";
constexpr std::string_view kIdPrefix = "jwt_";
constexpr std::size_t kSignatureBytes = 64;
constexpr std::size_t kDepth = 1;                      // objects of plain values
constexpr std::int64_t kSecondsMax = 253'402'300'799;  // the end of the year 9999

// ---- signing

struct Free {
  void operator()(jwt_t* jwt) const { jwt_free(jwt); }
  void operator()(char* token) const {
    OPENSSL_cleanse(token, std::strlen(token));
    std::free(token);  // NOLINT: the library's malloc
  }
};
using Jwt = std::unique_ptr<jwt_t, Free>;

/// The library answers with numbers of errno.
void check(int error) {
  if (error == ENOMEM) throw std::bad_alloc();
  if (error != 0) throw std::runtime_error("libjwt: error " + std::to_string(error));
}

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

Jwt new_jwt() {
  jwt_t* jwt = nullptr;
  check(jwt_new(&jwt));
  return Jwt(jwt);
}

std::int64_t seconds(core::Timestamp at) {
  return std::chrono::floor<std::chrono::seconds>(at.time_since_epoch()).count();
}

std::string spell(core::SessionId id) {
  return std::string(kIdPrefix) + core::id_to_base32(id.bytes);
}

void add_claims(jwt_t* jwt, const std::string& issuer, const core::SessionClaims& claims) {
  check(jwt_add_grant(jwt, "iss", issuer.c_str()));
  check(jwt_add_grant(jwt, "aud", kAudience));
  check(jwt_add_grant(jwt, "sub", claims.user.hex().c_str()));
  check(jwt_add_grant(jwt, "jti", spell(claims.id).c_str()));
  check(jwt_add_grant_int(jwt, "iat", seconds(claims.issued_at)));
  check(jwt_add_grant_int(jwt, "exp", seconds(claims.expires_at)));
}

// ---- verifying

/// The parts of a token, decoded.
struct Parts {
  std::string header;
  std::string payload;
};

/// No value: not of the form, or in a spelling that nobody writes.
std::optional<Parts> split(std::string_view token) {
  if (token.size() > core::limits::kSessionTokenBytes) return std::nullopt;
  if (!core::is_session_token(token)) return std::nullopt;
  const auto first = token.find('.');
  const auto second = token.rfind('.');
  auto header = crypto::from_base64url(token.substr(0, first));
  auto payload = crypto::from_base64url(token.substr(first + 1, second - first - 1));
  const auto signature = crypto::from_base64url(token.substr(second + 1));
  if (!header || !payload || !signature) return std::nullopt;
  if (signature->size() != kSignatureBytes) return std::nullopt;
  return Parts{std::move(*header), std::move(*payload)};
}

/// No value: no JSON object, or one with a key twice.
std::optional<boost::json::object> read_object(std::string_view text) {
  auto value = json::parse(text, kDepth);
  if (!value || !value->is_object()) return std::nullopt;
  return std::move(value->get_object());
}

std::optional<std::string_view> text_in(const boost::json::object& object, std::string_view key) {
  const auto* value = object.if_contains(key);
  const auto* text = value == nullptr ? nullptr : value->if_string();
  return text == nullptr ? std::nullopt : std::optional<std::string_view>(*text);
}

/// Fields that are not known are refused: extensions that must be understood, keys and places of keys
/// that the sender chose.
bool is_ours(const boost::json::object& header) {
  const bool has_type = header.contains("typ");
  return text_in(header, "alg") == kAlgorithm && text_in(header, "kid") &&
         (!has_type || text_in(header, "typ") == kType) && header.size() == (has_type ? 3U : 2U);
}

/// Null: none of ours.
const SigningKey* key_of(std::string_view header_text, const SigningKeys& keys) {
  const auto header = read_object(header_text);
  if (!header || !is_ours(*header)) return nullptr;
  return keys.find(*text_in(*header, "kid"));
}

std::optional<core::Timestamp> time_in(const boost::json::object& object, std::string_view key) {
  const auto* value = object.if_contains(key);
  const auto* number = value == nullptr ? nullptr : value->if_int64();
  if (number == nullptr || *number < 0 || *number > kSecondsMax) return std::nullopt;
  return core::Timestamp(std::chrono::seconds(*number));
}

std::optional<core::UserId> user_in(const boost::json::object& payload) {
  const auto text = text_in(payload, "sub");
  const auto bytes = text ? core::parse_hex_id(*text) : std::nullopt;
  const auto user = bytes ? std::optional(core::UserId{*bytes}) : std::nullopt;
  return user && user->hex() == *text ? user : std::nullopt;
}

std::optional<core::SessionId> session_in(const boost::json::object& payload) {
  const auto text = text_in(payload, "jti");
  const auto id = text ? core::SessionId::parse(*text) : std::nullopt;
  return id && spell(*id) == *text ? id : std::nullopt;
}

std::optional<core::SessionClaims> claims_in(std::string_view text, std::string_view issuer) {
  const auto payload = read_object(text);
  if (!payload) return std::nullopt;
  if (text_in(*payload, "iss") != issuer) return std::nullopt;
  if (text_in(*payload, "aud") != kAudience) return std::nullopt;
  const auto id = session_in(*payload);
  const auto user = user_in(*payload);
  const auto issued_at = time_in(*payload, "iat");
  const auto expires_at = time_in(*payload, "exp");
  if (!id || !user || !issued_at || !expires_at) return std::nullopt;
  return core::SessionClaims{
      .id = *id, .user = *user, .issued_at = *issued_at, .expires_at = *expires_at};
}

bool is_signed_by(const SigningKey& key, const std::string& token) {
  jwt_t* decoded = nullptr;
  const int error = jwt_decode(&decoded, token.c_str(), bytes_of(key.public_pem),
                               static_cast<int>(key.public_pem.size()));
  const Jwt jwt(decoded);
  ERR_clear_error();  // nobody else on this thread is to find what was wrong with it
  return error == 0 && jwt && jwt_get_alg(jwt.get()) == JWT_ALG_ES256;
}

}  // namespace

SessionTokens::SessionTokens(std::string issuer, SigningKeys keys)
    : issuer_(std::move(issuer)), keys_(std::move(keys)) {
  bool is_good = !issuer_.empty();
  try {
    is_good = is_good && verify(sign({}).reveal()).has_value();
  } catch (const std::runtime_error&) {
    is_good = false;
  }
  if (!is_good) throw std::invalid_argument("no session token can carry the issuer " + issuer_);
}

core::PlainSecret SessionTokens::sign(const core::SessionClaims& claims) const {
  const auto& key = keys_.newest();
  const auto pem = key.private_pem.reveal();
  const auto jwt = new_jwt();
  check(jwt_add_header(jwt.get(), "kid", key.id.c_str()));
  add_claims(jwt.get(), issuer_, claims);
  check(jwt_set_alg(jwt.get(), JWT_ALG_ES256, bytes_of(pem), static_cast<int>(pem.size())));
  const std::unique_ptr<char, Free> token(jwt_encode_str(jwt.get()));
  if (!token) throw std::runtime_error("libjwt cannot sign");
  return core::PlainSecret(token.get());
}

std::optional<core::SessionClaims> SessionTokens::verify(std::string_view token) const {
  const auto parts = split(token);
  if (!parts) return std::nullopt;
  const auto* key = key_of(parts->header, keys_);
  if (key == nullptr) return std::nullopt;
  const auto claims = claims_in(parts->payload, issuer_);
  if (!claims) return std::nullopt;
  return is_signed_by(*key, std::string(token)) ? claims : std::nullopt;
}

}  // namespace selfsame::identity
