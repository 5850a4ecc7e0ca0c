#include "audit/jcs.h"

#include <algorithm>
#include <boost/json/value.hpp>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace selfsame::audit {
namespace {

constexpr std::string_view kHexDigits = "0123456789abcdef";

bool needs_escape(char c) { return static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\'; }

void append_escaped(std::string& out, char c) {
  out += '\\';
  switch (c) {
    case '"':
      out += '"';
      return;
    case '\\':
      out += '\\';
      return;
    case '\b':
      out += 'b';
      return;
    case '\t':
      out += 't';
      return;
    case '\n':
      out += 'n';
      return;
    case '\f':
      out += 'f';
      return;
    case '\r':
      out += 'r';
      return;
    default:
      break;
  }
  const auto byte = static_cast<unsigned char>(c);
  out += "u00";
  out += kHexDigits[byte >> 4U];
  out += kHexDigits[byte & 15U];
}

/// What may stand in UTF-8 after a leading byte (Unicode, table 3-7).
struct Sequence {
  std::size_t length = 0;  ///< 0: no character begins like this
  unsigned second_min = 0x80;
  unsigned second_max = 0xBF;
};

Sequence sequence_of(unsigned lead) {
  if (lead < 0x80) return {1};
  if (lead < 0xC2) return {};
  if (lead < 0xE0) return {2};
  if (lead == 0xE0) return {3, 0xA0};
  if (lead == 0xED) return {3, 0x80, 0x9F};
  if (lead < 0xF0) return {3};
  if (lead == 0xF0) return {4, 0x90};
  if (lead < 0xF4) return {4};
  if (lead == 0xF4) return {4, 0x80, 0x8F};
  return {};
}

bool append_value(std::string& out, const boost::json::value& value);

bool append_object(std::string& out, const boost::json::object& object) {
  std::vector<const boost::json::key_value_pair*> members;
  members.reserve(object.size());
  for (const auto& member : object) members.push_back(&member);
  std::ranges::sort(members, {},
                    [](const auto* member) -> std::string_view { return member->key(); });
  out += '{';
  for (const auto* member : members) {
    if (member != members.front()) out += ',';
    append_jcs_string(out, member->key());
    out += ':';
    if (!append_value(out, member->value())) return false;
  }
  out += '}';
  return true;
}

bool append_array(std::string& out, const boost::json::array& array) {
  out += '[';
  for (std::size_t i = 0; i < array.size(); ++i) {
    if (i > 0) out += ',';
    if (!append_value(out, array[i])) return false;
  }
  out += ']';
  return true;
}

bool append_value(std::string& out, const boost::json::value& value) {
  switch (value.kind()) {
    case boost::json::kind::object:
      return append_object(out, value.get_object());
    case boost::json::kind::array:
      return append_array(out, value.get_array());
    case boost::json::kind::string:
      append_jcs_string(out, value.get_string());
      return true;
    case boost::json::kind::int64:
      out += std::to_string(value.get_int64());
      return true;
    case boost::json::kind::uint64:
      out += std::to_string(value.get_uint64());
      return true;
    default:
      return false;
  }
}

}  // namespace

void append_jcs_string(std::string& out, std::string_view text) {
  out += '"';
  while (true) {
    const auto plain =
        static_cast<std::size_t>(std::ranges::find_if(text, needs_escape) - text.begin());
    out += text.substr(0, plain);
    if (plain == text.size()) break;
    append_escaped(out, text[plain]);
    text.remove_prefix(plain + 1);
  }
  out += '"';
}

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const auto byte = [&](std::size_t at) -> unsigned {
      return static_cast<unsigned char>(text[at]);
    };
    const auto [length, second_min, second_max] = sequence_of(byte(0));
    if (length == 0 || length > text.size()) return false;
    if (length > 1 && (byte(1) < second_min || byte(1) > second_max)) return false;
    for (std::size_t i = 2; i < length; ++i) {
      if ((byte(i) & 0xC0U) != 0x80U) return false;
    }
    text.remove_prefix(length);
  }
  return true;
}

std::optional<std::string> to_jcs(const boost::json::value& value) {
  std::string text;
  return append_value(text, value) ? std::optional(std::move(text)) : std::nullopt;
}

}  // namespace selfsame::audit
