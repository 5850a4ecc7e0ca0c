#include "core/text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <string>

#include "core/limits.h"

namespace selfsame::core {
namespace {

bool is_control(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0x20 || byte == 0x7F;
}

/// For each byte, whether it is a character of a token.
constexpr auto kIsOfToken = [] {
  std::array<bool, 256> is_of_token{};
  for (const char c :
       std::string_view("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.")) {
    is_of_token[static_cast<unsigned char>(c)] = true;
  }
  return is_of_token;
}();

}  // namespace

std::size_t count_characters(std::string_view text) {
  // Every byte but a continuation byte (10xxxxxx) starts a character.
  return static_cast<std::size_t>(std::ranges::count_if(
      text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

void check_text(std::vector<FieldError>& errors, std::string_view pointer, std::string_view text,
                std::size_t characters_max) {
  if (count_characters(text) > characters_max) {
    errors.push_back({std::string(pointer),
                      "must be at most " + std::to_string(characters_max) + " characters long"});
  } else if (std::ranges::any_of(text, is_control)) {
    errors.push_back({std::string(pointer), "must not contain control characters"});
  }
}

void check_required_text(std::vector<FieldError>& errors, std::string_view pointer,
                         std::string_view text, std::size_t characters_max) {
  if (std::ranges::all_of(text, [](char c) { return c == ' '; })) {
    errors.push_back({std::string(pointer), "must not be empty"});
  } else {
    check_text(errors, pointer, text, characters_max);
  }
}

std::string_view cut_to_bytes(std::string_view text, std::size_t bytes_max) {
  if (text.size() <= bytes_max) return text;
  constexpr unsigned char kKindBits = 0xC0;
  constexpr unsigned char kGoesOn = 0x80;
  while (bytes_max > 0 && (static_cast<unsigned char>(text[bytes_max]) & kKindBits) == kGoesOn) {
    --bytes_max;
  }
  return text.substr(0, bytes_max);
}

std::string join_texts(const std::vector<std::string>& texts) {
  std::string joined;
  for (const auto& text : texts) {
    if (!joined.empty()) joined += ", ";
    joined += text;
  }
  return joined;
}

std::string lower_ascii(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

bool contains_ignoring_case(std::string_view text, std::string_view part) {
  return lower_ascii(text).find(lower_ascii(part)) != std::string::npos;
}

std::string bytes_to_hex(std::string_view bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string hex(2 * bytes.size(), '0');
  auto at = hex.begin();
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    *at++ = kDigits[byte >> 4U];
    *at++ = kDigits[byte & 15U];
  }
  return hex;
}

std::optional<std::string> hex_to_bytes(std::string_view hex) {
  if (hex.size() % 2 != 0) return std::nullopt;
  std::string bytes;
  bytes.reserve(hex.size() / 2);
  for (std::size_t i = 0; i < hex.size(); i += 2) {
    std::uint8_t byte = 0;
    const auto pair = hex.substr(i, 2);
    const auto [end, error] = std::from_chars(pair.data(), pair.data() + 2, byte, 16);
    if (error != std::errc() || end != pair.data() + 2) return std::nullopt;
    bytes += static_cast<char>(byte);
  }
  return bytes;
}

bool is_token_text(std::string_view text) {
  // To the end, whatever comes: session tokens are long, come with every request and are nearly
  // always good, so a branch for each character costs more than it saves.
  bool good = true;
  for (const char c : text) good &= kIsOfToken[static_cast<unsigned char>(c)];
  return good;
}

bool is_mail_address(std::string_view text) {
  return is_mail_address(text, limits::kEmailCharacters);
}

bool is_mail_address(std::string_view text, std::size_t characters_max) {
  const auto at = text.find('@');
  return at != std::string_view::npos && at > 0 && at + 1 < text.size() &&
         text.find('@', at + 1) == std::string_view::npos &&
         count_characters(text) <= characters_max &&
         std::ranges::none_of(text, [](char c) { return c == ' ' || is_control(c); });
}

}  // namespace selfsame::core
