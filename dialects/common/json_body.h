#pragma once

#include <string_view>

namespace selfsame::dialect {

/// Whether a `Content-Type` says `application/json`, with or without parameters.
bool is_json_type(std::string_view content_type);

}  // namespace selfsame::dialect
