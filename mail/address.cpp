#include "mail/address.h"

#include <algorithm>

namespace selfsame::mail {
namespace {

constexpr std::size_t kLocalBytes = 64;  // RFC 5321, section 4.5.3.1
constexpr std::size_t kAddressBytes = 254;

bool is_ascii(char c) { return static_cast<unsigned char>(c) < 0x80; }

bool is_letter_or_digit(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

bool is_local(char c) {
  constexpr std::string_view kAlso = ".!#$%&'*+-/=?^_`{|}~";
  return is_letter_or_digit(c) || !is_ascii(c) || kAlso.find(c) != std::string_view::npos;
}

bool is_domain(char c) {
  constexpr std::string_view kAlso = ".-[]:";  // brackets and colons: `[IPv6:::1]`
  return is_letter_or_digit(c) || !is_ascii(c) || kAlso.find(c) != std::string_view::npos;
}

bool is_control(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0x20 || byte == 0x7F;
}

std::string_view trim(std::string_view text) {
  const auto begin = text.find_first_not_of(' ');
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(' ') - begin + 1);
}

}  // namespace

bool is_sendable(std::string_view address) {
  const auto at = address.find('@');
  if (at == std::string_view::npos || address.size() > kAddressBytes) return false;
  const auto local = address.substr(0, at);
  const auto domain = address.substr(at + 1);
  return !local.empty() && local.size() <= kLocalBytes && !domain.empty() &&
         std::ranges::all_of(local, is_local) && std::ranges::all_of(domain, is_domain);
}

std::optional<Address> parse_address(std::string_view text) {
  text = trim(text);
  Address parsed;
  if (text.ends_with('>')) {
    const auto open = text.rfind('<');
    if (open == std::string_view::npos) return std::nullopt;
    auto name = trim(text.substr(0, open));
    if (name.size() >= 2 && name.starts_with('"') && name.ends_with('"')) {
      name = name.substr(1, name.size() - 2);
    }
    parsed.name = name;
    text = text.substr(open + 1, text.size() - open - 2);
  }
  parsed.address = text;
  const bool good = is_sendable(parsed.address) && std::ranges::all_of(parsed.address, is_ascii) &&
                    std::ranges::none_of(parsed.name, is_control);
  return good ? std::optional(parsed) : std::nullopt;
}

}  // namespace selfsame::mail
