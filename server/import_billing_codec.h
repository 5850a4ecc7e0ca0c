#pragma once

#include "core/billing/import_operations.h"
#include "server/import_line.h"

/// Lines of import files that tell of billing. What is wrong is added to the line's errors.
namespace selfsame::server {

core::ImportedSubscription decode_subscription(Line& line);
core::BillingProfile decode_billing_profile(Line& line);
core::BillingItem decode_billing_item(Line& line);

}  // namespace selfsame::server
