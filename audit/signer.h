#pragma once

#include <atomic>
#include <cstdint>

#include "audit/checkpoint.h"
#include "audit/keeper_surroundings.h"
#include "audit/signing_key.h"
#include "core/store.h"

namespace selfsame::audit {

/// Makes the checkpoint on the newest record of a log, and those before it that are due, so that no
/// two are more than `kRecordsPerCheckpointMax` records apart. If it is there already, it is made
/// again.
core::AuditCheckpoint sign_now(core::WriteTransaction& tx, const SigningKey& key,
                               const core::AuditHead& head, core::Timestamp now);

/// Signs all logs that have records which no checkpoint vouches for.
class Signer {
 public:
  Signer(const KeeperSurroundings& surroundings, KeeperCounters& counters)
      : with_(surroundings), counters_(counters) {}

  /// Goes on until all is signed or `stopping` is true. Throws what the store throws.
  void sign_all(const std::atomic<bool>& stopping);

 private:
  const KeeperSurroundings& with_;
  KeeperCounters& counters_;
};

}  // namespace selfsame::audit
