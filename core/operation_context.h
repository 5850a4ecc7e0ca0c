#pragma once

#include "core/access/catalogue.h"
#include "core/access/operations.h"
#include "core/access/principal.h"
#include "core/access/secret.h"
#include "core/billing/billing_rules.h"
#include "core/entropy.h"
#include "core/limits.h"
#include "core/tenancy/role.h"
#include "core/time.h"

namespace selfsame::core {

/// What every operation is given beside its transaction and input.
struct OperationContext {
  const Catalogue& catalogue;
  const RoleCatalogue& roles;
  const BillingRules& billing;
  const SecretHasher& hasher;
  Entropy& entropy;
  Timestamp now;  ///< one instant for the whole operation
  const Principal& principal;
  const RequestOrigin* origin = nullptr;  ///< null at the command line and in reads
  std::chrono::seconds invite_lifetime = limits::kInviteLifetime;

  /// The same, with somebody else acting.
  [[nodiscard]] OperationContext acting_as(const Principal& other) const {
    return {catalogue, roles, billing, hasher, entropy, now, other, origin, invite_lifetime};
  }
};

}  // namespace selfsame::core
