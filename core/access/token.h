#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/access/policy.h"
#include "core/access/secret.h"
#include "core/id.h"
#include "core/owner.h"
#include "core/time.h"

namespace selfsame::core {

/// What the owner set. `expired` is not stored: it follows from the clock, see `effective_status`.
enum class TokenStatus { active, disabled };
enum class EffectiveTokenStatus { active, disabled, expired };

/// A revocable bearer credential, with policies, a condition and a validity window.
struct Token {
  TokenId id;
  Owner owner;
  std::string name;
  TokenStatus status = TokenStatus::active;
  std::vector<Policy> policies;
  std::optional<NetworkCondition> condition;
  std::optional<Timestamp> not_before;
  std::optional<Timestamp> expires_at;
  Timestamp issued_at;
  Timestamp modified_at;
  std::optional<Timestamp> last_used_at;  ///< up to `limits::kLastUsedDelay` behind
  std::string creator_email;  ///< of an organization's token, when it was made; else empty

  bool operator==(const Token&) const = default;

  /// `expired` from the instant `expires_at` on, whatever was set.
  [[nodiscard]] EffectiveTokenStatus effective_status(Timestamp now) const;
};

enum class ApiKeyKind {
  global,        ///< the one key of a user that may do whatever the user may
  organization,  ///< acts for its creator inside one organization
};

/// A long-lived secret.
struct ApiKey {
  ApiKeyId id;
  ApiKeyKind kind = ApiKeyKind::global;
  UserId user;
  std::optional<OrganizationId> organization;  ///< of an organization key
  std::string name;
  Timestamp created_at;

  bool operator==(const ApiKey&) const = default;
};

}  // namespace selfsame::core
