#pragma once

#include <optional>

#include "core/id.h"

namespace selfsame::core {

enum class OwnerKind { user, organization };

/// Whose something is: a person's, or an organization's, whose people come and go.
struct Owner {
  OwnerKind kind = OwnerKind::user;
  IdBytes id{};

  Owner() = default;
  Owner(const UserId& user)  // NOLINT(google-explicit-constructor): a user is an owner
      : kind(OwnerKind::user), id(user.bytes) {}
  Owner(const OrganizationId& organization)  // NOLINT(google-explicit-constructor)
      : kind(OwnerKind::organization), id(organization.bytes) {}

  bool operator==(const Owner&) const = default;
  [[nodiscard]] std::optional<UserId> user() const {
    return kind == OwnerKind::user ? std::optional(UserId{id}) : std::nullopt;
  }
  [[nodiscard]] std::optional<OrganizationId> organization() const {
    return kind == OwnerKind::organization ? std::optional(OrganizationId{id}) : std::nullopt;
  }
};

}  // namespace selfsame::core
