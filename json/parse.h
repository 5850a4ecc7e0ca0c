#pragma once

#include <boost/json/fwd.hpp>
#include <boost/json/value.hpp>
#include <cstddef>
#include <expected>
#include <string>
#include <string_view>

namespace selfsame::json {

/// Reads one JSON text. Stricter than the library's own function: a key that is there twice in one
/// object is refused, as two readers could understand it differently.
/// Errors: a sentence for the client, with the byte at which reading stopped.
std::expected<boost::json::value, std::string> parse(std::string_view text, std::size_t depth_max);

}  // namespace selfsame::json
