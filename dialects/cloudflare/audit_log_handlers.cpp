#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "core/text.h"
#include "dialects/cloudflare/audit_log_codec.h"
#include "dialects/cloudflare/audit_log_query.h"
#include "dialects/cloudflare/handlers.h"
#include "dialects/cloudflare/log_walk.h"
#include "dialects/cloudflare/refusal.h"
#include "dialects/common/csv.h"
#include "dialects/common/services.h"

namespace selfsame::cloudflare {
namespace {

using Asked = core::Result<AuditLogQuery>;

/// The organization's log, or the caller's own.
core::Result<core::AuditLog> authorize(core::ReadTransaction& tx,
                                       const core::OperationContext& context, const PathIds& ids) {
  return ids.organization ? core::authorize_organization_log(tx, context, *ids.organization)
                          : core::authorize_own_log(tx, context);
}

/// The one record that a filter by id can mean.
std::optional<core::AuditRecord> find_by_id(core::ReadTransaction& tx, const core::AuditLog& log,
                                            const AuditLogQuery& asked) {
  const auto id = core::AuditRecordId::parse(*asked.filter.id);
  auto record = id ? tx.find_audit_record(*id) : std::nullopt;
  const bool meant = record && core::contains(log, *record) && asked.filter.matches(*record) &&
                     asked.range.contains(record->occurred_at);
  return meant ? std::move(record) : std::nullopt;
}

core::AuditRange range_of(const AuditLogQuery& asked) {
  return {asked.range.since, asked.range.before, asked.direction, std::nullopt, std::nullopt};
}

/// One page of entries, by its number. Pages stay put while records arrive: page 1 begins at the
/// newest (or oldest) record, and each later one where the one before it ended, as long as that is
/// remembered.
class AuditLogPage final : public dialect::LongRead {
 public:
  AuditLogPage(const PathIds& ids, std::string_view query, Asked asked,
               const dialect::Services& services)
      : ids_(ids), query_(query), asked_(std::move(asked)), services_(services) {
    out_.begin_array();
  }

  core::Result<Next> step(core::ReadTransaction& tx, const core::OperationContext& context,
                          http::Response& response) override {
    const auto log = authorize(tx, context, ids_);
    if (!log) return std::unexpected(log.error());
    if (!asked_) return std::unexpected(asked_.error());
    if (asked_->filter.id) {
      const auto record = asked_->page == 1 ? find_by_id(tx, *log, *asked_) : std::nullopt;
      if (record) write(*record);
      return close(response);
    }
    if (!walk_) {
      if (auto begun = begin(tx, context, *log); !begun) return std::unexpected(begun.error());
    }
    go_on(tx);
    if (!is_full() && !walk_->done()) return Next::more;
    remember_pages(context.now);
    return close(response);
  }

  [[nodiscard]] bool is_streamed() const override { return false; }

 private:
  core::Status begin(core::ReadTransaction& tx, const core::OperationContext& context,
                     const core::AuditLog& log) {
    this_page_ = key_of_page(context, log);
    auto range = range_of(*asked_);
    const auto anchor =
        asked_->page > 1 ? services_.page_anchors.find(this_page_, context.now) : std::nullopt;
    if (anchor) {
      range.after = anchor->after;
      // Read forward, what arrives comes behind all pages, and may be seen.
      if (asked_->direction == core::Direction::descending) range.newest = anchor->newest;
    }
    auto walk = core::open_walk(tx, log, range);
    if (!walk) return std::unexpected(std::move(walk.error()));
    walk_ = *walk;
    anchored_ = anchor.has_value();
    if (!anchor) to_pass_ = asked_->entries_before();
    if (!anchor && asked_->filter.is_empty()) {
      walk_->skip(std::exchange(to_pass_, 0));
    }
    begins_after_ = passed(*walk_);
    return {};
  }

  void go_on(core::ReadTransaction& tx) {
    // Without a filter every record counts: no more is read than the page takes.
    const auto most = asked_->filter.is_empty() ? asked_->per_page : kRecordsPerStep;
    examine(tx, *walk_, std::min(most, kRecordsPerStep), [this](const core::AuditEntry& entry) {
      if (!asked_->filter.matches(entry.record)) return true;
      if (to_pass_ > 0) {
        --to_pass_;
        begins_after_ = entry.position;
        return true;
      }
      write(entry.record);
      return !is_full();
    });
  }

  void write(const core::AuditRecord& record) {
    encode_audit_log(record, out_);
    ++count_;
  }
  [[nodiscard]] bool is_full() const { return count_ == asked_->per_page; }

  Next close(http::Response& response) {
    out_.end_array();
    Reply reply(response);
    reply.result() += items_;
    reply.finish();
    return Next::complete;
  }

  [[nodiscard]] dialect::PageKey key_of_page(const core::OperationContext& context,
                                             const core::AuditLog& log) const {
    std::string text = core::id_to_hex(context.principal.credential) + core::id_to_hex(log.id);
    text += log.kind == core::AuditLog::Kind::view ? 'v' : 'c';
    text += canonical_query(query_, shapes_audit_log);
    return {services_.hasher.hash(text), asked_->page};
  }

  /// This page too, so that it is the same when it is asked for again; but as of when it was first
  /// read, so that whoever reloads it all day sees what is new.
  void remember_pages(core::Timestamp now) {
    auto& anchors = services_.page_anchors;
    if (!anchored_ && asked_->page > 1) {
      anchors.remember(this_page_, {walk_->newest, begins_after_}, now);
    }
    const dialect::PageKey next{this_page_.list, asked_->page + 1};
    anchors.remember(next, {walk_->newest, passed(*walk_)}, now);
  }

  const PathIds ids_;
  const std::string_view query_;
  const Asked asked_;
  const dialect::Services& services_;

  std::optional<core::AuditWalk> walk_;
  dialect::PageKey this_page_;
  bool anchored_ = false;           // the page begins where the one before it ended
  std::uint64_t to_pass_ = 0;       // entries of pages before this one
  std::uint64_t begins_after_ = 0;  // the last position before the page
  std::uint32_t count_ = 0;
  std::string items_;
  json::Writer out_{items_};
};

/// The whole filtered log as a file of comma-separated values.
class AuditLogExport final : public dialect::LongRead {
 public:
  AuditLogExport(const PathIds& ids, AuditLogQuery asked) : ids_(ids), asked_(std::move(asked)) {}

  core::Result<Next> step(core::ReadTransaction& tx, const core::OperationContext& context,
                          http::Response& response) override {
    const auto log = authorize(tx, context, ids_);
    if (!log) return std::unexpected(log.error());
    if (!begun_) {
      if (!asked_.filter.id) {
        auto walk = core::open_walk(tx, *log, range_of(asked_));
        if (!walk) return std::unexpected(std::move(walk.error()));
        walk_ = *walk;
      }
      begin(response);
    }
    if (asked_.filter.id) {
      if (const auto record = find_by_id(tx, *log, asked_)) write(*record, response);
      return Next::complete;
    }
    examine(tx, walk_, kRecordsPerStep, [&](const core::AuditEntry& entry) {
      if (asked_.filter.matches(entry.record)) write(entry.record, response);
      return true;
    });
    return walk_.done() ? Next::complete : Next::more;
  }

  [[nodiscard]] bool is_streamed() const override { return true; }

 private:
  void begin(http::Response& response) {
    response.status = 200;
    set_fixed_headers(response);
    response.content_type = "text/csv; charset=utf-8";
    response.add_header("Content-Disposition", R"(attachment; filename="audit_logs.csv")");
    response.body = dialect::csv_row(audit_log_columns());
    begun_ = true;
  }

  static void write(const core::AuditRecord& record, http::Response& response) {
    response.body += dialect::csv_row(audit_log_row(record));
  }

  const PathIds ids_;
  const AuditLogQuery asked_;
  bool begun_ = false;
  core::AuditWalk walk_;
};

bool wants_json(std::string_view accept) {
  return core::contains_ignoring_case(accept, "application/json");
}

}  // namespace

std::unique_ptr<dialect::LongRead> list_audit_logs(const Input& input,
                                                   const dialect::Services& services) {
  auto asked = decode_audit_log_query(input.query);
  if (asked && asked->export_ && !wants_json(input.accept)) {
    return std::make_unique<AuditLogExport>(input.ids, std::move(*asked));
  }
  return std::make_unique<AuditLogPage>(input.ids, input.query, std::move(asked), services);
}

}  // namespace selfsame::cloudflare
