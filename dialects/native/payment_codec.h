#pragma once

#include <boost/json/value.hpp>
#include <string_view>

#include "core/billing/payment_operations.h"
#include "core/result.h"
#include "json/writer.h"

/// How `/v1` reads reports of payments.
namespace selfsame::native {

// Of the owner, a report says the id alone: the kind in these events means nothing.
/// `POST /payments`. Errors: invalid, naming each field.
core::Result<core::PaymentEvent> decode_payment(const boost::json::value& body);
/// `POST /payments/webhook`, whose id is in a header. Errors: invalid, naming each field.
core::Result<core::PaymentEvent> decode_payment_message(std::string_view id,
                                                        const boost::json::value& body);

void encode_receipt(const core::PaymentReceipt& receipt, json::Writer& out);

}  // namespace selfsame::native
