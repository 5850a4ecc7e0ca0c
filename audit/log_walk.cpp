#include "audit/log_walk.h"

#include <utility>

#include "audit/canonical.h"
#include "audit/sealer.h"

namespace selfsame::audit {

LogWalk::LogWalk(const core::IdBytes& owner, const std::optional<core::AuditHead>& head,
                 CheckpointCursor checkpoints, const CheckpointCheck& check, VerifyReport& report)
    : owner_(owner),
      head_(head),
      checkpoints_(std::move(checkpoints)),
      check_(check),
      report_(report) {
  if (!head_) return;
  ++report_.logs;
  expected_ = head_->first_sequence;
  hash_ = head_->hash_before_first;
  if (expected_ == 0 || expected_ > head_->sequence + 1) refuse_head(1);
}

void LogWalk::note(std::uint64_t sequence, Problem problem,
                   const std::optional<core::AuditRecord>& record) {
  if (std::exchange(bad_, true)) return;
  BadPlace place{owner_, sequence, std::nullopt, problem};
  if (record) place.record = record->id;
  report_.bad.push_back(place);
}

void LogWalk::refuse_head(std::uint64_t sequence) { note(sequence, Problem::head_unreadable); }

void LogWalk::take(const core::StoredAuditRecord& stored) {
  ++report_.records;
  if (bad_) return;
  if (!head_ || stored.sequence < expected_) {
    note(stored.sequence, Problem::inserted, stored.record);
    return;
  }
  check_checkpoints(expected_ - 1);
  if (expected_ <= head_->sequence && stored.sequence > expected_) {
    note(expected_, Problem::removed);
  } else if (stored.sequence > head_->sequence) {
    note(stored.sequence, Problem::inserted, stored.record);
  } else {
    take_expected(stored);
  }
}

void LogWalk::take_expected(const core::StoredAuditRecord& stored) {
  if (!stored.record) return note(stored.sequence, Problem::unreadable);
  hash_ = link(hash_, body_hash(canonical_json(*stored.record)));
  if (hash_ != stored.record->hash) {
    return note(stored.sequence, Problem::changed, stored.record);
  }
  newest_ = stored.record;
  ++expected_;
}

void LogWalk::check_checkpoints(std::uint64_t sequence) {
  while (!bad_) {
    const auto found = checkpoints_.next_up_to(sequence);
    if (!found) return;
    check_checkpoint(*found);
  }
}

void LogWalk::check_checkpoint(const CheckpointCursor::Found& found) {
  ++report_.checkpoints;
  const auto& checkpoint = found.checkpoint;
  if (const auto problem = check_.problem_of(checkpoint)) {
    note(checkpoint.sequence, *problem);
  } else if (!fits(checkpoint)) {
    note(checkpoint.sequence, Problem::checkpoint_misfit, newest_);
  } else if (found.is_stored && checkpoint.sequence == head_->signed_sequence) {
    saw_signed_ = true;
  }
}

bool LogWalk::fits(const core::AuditCheckpoint& checkpoint) const {
  if (checkpoint.owner != head_->owner) return false;
  // What it vouches for is kept no longer.
  if (checkpoint.sequence + 1 < expected_) return true;
  return checkpoint.hash == hash_;
}

void LogWalk::finish() {
  if (!head_ || bad_) return;
  check_checkpoints(expected_ - 1);
  if (expected_ <= head_->sequence) return note(expected_, Problem::removed);
  finish_head();
  if (const auto found = checkpoints_.next_up_to(UINT64_MAX)) {
    // It vouches for records that the head knows nothing of.
    note(expected_, check_.problem_of(found->checkpoint).value_or(Problem::removed));
  }
  const bool is_kept = head_->signed_sequence >= head_->first_sequence;
  if (checkpoints_.is_broken()) {
    note(head_->first_sequence, Problem::checkpoint_unreadable);
  } else if (is_kept && !saw_signed_) {
    note(head_->signed_sequence, Problem::checkpoint_removed);
  }
}

void LogWalk::finish_head() {
  const bool same =
      !newest_ || (newest_->owner == head_->owner && newest_->occurred_at == head_->occurred_at);
  if (!same || hash_ != head_->hash) note(head_->sequence, Problem::head_misfit, newest_);
}

}  // namespace selfsame::audit
