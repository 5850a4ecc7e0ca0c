#pragma once

#include <boost/json/value.hpp>

#include "core/identity/profile_operations.h"
#include "core/identity/secret_sealer.h"
#include "core/result.h"
#include "dialects/rebilly/links.h"
#include "json/object_reader.h"
#include "json/writer.h"

namespace selfsame::rebilly {

/// `active`, `inactive` or `pending-confirmation`.
std::string_view status_of(const core::User& user);

/// `Ada Byron`; whichever of the two there is; the mail address if there is neither.
std::string full_name(const core::User& user);

/// The properties of every version of the API. Source: reference 6.1.
void encode_profile(const core::Profile& profile, const core::SecretSealer& sealer,
                    const LinkBase& links, json::Writer& out);

/// Source: reference 6.2. `enrollment`: where the person must go; empty: nowhere.
void encode_mfa(const core::FactorView& factor, std::string_view self, std::string_view enrollment,
                json::Writer& out);

/// The field `preferences`, an object that may be left alone: absent is no value, null one that
/// clears.
std::optional<std::optional<std::string>> decode_preferences(json::ObjectReader& in);

/// What only the server says is passed over: clients send whole profiles back.
/// Errors: invalid.
core::Result<core::ProfileUpdate> decode_profile(const boost::json::value& body);

}  // namespace selfsame::rebilly
