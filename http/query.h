#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace selfsame::http {

/// Undoes percent-encoding, and reads `+` as a blank. A `%` that no two hex digits follow stays.
std::string percent_decode(std::string_view text);

/// The decoded value of the first parameter of that (decoded) name in a raw query string. Absent
/// and empty read as no value.
std::optional<std::string> query_parameter(std::string_view query, std::string_view name);

/// One parameter of a query string, decoded.
struct QueryParameter {
  std::string name;
  std::string value;

  bool operator==(const QueryParameter&) const = default;
};

/// All parameters of a raw query string that have a value, in their order; a name may come again.
std::vector<QueryParameter> query_parameters(std::string_view query);

}  // namespace selfsame::http
