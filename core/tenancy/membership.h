#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/access/policy.h"
#include "core/id.h"
#include "core/ip_address.h"
#include "core/time.h"

namespace selfsame::core {

enum class MembershipStatus {
  pending,   ///< invited
  accepted,  ///< a member
  rejected,  ///< has declined; may be invited again
};

/// One of a member's policies: what they may (or may not) do, and where in the organization.
struct MemberPolicy {
  PolicyId id;
  Effect effect = Effect::allow;
  std::vector<IamGroupId> permission_groups;
  std::vector<ResourceGroupId> resource_groups;

  bool operator==(const MemberPolicy&) const = default;
};

/// A place in an organization: a user's, or offered to a mail address.
struct Membership {
  MembershipId id;
  OrganizationId organization;
  std::optional<UserId> user{};  ///< once it is answered; an open offer is bound to the address
  std::string email;             ///< the address it was offered to
  MembershipStatus status = MembershipStatus::pending;
  bool owner = false;  ///< accepted, and a Super Administrator
  bool is_default = false;
  std::vector<RoleId> roles{};
  std::vector<MemberPolicy> policies{};    ///< what counts; says the same as `roles`, and more
  std::vector<std::string> permissions{};  ///< names of single operations, or `*`
  std::vector<Cidr> allowed_networks{};    ///< from where the place may be used; empty: anywhere
  Timestamp created_at{};
  Timestamp modified_at{};

  bool operator==(const Membership&) const = default;
};

}  // namespace selfsame::core
