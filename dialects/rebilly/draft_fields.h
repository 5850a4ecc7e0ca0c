#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "json/object_reader.h"

/// Fields that several resources have.
namespace selfsame::rebilly {

/// A list of texts that may be left alone: absent is no value, null is an empty one.
std::optional<std::vector<std::string>> decode_texts(json::ObjectReader& in, std::string_view key);

/// A text that may be left alone: absent is no value, null one that clears.
std::optional<std::optional<std::string>> decode_text(json::ObjectReader& in, std::string_view key);

}  // namespace selfsame::rebilly
