#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "core/owner.h"
#include "core/time.h"

namespace selfsame::core {

/// What is kept of a card: never its number.
struct CardSummary {
  std::string brand;                  ///< as the gateway calls it; may be empty
  std::string last_four;              ///< digits
  std::optional<int> expiry_month{};  ///< 1 to 12
  std::optional<int> expiry_year{};   ///< four digits

  bool operator==(const CardSummary&) const = default;
};

/// Who pays, and how. Absent: not said.
struct BillingProfile {
  using Text = std::optional<std::string>;

  Owner owner;
  Text first_name{}, last_name{}, company{};
  Text address{}, address2{}, city{}, state{}, zipcode{}, country{};
  Text telephone{}, primary_email{}, enterprise_billing_email{}, enterprise_primary_email{};
  Text vat{}, tax_id_type{};
  Text account_type{};
  // Of the means of payment, which the gateway knows and Selfsame does not.
  Text payment_gateway{};    ///< which gateway
  Text payment_reference{};  ///< what the gateway calls the means of payment; never in answers to
                             ///< the owner
  Text payment_first_name{}, payment_last_name{}, payment_address{}, payment_address2{};
  Text payment_city{}, payment_state{}, payment_zipcode{}, payment_country{}, payment_email{};
  std::optional<CardSummary> card{};
  Timestamp created_at{};
  Timestamp modified_at{};

  bool operator==(const BillingProfile&) const = default;
};

/// The texts of a profile: the name that each has in records and on the wire.
struct BillingText {
  std::string_view name;
  BillingProfile::Text BillingProfile::* value;
  bool of_payment = false;  ///< says how is paid: the gateway's to say
};
std::span<const BillingText> billing_texts();

}  // namespace selfsame::core
