#include "core/billing/proration.h"

namespace selfsame::core {
namespace {

// A price times the microseconds of a year takes 100 bits.
__extension__ using Wide = __int128;

}  // namespace

std::int64_t used_part(std::int64_t price, const Period& period, Timestamp at) {
  if (at >= period.end) return price;
  if (at <= period.start) return 0;
  const Wide used = (at - period.start).count();
  const Wide whole = (period.end - period.start).count();
  return static_cast<std::int64_t>((2 * used * price + whole) / (2 * whole));
}

}  // namespace selfsame::core
