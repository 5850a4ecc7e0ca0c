#include "core/billing/billing_place.h"

#include <array>
#include <utility>

#include "core/access/authorize.h"
#include "core/tenancy/standing.h"

namespace selfsame::core {
namespace {

using enum OperationId;

/// The operation that a deed is, at each kind of place.
struct Deed {
  BillingDeed deed;
  OperationId own;
  OperationId organization;
  OperationId zone;
  OperationId any;
};

// A profile and a history are never a zone's: there the operation is the organization's.
constexpr std::array kDeeds{
    Deed{BillingDeed::get_profile, billing_profile_get, account_billing_profile_get,
         account_billing_profile_get, store_billing_get},
    Deed{BillingDeed::edit_profile, billing_profile_edit, account_billing_profile_edit,
         account_billing_profile_edit, store_billing_edit},
    Deed{BillingDeed::list_history, billing_history_list, account_billing_history_list,
         account_billing_history_list, store_billing_get},
    Deed{BillingDeed::list_subscriptions, subscription_list, account_subscription_list,
         zone_subscription_list, store_billing_get},
    Deed{BillingDeed::get_subscription, subscription_get, account_subscription_get,
         zone_subscription_get, store_billing_get},
    Deed{BillingDeed::create_subscription, subscription_create, account_subscription_create,
         zone_subscription_create, store_billing_edit},
    Deed{BillingDeed::update_subscription, subscription_update, account_subscription_update,
         zone_subscription_update, store_billing_edit},
    Deed{BillingDeed::cancel_subscription, subscription_cancel, account_subscription_cancel,
         zone_subscription_cancel, store_billing_edit},
    Deed{BillingDeed::adjust, store_billing_edit, store_billing_edit, store_billing_edit,
         store_billing_edit},
};

constexpr bool deeds_are_in_order() {
  for (std::size_t i = 0; i < kDeeds.size(); ++i) {
    if (static_cast<std::size_t>(kDeeds[i].deed) != i) return false;
  }
  return true;
}
static_assert(deeds_are_in_order());

std::unexpected<Error> no_such_zone() {
  return fail(ErrorCode::not_found, Reason::none, "Zone not found.");
}

/// One authorization for each kind of place.
class Authorization {
 public:
  Authorization(ReadTransaction& tx, const OperationContext& context, BillingDeed deed)
      : tx_(tx), context_(context), deed_(kDeeds[static_cast<std::size_t>(deed)]) {}

  Result<Payer> operator()(OwnBilling /*own*/) const {
    if (auto status = authorize_on_user(context_, deed_.own); !status) {
      return std::unexpected(std::move(status.error()));
    }
    return Payer{context_.principal.user->id, {}, deed_.own};
  }

  Result<Payer> operator()(const OrganizationId& organization) const {
    const auto standing = authorize_in(tx_, context_, deed_.organization, organization);
    if (!standing) return std::unexpected(standing.error());
    return Payer{organization, {}, deed_.organization};
  }

  Result<Payer> operator()(const ZoneId& id) const {
    auto zone = tx_.find_zone(id);
    if (!zone) return no_such_zone();
    const auto standing = authorize_on_zone(tx_, context_, deed_.zone, *zone);
    if (!standing) return refuse_on_zone(*zone, standing.error());
    const Owner owner = zone->organization;
    return Payer{owner, std::move(zone), deed_.zone};
  }

  Result<Payer> operator()(const AnyBilling& any) const {
    if (auto status = authorize_on_store(tx_, context_, deed_.any); !status) {
      return std::unexpected(std::move(status.error()));
    }
    if (tx_.find_organization(OrganizationId{any.owner}) != nullptr) {
      return Payer{OrganizationId{any.owner}, {}, deed_.any};
    }
    if (tx_.find_user(UserId{any.owner}) != nullptr) return Payer{UserId{any.owner}, {}, deed_.any};
    // Its ledger stays when an organization goes.
    const OrganizationId gone{any.owner};
    if (!tx_.subscriptions_of(gone).empty() || !tx_.billing_items_after(gone, 0, 1).empty()) {
      return Payer{gone, {}, deed_.any};
    }
    return fail(ErrorCode::not_found, Reason::none, "There is no user or organization of this id.");
  }

 private:
  /// Who cannot see the zone does not learn that it is there; who can is told what is missing.
  [[nodiscard]] Result<Payer> refuse_on_zone(const Zone& zone, const Error& refusal) const {
    const bool told = refusal.reason == Reason::two_factor_required ||
                      refusal.reason == Reason::address_refused ||
                      authorize_on_zone(tx_, context_, zone_get, zone).has_value();
    if (told) return std::unexpected(refusal);
    return no_such_zone();
  }

  ReadTransaction& tx_;
  const OperationContext& context_;
  const Deed& deed_;
};

}  // namespace

Result<Payer> authorize_billing(ReadTransaction& tx, const OperationContext& context,
                                const BillingPlace& place, BillingDeed deed) {
  return std::visit(Authorization(tx, context, deed), place);
}

}  // namespace selfsame::core
