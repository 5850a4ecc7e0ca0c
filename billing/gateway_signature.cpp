#include "billing/gateway_signature.h"

#include <utility>

namespace selfsame::billing {

GatewaySignature::GatewaySignature(std::vector<crypto::WebhookSecret> secrets,
                                   std::chrono::seconds tolerance)
    : secrets_(std::move(secrets)), tolerance_(tolerance) {}

core::PaymentSignature::Verdict GatewaySignature::verify(std::string_view id,
                                                         std::string_view timestamp,
                                                         std::string_view signatures,
                                                         std::string_view body,
                                                         core::Timestamp now) const {
  switch (crypto::verify_webhook(secrets_, {id, timestamp, signatures, body}, now, tolerance_)) {
    case crypto::SignatureVerdict::valid:
      return Verdict::valid;
    case crypto::SignatureVerdict::malformed:
      return Verdict::malformed;
    case crypto::SignatureVerdict::wrong:
      return Verdict::wrong;
    case crypto::SignatureVerdict::too_old:
      return Verdict::too_old;
    case crypto::SignatureVerdict::too_early:
      return Verdict::too_early;
  }
  std::unreachable();
}

}  // namespace selfsame::billing
