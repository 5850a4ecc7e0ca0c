#pragma once

#include <boost/json/value.hpp>

#include "core/identity/preference_operations.h"
#include "core/result.h"
#include "json/writer.h"

namespace selfsame::cloudflare {

void encode_preferences(const core::PreferencesView& view, json::Writer& out);

/// Reads the body of `PUT /user/communication_preferences`. What it does not name stays.
core::Result<core::PreferencesEdit> decode_preferences_edit(const boost::json::value& body);

}  // namespace selfsame::cloudflare
