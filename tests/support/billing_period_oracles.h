#pragma once

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>

#include "core/billing/subscription.h"

/// Where periods begin and what they cost, worked out in other ways than the core does.
namespace selfsame::testing {

inline void require(bool holds, const char* rule) {
  if (!holds) throw std::logic_error(std::string("this does not hold: ") + rule);
}

/// What a period has cost at an instant, by long multiplication and division bit by bit.
inline std::int64_t cost_until(std::int64_t price, const core::Period& period,
                               core::Timestamp until) {
  const std::int64_t whole = (period.end - period.start).count();
  const std::int64_t used = (until - period.start).count();
  std::int64_t quotient = 0;
  std::int64_t rest = 0;
  for (int bit = 53; bit >= 0; --bit) {
    rest = 2 * rest + ((price >> bit) & 1) * used;
    quotient = 2 * quotient + rest / whole;
    rest %= whole;
  }
  return quotient + (2 * rest >= whole ? 1 : 0);
}

inline unsigned days_in_month(int year, unsigned month) {
  constexpr std::array<unsigned, 12> kDays{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return month == 2 && is_leap ? 29 : kDays.at(month - 1);
}

/// How often something was seen: a rule that never applied was not tested.
struct Tally {
  std::array<std::array<std::size_t, 7>, 7> steps{};  ///< from a state to another
  std::size_t short_months = 0;   ///< boundaries on a month's last day instead of the anchor's
  std::size_t clock_gaps = 0;     ///< boundaries that the clocks pass over
  std::size_t split_periods = 0;  ///< changed within and charged before and after
  std::size_t ties = 0;           ///< two steps at one instant
  std::size_t refused_changes = 0;
  std::size_t longest = 0;  ///< periods in one history
};

/// Checks where the boundaries of periods lie on the clocks of a zone.
class BoundaryOracle {
 public:
  BoundaryOracle(const core::TimeZone& zone, Tally& tally) : zone_(zone), tally_(tally) {}

  void check(const core::Subscription& subscription) {
    const auto anchor = zone_.to_local(subscription.anchor);
    const auto end = zone_.to_local(subscription.period.end);
    const auto anchor_day = std::chrono::floor<std::chrono::days>(anchor);
    const auto end_day = std::chrono::floor<std::chrono::days>(end);
    check_day(subscription, anchor_day, end_day);
    check_time_of_day(subscription.period.end, end, end_day + (anchor - anchor_day));
  }

 private:
  void check_day(const core::Subscription& subscription, std::chrono::local_days anchor,
                 std::chrono::local_days end) {
    const auto count = static_cast<int>(subscription.period_number);
    if (subscription.frequency == core::Frequency::weekly) {
      return require((end - anchor).count() == 7 * count, "a week has seven days");
    }
    constexpr std::array kMonths{0, 1, 3, 12};
    const int length = kMonths.at(static_cast<std::size_t>(subscription.frequency));
    const std::chrono::year_month_day from(anchor);
    const std::chrono::year_month_day to(end);
    const int year = static_cast<int>(to.year());
    const auto month = static_cast<unsigned>(to.month());
    require(12 * (year - static_cast<int>(from.year())) + static_cast<int>(month) -
                    static_cast<int>(static_cast<unsigned>(from.month())) ==
                count * length,
            "periods are whole months");
    const auto wanted = static_cast<unsigned>(from.day());
    const auto last = days_in_month(year, month);
    require(static_cast<unsigned>(to.day()) == std::min(wanted, last),
            "a period ends on the anchor's day of the month, or on the month's last");
    if (wanted > last) ++tally_.short_months;
  }
  void check_time_of_day(core::Timestamp boundary, core::LocalTime shown, core::LocalTime wanted) {
    require(zone_.to_utc(shown) == boundary, "a boundary is the first time that clocks show it");
    if (shown == wanted) return;
    const auto before = zone_.to_local(boundary - std::chrono::microseconds(1));
    require(before < wanted && wanted < shown,
            "a boundary has the anchor's time of day, unless the clocks pass over it");
    ++tally_.clock_gaps;
  }

  const core::TimeZone& zone_;
  Tally& tally_;
};

/// What the periods cost: each stretch of a period at one price by itself.
class CostOracle {
 public:
  void begin(const core::Subscription& subscription, core::Timestamp from) {
    const bool is_free = subscription.price == 0 || subscription.plan.externally_managed ||
                         subscription.plan.is_contract;
    stretch_ = Stretch{is_free ? 0 : subscription.price, subscription.period, from};
  }
  /// At an instant within the period, or at its end.
  void end(core::Timestamp until) {
    if (stretch_) closed_ += cost(*stretch_, until);
    stretch_.reset();
  }
  /// With what is charged in advance.
  [[nodiscard]] std::int64_t total() const {
    return closed_ + (stretch_ ? cost(*stretch_, stretch_->whole.end) : 0);
  }
  [[nodiscard]] bool costs_something() const { return stretch_ && stretch_->price > 0; }

 private:
  struct Stretch {
    std::int64_t price = 0;
    core::Period whole;
    core::Timestamp from;
  };
  static std::int64_t cost(const Stretch& stretch, core::Timestamp until) {
    return cost_until(stretch.price, stretch.whole, until) -
           cost_until(stretch.price, stretch.whole, stretch.from);
  }

  std::int64_t closed_ = 0;
  std::optional<Stretch> stretch_;
};

}  // namespace selfsame::testing
