#pragma once

#include "core/tenancy/membership.h"
#include "dialects/cloudflare/choices.h"

namespace selfsame::cloudflare {

/// What members and memberships call the state of a place.
inline constexpr Choices<core::MembershipStatus, 3> kMembershipStatuses{
    {{"accepted", core::MembershipStatus::accepted},
     {"pending", core::MembershipStatus::pending},
     {"rejected", core::MembershipStatus::rejected}}};

}  // namespace selfsame::cloudflare
