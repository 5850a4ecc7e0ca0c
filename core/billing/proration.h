#pragma once

#include <cstdint>

#include "core/billing/calendar.h"

namespace selfsame::core {

/// What a period that costs `price` (minor units, not negative) has cost at an instant: its part of
/// the price by the microsecond, rounded to the nearest, halves up. 0 up to its start, the whole price
/// from its end on, never less later: so what is used of any division of the period adds up to the
/// price exactly, and what is unused is `price` minus this.
std::int64_t used_part(std::int64_t price, const Period& period, Timestamp at);

}  // namespace selfsame::core
