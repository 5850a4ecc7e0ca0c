#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/access/secret.h"
#include "core/entropy.h"

/// What opens an account whose second factor is lost. Stored as `SecretHasher::hash` of the
/// normalized code; each works once.
namespace selfsame::core {

/// `limits::kRecoveryCodes` new codes, as they are shown: `abcd-efgh-jkmn-pqrs`, which are 80 random
/// bits in Crockford base32.
std::vector<PlainSecret> make_recovery_codes(Entropy& entropy);

/// The form in which codes are hashed: 16 characters, without dashes. Letters may come in any case,
/// spaces and dashes anywhere, and `i`, `l`, `o` for the digits that they look like. No value: it
/// cannot be a code.
std::optional<std::string> normalize_recovery_code(std::string_view text);

}  // namespace selfsame::core
