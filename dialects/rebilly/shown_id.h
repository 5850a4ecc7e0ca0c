#pragma once

#include <string>
#include <vector>

#include "core/access/secret.h"
#include "core/id.h"
#include "core/identity/user.h"
#include "core/tenancy/role.h"

namespace selfsame::rebilly {

// `usr_0YVCEENYJ3D7Q9EN6BN16HA0G4`; or as a client chose it.
std::string shown_id(const core::User& user);
std::string shown_id(const core::Role& role);

/// By which ids the clauses of a filter find something: its own, and what they read in one that a
/// client chose. `context` and `hasher` are those that the filter was parsed with.
struct FilteredIds {
  core::OrganizationId context;
  const core::SecretHasher& hasher;

  [[nodiscard]] std::vector<core::IdBytes> of(const core::User& user) const;
  [[nodiscard]] std::vector<core::IdBytes> of(const core::Role& role) const;
  [[nodiscard]] std::vector<core::IdBytes> of(const std::vector<core::Role>& roles) const;
};

}  // namespace selfsame::rebilly
