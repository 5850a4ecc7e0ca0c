#pragma once

#include <string_view>
#include <vector>

#include "core/audit/record_change.h"
#include "core/billing/billing_profile.h"
#include "core/error.h"

/// What holds for a billing profile, whoever writes it.
namespace selfsame::core {

/// Adds an error for text that is too long or holds the number of a card.
void check_billing_text(std::vector<FieldError>& errors, std::string_view pointer,
                        std::string_view text);

/// Adds an error for each field below `/card` that cannot be.
void check_card(std::vector<FieldError>& errors, const CardSummary& card);

/// What records say of a profile.
Described describe_profile(const BillingProfile& profile);

}  // namespace selfsame::core
