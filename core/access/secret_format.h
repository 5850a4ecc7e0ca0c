#pragma once

#include <cstdint>
#include <string>
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
  publishable_key,   ///< `pk_live_`: likewise
  action_link,       ///< `ssal_`: in links that do one thing once
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

/// The text with `***` in the place of what follows the prefix of one of our secrets: for what is kept
/// or logged, of paths and of what others say.
std::string hide_secrets(std::string_view text);

/// CRC-32 (IEEE 802.3) of the text.
std::uint32_t crc32(std::string_view text);

}  // namespace selfsame::core
