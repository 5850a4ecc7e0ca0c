#pragma once

#include <boost/json/value.hpp>
#include <string_view>

#include "core/billing/billing_operations.h"
#include "core/result.h"
#include "json/writer.h"

namespace selfsame::cloudflare {

/// Writes who pays. What was not said is left out; a card shows its last four digits.
void encode_billing_profile(const core::BillingProfileView& view, json::Writer& out);
/// Writes one line of a history, with every field that clients declare.
void encode_billing_item(const core::BillingItem& item, json::Writer& out);

/// Reads a body of PATCH: absent fields stay, null clears. What cannot be written, and clients send
/// back, is passed over, unless it holds a card's number.
/// Errors: invalid, naming each field. No message repeats what was sent.
core::Result<core::BillingProfileEdit> decode_billing_profile_edit(const boost::json::value& body);

/// Errors: invalid, naming each parameter.
core::Result<core::BillingHistoryListing> decode_billing_history(std::string_view query);

}  // namespace selfsame::cloudflare
