#pragma once

#include <memory>
#include <optional>
#include <string>

#include "core/listing.h"
#include "core/operation_context.h"
#include "core/result.h"
#include "core/store.h"

namespace selfsame::core {

struct ZoneView {
  Zone zone;
  std::shared_ptr<const Organization> organization;
  bool may_edit = false;  ///< whether the caller could change its settings
};

enum class ZoneOrder { created, name, organization_id, organization_name };

struct ZoneListing {
  PageRequest page;
  ZoneOrder order = ZoneOrder::created;
  Direction direction = Direction::ascending;
  std::optional<std::string> name;  ///< exact, in any case
  std::optional<OrganizationId> organization;
  std::optional<std::string> organization_name;  ///< exact
  bool none = false;  ///< a filter that no zone passes was given (e.g. a status they never have)
  bool any = false;   ///< one of the filters is enough
};

/// The zones that the caller may read, in every organization of theirs.
/// Source:  Cloudflare v4 `GET /zones`.
[[nodiscard]] Result<Listed<ZoneView>> list_zones(ReadTransaction& tx,
                                                  const OperationContext& context,
                                                  const ZoneListing& listing);

/// Errors:  not_found (unknown, or not the caller's to read: the two look alike).
/// Source:  Cloudflare v4 `GET /zones/{id}`.
[[nodiscard]] Result<ZoneView> get_zone(ReadTransaction& tx, const OperationContext& context,
                                        const ZoneId& id);

}  // namespace selfsame::core
