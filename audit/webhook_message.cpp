#include "audit/webhook_message.h"

#include <chrono>
#include <cstddef>
#include <span>
#include <utility>

#include "audit/base64.h"
#include "audit/export.h"
#include "crypto/sodium.h"

namespace selfsame::audit {
namespace {

constexpr std::string_view kSecretPrefix = "whsec_";
constexpr std::size_t kSecretBytesMin = 24;
constexpr std::size_t kSecretBytesMax = 64;
/// Receivers have limits of their own; one record of any size is sent all the same.
constexpr std::size_t kBodyBytes = std::size_t{1} << 20;

/// How many bytes a text stands for, if it is base64.
std::size_t bytes_in_base64(std::string_view text) {
  return text.substr(0, text.find('=')).size() * 3 / 4;
}

std::string id_of(const core::IdBytes& owner, std::uint64_t first, std::uint64_t last) {
  return core::id_to_hex(owner) + '-' + std::to_string(first) + '-' + std::to_string(last);
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

std::string WebhookSecret::sign(std::string_view id, std::string_view timestamp,
                                std::string_view body) const {
  std::string text;
  text.reserve(id.size() + timestamp.size() + body.size() + 2);
  text.append(id).append(1, '.').append(timestamp).append(1, '.').append(body);
  return "v1," + to_base64(crypto::hmac_sha256(key_.reveal(), text));
}

WebhookMessage make_webhook_message(const std::vector<core::AuditEntry>& entries) {
  std::string lines;
  std::uint64_t records = 0;
  for (const auto& entry : entries) {
    const auto line = export_line(entry.record);
    if (records > 0 && lines.size() + line.size() > kBodyBytes) break;
    if (records > 0) lines += ',';
    lines += line;
    ++records;
  }
  const auto& first = entries.front();
  const auto& last = entries[records - 1];
  return {id_of(first.record.owner.id, first.position, last.position),
          R"({"type":"audit.records","timestamp":")" +
              core::format_microseconds(last.record.occurred_at) + R"(","data":[)" + lines + "]}",
          last.position, records};
}

WebhookRequest sign_webhook(const WebhookSecret& secret, const WebhookMessage& message,
                            core::Timestamp now) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count();
  const auto timestamp = std::to_string(seconds);
  return {message.id, timestamp, secret.sign(message.id, timestamp, message.body), message.body};
}

}  // namespace selfsame::audit
