#pragma once

#include <string>

#include "core/audit/audit_log.h"
#include "core/store.h"
#include "core/time.h"

namespace selfsame::core {

/// Vouches for logs with the server's key. Thread-safe.
class CheckpointSigner {
 public:
  virtual ~CheckpointSigner() = default;
  /// Signs the newest record of a log, and stores the checkpoint.
  virtual AuditCheckpoint sign(WriteTransaction& tx, const AuditHead& head,
                               Timestamp now) const = 0;
  /// PEM, for those who check signatures.
  [[nodiscard]] virtual std::string public_key() const = 0;
};

}  // namespace selfsame::core
