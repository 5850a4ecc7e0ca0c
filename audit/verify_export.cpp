#include <algorithm>
#include <boost/json/value.hpp>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "audit/checkpoint_check.h"
#include "audit/hex.h"
#include "audit/jcs.h"
#include "audit/record_place.h"
#include "audit/sealer.h"
#include "audit/verify.h"
#include "json/parse.h"

namespace selfsame::audit {
namespace {

constexpr std::size_t kJsonDepth = 4;
constexpr std::uint64_t kLinesPerProgress = 1000;

struct Line {
  RecordPlace place;
  core::AuditHash body{};
  core::AuditHash hash{};
};

/// No value if the text is no record.
std::optional<Line> read_line(const std::string& text) {
  auto value = json::parse(text, kJsonDepth);
  const auto place = value ? read_place(*value) : std::nullopt;
  if (!place) return std::nullopt;
  auto& object = value->get_object();
  const auto* hash_value = object.if_contains("hash");
  if (hash_value == nullptr || !hash_value->is_string()) return std::nullopt;
  const auto hash = parse_hash(hash_value->get_string());
  object.erase("hash");
  const auto canonical = to_jcs(*value);
  if (!hash || !canonical) return std::nullopt;
  return Line{*place, body_hash(*canonical), *hash};
}

/// One log of an export, as far as it has been read.
class ExportedLog {
 public:
  ExportedLog(const core::IdBytes& owner, const std::vector<core::AuditCheckpoint>* checkpoints,
              const CheckpointCheck& check, VerifyReport& report)
      : owner_(owner), checkpoints_(checkpoints), check_(check), report_(report) {}

  void take(const Line& line, std::uint64_t number) {
    if (bad_) return;
    if (expected_ == 0) begin(line);
    const auto sequence = line.place.sequence;
    if (sequence > expected_) return note(expected_, Problem::removed, number);
    if (sequence < expected_) return note(sequence, Problem::inserted, number, line.place.id);
    if (hash_ && link(*hash_, line.body) != line.hash) {
      return note(sequence, Problem::changed, number, line.place.id);
    }
    hash_ = line.hash;
    newest_ = line.place;
    ++expected_;
    check_checkpoints(sequence, number);
  }

  void finish() {
    if (!bad_ && peek() != nullptr) {
      const auto problem = check_.problem_of(*peek());
      note(std::max<std::uint64_t>(expected_, 1), problem.value_or(Problem::removed), 0);
    }
  }

 private:
  /// An export may begin anywhere. Only a checkpoint can tell what was before.
  void begin(const Line& first) {
    ++report_.logs;
    expected_ = first.place.sequence;
    if (expected_ == 1) hash_.emplace();
    check_checkpoints(expected_ - 1, 0);
    if (!hash_) report_.taken_as_given.push_back({owner_, expected_});
  }

  void check_checkpoints(std::uint64_t sequence, std::uint64_t number) {
    for (const auto* checkpoint = peek();
         !bad_ && checkpoint != nullptr && checkpoint->sequence <= sequence; checkpoint = peek()) {
      ++next_checkpoint_;
      ++report_.checkpoints;
      if (const auto problem = check_.problem_of(*checkpoint)) {
        note(checkpoint->sequence, *problem, number);
      } else if (checkpoint->sequence + 1 == expected_) {
        check_fit(*checkpoint, number);
      }
    }
  }

  /// The checkpoint is on the record before the expected one.
  void check_fit(const core::AuditCheckpoint& checkpoint, std::uint64_t number) {
    if (!newest_) {
      hash_ = checkpoint.hash;
    } else if (checkpoint.hash != *hash_ || checkpoint.owner != newest_->owner) {
      note(checkpoint.sequence, Problem::checkpoint_misfit, number, newest_->id);
    }
  }

  [[nodiscard]] const core::AuditCheckpoint* peek() const {
    if (checkpoints_ == nullptr || next_checkpoint_ == checkpoints_->size()) return nullptr;
    return &(*checkpoints_)[next_checkpoint_];
  }

  void note(std::uint64_t sequence, Problem problem, std::uint64_t line,
            const std::optional<core::AuditRecordId>& record = std::nullopt) {
    if (std::exchange(bad_, true)) return;
    report_.bad.push_back({owner_, sequence, record, problem, line});
  }

  core::IdBytes owner_;
  const std::vector<core::AuditCheckpoint>* checkpoints_;
  const CheckpointCheck& check_;
  VerifyReport& report_;
  std::size_t next_checkpoint_ = 0;
  std::uint64_t expected_ = 0;           // 0: nothing was read yet
  std::optional<core::AuditHash> hash_;  // of the record before the expected one, if it is known
  std::optional<RecordPlace> newest_;
  bool bad_ = false;
};

class ExportWalk {
 public:
  ExportWalk(const VerifyOptions& options, VerifyReport& report)
      : report_(report),
        check_(options.trusted_keys),
        checkpoints_(by_owner(options.checkpoints)) {}

  void take(const std::string& text, std::uint64_t number) {
    ++report_.records;
    const auto line = read_line(text);
    if (line) {
      log_of(line->place.owner.id).take(*line, number);
    } else {
      report_.bad.push_back({{}, 0, std::nullopt, Problem::unreadable, number});
    }
  }
  void finish() {
    for (const auto& [owner, checkpoints] : checkpoints_) log_of(owner);
    for (auto& [owner, log] : logs_) log.finish();
  }

 private:
  ExportedLog& log_of(const core::IdBytes& owner) {
    const auto found = checkpoints_.find(owner);
    const auto* checkpoints = found == checkpoints_.end() ? nullptr : &found->second;
    return logs_.try_emplace(owner, owner, checkpoints, check_, report_).first->second;
  }

  VerifyReport& report_;
  const CheckpointCheck check_;
  const CheckpointsByOwner checkpoints_;
  std::map<core::IdBytes, ExportedLog> logs_;
};

}  // namespace

VerifyReport verify_export(std::istream& in, const VerifyOptions& options) {
  VerifyReport report;
  ExportWalk walk(options, report);
  std::string line;
  for (std::uint64_t number = 1; std::getline(in, line); ++number) {
    if (line.ends_with('\r')) line.pop_back();
    if (line.empty()) continue;
    walk.take(line, number);
    if (options.progress && report.records % kLinesPerProgress == 0) {
      options.progress(report.records);
    }
  }
  walk.finish();
  return report;
}

}  // namespace selfsame::audit
