#pragma once

#include <atomic>
#include <cstdint>
#include <string_view>

#include "audit/signing_key.h"
#include "core/access/catalogue.h"
#include "core/access/secret.h"
#include "core/billing/billing_rules.h"
#include "core/entropy.h"
#include "core/store.h"
#include "core/tenancy/role.h"
#include "core/time.h"

namespace selfsame::audit {

/// Told what an operator should know, on the keeper's thread.
class KeeperObserver {
 public:
  virtual ~KeeperObserver() = default;
  /// The store cannot be read or written. Once, until it is back.
  virtual void keeper_lost_store(std::string_view detail) = 0;
};

/// What keeping logs needs; outlives it.
struct KeeperSurroundings {
  core::Store& store;
  const SigningKey& key;
  const core::Clock& clock;
  core::Entropy& entropy;
  const core::SecretHasher& hasher;
  const core::Catalogue& catalogue;
  const core::RoleCatalogue& roles;
  const core::BillingRules& billing;
  KeeperObserver& observer;
};

/// Since the start. Safe from every thread.
struct KeeperCounters {
  std::atomic<std::uint64_t> checkpoints = 0;
  std::atomic<std::uint64_t> pruned = 0;    ///< records that were forgotten
  std::atomic<std::uint64_t> failures = 0;  ///< looks that ended early
};

}  // namespace selfsame::audit
