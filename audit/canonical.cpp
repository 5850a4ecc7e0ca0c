#include "audit/canonical.h"

#include <chrono>
#include <cstddef>
#include <optional>
#include <string_view>

#include "audit/hex.h"
#include "audit/jcs.h"
#include "audit/words.h"

namespace selfsame::audit {
namespace {

/// What a usual record takes; only so that memory is asked for once.
constexpr std::size_t kUsualBytes = 1024;

/// Writes objects whose keys the caller gives in their order.
class Writer {
 public:
  explicit Writer(std::string& out) : out_(out) {}

  void open(char bracket) {
    separate();
    out_ += bracket;
    separate_ = false;
  }
  void close(char bracket) {
    out_ += bracket;
    separate_ = true;
  }
  void key(std::string_view name) {
    separate();
    append_jcs_string(out_, name);
    out_ += ':';
    separate_ = false;
  }
  /// Any bytes. Those that are no UTF-8, which JSON cannot hold, become an object of their digits.
  void text(std::string_view name, std::string_view value) {
    key(name);
    separate_ = true;
    if (is_utf8(value)) return append_jcs_string(out_, value);
    out_ += R"({"hex":")";
    out_ += to_hex(value);
    out_ += "\"}";
  }
  void optional_text(std::string_view name, const std::optional<std::string>& value) {
    if (value) text(name, *value);
  }
  void id(std::string_view name, const core::IdBytes& bytes) { text(name, core::HexId(bytes)); }
  template <class Id>
  void id(std::string_view name, const std::optional<Id>& value) {
    if (value) id(name, value->bytes);
  }
  void id(std::string_view name, const std::optional<core::IdBytes>& bytes) {
    if (bytes) id(name, *bytes);
  }
  void number(std::string_view name, std::uint64_t value) {
    key(name);
    out_ += std::to_string(value);
    separate_ = true;
  }

 private:
  void separate() {
    if (separate_) out_ += ',';
  }

  std::string& out_;
  bool separate_ = false;  // whether the next value or key needs a comma before it
};

/// A time outside of the years of four digits, which only a damaged row holds, has no RFC 3339 text.
std::string time_text(core::Timestamp at) {
  using std::chrono::January;
  const bool usual = at >= std::chrono::sys_days(std::chrono::year(0) / January / 1) &&
                     at < std::chrono::sys_days(std::chrono::year(10'000) / January / 1);
  return usual ? core::format_microseconds(at) : std::to_string(at.time_since_epoch().count());
}

void write_changes(Writer& out, const std::vector<core::AuditChange>& changes) {
  out.open('[');
  for (const auto& change : changes) {
    out.open('{');
    out.optional_text("after", change.after);
    out.optional_text("before", change.before);
    out.text("field", change.field);
    out.close('}');
  }
  out.close(']');
}

void write_owner(Writer& out, const core::AuditOwner& owner) {
  out.key("owner");
  out.open('{');
  out.id("id", owner.id);
  out.text("kind", word(owner.kind));
  out.close('}');
}

std::string write_record(const core::AuditRecord& record, bool with_hash) {
  std::string text;
  text.reserve(kUsualBytes);
  Writer out(text);
  out.open('{');
  out.text("action", record.action);
  out.id("actor", record.actor);
  out.text("actor_email", record.actor_email);
  out.key("changes");
  write_changes(out, record.changes);
  if (record.client_address) out.text("client_address", record.client_address->text());
  out.id("credential", record.credential);
  out.text("credential_kind", word(record.credential_kind));
  out.text("credential_name", record.credential_name);
  out.id("effective_actor", record.effective_actor);
  if (with_hash) out.text("hash", to_hex(record.hash));
  out.id("id", record.id.bytes);
  out.text("method", record.method);
  out.text("occurred_at", time_text(record.occurred_at));
  out.text("operation", record.operation);
  out.text("outcome", word(record.outcome));
  write_owner(out, record.owner);
  out.text("path", record.path);
  out.text("refusal", record.refusal);
  out.id("request", record.request);
  out.text("resource_id", record.resource_id);
  out.text("resource_kind", record.resource_kind);
  out.number("sequence", record.sequence);
  out.text("user_agent", record.user_agent);
  out.id("zone", record.zone);
  out.text("zone_name", record.zone_name);
  out.close('}');
  return text;
}

}  // namespace

std::string canonical_json(const core::AuditRecord& record) { return write_record(record, false); }

std::string canonical_json_with_hash(const core::AuditRecord& record) {
  return write_record(record, true);
}

std::string canonical_changes(const std::vector<core::AuditChange>& changes) {
  std::string text;
  Writer out(text);
  write_changes(out, changes);
  return text;
}

}  // namespace selfsame::audit
