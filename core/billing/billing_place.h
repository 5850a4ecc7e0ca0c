#pragma once

#include <optional>
#include <variant>

#include "core/access/operations.h"
#include "core/operation_context.h"
#include "core/owner.h"
#include "core/result.h"
#include "core/store.h"
#include "core/tenancy/zone.h"

/// Whose billing a request speaks of, and whether the caller may.
namespace selfsame::core {

/// The caller's own.
struct OwnBilling {};
/// Any user's or organization's, for whoever runs the installation.
struct AnyBilling {
  IdBytes owner{};
};
/// An organization's, or one zone's: what is sold for that zone, to its organization.
using BillingPlace = std::variant<OwnBilling, OrganizationId, ZoneId, AnyBilling>;

/// What is to be done there.
enum class BillingDeed : std::uint8_t {
  get_profile,
  edit_profile,
  list_history,
  list_subscriptions,
  get_subscription,
  create_subscription,
  update_subscription,
  cancel_subscription,
  adjust,  ///< only at `AnyBilling`
};

/// Who pays.
struct Payer {
  Owner owner;
  std::optional<Zone> zone{};  ///< the only one that is meant
  OperationId operation{};     ///< that was authorized
};

/// Errors: forbidden/permission_missing, not_found, and for organizations those of `authorize_in`. A
/// zone that the caller cannot see is not_found.
Result<Payer> authorize_billing(ReadTransaction& tx, const OperationContext& context,
                                const BillingPlace& place, BillingDeed deed);

}  // namespace selfsame::core
