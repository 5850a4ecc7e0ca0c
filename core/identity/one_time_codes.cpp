#include "core/identity/one_time_codes.h"

namespace selfsame::core {
namespace {

/// What RFC 3986 calls unreserved: it stands for itself everywhere in a URL.
bool is_unreserved(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
         std::string_view("-._~").find(c) != std::string_view::npos;
}

std::string percent_encode(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string encoded;
  for (const char c : text) {
    if (is_unreserved(c)) {
      encoded += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      encoded += '%';
      encoded += kDigits[byte >> 4U];
      encoded += kDigits[byte & 15U];
    }
  }
  return encoded;
}

}  // namespace

std::string one_time_code_url(std::string_view issuer, std::string_view email,
                              std::string_view secret) {
  const auto issuer_encoded = percent_encode(issuer);
  const auto email_encoded = percent_encode(email);
  constexpr std::string_view kBegin = "otpauth://totp/";
  constexpr std::string_view kSecret = "?secret=";
  constexpr std::string_view kIssuer = "&issuer=";
  std::string url;
  // At once: growing would leave copies of the secret behind.
  url.reserve(kBegin.size() + 2 * issuer_encoded.size() + 1 + email_encoded.size() +
              kSecret.size() + secret.size() + kIssuer.size());
  url.append(kBegin).append(issuer_encoded).append(":").append(email_encoded);
  url.append(kSecret).append(secret).append(kIssuer).append(issuer_encoded);
  return url;
}

}  // namespace selfsame::core
