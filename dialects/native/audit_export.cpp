// Audit logs as files and as a live tail: sent as they are read.
#include <charconv>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "audit/export.h"
#include "core/audit/audit_operations.h"
#include "dialects/common/csv.h"
#include "dialects/common/query_reader.h"
#include "dialects/native/audit_read.h"
#include "dialects/native/handlers.h"

namespace selfsame::native {
namespace {

constexpr std::uint32_t kRecordsPerStep = 500;

enum class Format { json_lines, csv };

std::optional<core::Timestamp> read_time(dialect::QueryReader& in, std::string_view name) {
  const auto text = in.text(name);
  if (!text) return std::nullopt;
  const auto time = core::parse_rfc3339(*text);
  if (!time) in.refuse(name, "must be a date-time with a zone, e.g. 2026-11-22T15:04:05Z");
  return time;
}

Format read_format(dialect::QueryReader& in) {
  const auto word = in.text("format").value_or("jsonl");
  if (word == "csv") return Format::csv;
  if (word != "jsonl") in.refuse("format", "must be jsonl or csv");
  return Format::json_lines;
}

std::string csv_header() {
  std::vector<std::string> names;
  for (const auto name : audit::export_columns()) names.emplace_back(name);
  return dialect::csv_row(names);
}

/// A log from a position on to where it ends when the reading begins.
class Export final : public dialect::LongRead {
 public:
  explicit Export(const Input& input) : input_(input) {}

  core::Result<Next> step(core::ReadTransaction& tx, const core::OperationContext& context,
                          http::Response& response) override {
    const auto log = core::authorize_any_log(tx, context, input_.id);
    if (!log) return std::unexpected(log.error());
    if (!walk_) {
      if (auto status = begin(tx, *log, response); !status) {
        return std::unexpected(std::move(status.error()));
      }
    }
    for (const auto& entry : core::step(tx, *walk_, kRecordsPerStep)) {
      if (format_ == Format::csv) {
        response.body += dialect::csv_row(audit::export_cells(entry.record));
      } else {
        response.body += audit::export_line(entry.record);
        response.body += '\n';
      }
    }
    return walk_->done() ? Next::complete : Next::more;
  }
  [[nodiscard]] bool is_streamed() const override { return true; }

 private:
  core::Status begin(core::ReadTransaction& tx, const core::AuditLog& log,
                     http::Response& response) {
    std::vector<core::FieldError> errors;
    dialect::QueryReader in(input_.query, errors);
    core::AuditRange range;
    range.direction = core::Direction::ascending;
    range.after = in.number("after");
    range.since = read_time(in, "since");
    range.before = read_time(in, "before");
    format_ = read_format(in);
    if (!errors.empty()) return core::invalid(std::move(errors));
    auto walk = core::open_walk(tx, log, range);
    if (!walk) return std::unexpected(std::move(walk.error()));
    walk_ = *walk;
    const bool csv = format_ == Format::csv;
    begin_answer(response, csv ? "text/csv; charset=utf-8" : "application/jsonl");
    if (csv) response.body += csv_header();
    return {};
  }

  const Input input_;
  Format format_ = Format::json_lines;
  std::optional<core::AuditWalk> walk_;
};

/// New records as server-sent events, for as long as the client listens. The id of an event is the
/// record's sequence number: a client that comes back with `Last-Event-ID` misses nothing.
class Tail final : public dialect::LongRead {
 public:
  explicit Tail(const Input& input) : input_(input) {}

  core::Result<Next> step(core::ReadTransaction& tx, const core::OperationContext& context,
                          http::Response& response) override {
    const auto log = core::authorize_any_log(tx, context, input_.id);
    if (!log) return std::unexpected(log.error());
    if (!seen_) {
      if (auto status = begin(tx, *log, response); !status) {
        return std::unexpected(std::move(status.error()));
      }
    }
    const auto entries =
        tx.read_audit_log(*log, *seen_ + 1, core::Direction::ascending, kRecordsPerStep);
    for (const auto& entry : entries) {
      response.body += "id: " + std::to_string(entry.position) +
                       "\nevent: record\ndata: " + audit::export_line(entry.record) + "\n\n";
      seen_ = entry.position;
    }
    if (entries.size() == kRecordsPerStep) return Next::more;
    keep_alive(!entries.empty(), response);
    return Next::pause;
  }
  [[nodiscard]] bool is_streamed() const override { return true; }

 private:
  /// Proxies and clients give up on connections that are silent for long.
  static constexpr unsigned kPausesPerComment = 30;

  core::Status begin(core::ReadTransaction& tx, const core::AuditLog& log,
                     http::Response& response) {
    std::vector<core::FieldError> errors;
    dialect::QueryReader in(input_.query, errors);
    auto after = in.number("after");
    if (!input_.last_event_id.empty()) after = read_last_event_id(in);
    if (!errors.empty()) return core::invalid(std::move(errors));
    seen_ = after.value_or(tx.audit_bounds(log).last);
    begin_answer(response, "text/event-stream");
    response.add_header("X-Accel-Buffering", "no");
    response.body += ": the log from here on\n\n";
    return {};
  }

  std::optional<std::uint64_t> read_last_event_id(dialect::QueryReader& in) const {
    const auto text = input_.last_event_id;
    std::uint64_t sequence = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), sequence);
    if (error != std::errc() || end != text.data() + text.size()) {
      in.refuse("Last-Event-ID", "must be the id of an event of this log");
      return std::nullopt;
    }
    return sequence;
  }

  void keep_alive(bool has_sent, http::Response& response) {
    if (has_sent) silent_pauses_ = 0;
    if (++silent_pauses_ % kPausesPerComment == 0) response.body += ": still here\n\n";
  }

  const Input input_;
  std::optional<std::uint64_t> seen_;
  unsigned silent_pauses_ = 0;
};

}  // namespace

std::unique_ptr<dialect::LongRead> export_audit_log(const Input& input) {
  return std::make_unique<Export>(input);
}

std::unique_ptr<dialect::LongRead> follow_audit_log(const Input& input) {
  return std::make_unique<Tail>(input);
}

}  // namespace selfsame::native
