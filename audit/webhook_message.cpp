#include "audit/webhook_message.h"

#include <chrono>
#include <cstddef>

#include "audit/export.h"

namespace selfsame::audit {
namespace {

/// Receivers have limits of their own; one record of any size is sent all the same.
constexpr std::size_t kBodyBytes = std::size_t{1} << 20;

std::string id_of(const core::IdBytes& owner, std::uint64_t first, std::uint64_t last) {
  return core::id_to_hex(owner) + '-' + std::to_string(first) + '-' + std::to_string(last);
}

}  // namespace

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

WebhookRequest sign_webhook(const crypto::WebhookSecret& secret, const WebhookMessage& message,
                            core::Timestamp now) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count();
  const auto timestamp = std::to_string(seconds);
  return {message.id, timestamp, secret.sign(message.id, timestamp, message.body), message.body};
}

}  // namespace selfsame::audit
