#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/audit/audit_record.h"
#include "core/id.h"
#include "core/time.h"

namespace selfsame::core {

/// A log as somebody reads it: positions without gaps, in the order in which the records were
/// written.
struct AuditLog {
  enum class Kind : std::uint8_t {
    chain,  ///< the records of one owner; positions are their sequence numbers
    view,   ///< a user's own records and those of what they did elsewhere
  };
  Kind kind = Kind::chain;
  IdBytes id{};  ///< of the owner, or of the user

  static AuditLog chain_of(const AuditOwner& owner) { return {Kind::chain, owner.id}; }
  static AuditLog view_of(const UserId& user) { return {Kind::view, user.bytes}; }
  bool operator==(const AuditLog&) const = default;
};

/// The positions that are kept; `last` is before `first` if there are none.
struct AuditBounds {
  std::uint64_t first = 1;
  std::uint64_t last = 0;

  bool operator==(const AuditBounds&) const = default;
  [[nodiscard]] bool empty() const { return last < first; }
};

struct AuditEntry {
  std::uint64_t position = 0;
  AuditRecord record;

  bool operator==(const AuditEntry&) const = default;
};

/// Where an owner's log ends, and where what is kept of it begins.
struct AuditHead {
  AuditOwner owner;
  std::uint64_t first_sequence = 1;   ///< of the oldest record that is kept, or the next one
  AuditHash hash_before_first{};      ///< of the record before that; all zero if there was none
  std::uint64_t sequence = 0;         ///< of the newest
  AuditHash hash{};                   ///< of the newest
  Timestamp occurred_at{};            ///< of the newest
  std::uint64_t signed_sequence = 0;  ///< up to where a checkpoint vouches

  bool operator==(const AuditHead&) const = default;
};

/// A record as it lies in the store, for those who check it.
struct StoredAuditRecord {
  IdBytes owner{};
  std::uint64_t sequence = 0;
  /// Absent: what lies there cannot be read as a record that was ever written.
  std::optional<AuditRecord> record;
};

/// The server's signature on the state of one log.
struct AuditCheckpoint {
  AuditOwner owner;
  std::uint64_t sequence = 0;
  AuditHash hash{};
  Timestamp signed_at{};
  std::string key;        ///< id of the signing key
  std::string signature;  ///< Ed25519, 64 bytes

  bool operator==(const AuditCheckpoint&) const = default;
};

/// A log whose records wait to be sent to the webhook.
struct AuditDelivery {
  IdBytes owner{};
  std::uint64_t delivered_sequence = 0;  ///< up to where they were sent
  std::uint32_t attempts = 0;            ///< that failed since the last that did not
  Timestamp next_attempt_at{};
  std::string last_error;

  bool operator==(const AuditDelivery&) const = default;
};

}  // namespace selfsame::core
