#include "dialects/cloudflare/audit_log_query.h"

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

#include "core/limits.h"
#include "core/text.h"
#include "dialects/cloudflare/audit_log_codec.h"

namespace selfsame::cloudflare {
namespace {

using core::AuditRecord;

/// Any spelling of an id, as entries show it.
std::string as_shown(const std::string& id) {
  const auto parsed = core::parse_id(id);
  return parsed ? core::id_to_uuid(*parsed) : id;
}

bool is_in(const std::optional<core::Cidr>& network, const AuditRecord& record) {
  return !network || (record.client_address && network->contains(*record.client_address));
}

bool equals(const std::optional<std::string>& wanted, const std::string& text) {
  return !wanted || *wanted == text;
}

bool equals_in_any_case(const std::optional<std::string>& wanted, const std::string& text) {
  return !wanted || core::lower_ascii(*wanted) == core::lower_ascii(text);
}

std::uint32_t clamped_per_page(const std::optional<std::uint64_t>& per_page) {
  return static_cast<std::uint32_t>(std::clamp<std::uint64_t>(
      per_page.value_or(core::limits::kAuditPageDefault), 1, core::limits::kAuditPageMax));
}

}  // namespace

bool AuditLogFilter::is_empty() const {
  return !id && !action_type && !actor_email && !actor_ip && !zone_name && !hide_user_logs;
}

bool AuditLogFilter::matches(const AuditRecord& record) const {
  if (hide_user_logs && record.owner.kind == core::AuditOwnerKind::user) return false;
  return equals(action_type, audit_log::action_type(record)) && is_in(actor_ip, record) &&
         equals_in_any_case(actor_email, audit_log::actor_email(record)) &&
         equals_in_any_case(zone_name, audit_log::zone_name(record)) &&
         (!id || *id == audit_log::id(record));
}

std::uint64_t AuditLogQuery::entries_before() const {
  constexpr auto kMost = std::numeric_limits<std::uint64_t>::max();
  const auto pages = page - 1;
  return pages > kMost / per_page ? kMost : pages * per_page;
}

core::Result<AuditLogQuery> decode_audit_log_query(std::string_view query) {
  std::vector<core::FieldError> errors;
  QueryReader in(query, errors);
  AuditLogQuery asked;
  if (auto id = in.text("id")) asked.filter.id = as_shown(*id);
  asked.filter.action_type = in.text("action.type");
  asked.filter.actor_email = in.text("actor.email");
  asked.filter.actor_ip = in.network("actor.ip");
  asked.filter.zone_name = in.text("zone.name");
  asked.filter.hide_user_logs = in.boolean("hide_user_logs").value_or(false);
  asked.range = in.time_range();
  asked.direction = in.direction().value_or(core::Direction::descending);
  const auto page = in.page();
  asked.page = page.page;
  asked.per_page = clamped_per_page(page.per_page);
  asked.export_ = in.boolean("export").value_or(false);
  if (!errors.empty()) return core::invalid(std::move(errors));
  return asked;
}

bool shapes_audit_log(std::string_view name) {
  constexpr std::array<std::string_view, 10> kNames{
      "id",    "action.type", "actor.email", "actor.ip", "zone.name", "hide_user_logs",
      "since", "before",      "direction",   "per_page"};
  return std::ranges::find(kNames, name) != kNames.end();
}

}  // namespace selfsame::cloudflare
