#pragma once

#include <string>

#include "billing/toml_table.h"
#include "core/billing/money.h"
#include "core/billing/rate_plan.h"

namespace selfsame::billing {

/// One `[[plan]]` of a plans file. As soon as its id is known, complaints name it: `FILE: plan "pro": `.
/// Throws std::runtime_error with one clear line.
core::RatePlan read_plan(TomlTable& in, const std::string& file,
                         const core::CurrencyTable& currencies);

}  // namespace selfsame::billing
