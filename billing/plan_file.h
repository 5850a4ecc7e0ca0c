#pragma once

#include <string>
#include <string_view>

#include "core/billing/billing_rules.h"

/// The plans file: what an installation sells, and how. docs/billing.md describes it.
namespace selfsame::billing {

/// Reads the file, or, if its name is empty, what is built in (share/rate-plans.toml). `zones`
/// outlives the rules.
/// Throws std::runtime_error with one clear line that names file, plan and key.
core::BillingRules load_rules(const std::string& file, const core::TimeZones& zones);

/// The same from a text; `name` is how complaints begin.
core::BillingRules read_rules(std::string_view text, const std::string& name,
                              const core::TimeZones& zones);

}  // namespace selfsame::billing
