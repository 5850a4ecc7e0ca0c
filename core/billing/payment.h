#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/access/secret.h"
#include "core/billing/money.h"
#include "core/id.h"
#include "core/owner.h"
#include "core/time.h"

/// Payments happen elsewhere: these are reports of them.
namespace selfsame::core {

enum class PaymentEventType : std::uint8_t { paid, failed, refunded };

/// What a gateway reports.
struct PaymentEvent {
  std::string id;  ///< the gateway's; the same one again changes nothing
  PaymentEventType type{};
  Owner owner;
  SubscriptionId subscription;
  std::string payment;      ///< the gateway's name of the payment that this is about
  std::int64_t amount = 0;  ///< minor units, above zero
  std::string currency;     ///< code
  Timestamp occurred_at{};
  std::string detail{};  ///< why it failed; for people

  bool operator==(const PaymentEvent&) const = default;
};

enum class PaymentOutcome : std::uint8_t {
  applied,
  ignored,  ///< nothing follows from it: what failed was paid since, or was not due
};

/// What became of an event, for when it comes again.
struct ReceivedPaymentEvent {
  Owner owner;
  std::string id;
  SecretHash content;  ///< of everything in the event
  PaymentOutcome outcome{};
  Timestamp received_at{};

  bool operator==(const ReceivedPaymentEvent&) const = default;
};

/// What is known of one payment.
struct Payment {
  Owner owner;
  std::string reference;  ///< the gateway's
  SubscriptionId subscription;
  Currency currency;
  std::int64_t paid = 0;      ///< sum, minor units
  std::int64_t refunded = 0;  ///< likewise; never more than was paid

  bool operator==(const Payment&) const = default;
};

}  // namespace selfsame::core
