#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/audit/audit_log.h"
#include "core/time.h"
#include "crypto/webhook_signature.h"

/// What is sent to the webhook: requests as the Standard Webhooks specification has them
/// (https://www.standardwebhooks.com); docs/audit.md describes them for those who receive.
namespace selfsame::audit {

/// Records of one log that go together: some that follow one another.
struct WebhookMessage {
  std::string id;  ///< of these records of this log, however often they are sent
  std::string body;
  std::uint64_t last_sequence = 0;
  std::uint64_t records = 0;
};

/// The first of the entries, as many as fit into a message: at least one. There must be one.
WebhookMessage make_webhook_message(const std::vector<core::AuditEntry>& entries);

/// A message on its way.
struct WebhookRequest {
  std::string id;
  std::string timestamp;  ///< of this attempt: seconds since 1970
  std::string signature;
  std::string body;
};

WebhookRequest sign_webhook(const crypto::WebhookSecret& secret, const WebhookMessage& message,
                            core::Timestamp now);

}  // namespace selfsame::audit
