#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/access/secret.h"
#include "core/time.h"

namespace selfsame::identity {

/// A pair of keys for ES256 (RFC 7518): P-256. Its secret half is wiped from memory.
struct SigningKey {
  std::string id;  ///< the thumbprint of its public half (RFC 7638), in base64url
  core::Timestamp created_at{};
  core::PlainSecret private_pem;  ///< PKCS#8
  std::string public_pem;         ///< SubjectPublicKeyInfo
  std::string x;                  ///< of the public point, 32 bytes in base64url
  std::string y;

  /// By OpenSSL's own generator.
  static SigningKey make(core::Timestamp now);
  /// No value: no private key, encrypted, of another kind, or not one of a pair.
  static std::optional<SigningKey> from_pem(std::string_view private_pem,
                                            core::Timestamp created_at);
};

}  // namespace selfsame::identity
