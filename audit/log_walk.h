#pragma once

#include <cstdint>
#include <optional>

#include "audit/checkpoint_check.h"
#include "audit/store_cursors.h"
#include "audit/verify.h"

namespace selfsame::audit {

/// Goes through one log of a store from its oldest record to its newest, and remembers where it is
/// first not what was written.
class LogWalk {
 public:
  /// Without a head there is no log: every record is one too many.
  LogWalk(const core::IdBytes& owner, const std::optional<core::AuditHead>& head,
          CheckpointCursor checkpoints, const CheckpointCheck& check, VerifyReport& report);

  [[nodiscard]] const core::IdBytes& owner() const { return owner_; }
  /// In the order of their sequence numbers.
  void take(const core::StoredAuditRecord& stored);
  /// After the last record.
  void finish();
  /// Says of the log that its head is no head.
  void refuse_head(std::uint64_t sequence);

 private:
  void take_expected(const core::StoredAuditRecord& stored);
  /// Checks what vouches for records up to `sequence`.
  void check_checkpoints(std::uint64_t sequence);
  void check_checkpoint(const CheckpointCursor::Found& found);
  [[nodiscard]] bool fits(const core::AuditCheckpoint& checkpoint) const;
  void finish_head();
  void note(std::uint64_t sequence, Problem problem,
            const std::optional<core::AuditRecord>& record = std::nullopt);

  core::IdBytes owner_;
  std::optional<core::AuditHead> head_;
  CheckpointCursor checkpoints_;
  const CheckpointCheck& check_;
  VerifyReport& report_;

  std::uint64_t expected_ = 1;
  core::AuditHash hash_{};  ///< of the record before the expected one
  std::optional<core::AuditRecord> newest_;
  bool saw_signed_ = false;  ///< the checkpoint that the head names
  bool bad_ = false;
};

}  // namespace selfsame::audit
