#pragma once

#include <string_view>

#include "core/access/authenticate.h"
#include "core/access/principal.h"
#include "core/billing/payment_signature.h"
#include "core/result.h"
#include "dialects/common/call.h"

namespace selfsame::native {

/// The payment gateway that signed a message.
/// Errors: unauthenticated/credential_unknown: the message says what is wrong with the signature.
core::Result<core::Principal> authenticate_gateway(const core::PaymentSignature& signature,
                                                   const dialect::SignatureHeaders& headers,
                                                   std::string_view body,
                                                   const core::Authentication& authentication);

}  // namespace selfsame::native
