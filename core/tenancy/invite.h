#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/id.h"
#include "core/time.h"

namespace selfsame::core {

/// What was answered. `expired` is not stored: it follows from the clock.
enum class InviteStatus { pending, accepted, rejected };
enum class EffectiveInviteStatus { pending, accepted, rejected, expired };

/// An offer of membership to a mail address. Kept after its answer, as the invited person's record,
/// for as long as there is the organization.
struct Invite {
  InviteId id;
  OrganizationId organization;
  MembershipId membership;  ///< the place that it offers
  std::string email;        ///< who may answer: the user with this verified address
  std::vector<RoleId> roles{};
  std::string invited_by;  ///< mail address of the inviter; empty: the system
  InviteStatus status = InviteStatus::pending;
  Timestamp invited_at{};
  Timestamp expires_at{};

  bool operator==(const Invite&) const = default;

  /// `expired` from the instant `expires_at` on, if it was not answered before.
  [[nodiscard]] EffectiveInviteStatus effective_status(Timestamp now) const;
};

}  // namespace selfsame::core
