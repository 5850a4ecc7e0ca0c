#include <algorithm>
#include <utility>

#include "core/administration/add_entity.h"
#include "core/administration/administration.h"
#include "core/audit/record_change.h"
#include "core/tenancy/standing.h"
#include "core/text.h"

namespace selfsame::core {
namespace {

bool is_label(std::string_view label) {
  constexpr std::size_t kCharactersMax = 63;
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  };
  return !label.empty() && label.size() <= kCharactersMax && std::ranges::all_of(label, allowed) &&
         label.front() != '-' && label.back() != '-';
}

/// The name in lower case, if it is a domain name of two labels or more (RFC 1123; names outside of
/// ASCII in their `xn--` form).
std::optional<std::string> domain_name(std::string_view wanted) {
  std::string name = lower_ascii(wanted);
  if (name.size() > limits::kZoneNameCharacters) return std::nullopt;
  std::string_view rest = name;
  std::size_t labels = 1;
  for (auto dot = rest.find('.'); dot != std::string_view::npos; dot = rest.find('.'), ++labels) {
    if (!is_label(rest.substr(0, dot))) return std::nullopt;
    rest.remove_prefix(dot + 1);
  }
  if (labels < 2 || !is_label(rest)) return std::nullopt;
  return name;
}

}  // namespace

Status validate_zone(const Zone& zone) {
  if (domain_name(zone.name) == zone.name) return {};
  return fail_field("/name", "must be a domain name, e.g. example.com");
}

Result<std::vector<Zone>> list_zones_of(ReadTransaction& tx, const OperationContext& context,
                                        const OrganizationId& organization) {
  if (auto status = authorize_on_store(tx, context, OperationId::store_zone_list); !status) {
    return std::unexpected(std::move(status.error()));
  }
  if (tx.find_organization(organization) == nullptr) {
    return fail(ErrorCode::not_found, Reason::none, "Organization not found.");
  }
  return tx.zones_of(organization);
}

Result<Zone> create_zone(WriteTransaction& tx, const OperationContext& context,
                         const OrganizationId& organization, const std::string& name) {
  constexpr auto kCreate = OperationId::store_zone_create;
  if (auto status = authorize_on_store(tx, context, kCreate); !status) {
    return std::unexpected(std::move(status.error()));
  }
  if (tx.find_organization(organization) == nullptr) {
    return fail(ErrorCode::not_found, Reason::none, "Organization not found.");
  }
  Zone zone{ZoneId::make(context.now, context.entropy), organization,
            domain_name(name).value_or(name), context.now, context.now};
  if (auto status = validate_zone(zone); !status) return std::unexpected(std::move(status.error()));
  if (tx.find_zone_by_name(zone.name)) {
    return fail(ErrorCode::conflict, Reason::id_taken, "There is a zone of this name already.");
  }
  if (tx.zones_of(organization).size() >= limits::kZonesPerOrganization) {
    return fail(ErrorCode::limited, Reason::quota_exceeded,
                "An organization can have at most " +
                    std::to_string(limits::kZonesPerOrganization) + " zones.");
  }
  add_zone(tx, context, kCreate, zone);
  return zone;
}

Status delete_zone(WriteTransaction& tx, const OperationContext& context, const ZoneId& id) {
  constexpr auto kDelete = OperationId::store_zone_delete;
  if (auto status = authorize_on_store(tx, context, kDelete); !status) return status;
  const auto zone = tx.find_zone(id);
  if (!zone) return fail(ErrorCode::not_found, Reason::none, "Zone not found.");
  if (tx.count_open_subscriptions(zone->organization, id) > 0) {
    return fail(ErrorCode::conflict, Reason::none,
                "The zone has subscriptions that have not ended. Cancel them first.");
  }
  tx.delete_zone(*zone);
  record_zone_change(tx, context, kDelete, *zone, {{"name", zone->name, std::nullopt}});
  return {};
}

}  // namespace selfsame::core
