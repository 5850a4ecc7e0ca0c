#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/tenancy/standing.h"
#include "dialects/cloudflare/answers.h"
#include "dialects/cloudflare/audit_v2_codec.h"
#include "dialects/cloudflare/audit_v2_query.h"
#include "dialects/cloudflare/handlers.h"
#include "dialects/cloudflare/log_cursor.h"
#include "dialects/cloudflare/log_walk.h"
#include "dialects/cloudflare/refusal.h"

namespace selfsame::cloudflare {
namespace {

using Asked = core::Result<AuditV2Query>;

/// One page of an organization's log, by cursor. A page is full, or it is the last.
class LogPage : public dialect::LongRead {
 public:
  LogPage(const core::OrganizationId& organization, const std::string& list, Asked asked,
          const core::SecretHasher& hasher)
      : organization_(organization),
        list_(core::id_to_hex(organization.bytes) + list),
        asked_(std::move(asked)),
        hasher_(hasher) {
    out_.begin_array();
  }

  core::Result<Next> step(core::ReadTransaction& tx, const core::OperationContext& context,
                          http::Response& response) final {
    const auto log = core::authorize_organization_log(tx, context, organization_);
    if (!log) return std::unexpected(log.error());
    if (!asked_) return std::unexpected(asked_.error());
    const auto organization = tx.find_organization(organization_);
    if (organization == nullptr) return core::no_such_organization();
    if (!walk_) {
      if (const auto begun = begin(tx, *log); !begun) return std::unexpected(begun.error());
      if (!find_what_it_is_of(tx, *log)) {
        write_refusal(no_audit_history(), response);
        return Next::complete;
      }
    }
    examine(tx, *walk_, kRecordsPerStep, [&](const core::AuditEntry& entry) {
      const LogEntry shown{entry.record, *organization};
      if (!matches(shown)) return true;
      encode_audit_v2(shown, out_);
      return ++count_ < asked_->limit;
    });
    if (count_ < asked_->limit && !walk_->done()) return Next::more;
    return close(response);
  }

  [[nodiscard]] bool is_streamed() const final { return false; }

 protected:
  [[nodiscard]] const AuditV2Query& asked() const { return *asked_; }

  /// False: the thing whose entries are wanted is not there.
  virtual bool find_what_it_is_of(core::ReadTransaction& tx, const core::AuditLog& log) = 0;
  [[nodiscard]] virtual bool matches(const LogEntry& entry) const = 0;
  /// The fields of `result_info` beside the cursor.
  virtual void write_info(json::Writer& out, std::uint32_t count) const = 0;

 private:
  core::Status begin(core::ReadTransaction& tx, const core::AuditLog& log) {
    core::AuditRange range{asked_->range.since, asked_->range.before, asked_->direction,
                           std::nullopt, std::nullopt};
    if (asked_->cursor) {
      const auto cursor = read_cursor(*asked_->cursor, list_, hasher_);
      if (!cursor) return core::fail_field("/cursor", "is not one of this list");
      range.after = cursor->after;
      range.newest = cursor->newest;
    }
    auto walk = core::open_walk(tx, log, range);
    if (!walk) return std::unexpected(std::move(walk.error()));
    walk_ = *walk;
    return {};
  }

  Next close(http::Response& response) {
    out_.end_array();
    const auto cursor = walk_->done()
                            ? std::string()
                            : write_cursor({passed(*walk_), walk_->newest}, list_, hasher_);
    std::string info;
    json::Writer out(info);
    out.begin_object();
    write_info(out, count_);
    out.field("cursor", cursor).key("cursors").begin_object().field("after", cursor);
    out.end_object().end_object();
    Reply reply(response);
    reply.result() += items_;
    reply.set_result_info(std::move(info));
    reply.finish();
    return Next::complete;
  }

  const core::OrganizationId organization_;
  const std::string list_;  // what a cursor of another list does not have
  const Asked asked_;
  const core::SecretHasher& hasher_;

  std::optional<core::AuditWalk> walk_;
  std::uint32_t count_ = 0;
  std::string items_;
  json::Writer out_{items_};
};

class AuditV2List final : public LogPage {
 public:
  AuditV2List(const Input& input, const core::SecretHasher& hasher)
      : LogPage(organization_id(input), "list " + canonical_query(input.query, shapes_audit_v2),
                decode_audit_v2_query(input.query), hasher) {}

 private:
  bool find_what_it_is_of(core::ReadTransaction&, const core::AuditLog&) override { return true; }
  [[nodiscard]] bool matches(const LogEntry& entry) const override {
    return asked().matches(entry);
  }
  /// A string, as clients declare it.
  void write_info(json::Writer& out, std::uint32_t count) const override {
    out.field("count", std::to_string(count));
  }
};

/// What happened to the resource of one entry.
class AuditHistory final : public LogPage {
 public:
  AuditHistory(const Input& input, const core::SecretHasher& hasher)
      : LogPage(organization_id(input),
                "history " + core::id_to_hex(input.ids.item) +
                    canonical_query(input.query, shapes_audit_v2),
                decode_audit_history_query(input.query), hasher),
        id_(item_id<core::AuditRecordId>(input)) {}

 private:
  bool find_what_it_is_of(core::ReadTransaction& tx, const core::AuditLog& log) override {
    const auto record = tx.find_audit_record(id_);
    if (!record || !core::contains(log, *record)) return false;
    // Many clients keep fewer digits of a time than they were given.
    const auto since_named = record->occurred_at - *asked().action_time;
    if (since_named < std::chrono::seconds(0) || since_named >= std::chrono::seconds(1)) {
      return false;
    }
    kind_ = record->resource_kind;
    resource_ = record->resource_id;
    return true;
  }
  [[nodiscard]] bool matches(const LogEntry& entry) const override {
    return entry.record.resource_id == resource_ && entry.record.resource_kind == kind_;
  }
  void write_info(json::Writer& out, std::uint32_t count) const override {
    out.field("count", count).field("history_status", "exact");
  }

  const core::AuditRecordId id_;
  std::string kind_;
  std::string resource_;
};

}  // namespace

std::unique_ptr<dialect::LongRead> list_audit_v2(const Input& input,
                                                 const dialect::Services& services) {
  return std::make_unique<AuditV2List>(input, services.hasher);
}

std::unique_ptr<dialect::LongRead> list_audit_history(const Input& input,
                                                      const dialect::Services& services) {
  return std::make_unique<AuditHistory>(input, services.hasher);
}

core::Status list_product_categories(core::ReadTransaction& tx,
                                     const core::OperationContext& context, const Input& input,
                                     Reply& reply) {
  const auto log = core::authorize_organization_log(tx, context, organization_id(input));
  if (!log) return std::unexpected(log.error());
  const auto categories = product_categories();
  write_list(std::vector(categories.begin(), categories.end()), reply, encode_product_category);
  return {};
}

}  // namespace selfsame::cloudflare
