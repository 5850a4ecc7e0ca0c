#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "core/store.h"

/// What a store holds of its logs, one after the other, read in pages.
namespace selfsame::audit {

/// All heads in the order of their owners.
class HeadCursor {
 public:
  explicit HeadCursor(core::ReadTransaction& tx) : tx_(tx) {}

  /// The next head; null at the end, and before one that cannot be read.
  const core::AuditHead* peek();
  void advance() { ++next_; }
  /// Whether the end was reached because a head cannot be read. Those behind it must be asked for one
  /// by one.
  [[nodiscard]] bool is_broken() const { return broken_; }

 private:
  core::ReadTransaction& tx_;
  std::vector<core::AuditHead> page_;
  std::size_t next_ = 0;
  std::optional<core::IdBytes> last_;
  bool ended_ = false;
  bool broken_ = false;
};

/// The checkpoints of one log, from the store and from elsewhere, in their order.
class CheckpointCursor {
 public:
  CheckpointCursor(core::ReadTransaction& tx, const core::IdBytes& owner,
                   const std::vector<core::AuditCheckpoint>* elsewhere)
      : tx_(tx), owner_(owner), elsewhere_(elsewhere) {}

  struct Found {
    core::AuditCheckpoint checkpoint;
    bool is_stored = false;
  };
  /// The next one on a record up to `sequence`, if there is one.
  std::optional<Found> next_up_to(std::uint64_t sequence);
  /// Whether there is a stored one that cannot be read; those behind it are passed over.
  [[nodiscard]] bool is_broken() const { return broken_; }

 private:
  const core::AuditCheckpoint* peek_stored();
  const core::AuditCheckpoint* peek_elsewhere() const;

  core::ReadTransaction& tx_;
  core::IdBytes owner_;
  const std::vector<core::AuditCheckpoint>* elsewhere_;
  std::size_t next_elsewhere_ = 0;
  std::vector<core::AuditCheckpoint> page_;
  std::size_t next_ = 0;
  std::uint64_t from_ = 0;
  bool ended_ = false;
  bool broken_ = false;
};

}  // namespace selfsame::audit
