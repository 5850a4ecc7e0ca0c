#pragma once

#include <chrono>
#include <string_view>
#include <vector>

#include "core/billing/payment_signature.h"
#include "crypto/webhook_signature.h"

namespace selfsame::billing {

/// The payment gateway's signature by the secrets that it shares with this installation.
class GatewaySignature final : public core::PaymentSignature {
 public:
  /// Several secrets while one takes another's place; without any it is not configured.
  GatewaySignature(std::vector<crypto::WebhookSecret> secrets, std::chrono::seconds tolerance);

  [[nodiscard]] bool is_configured() const override { return !secrets_.empty(); }
  [[nodiscard]] Verdict verify(std::string_view id, std::string_view timestamp,
                               std::string_view signatures, std::string_view body,
                               core::Timestamp now) const override;

 private:
  const std::vector<crypto::WebhookSecret> secrets_;
  const std::chrono::seconds tolerance_;
};

}  // namespace selfsame::billing
