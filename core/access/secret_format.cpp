#include "core/access/secret_format.h"

#include <algorithm>
#include <array>

namespace selfsame::core {
namespace {

constexpr std::string_view kAlphanumerics =
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
constexpr std::size_t kRandomCharacters = 40;
constexpr std::size_t kChecksumCharacters = 8;

constexpr std::array<std::uint32_t, 256> make_crc_table() {
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t i = 0; i < table.size(); ++i) {
    std::uint32_t value = i;
    for (int bit = 0; bit < 8; ++bit) {
      value = (value >> 1U) ^ ((value & 1U) != 0 ? 0xEDB88320U : 0U);
    }
    table[i] = value;
  }
  return table;
}
constexpr auto kCrcTable = make_crc_table();

std::string checksum(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  const std::uint32_t crc = crc32(text);
  std::string hex(kChecksumCharacters, '0');
  for (std::size_t i = 0; i < hex.size(); ++i) hex[i] = kDigits[(crc >> (28 - 4 * i)) & 15U];
  return hex;
}

/// Uniform characters: bytes past the last whole multiple of the alphabet are thrown away.
std::string random_characters(std::string_view alphabet, std::size_t count, Entropy& entropy) {
  const std::size_t usable = 256 - 256 % alphabet.size();
  std::string text;
  text.reserve(count + 64);
  std::array<std::uint8_t, 64> bytes{};
  while (text.size() < count) {
    entropy.fill(bytes);
    for (const auto byte : bytes) {
      if (byte < usable && text.size() < count) text += alphabet[byte % alphabet.size()];
    }
  }
  return text;
}

}  // namespace

std::uint32_t crc32(std::string_view text) {
  std::uint32_t crc = 0xFFFFFFFFU;
  for (const char c : text) {
    crc = (crc >> 8U) ^ kCrcTable[(crc ^ static_cast<std::uint8_t>(c)) & 0xFFU];
  }
  return ~crc;
}

std::string_view secret_prefix(SecretKind kind) {
  switch (kind) {
    case SecretKind::account_token:
      return "ssat_";
    case SecretKind::user_token:
      return "ssut_";
    case SecretKind::global_key:
      return "ssgk_";
    case SecretKind::organization_key:
      return "sk_live_";
    case SecretKind::publishable_key:
      return "pk_live_";
    case SecretKind::action_link:
      return "ssal_";
  }
  return {};
}

PlainSecret make_secret(SecretKind kind, Entropy& entropy) {
  std::string text(secret_prefix(kind));
  text += random_characters(kAlphanumerics, kRandomCharacters, entropy);
  text += checksum(text);
  return PlainSecret(std::move(text));
}

PlainSecret make_password(Entropy& entropy) {
  constexpr std::string_view kEasyToRead = "23456789abcdefghijkmnpqrstuvwxyz";
  constexpr std::size_t kCharacters = 26;
  return PlainSecret(random_characters(kEasyToRead, kCharacters, entropy));
}

SecretForm secret_form(std::string_view secret) {
  // Not an organization's keys: their prefixes are Rebilly's, and keys brought in have them too.
  for (const auto kind :
       {SecretKind::user_token, SecretKind::account_token, SecretKind::global_key}) {
    const auto prefix = secret_prefix(kind);
    if (!secret.starts_with(prefix)) continue;
    const std::size_t checked = prefix.size() + kRandomCharacters;
    const bool right = secret.size() == checked + kChecksumCharacters &&
                       secret.substr(checked) == checksum(secret.substr(0, checked));
    return right ? SecretForm::ours : SecretForm::mistyped;
  }
  return SecretForm::foreign;
}

std::string hide_secrets(std::string_view text) {
  constexpr std::string_view kHidden = "***";
  std::string shown(text);
  for (const auto kind : {SecretKind::user_token, SecretKind::account_token, SecretKind::global_key,
                          SecretKind::organization_key, SecretKind::action_link}) {
    const auto prefix = secret_prefix(kind);
    for (auto at = shown.find(prefix); at != std::string::npos; at = shown.find(prefix, at)) {
      at += prefix.size();
      const auto end = std::min(shown.find_first_not_of(kAlphanumerics, at), shown.size());
      shown.replace(at, end - at, kHidden);
    }
  }
  return shown;
}

}  // namespace selfsame::core
