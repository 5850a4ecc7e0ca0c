#pragma once

#include <cstdint>
#include <string_view>

#include "core/access/secret.h"
#include "core/entropy.h"

namespace selfsame::core {

/// Kinds of secrets that Selfsame makes. Each is spelled prefix + 40 alphanumerics + 8 hex digits
/// of checksum (CRC-32 of all before it), so that a mistyped or foreign one is refused without a
/// look-up and a leak scanner can find it.
enum class SecretKind {
  user_token,        ///< `ssut_`
  account_token,     ///< `ssat_`
  global_key,        ///< `ssgk_`
  organization_key,  ///< `sk_live_`: the form that Rebilly's clients know
};

std::string_view secret_prefix(SecretKind kind);

PlainSecret make_secret(SecretKind kind, Entropy& entropy);

/// A password for a first user: 26 characters with 130 random bits.
PlainSecret make_password(Entropy& entropy);

enum class SecretForm {
  ours,      ///< one of our prefixes, right length and checksum
  mistyped,  ///< one of our prefixes, and wrong
  foreign,   ///< another form: may have been brought in by `import`
};

SecretForm secret_form(std::string_view secret);

/// CRC-32 (IEEE 802.3) of the text.
std::uint32_t crc32(std::string_view text);

}  // namespace selfsame::core
