#include "crypto/webhook_signature.h"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <sodium.h>
#include <utility>
#include <vector>

#include "crypto/base64.h"
#include "crypto/sodium.h"

namespace selfsame::crypto {
namespace {

using std::chrono::seconds;

constexpr std::string_view kSecretPrefix = "whsec_";
constexpr std::string_view kSignaturePrefix = "v1,";
constexpr std::size_t kSecretBytesMin = 24;
constexpr std::size_t kSecretBytesMax = 64;
/// More than any time that a clock shows, and far from the end of the type.
constexpr std::size_t kTimestampDigits = 12;

/// How many bytes a text stands for, if it is base64.
std::size_t bytes_in_base64(std::string_view text) {
  return text.substr(0, text.find('=')).size() * 3 / 4;
}

/// Printable ASCII without blanks and full stops.
bool is_id(std::string_view text) {
  return !text.empty() &&
         std::ranges::all_of(text, [](char c) { return c > ' ' && c <= '~' && c != '.'; });
}

std::optional<core::Timestamp> read_timestamp(std::string_view text) {
  if (text.empty() || text.size() > kTimestampDigits) return std::nullopt;
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return core::Timestamp(seconds(number));
}

/// Those of version v1 that can be read.
std::vector<WebhookSecret::Mac> read_signatures(std::string_view header) {
  std::vector<WebhookSecret::Mac> signatures;
  signatures.reserve(static_cast<std::size_t>(std::ranges::count(header, ' ')) + 1);
  while (!header.empty()) {
    const auto blank = std::min(header.find(' '), header.size());
    auto entry = header.substr(0, blank);
    header.remove_prefix(std::min(blank + 1, header.size()));
    if (!entry.starts_with(kSignaturePrefix)) continue;
    entry.remove_prefix(kSignaturePrefix.size());
    WebhookSecret::Mac mac{};
    if (from_base64(entry, mac)) signatures.push_back(mac);
  }
  return signatures;
}

bool is_signed_with(const WebhookSecret& secret, const SignedMessage& message,
                    std::span<const WebhookSecret::Mac> signatures) {
  const auto expected = secret.authenticate(message.id, message.timestamp, message.body);
  return std::ranges::any_of(signatures, [&](const WebhookSecret::Mac& signature) {
    return sodium_memcmp(signature.data(), expected.data(), expected.size()) == 0;
  });
}

}  // namespace

std::optional<WebhookSecret> WebhookSecret::parse(std::string_view text) {
  if (!text.starts_with(kSecretPrefix)) return std::nullopt;
  text.remove_prefix(kSecretPrefix.size());
  const auto size = bytes_in_base64(text);
  if (size < kSecretBytesMin || size > kSecretBytesMax) return std::nullopt;
  std::string key(size, '\0');
  if (!from_base64(text, std::span(reinterpret_cast<std::uint8_t*>(key.data()), key.size()))) {
    return std::nullopt;
  }
  return WebhookSecret(core::PlainSecret(std::move(key)));
}

WebhookSecret::Mac WebhookSecret::authenticate(std::string_view id, std::string_view timestamp,
                                               std::string_view body) const {
  std::string text;
  text.reserve(id.size() + timestamp.size() + body.size() + 2);
  text.append(id).append(1, '.').append(timestamp).append(1, '.').append(body);
  return hmac_sha256(key_.reveal(), text);
}

std::string WebhookSecret::sign(std::string_view id, std::string_view timestamp,
                                std::string_view body) const {
  return std::string(kSignaturePrefix) + to_base64(authenticate(id, timestamp, body));
}

SignatureVerdict verify_webhook(std::span<const WebhookSecret> secrets,
                                const SignedMessage& message, core::Timestamp now,
                                seconds tolerance) {
  const auto sent_at = read_timestamp(message.timestamp);
  const auto signatures = read_signatures(message.signatures);
  if (!is_id(message.id) || !sent_at || signatures.empty()) return SignatureVerdict::malformed;

  const bool is_right = std::ranges::any_of(secrets, [&](const WebhookSecret& secret) {
    return is_signed_with(secret, message, signatures);
  });
  if (!is_right) return SignatureVerdict::wrong;
  // The sender's clock is read in whole seconds, and so is this one.
  const auto this_second = std::chrono::floor<seconds>(now);
  if (this_second - *sent_at > tolerance) return SignatureVerdict::too_old;
  if (*sent_at - this_second > tolerance) return SignatureVerdict::too_early;
  return SignatureVerdict::valid;
}

}  // namespace selfsame::crypto
