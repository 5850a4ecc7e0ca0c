#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/audit/audit_record.h"
#include "core/ip_address.h"
#include "core/result.h"
#include "core/store.h"
#include "dialects/cloudflare/query_reader.h"

/// What is asked of `/user/audit_logs` and `/accounts/{id}/audit_logs`. Wire reference: 9.4.
namespace selfsame::cloudflare {

struct AuditLogFilter {
  std::optional<std::string> id;  ///< as entries show it, or something that none has
  std::optional<std::string> action_type;
  std::optional<std::string> actor_email;
  std::optional<core::Cidr> actor_ip;
  std::optional<std::string> zone_name;
  bool hide_user_logs = false;  ///< leaves out what lies in a user's own log

  [[nodiscard]] bool is_empty() const;
  [[nodiscard]] bool matches(const core::AuditRecord& record) const;
};

struct AuditLogQuery {
  AuditLogFilter filter;
  TimeRange range;
  core::Direction direction = core::Direction::descending;
  std::uint64_t page = 1;      ///< from 1
  std::uint32_t per_page = 0;  ///< within the limits
  bool export_ = false;

  /// How many entries lie on the pages before; the largest number if that is more.
  [[nodiscard]] std::uint64_t entries_before() const;
};

core::Result<AuditLogQuery> decode_audit_log_query(std::string_view query);

/// Whether pages of a list differ by the parameter; not so the number of the page.
bool shapes_audit_log(std::string_view name);

}  // namespace selfsame::cloudflare
