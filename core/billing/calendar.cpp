#include "core/billing/calendar.h"

#include <array>
#include <cstddef>

namespace selfsame::core {
namespace {

using std::chrono::days;
using std::chrono::local_days;
using std::chrono::months;
using std::chrono::year_month_day;

constexpr std::array<std::string_view, 4> kFrequencyNames{"weekly", "monthly", "quarterly",
                                                          "yearly"};

class UtcZone final : public TimeZone {
 public:
  [[nodiscard]] LocalTime to_local(Timestamp at) const override {
    return LocalTime(at.time_since_epoch());
  }
  [[nodiscard]] Timestamp to_utc(LocalTime local) const override {
    return Timestamp(local.time_since_epoch());
  }
};

/// The same day so many months later; the month's last if it has no such day.
local_days add_months(local_days day, months count) {
  const year_month_day from(day);
  const auto month = from.year() / from.month() + count;
  const year_month_day to = month / from.day();
  return local_days(to.ok() ? to : year_month_day(month / std::chrono::last));
}

local_days add_periods(local_days day, Frequency frequency, std::int64_t count) {
  switch (frequency) {
    case Frequency::weekly:
      return day + days(7 * count);
    case Frequency::monthly:
      return add_months(day, months(count));
    case Frequency::quarterly:
      return add_months(day, months(3 * count));
    case Frequency::yearly:
      break;
  }
  return add_months(day, months(12 * count));
}

}  // namespace

std::string_view frequency_name(Frequency frequency) {
  return kFrequencyNames.at(static_cast<std::size_t>(frequency));
}

const TimeZone& utc_zone() {
  static const UtcZone zone;
  return zone;
}

Timestamp period_boundary(Timestamp anchor, Frequency frequency, std::uint32_t count,
                          const TimeZone& zone) {
  // What the clocks show twice would lead back to the first time.
  if (count == 0) return anchor;
  const LocalTime local = zone.to_local(anchor);
  const auto day = std::chrono::floor<days>(local);
  return zone.to_utc(add_periods(day, frequency, count) + (local - day));
}

Timestamp days_later(Timestamp from, days count, const TimeZone& zone) {
  return count == days(0) ? from : zone.to_utc(zone.to_local(from) + count);
}

}  // namespace selfsame::core
