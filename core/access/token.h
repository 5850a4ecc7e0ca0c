#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/access/policy.h"
#include "core/access/secret.h"
#include "core/id.h"
#include "core/time.h"

namespace selfsame::core {

/// What the owner set. `expired` is not stored: it follows from the clock, see `effective_status`.
enum class TokenStatus { active, disabled };
enum class EffectiveTokenStatus { active, disabled, expired };

enum class OwnerKind { user, organization };

/// Whose token it is: a person's, or an organization's, whose people come and go.
struct TokenOwner {
  OwnerKind kind = OwnerKind::user;
  IdBytes id{};

  TokenOwner() = default;
  TokenOwner(const UserId& user)  // NOLINT(google-explicit-constructor): a user is an owner
      : kind(OwnerKind::user), id(user.bytes) {}
  TokenOwner(const OrganizationId& organization)  // NOLINT(google-explicit-constructor)
      : kind(OwnerKind::organization), id(organization.bytes) {}

  bool operator==(const TokenOwner&) const = default;
  [[nodiscard]] std::optional<UserId> user() const {
    return kind == OwnerKind::user ? std::optional(UserId{id}) : std::nullopt;
  }
  [[nodiscard]] std::optional<OrganizationId> organization() const {
    return kind == OwnerKind::organization ? std::optional(OrganizationId{id}) : std::nullopt;
  }
};

/// A revocable bearer credential, with policies, a condition and a validity window.
struct Token {
  TokenId id;
  TokenOwner owner;
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
