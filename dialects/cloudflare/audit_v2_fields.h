#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "core/audit/audit_record.h"
#include "core/tenancy/organization.h"

/// What `/accounts/{id}/logs/audit` says of a record: each text once, for entries and for the filters
/// of that name. Wire reference: 9.18.
namespace selfsame::cloudflare {

/// A record in the log of an organization.
struct LogEntry {
  const core::AuditRecord& record;
  const core::Organization& organization;
};

namespace audit_v2 {
std::string id(const LogEntry& entry);
std::string account_name(const LogEntry& entry);
std::string action_result(const LogEntry& entry);
std::string action_type(const LogEntry& entry);
std::string actor_context(const LogEntry& entry);
std::string actor_email(const LogEntry& entry);
std::string actor_id(const LogEntry& entry);
std::string actor_ip_address(const LogEntry& entry);
std::string actor_token_id(const LogEntry& entry);
std::string actor_token_name(const LogEntry& entry);
std::string actor_type(const LogEntry& entry);
std::string product_category(const LogEntry& entry);
std::string raw_cf_ray_id(const LogEntry& entry);
std::string raw_method(const LogEntry& entry);
std::string raw_status_code(const LogEntry& entry);
std::string raw_uri(const LogEntry& entry);
std::string resource_id(const LogEntry& entry);
std::string resource_product(const LogEntry& entry);
std::string resource_scope(const LogEntry& entry);
std::string resource_type(const LogEntry& entry);
std::string zone_id(const LogEntry& entry);
std::string zone_name(const LogEntry& entry);
/// `Add Member`: no filter knows it.
std::string action_description(const LogEntry& entry);
}  // namespace audit_v2

/// How the values of a filter are compared with what an entry says.
enum class Matching : std::uint8_t {
  exact,
  any_case,
  id,       ///< in any spelling
  number,   ///< what is none is refused
  network,  ///< the address lies in it; what is none is refused
  word,     ///< one of those of the field; others are refused
};

struct AuditField {
  std::string_view name;  ///< of the filter
  std::string (*text)(const LogEntry&);
  Matching matching = Matching::exact;
  std::span<const std::string_view> words{};
  bool can_be_negated = true;  ///< whether there is `<name>.not`
};

std::span<const AuditField> audit_fields();

/// What records tell of, in groups that filters know.
struct Product {
  std::string_view resource_type;
  std::string_view value;
  std::string_view label;
};
struct ProductCategory {
  std::string_view value;
  std::string_view label;
  std::span<const Product> products;
};
std::span<const ProductCategory> product_categories();

}  // namespace selfsame::cloudflare
