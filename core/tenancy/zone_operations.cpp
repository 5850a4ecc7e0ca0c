#include "core/tenancy/zone_operations.h"

#include <algorithm>
#include <utility>

#include "core/access/authorize.h"
#include "core/tenancy/standing.h"
#include "core/text.h"

namespace selfsame::core {
namespace {

/// An organization in which the caller may read zones, and which.
struct Reader {
  std::shared_ptr<const Organization> organization;
  std::optional<Membership> place;  ///< absent: a token of the organization
  Grants grants;
};

bool credential_allows_zone(const OperationContext& context, const Zone& zone, Level level) {
  const auto zone_id = zone.id.hex_view();
  const auto account_id = zone.organization.hex_view();
  const Resource resource{resource_kind::kZone, zone_id, resource_kind::kAccount, account_id};
  if (level == Level::edit) {
    return credential_holds(context.principal, permission_group::kZoneWrite, resource,
                            context.catalogue);
  }
  return credential_allows(context.principal, operation(OperationId::zone_list), resource,
                           context.catalogue);
}

bool may(ReadTransaction& tx, const OperationContext& context, const Reader& reader,
         const Zone& zone, Level level) {
  // Not the grants on the whole organization: a policy may deny this one zone.
  const bool placed =
      reader.place ? allows_on_zone(tx, context.roles, *reader.place, zone.id, Area::zones, level)
                   : reader.grants.allow(Area::zones, level);
  return placed && credential_allows_zone(context, zone, level);
}

std::vector<Reader> readers_of(ReadTransaction& tx, const OperationContext& context) {
  const Principal& principal = context.principal;
  std::vector<Reader> readers;
  if (principal.user == nullptr) {
    if (principal.token == nullptr) return readers;
    if (const auto own = principal.token->owner.organization()) {
      auto organization = tx.find_organization(*own);
      if (organization) readers.push_back({std::move(organization), {}, Grants::everything()});
    }
    return readers;
  }
  const auto places = tx.memberships_of(principal.user->id);
  for (const auto& place : *places) {
    if (place.status != MembershipStatus::accepted) continue;
    auto organization = tx.find_organization(place.organization);
    if (organization == nullptr || !check_conditions(tx, principal, place, *organization)) continue;
    readers.push_back({std::move(organization), place, grants_of(tx, context.roles, place)});
  }
  return readers;
}

bool passes(const Zone& zone, const Organization& organization, const ZoneListing& wanted) {
  std::vector<bool> filters;
  if (wanted.none) filters.push_back(false);
  if (wanted.name) filters.push_back(zone.name == lower_ascii(*wanted.name));
  if (wanted.organization) filters.push_back(zone.organization == *wanted.organization);
  if (wanted.organization_name) {
    filters.push_back(organization.name == *wanted.organization_name);
  }
  if (wanted.any && !filters.empty()) return std::ranges::find(filters, true) != filters.end();
  return std::ranges::find(filters, false) == filters.end();
}

void sort_zones(std::vector<ZoneView>& zones, const ZoneListing& wanted) {
  const auto created = [](const ZoneView& view) {
    return std::pair(view.zone.created_at, view.zone.id);
  };
  switch (wanted.order) {
    case ZoneOrder::created:
      std::ranges::sort(zones, {}, created);
      break;
    case ZoneOrder::name:
      std::ranges::sort(zones, {}, [](const ZoneView& view) { return view.zone.name; });
      break;
    case ZoneOrder::organization_id:
      std::ranges::sort(zones, {}, [&](const ZoneView& view) {
        return std::pair(view.zone.organization, created(view));
      });
      break;
    case ZoneOrder::organization_name:
      std::ranges::sort(zones, {}, [&](const ZoneView& view) {
        return std::pair(view.organization->name, created(view));
      });
      break;
  }
  if (wanted.direction == Direction::descending) std::ranges::reverse(zones);
}

}  // namespace

Result<Listed<ZoneView>> list_zones(ReadTransaction& tx, const OperationContext& context,
                                    const ZoneListing& listing) {
  std::vector<ZoneView> found;
  for (const auto& reader : readers_of(tx, context)) {
    for (auto& zone : tx.zones_of(reader.organization->id)) {
      if (!passes(zone, *reader.organization, listing)) continue;
      if (!may(tx, context, reader, zone, Level::read)) continue;
      const bool may_edit = may(tx, context, reader, zone, Level::edit);
      found.push_back({std::move(zone), reader.organization, may_edit});
    }
  }
  sort_zones(found, listing);
  return page_of(std::move(found), listing.page);
}

Result<ZoneView> get_zone(ReadTransaction& tx, const OperationContext& context, const ZoneId& id) {
  const auto refused = [] { return fail(ErrorCode::not_found, Reason::none, "Zone not found."); };
  auto zone = tx.find_zone(id);
  if (!zone) return refused();
  auto standing = authorize_on_zone(tx, context, OperationId::zone_get, *zone);
  if (!standing) {
    // Whoever may not read it does not learn that it is there; why an organization keeps a member
    // out, they do.
    if (standing.error().reason == Reason::two_factor_required ||
        standing.error().reason == Reason::address_refused) {
      return std::unexpected(std::move(standing.error()));
    }
    return refused();
  }
  const Reader reader{standing->organization,
                      standing->member ? std::optional(standing->membership) : std::nullopt,
                      standing->grants};
  const bool may_edit = may(tx, context, reader, *zone, Level::edit);
  return ZoneView{std::move(*zone), standing->organization, may_edit};
}

}  // namespace selfsame::core
