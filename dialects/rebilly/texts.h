#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dialects/rebilly/times.h"
#include "json/writer.h"

namespace selfsame::rebilly {

/// A key with an array of texts.
inline void encode_texts(std::string_view key, const std::vector<std::string>& texts,
                         json::Writer& out) {
  out.key(key).begin_array();
  for (const auto& text : texts) out.string(text);
  out.end_array();
}

/// For `json::Writer::optional_field`.
inline std::optional<std::string> optional_time(const std::optional<core::Timestamp>& at) {
  return at ? std::optional(format_time(*at)) : std::nullopt;
}

}  // namespace selfsame::rebilly
