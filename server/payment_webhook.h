#pragma once

#include "billing/gateway_signature.h"
#include "server/config.h"

namespace selfsame::server {

/// What checks the payment gateway's reports, with the secrets in the file that the configuration
/// names: one, or two while one takes the other's place. Not configured without a file.
/// Throws std::runtime_error with one clear line.
billing::GatewaySignature load_payment_signature(const Config& config);

}  // namespace selfsame::server
