#include "server/import_line.h"

namespace selfsame::server {

bool has_text(const Line& line, std::string_view key) {
  const auto* value = line.in.find(key);
  return value != nullptr && value->is_string();
}

bool has_one_of(Line& line, std::string_view key, std::string_view other) {
  const bool has_other = line.in.find(other) != nullptr;
  if ((line.in.find(key) != nullptr) != has_other) return true;
  line.in.refuse(key, has_other ? "must not stand beside " + std::string(other)
                                : "is required, or " + std::string(other));
  return false;
}

std::optional<core::Timestamp> optional_time(Line& line, std::string_view key) {
  const auto text = line.in.string(key);
  if (!text) return std::nullopt;
  auto at = core::parse_rfc3339(*text);
  if (!at) line.in.refuse(key, "must be an RFC 3339 date and time");
  return at;
}

core::Timestamp required_time(Line& line, std::string_view key) {
  line.in.required_string(key);
  return optional_time(line, key).value_or(line.now);
}

core::Owner owner(Line& line) {
  if (!has_one_of(line, "user_id", "organization_id")) return {};
  if (line.in.find("user_id") != nullptr) return required_id<core::UserId>(line, "user_id");
  return required_id<core::OrganizationId>(line, "organization_id");
}

}  // namespace selfsame::server
