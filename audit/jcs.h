#pragma once

#include <boost/json/fwd.hpp>
#include <optional>
#include <string>
#include <string_view>

/// JSON by RFC 8785: for one value, one text.
namespace selfsame::audit {

/// Appends text as a JSON string. It must be well-formed UTF-8.
void append_jcs_string(std::string& out, std::string_view text);

bool is_utf8(std::string_view text);

/// The text of a value that was read, in which keys are ASCII. No value if there is something in it
/// that no record holds: null, a truth, a fraction.
std::optional<std::string> to_jcs(const boost::json::value& value);

}  // namespace selfsame::audit
