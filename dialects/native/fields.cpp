#include "dialects/native/fields.h"

namespace selfsame::native {
namespace {

std::optional<std::int64_t> integer_of(const boost::json::value& value) {
  if (const auto* number = value.if_int64()) return *number;
  return std::nullopt;  // what needs more than 63 bits is past every range
}

}  // namespace

std::optional<std::int64_t> whole_number(json::ObjectReader& in, std::string_view key,
                                         WholeNumbers range) {
  const auto* value = in.find(key);
  if (value == nullptr) return std::nullopt;
  const auto number = integer_of(*value);
  if (number && *number >= range.least && *number <= range.most) return number;
  in.refuse(key, "must be a whole number from " + std::to_string(range.least) + " to " +
                     std::to_string(range.most));
  return std::nullopt;
}

std::int64_t required_whole_number(json::ObjectReader& in, std::string_view key,
                                   WholeNumbers range) {
  if (in.find(key) == nullptr) in.refuse(key, "is required");
  return whole_number(in, key, range).value_or(0);
}

core::Timestamp required_time(json::ObjectReader& in, std::string_view key) {
  const auto* value = in.find(key);
  const auto text = in.required_string(key);
  if (const auto at = core::parse_rfc3339(text)) return *at;
  if (value != nullptr && value->is_string()) {
    in.refuse(key, "must be a date and time as RFC 3339 writes it, e.g. 2026-11-22T15:04:05Z");
  }
  return {};
}

}  // namespace selfsame::native
