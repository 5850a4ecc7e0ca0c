#pragma once

#include <boost/json/value.hpp>

#include "core/billing/subscription_operations.h"
#include "core/result.h"
#include "json/writer.h"

namespace selfsame::cloudflare {

/// Writes a subscription. `zone` is there for those of zones only.
void encode_subscription(const core::Subscription& subscription, json::Writer& out);

// Of a body, `frequency`, `rate_plan.id` and `rate_plan.currency` count; what else clients send back
// is passed over. Errors: invalid, naming each field.

/// Reads a body of POST, which needs `rate_plan.id`.
core::Result<core::SubscriptionDraft> decode_subscription_draft(const boost::json::value& body);
/// Reads a body of PUT, which may be empty.
core::Result<core::SubscriptionEdit> decode_subscription_edit(const boost::json::value& body);

}  // namespace selfsame::cloudflare
