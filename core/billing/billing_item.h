#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/billing/calendar.h"
#include "core/billing/money.h"
#include "core/id.h"
#include "core/owner.h"
#include "core/time.h"

namespace selfsame::core {

enum class BillingItemType : std::uint8_t {
  charge,   ///< something was sold: what is owed grows
  credit,   ///< something sold was not used, or is forgiven: it shrinks
  payment,  ///< money came in: it shrinks
  refund,   ///< money went back: it grows
};

/// Why.
enum class BillingAction : std::uint8_t {
  subscription,  ///< the first period of a subscription
  renewal,       ///< a later one
  change,        ///< of plan or frequency
  cancellation,  ///< what was not used any more
  payment,       ///< reported from outside
  refund,        ///< likewise
  adjustment,    ///< by the operator, who said why
};

/// `charge`, `credit` ...
std::string_view billing_item_type_name(BillingItemType type);
std::optional<BillingItemType> parse_billing_item_type(std::string_view name);
std::string_view billing_action_name(BillingAction action);
std::optional<BillingAction> parse_billing_action(std::string_view name);

/// One line of somebody's ledger. Append-only.
struct BillingItem {
  BillingItemId id;
  Owner owner;
  Timestamp occurred_at{};  ///< when it fell due, which may be before it was booked
  BillingItemType type{};
  BillingAction action{};
  std::string description;  ///< a sentence for people
  std::int64_t amount = 0;  ///< minor units; positive: more is owed
  Currency currency;
  std::optional<SubscriptionId> subscription{};
  std::optional<ZoneId> zone{};
  std::string zone_name{};
  std::optional<Period> period{};  ///< that is charged or credited
  std::string payment{};           ///< the gateway's reference, of payments and refunds

  // Given by the store when it appends the item.
  std::uint64_t sequence = 0;  ///< place in the owner's ledger, from 1 without gaps
  std::int64_t balance = 0;    ///< what the owner owes in this currency, this item included

  bool operator==(const BillingItem&) const = default;
};

}  // namespace selfsame::core
