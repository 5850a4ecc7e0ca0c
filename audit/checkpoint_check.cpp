#include "audit/checkpoint_check.h"

#include <algorithm>

#include "audit/checkpoint.h"

namespace selfsame::audit {

CheckpointCheck::CheckpointCheck(const std::vector<PublicKey>& trusted_keys) {
  for (const auto& key : trusted_keys) keys_.emplace(key.id(), key);
}

std::optional<Problem> CheckpointCheck::problem_of(const core::AuditCheckpoint& checkpoint) const {
  const auto key = keys_.find(checkpoint.key);
  if (key == keys_.end()) return Problem::checkpoint_unknown_key;
  if (!is_genuine(checkpoint, key->second)) return Problem::checkpoint_forged;
  return std::nullopt;
}

CheckpointsByOwner by_owner(const std::vector<core::AuditCheckpoint>& checkpoints) {
  CheckpointsByOwner sorted;
  for (const auto& checkpoint : checkpoints) {
    auto& list = sorted[checkpoint.owner.id];
    const auto place =
        std::ranges::upper_bound(list, checkpoint.sequence, {}, &core::AuditCheckpoint::sequence);
    list.insert(place, checkpoint);
  }
  return sorted;
}

}  // namespace selfsame::audit
