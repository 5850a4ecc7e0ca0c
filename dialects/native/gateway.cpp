#include "dialects/native/gateway.h"

#include <string>
#include <utility>

namespace selfsame::native {
namespace {

using Verdict = core::PaymentSignature::Verdict;

std::unexpected<core::Error> refuse(std::string message) {
  return core::fail(core::ErrorCode::unauthenticated, core::Reason::credential_unknown,
                    std::move(message));
}

/// The name of the first header that is not there; empty: none is missing.
std::string_view missing_of(const dialect::SignatureHeaders& headers) {
  if (headers.id.empty()) return "webhook-id";
  if (headers.timestamp.empty()) return "webhook-timestamp";
  return headers.signatures.empty() ? "webhook-signature" : "";
}

const char* describe(Verdict verdict) {
  switch (verdict) {
    case Verdict::valid:
      return "";
    case Verdict::malformed:
      return "The webhook- headers are not as Standard Webhooks has them: an id, "
             "seconds since 1970, and v1 signatures with blanks between them.";
    case Verdict::wrong:
      return "The signature is wrong: made with another secret, or of another message.";
    case Verdict::too_old:
      return "The signature is too old. Sign the message again, with the present time in "
             "webhook-timestamp.";
    case Verdict::too_early:
      return "The signature is from the future: webhook-timestamp is ahead of this server's "
             "clock.";
  }
  std::unreachable();
}

}  // namespace

core::Result<core::Principal> authenticate_gateway(const core::PaymentSignature& signature,
                                                   const dialect::SignatureHeaders& headers,
                                                   std::string_view body,
                                                   const core::Authentication& authentication) {
  if (const auto missing = missing_of(headers); !missing.empty()) {
    return refuse("The header " + std::string(missing) + " is missing.");
  }
  const auto verdict =
      signature.verify(headers.id, headers.timestamp, headers.signatures, body, authentication.now);
  if (verdict != Verdict::valid) return refuse(describe(verdict));
  core::Principal gateway;
  gateway.kind = core::CredentialKind::payment_gateway;
  gateway.address = authentication.address;
  return gateway;
}

}  // namespace selfsame::native
