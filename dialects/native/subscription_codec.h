#pragma once

#include <boost/json/value.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "core/billing/subscription_operations.h"
#include "core/result.h"
#include "core/store.h"
#include "json/writer.h"

/// How `/v1` speaks of subscriptions.
namespace selfsame::native {

void encode_subscription(const core::Subscription& subscription, json::Writer& out);
/// What a gateway is to collect.
void encode_due(const core::Subscription& subscription, json::Writer& out);

/// Where a list of subscriptions of several owners goes on: `<owner>:<subscription>`.
std::string subscription_key(const core::Subscription& subscription);
/// The kind of the owner is not said. No value: it is none.
std::optional<core::SubscriptionKey> parse_subscription_key(std::string_view text);

// All errors: invalid, naming each field.
core::Result<core::SubscriptionDraft> decode_new_subscription(const boost::json::value& body);
core::Result<core::SubscriptionEdit> decode_subscription_edit(const boost::json::value& body);
core::Result<core::CancelWhen> decode_cancellation(const boost::json::value& body);
core::Result<core::Adjustment> decode_adjustment(const boost::json::value& body);

}  // namespace selfsame::native
