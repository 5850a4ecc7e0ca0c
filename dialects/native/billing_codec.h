#pragma once

#include <boost/json/value.hpp>

#include "core/billing/billing_operations.h"
#include "core/billing/rate_plan.h"
#include "core/result.h"
#include "json/writer.h"

/// How `/v1` shows who pays, what is sold and what was booked.
namespace selfsame::native {

/// `user` or `organization`.
std::string_view owner_kind_name(core::OwnerKind kind);

/// A time, or null.
void encode_time(std::string_view key, const std::optional<core::Timestamp>& at, json::Writer& out);
void encode_period(const core::Period& period, json::Writer& out);
/// `zone`: what it is and what it was called then, or null.
void encode_zone_field(const std::optional<core::ZoneId>& id, std::string_view name,
                       json::Writer& out);

/// `currencies` say the exponent of each price.
void encode_plan(const core::RatePlan& plan, const core::CurrencyTable& currencies,
                 json::Writer& out);
void encode_profile(const core::BillingProfileView& view, json::Writer& out);
void encode_balance(const core::Money& balance, json::Writer& out);
void encode_billing_item(const core::BillingItem& item, json::Writer& out);

/// Errors: invalid, naming each field.
core::Result<core::BillingProfileEdit> decode_profile_edit(const boost::json::value& body);

}  // namespace selfsame::native
