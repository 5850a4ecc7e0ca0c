#include "core/id.h"

#include <chrono>
#include <span>

#include "core/entropy.h"

namespace selfsame::core {
namespace {

constexpr std::string_view kHexDigits = "0123456789abcdef";
constexpr std::string_view kBase32Digits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr std::size_t kHexLength = 32;
constexpr std::size_t kUuidLength = 36;
constexpr std::size_t kBase32Length = 26;

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/// Crockford's alphabet reads O as 0 and I, L as 1.
int base32_value(char c) {
  const char upper = (c >= 'a' && c <= 'z') ? static_cast<char>(c - 'a' + 'A') : c;
  if (upper == 'O') return 0;
  if (upper == 'I' || upper == 'L') return 1;
  const auto at = kBase32Digits.find(upper);
  return at == std::string_view::npos ? -1 : static_cast<int>(at);
}

std::optional<IdBytes> parse_uuid(std::string_view text) {
  std::string digits;
  digits.reserve(kHexLength);
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool dash_here = i == 8 || i == 13 || i == 18 || i == 23;
    if ((text[i] == '-') != dash_here) return std::nullopt;
    if (!dash_here) digits += text[i];
  }
  return parse_hex_id(digits);
}

std::optional<IdBytes> parse_base32(std::string_view text) {
  // 26 digits hold 130 bits: the first one may not exceed 7.
  if (base32_value(text.front()) > 7) return std::nullopt;
  IdBytes bytes{};
  unsigned pending = 0;
  int pending_bits = -2;  // the two bits too many at the front
  std::size_t filled = 0;
  for (const char c : text) {
    const int value = base32_value(c);
    if (value < 0) return std::nullopt;
    pending = (pending << 5U) | static_cast<unsigned>(value);
    pending_bits += 5;
    if (pending_bits >= 8) {
      pending_bits -= 8;
      bytes[filled++] = static_cast<std::uint8_t>(pending >> static_cast<unsigned>(pending_bits));
      pending &= (1U << static_cast<unsigned>(pending_bits)) - 1U;
    }
  }
  return bytes;
}

}  // namespace

HexId::HexId(const IdBytes& bytes) {
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    digits_[2 * i] = kHexDigits[bytes[i] >> 4U];
    digits_[2 * i + 1] = kHexDigits[bytes[i] & 15U];
  }
}

Base32Id::Base32Id(const IdBytes& bytes) {
  std::size_t filled = 0;
  unsigned pending = 0;
  unsigned pending_bits = 2;  // two zero bits in front make 130
  for (const std::uint8_t byte : bytes) {
    pending = (pending << 8U) | byte;
    pending_bits += 8;
    while (pending_bits >= 5) {
      pending_bits -= 5;
      digits_[filled++] = kBase32Digits[(pending >> pending_bits) & 31U];
    }
    pending &= (1U << pending_bits) - 1U;
  }
}

std::string id_to_hex(const IdBytes& bytes) { return std::string(HexId(bytes)); }

std::string id_to_uuid(const IdBytes& bytes) {
  std::string text = id_to_hex(bytes);
  for (const std::size_t at : {20U, 16U, 12U, 8U}) text.insert(at, 1, '-');
  return text;
}

std::string id_to_base32(const IdBytes& bytes) {
  return std::string(std::string_view(Base32Id(bytes)));
}

std::optional<IdBytes> parse_hex_id(std::string_view text) {
  if (text.size() != kHexLength) return std::nullopt;
  IdBytes bytes{};
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const int high = hex_value(text[2 * i]);
    const int low = hex_value(text[2 * i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    bytes[i] = static_cast<std::uint8_t>(high * 16 + low);
  }
  return bytes;
}

std::optional<IdBytes> parse_id(std::string_view text) {
  if (text.size() == kHexLength) {
    if (const auto id = parse_hex_id(text)) return id;
  }
  if (text.size() == kUuidLength) {
    if (const auto id = parse_uuid(text)) return id;
  }
  if (const auto underscore = text.rfind('_'); underscore != std::string_view::npos) {
    text.remove_prefix(underscore + 1);
  }
  return text.size() == kBase32Length ? parse_base32(text) : std::nullopt;
}

IdBytes make_id(Timestamp now, Entropy& entropy) {
  IdBytes bytes{};
  entropy.fill(std::span(bytes).subspan(8));
  const auto whole = std::chrono::floor<std::chrono::milliseconds>(now);
  const auto milliseconds = static_cast<std::uint64_t>(whole.time_since_epoch().count());
  const auto fraction = static_cast<unsigned>((now - whole).count()) * 4096U / 1000U;
  for (std::size_t i = 0; i < 6; ++i) {
    bytes[i] = static_cast<std::uint8_t>(milliseconds >> (40 - 8 * i));
  }
  bytes[6] = static_cast<std::uint8_t>(0x70U | (fraction >> 8U));  // version 7
  bytes[7] = static_cast<std::uint8_t>(fraction & 0xFFU);
  bytes[8] = static_cast<std::uint8_t>(0x80U | (bytes[8] & 0x3FU));  // variant of RFC 9562
  return bytes;
}

}  // namespace selfsame::core
