#pragma once

#include <map>
#include <optional>
#include <vector>

#include "audit/verify.h"

namespace selfsame::audit {

/// Which checkpoints count.
class CheckpointCheck {
 public:
  explicit CheckpointCheck(const std::vector<PublicKey>& trusted_keys);

  /// What is wrong with a checkpoint in itself, if anything is.
  [[nodiscard]] std::optional<Problem> problem_of(const core::AuditCheckpoint& checkpoint) const;

 private:
  std::map<std::string, PublicKey, std::less<>> keys_;
};

/// Checkpoints that were handed in, by their logs and in their order.
using CheckpointsByOwner = std::map<core::IdBytes, std::vector<core::AuditCheckpoint>>;

CheckpointsByOwner by_owner(const std::vector<core::AuditCheckpoint>& checkpoints);

}  // namespace selfsame::audit
