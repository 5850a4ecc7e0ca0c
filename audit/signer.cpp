#include "audit/signer.h"

#include <algorithm>
#include <optional>
#include <vector>

namespace selfsame::audit {
namespace {

/// Checkpoints in one transaction; a signature takes some 30 microseconds.
constexpr std::uint32_t kCheckpointsAtOnce = 200;

/// The hash of a record; no value if there is none, or none that can be read.
std::optional<core::AuditHash> hash_of(core::ReadTransaction& tx, const core::IdBytes& owner,
                                       std::uint64_t sequence) {
  const auto found = tx.stored_audit_records(owner, sequence - 1, 1);
  if (found.empty() || found.front().owner != owner || found.front().sequence != sequence ||
      !found.front().record) {
    return std::nullopt;
  }
  return found.front().record->hash;
}

/// The next checkpoint after what is signed: as far on as may be, up to the newest record.
core::AuditCheckpoint next_checkpoint(core::ReadTransaction& tx, const SigningKey& key,
                                      const core::AuditHead& head, core::Timestamp now) {
  const auto from = std::max(head.signed_sequence, head.first_sequence - 1);
  if (head.sequence > from && head.sequence - from > kRecordsPerCheckpointMax) {
    const auto sequence = from + kRecordsPerCheckpointMax;
    // In a damaged log there may be nothing to sign on the way; its end says what is claimed.
    if (const auto hash = hash_of(tx, head.owner.id, sequence)) {
      return make_checkpoint(key, head.owner, sequence, *hash, now);
    }
  }
  return make_checkpoint(key, head, now);
}

/// Signs up to `checkpoints_max` times; returns how often.
std::uint32_t sign_log(core::WriteTransaction& tx, const SigningKey& key, core::AuditHead head,
                       core::Timestamp now, std::uint32_t checkpoints_max) {
  std::uint32_t made = 0;
  while (made < checkpoints_max && head.signed_sequence < head.sequence) {
    const auto checkpoint = next_checkpoint(tx, key, head, now);
    tx.insert_audit_checkpoint(checkpoint);
    head.signed_sequence = checkpoint.sequence;
    ++made;
  }
  return made;
}

}  // namespace

core::AuditCheckpoint sign_now(core::WriteTransaction& tx, const SigningKey& key,
                               const core::AuditHead& head, core::Timestamp now) {
  auto rest = head;
  while (true) {
    const auto checkpoint = next_checkpoint(tx, key, rest, now);
    tx.insert_audit_checkpoint(checkpoint);
    rest.signed_sequence = checkpoint.sequence;
    if (checkpoint.sequence == head.sequence) return checkpoint;
  }
}

void Signer::sign_all(const std::atomic<bool>& stopping) {
  bool more = true;
  with_.store.read_and_wait(
      [&](core::ReadTransaction& tx) { more = !tx.unsigned_audit_heads(1).empty(); });
  while (more && !stopping) {
    std::uint32_t made = 0;
    with_.store.write_and_wait([&](core::WriteTransaction& tx) {
      made = 0;
      const auto now = with_.clock.now();
      for (const auto& head : tx.unsigned_audit_heads(kCheckpointsAtOnce)) {
        made += sign_log(tx, with_.key, head, now, kCheckpointsAtOnce - made);
        if (made == kCheckpointsAtOnce) break;
      }
      return true;
    });
    counters_.checkpoints += made;
    more = made == kCheckpointsAtOnce;
  }
}

}  // namespace selfsame::audit
