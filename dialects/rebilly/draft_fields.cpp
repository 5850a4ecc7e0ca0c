#include "dialects/rebilly/draft_fields.h"

namespace selfsame::rebilly {

std::optional<std::vector<std::string>> decode_texts(json::ObjectReader& in, std::string_view key) {
  if (in.has(key) && in.find(key) == nullptr) return std::vector<std::string>();
  return in.strings(key);
}

std::optional<std::optional<std::string>> decode_text(json::ObjectReader& in,
                                                      std::string_view key) {
  if (!in.has(key)) return std::nullopt;
  return in.string(key);
}

}  // namespace selfsame::rebilly
