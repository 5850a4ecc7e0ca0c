#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/billing/billing_item.h"
#include "core/billing/billing_place.h"
#include "core/billing/billing_profile.h"
#include "core/listing.h"

/// Who pays, and what was booked for them. Errors of all: those of `authorize_billing`.
namespace selfsame::core {

struct BillingProfileView {
  BillingProfile profile;  ///< without one that was stored: the user's names and address
  bool stored = false;
  Money balance;  ///< what is owed, in the installation's currency or else the first with a balance
  std::optional<Timestamp> next_bill_at;  ///< when something will next be charged by itself
};

/// Source:  Cloudflare v4 `GET /user/billing/profile`, `/accounts/{id}/billing/profile`.
[[nodiscard]] Result<BillingProfileView> get_billing_profile(ReadTransaction& tx,
                                                             const OperationContext& context,
                                                             const BillingPlace& place);

/// Outer absent: stays as it is; inner absent: cleared.
struct BillingProfileEdit {
  struct Text {
    std::string name;  ///< of the field, see `billing_texts`
    std::optional<std::string> value;
  };
  std::vector<Text> texts;
  /// Only at `AnyBilling`: what the gateway says.
  std::optional<std::optional<CardSummary>> card;
  /// A card's number as somebody sent it, masked or not. What has more than its last four digits in
  /// clear is refused.
  std::optional<std::string> card_number;
};

/// Errors:  invalid, naming each field (an unknown name, too long, a card number in whatever field; at
///          other places than `AnyBilling` everything about the means of payment).
/// Effects: one audit record; none if nothing changes.
[[nodiscard]] Result<BillingProfileView> edit_billing_profile(WriteTransaction& tx,
                                                              const OperationContext& context,
                                                              const BillingPlace& place,
                                                              const BillingProfileEdit& edit);

struct BillingHistoryListing {
  PageRequest page;
  BillingOrder order = BillingOrder::booked;
  Direction direction = Direction::ascending;
  std::optional<std::string>
      type{};  ///< at most `limits::kHistoryFilterCharacters`; an unknown one
               ///< finds nothing
  std::optional<std::string> action{};  ///< likewise
  std::optional<Timestamp> occurred_at{};
};

/// Errors:  invalid (`/type`, `/action`: too long).
/// Source:  Cloudflare v4 `GET /user/billing/history`.
[[nodiscard]] Result<Listed<BillingItem>> list_billing_history(
    ReadTransaction& tx, const OperationContext& context, const BillingPlace& place,
    const BillingHistoryListing& listing);

/// Items after a place in the ledger, as they were booked, at most `limit`.
[[nodiscard]] Result<std::vector<BillingItem>> list_billing_items(ReadTransaction& tx,
                                                                  const OperationContext& context,
                                                                  const AnyBilling& place,
                                                                  std::uint64_t after_sequence,
                                                                  std::uint32_t limit);
/// What is owed in each currency.
[[nodiscard]] Result<std::vector<Money>> list_balances(ReadTransaction& tx,
                                                       const OperationContext& context,
                                                       const AnyBilling& place);

}  // namespace selfsame::core
