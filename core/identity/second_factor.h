#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/id.h"
#include "core/time.h"

namespace selfsame::core {

enum class FactorState {
  pending,  ///< shown to its owner, not proved yet: asked of nobody
  active,
};

/// An authenticator app that a person proves themselves with, beside the password. The model has
/// room for one; passkeys will be things of their own.
struct SecondFactor {
  UserId user;
  FactorState state = FactorState::pending;
  std::string sealed_secret;                ///< base32, by `SecretSealer`
  std::optional<std::int64_t> last_step{};  ///< of the code that was used last
  std::optional<Timestamp> last_proof_at{};
  Timestamp created_at{};
  Timestamp modified_at{};

  bool operator==(const SecondFactor&) const = default;
};

}  // namespace selfsame::core
