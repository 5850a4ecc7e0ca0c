#pragma once

#include <algorithm>
#include <array>
#include <chrono>
#include <stdexcept>
#include <string_view>
#include <utility>
#include <vector>

#include "core/billing/calendar.h"

/// Time zones that no database of the machine changes.
namespace selfsame::testing {

/// Clocks that are always the same time ahead of UTC.
class FixedZone final : public core::TimeZone {
 public:
  explicit FixedZone(std::chrono::minutes ahead) : ahead_(ahead) {}
  [[nodiscard]] core::LocalTime to_local(core::Timestamp at) const override {
    return core::LocalTime(at.time_since_epoch() + ahead_);
  }
  [[nodiscard]] core::Timestamp to_utc(core::LocalTime local) const override {
    return core::Timestamp(local.time_since_epoch() - ahead_);
  }

 private:
  std::chrono::minutes ahead_;
};

/// Clocks that are put forward by an hour when a summer begins, and back when it ends; up to the
/// year 2199.
class SummerZone final : public core::TimeZone {
 public:
  /// A summer begins and ends on a Sunday, given without its year, so long after its midnight in
  /// UTC (less than nothing: on the day before).
  template <class Sunday>
  SummerZone(std::chrono::minutes winter_ahead, Sunday begin, Sunday end,
             std::chrono::minutes time_of_day)
      : winter_ahead_(winter_ahead) {
    for (std::chrono::year year(1990); year < std::chrono::year(2200); ++year) {
      changes_.push_back({std::chrono::sys_days(year / begin) + time_of_day, true});
      changes_.push_back({std::chrono::sys_days(year / end) + time_of_day, false});
    }
    std::ranges::sort(changes_, {}, &Change::at);
  }

  [[nodiscard]] core::LocalTime to_local(core::Timestamp at) const override {
    const bool is_summer = !change_after(at)->begins_summer;
    return core::LocalTime(at.time_since_epoch() + winter_ahead_ + (is_summer ? kShift : kNone));
  }
  [[nodiscard]] core::Timestamp to_utc(core::LocalTime local) const override {
    const core::Timestamp in_winter(local.time_since_epoch() - winter_ahead_);
    const core::Timestamp in_summer = in_winter - kShift;
    if (to_local(in_summer) == local) return in_summer;
    if (to_local(in_winter) == local) return in_winter;
    return change_after(in_summer)->at;
  }
  /// The next time that the clocks are put forward or back.
  [[nodiscard]] core::Timestamp next_change(core::Timestamp at) const {
    return change_after(at)->at;
  }

 private:
  struct Change {
    core::Timestamp at;
    bool begins_summer = false;
  };
  static constexpr std::chrono::minutes kShift{60};
  static constexpr std::chrono::minutes kNone{0};

  [[nodiscard]] std::vector<Change>::const_iterator change_after(core::Timestamp at) const {
    const auto after = std::ranges::upper_bound(changes_, at, {}, &Change::at);
    if (after == changes_.end()) throw std::out_of_range("the zone's summers are over");
    return after;
  }

  std::chrono::minutes winter_ahead_;
  std::vector<Change> changes_;
};

/// Seven zones by the names of places whose clocks are about like that.
class TestZones final : public core::TimeZones {
 public:
  [[nodiscard]] const core::TimeZone* find(std::string_view name) const override {
    if (name == core::kUtc) return &core::utc_zone();
    if (const auto* zone = find_summer_zone(name)) return zone;
    const auto found = std::ranges::find(fixed_, name, &Fixed::first);
    return found == fixed_.end() ? nullptr : &found->second;
  }
  /// Null if the zone is none of those whose clocks change.
  [[nodiscard]] const SummerZone* find_summer_zone(std::string_view name) const {
    const auto found = std::ranges::find(summer_, name, &Summer::first);
    return found == summer_.end() ? nullptr : &found->second;
  }
  static constexpr std::array<std::string_view, 7> kNames{
      core::kUtc,      "Pacific/Kiritimati", "Pacific/Pago_Pago", "Asia/Kathmandu",
      "Europe/Berlin", "Australia/Sydney",   "America/Sao_Paulo"};

 private:
  using Fixed = std::pair<std::string_view, FixedZone>;
  using Summer = std::pair<std::string_view, SummerZone>;

  static constexpr std::chrono::weekday_last kLastSunday{std::chrono::Sunday};
  std::array<Fixed, 3> fixed_{{
      {"Pacific/Kiritimati", FixedZone(std::chrono::hours(14))},
      {"Pacific/Pago_Pago", FixedZone(-std::chrono::hours(11))},
      {"Asia/Kathmandu", FixedZone(std::chrono::minutes(345))},
  }};
  std::array<Summer, 3> summer_{{
      {"Europe/Berlin", SummerZone(std::chrono::hours(1), std::chrono::March / kLastSunday,
                                   std::chrono::October / kLastSunday, std::chrono::hours(1))},
      {"Australia/Sydney",
       SummerZone(std::chrono::hours(10), std::chrono::October / std::chrono::Sunday[1],
                  std::chrono::April / std::chrono::Sunday[1], -std::chrono::hours(8))},
      // Put forward at midnight: one day begins at one o'clock.
      {"America/Sao_Paulo",
       SummerZone(-std::chrono::hours(3), std::chrono::October / std::chrono::Sunday[3],
                  std::chrono::February / std::chrono::Sunday[3], std::chrono::hours(3))},
  }};
};

}  // namespace selfsame::testing
