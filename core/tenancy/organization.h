#pragma once

#include <string>

#include "core/id.h"
#include "core/time.h"

namespace selfsame::core {

/// The tenant.
struct Organization {
  OrganizationId id;
  std::string name;
  Timestamp created_at;
  Timestamp modified_at;

  bool operator==(const Organization&) const = default;
};

/// A user's place in an organization.
struct Membership {
  MembershipId id;
  OrganizationId organization;
  UserId user;
  bool owner = false;
  Timestamp created_at;

  bool operator==(const Membership&) const = default;
};

/// A membership together with the organization that it is of.
struct OrganizationOfUser {
  Organization organization;
  Membership membership;

  bool operator==(const OrganizationOfUser&) const = default;
};

}  // namespace selfsame::core
