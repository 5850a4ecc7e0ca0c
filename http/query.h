#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace selfsame::http {

/// Undoes percent-encoding, and reads `+` as a blank. A `%` that no two hex digits follow stays.
std::string percent_decode(std::string_view text);

/// The decoded value of the first parameter of that (decoded) name in a raw query string. Absent
/// and empty read as no value.
std::optional<std::string> query_parameter(std::string_view query, std::string_view name);

}  // namespace selfsame::http
