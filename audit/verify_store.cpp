#include <cstdint>
#include <optional>
#include <set>
#include <stdexcept>

#include "audit/checkpoint_check.h"
#include "audit/log_walk.h"
#include "audit/store_cursors.h"
#include "audit/verify.h"

namespace selfsame::audit {
namespace {

constexpr std::uint32_t kRecordsAtOnce = 1000;

/// Goes through all records and all heads, which both come in the order of their owners.
class StoreWalk {
 public:
  StoreWalk(core::ReadTransaction& tx, const VerifyOptions& options, VerifyReport& report)
      : tx_(tx),
        options_(options),
        report_(report),
        check_(options.trusted_keys),
        elsewhere_(by_owner(options.checkpoints)),
        heads_(tx) {}

  void run() {
    core::IdBytes owner{};
    std::uint64_t sequence = 0;
    while (true) {
      const auto records = tx_.stored_audit_records(owner, sequence, kRecordsAtOnce);
      for (const auto& stored : records) take(stored);
      if (options_.progress) options_.progress(report_.records);
      if (records.size() < kRecordsAtOnce) break;
      owner = records.back().owner;
      sequence = records.back().sequence;
    }
    finish_log();
    pass_heads_before(std::nullopt);
    miss_logs();
    if (heads_.is_broken() && !met_bad_head_) {
      // Its log has no records that would say whose it is.
      report_.bad.push_back({core::IdBytes{}, 1, std::nullopt, Problem::head_unreadable});
    }
  }

 private:
  void take(const core::StoredAuditRecord& stored) {
    if (!log_ || log_->owner() != stored.owner) {
      finish_log();
      pass_heads_before(stored.owner);
      begin_log(stored);
    }
    log_->take(stored);
  }

  void finish_log() {
    if (log_) log_->finish();
    log_.reset();
  }

  /// Heads whose logs have no record at all.
  void pass_heads_before(const std::optional<core::IdBytes>& owner) {
    while (const auto* head = heads_.peek()) {
      if (owner && head->owner.id >= *owner) return;
      make_log(head->owner.id, *head);
      heads_.advance();
      finish_log();
    }
  }

  void begin_log(const core::StoredAuditRecord& first) {
    const auto* head = heads_.peek();
    if (head != nullptr && head->owner.id == first.owner) {
      make_log(first.owner, *head);
      heads_.advance();
    } else if (heads_.is_broken()) {
      begin_log_of_its_own(first);
    } else {
      make_log(first.owner, std::nullopt);
    }
  }

  /// Behind a head that cannot be read.
  void begin_log_of_its_own(const core::StoredAuditRecord& first) {
    try {
      make_log(first.owner, tx_.find_audit_head(first.owner));
    } catch (const core::StoreUnavailable&) {
      throw;
    } catch (const std::runtime_error&) {
      make_log(first.owner, std::nullopt);
      log_->refuse_head(first.sequence);
      met_bad_head_ = true;
    }
  }

  void make_log(const core::IdBytes& owner, const std::optional<core::AuditHead>& head) {
    const auto found = elsewhere_.find(owner);
    const auto* elsewhere = found == elsewhere_.end() ? nullptr : &found->second;
    if (elsewhere != nullptr) met_.insert(owner);
    log_.emplace(owner, head, CheckpointCursor(tx_, owner, elsewhere), check_, report_);
  }

  /// Logs that are gone, of which only a checkpoint that was kept elsewhere tells.
  void miss_logs() {
    for (const auto& [owner, checkpoints] : elsewhere_) {
      if (met_.contains(owner)) continue;
      report_.bad.push_back({owner, 1, std::nullopt, Problem::removed});
    }
  }

  core::ReadTransaction& tx_;
  const VerifyOptions& options_;
  VerifyReport& report_;
  const CheckpointCheck check_;
  const CheckpointsByOwner elsewhere_;
  HeadCursor heads_;
  std::optional<LogWalk> log_;
  bool met_bad_head_ = false;
  std::set<core::IdBytes> met_;  // logs of `elsewhere_` that are there
};

}  // namespace

VerifyReport verify_store(core::Store& store, const VerifyOptions& options) {
  VerifyReport report;
  store.read_and_wait([&](core::ReadTransaction& tx) {
    report = {};
    StoreWalk(tx, options, report).run();
  });
  return report;
}

}  // namespace selfsame::audit
