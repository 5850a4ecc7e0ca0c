#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/ip_address.h"
#include "core/result.h"
#include "core/store.h"
#include "dialects/cloudflare/audit_v2_fields.h"
#include "dialects/cloudflare/query_reader.h"

/// What is asked of `/accounts/{id}/logs/audit`. Wire reference: 9.18.
namespace selfsame::cloudflare {

/// One filter. Several values: any one of them is meant, or, negated, none of them.
class AuditTest {
 public:
  AuditTest(const AuditField& field, bool negated) : field_(&field), negated_(negated) {}

  [[nodiscard]] bool is_of(const AuditField& field, bool negated) const {
    return field_ == &field && negated_ == negated;
  }
  /// What is wrong with the value; empty if it was added.
  std::string add(std::string value);
  [[nodiscard]] bool matches(const LogEntry& entry) const;

 private:
  [[nodiscard]] bool has(const std::string& text) const;

  const AuditField* field_;
  bool negated_;
  std::vector<std::string> values_;  // in the one spelling that is compared, sorted
  std::vector<core::Cidr> networks_;
};

struct AuditV2Query {
  std::vector<AuditTest> tests;
  std::optional<core::Timestamp> action_time;  ///< of the history only
  TimeRange range;
  core::Direction direction = core::Direction::descending;
  std::uint32_t limit = 0;  ///< within the limits
  std::optional<std::string> cursor;

  [[nodiscard]] bool matches(const LogEntry& entry) const;
};

core::Result<AuditV2Query> decode_audit_v2_query(std::string_view query);
/// The history of a resource takes no filters.
core::Result<AuditV2Query> decode_audit_history_query(std::string_view query);

/// Whether lists differ by the parameter; not so where a page begins and how long it is.
bool shapes_audit_v2(std::string_view name);

}  // namespace selfsame::cloudflare
