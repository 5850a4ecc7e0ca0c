#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/access/acl.h"
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
  publishable,   ///< an organization's too, but shown to everybody: it proves nobody
};

/// `global`, `organization`, `publishable`.
std::string_view api_key_kind_name(ApiKeyKind kind);

/// A long-lived secret.
struct ApiKey {
  ApiKeyId id;
  ApiKeyKind kind = ApiKeyKind::global;
  UserId user;
  std::optional<OrganizationId> organization;  ///< of every kind but the global one
  std::string name;
  Timestamp created_at;
  Timestamp modified_at{};
  std::string chosen_id{};  ///< that a client chose, unique in the organization; empty: none
  /// What an organization's key is restricted to; empty: to nothing but its creator's rights.
  std::vector<AclEntry> acl{};
  std::vector<Cidr> allowed_networks{};  ///< from where it may be used; empty: from anywhere
  /// What may be shown of the secret again: its last characters, or all of a publishable one. Empty
  /// if only its hash is known.
  std::string shown_secret{};

  bool operator==(const ApiKey&) const = default;
};

}  // namespace selfsame::core
