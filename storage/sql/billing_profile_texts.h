#pragma once

#include <string>
#include <string_view>

#include "core/billing/billing_profile.h"

namespace selfsame::storage::sql {

/// The texts of a profile as one JSON column, by name; what was not said is not there.
std::string write_profile_texts(const core::BillingProfile& profile);
/// Sets the texts that the column holds. Throws std::runtime_error on what was not written so.
void read_profile_texts(std::string_view column, core::BillingProfile& profile);

}  // namespace selfsame::storage::sql
