#include "mail/message.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <sodium.h>

namespace selfsame::mail {
namespace {

constexpr std::string_view kLineEnd = "\r\n";
constexpr std::size_t kBase64Line = 76;
// A line is 78 characters at most, with the header's name in front.
constexpr std::size_t kPlainBytes = 64;
// An encoded word is 75 characters at most: =?UTF-8?B? and ?= leave 63, which is 45 bytes in base64.
constexpr std::size_t kEncodedWordBytes = 45;

bool is_control(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0x20 || byte == 0x7F;
}

bool is_ascii(char c) { return static_cast<unsigned char>(c) < 0x80; }

std::string to_base64(std::string_view bytes) {
  std::string text(sodium_base64_encoded_len(bytes.size(), sodium_base64_VARIANT_ORIGINAL), '\0');
  sodium_bin2base64(text.data(), text.size(), reinterpret_cast<const unsigned char*>(bytes.data()),
                    bytes.size(), sodium_base64_VARIANT_ORIGINAL);
  text.pop_back();  // the terminator
  return text;
}

/// Whether the text may stand in a header as it is. What looks like an encoded word may not.
bool is_plain(std::string_view text) {
  return text.size() <= kPlainBytes && std::ranges::all_of(text, is_ascii) &&
         text.find("=?") == std::string_view::npos;
}

/// Encoded words by RFC 2047, one a line.
std::string encode_words(std::string_view text) {
  std::string words;
  while (!text.empty()) {
    auto size = std::min(text.size(), kEncodedWordBytes);
    // No character is torn apart: 10xxxxxx goes on with one.
    while (size > 1 && size < text.size() &&
           (static_cast<unsigned char>(text[size]) & 0xC0U) == 0x80U) {
      --size;
    }
    if (!words.empty()) words.append(kLineEnd).append(" ");
    words.append("=?UTF-8?B?").append(to_base64(text.substr(0, size))).append("?=");
    text.remove_prefix(size);
  }
  return words;
}

std::string without_controls(std::string_view text) {
  std::string kept(text);
  std::ranges::replace_if(kept, is_control, ' ');
  return kept;
}

std::string unstructured(std::string_view text) {
  const auto kept = without_controls(text);
  return is_plain(kept) ? kept : encode_words(kept);
}

std::string mailbox(const Address& from) {
  const auto address = '<' + without_controls(from.address) + '>';
  const auto name = without_controls(from.name);
  if (name.empty()) return without_controls(from.address);
  if (!is_plain(name)) return encode_words(name) + std::string(kLineEnd) + ' ' + address;
  std::string quoted = "\"";
  for (const char c : name) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + "\" " + address;
}

std::string two_digits(std::int64_t value) {
  const auto text = std::to_string(value);
  return text.size() < 2 ? '0' + text : text;
}

/// `Sun, 01 Mar 2026 12:00:00 +0000`
std::string format_date(core::Timestamp at) {
  constexpr std::array kDays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::array kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                               "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto day = std::chrono::floor<std::chrono::days>(at);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss time(std::chrono::floor<std::chrono::seconds>(at - day));
  return std::string(kDays[std::chrono::weekday(day).c_encoding()]) + ", " +
         two_digits(static_cast<unsigned>(date.day())) + ' ' +
         kMonths[static_cast<unsigned>(date.month()) - 1] + ' ' +
         std::to_string(static_cast<int>(date.year())) + ' ' + two_digits(time.hours().count()) +
         ':' + two_digits(time.minutes().count()) + ':' + two_digits(time.seconds().count()) +
         " +0000";
}

std::string with_line_ends(std::string_view text) {
  std::string made;
  for (const char c : text) {
    if (c == '\r') continue;
    if (c == '\n') made += '\r';
    made += c;
  }
  return made;
}

void append_part(std::string& message, std::string_view boundary, std::string_view type,
                 std::string_view text) {
  message.append("--").append(boundary).append(kLineEnd);
  message.append("Content-Type: ").append(type).append("; charset=utf-8").append(kLineEnd);
  message.append("Content-Transfer-Encoding: base64").append(kLineEnd).append(kLineEnd);
  const auto encoded = to_base64(with_line_ends(text));
  for (std::size_t at = 0; at < encoded.size(); at += kBase64Line) {
    message.append(encoded, at, kBase64Line).append(kLineEnd);
  }
}

}  // namespace

std::string compose_message(const core::MailId& id, const Address& from, std::string_view recipient,
                            const Content& content, core::Timestamp date) {
  // Base64 has no underscore: no line of a part can look like the boundary.
  const auto boundary = "_selfsame_" + id.hex();
  const auto domain = without_controls(from.address).substr(from.address.find('@') + 1);
  std::string message;
  const auto header = [&](std::string_view name, std::string_view value) {
    message.append(name).append(": ").append(value).append(kLineEnd);
  };
  header("From", mailbox(from));
  header("To", '<' + without_controls(recipient) + '>');
  header("Subject", unstructured(content.subject));
  header("Date", format_date(date));
  header("Message-ID", '<' + id.hex() + '@' + domain + '>');
  header("Auto-Submitted", "auto-generated");
  header("MIME-Version", "1.0");
  header("Content-Type", "multipart/alternative;\r\n boundary=\"" + boundary + '"');
  message.append(kLineEnd);
  append_part(message, boundary, "text/plain", content.text);
  append_part(message, boundary, "text/html", content.html);
  message.append("--").append(boundary).append("--").append(kLineEnd);
  return message;
}

}  // namespace selfsame::mail
