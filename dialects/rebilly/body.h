#pragma once

#include <boost/json/value.hpp>
#include <cstdint>
#include <expected>
#include <string_view>

#include "dialects/rebilly/problem.h"
#include "json/object_reader.h"

namespace selfsame::rebilly {

/// What a route takes.
enum class Body : std::uint8_t {
  none,      ///< whatever comes is passed over
  optional,  ///< an object; none reads as an empty one
  required,  ///< an object
};

/// The body of a request, as an object. An empty array is one too: PHP writes empty objects so.
/// Errors: 415 (another content type), 400 (not JSON), 422 (no object, or none where one must be).
std::expected<boost::json::value, Problem> read_body(Body kind, std::string_view content_type,
                                                     std::string_view body);

/// What PHP writes for an empty object.
bool is_empty_array(const boost::json::value& value);

/// The same for a field: an object, or the empty array that stands for one. Absent and null read as
/// no value. A wrong type is an error, and no value.
const boost::json::object* read_object(json::ObjectReader& in, std::string_view key);

}  // namespace selfsame::rebilly
